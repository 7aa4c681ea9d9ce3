using System.Net;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Tls;

/// <summary>The verifiers of real clients, at their strictest, accept the proxy's certificates: OpenSSL, GnuTLS, Go and Java.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class VerifierTests
{
    private const string Name = Outside.Plain;
    private const string Address = "192.0.2.7";
    private const string Said = "a word from upstream";

    [TestCase(Name, "-verify_hostname")]
    [TestCase(Address, "-verify_ip")]
    public Task OpenSsl_accepts_a_leaf_with_x509_strict(string host, string check) => AcceptsAsync((proxy, ca) => RealProgram.RunAsync(
        "openssl",
        [
            "s_client", "-proxy", proxy, "-connect", $"{host}:443", .. host == Address ? ["-noservername"] : new[] { "-servername", host },
            "-CAfile", ca, "-no-CApath", "-x509_strict", "-purpose", "sslserver", "-verify_return_error", check, host, "-quiet",
        ],
        $"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));

    [TestCase(Name)]
    [TestCase(Address)]
    public Task Python_accepts_a_leaf_with_strict_verification(string host) => AcceptsAsync((proxy, ca) =>
        RealProgram.RunAsync("/usr/bin/python3", [File("get.py"), $"https://{host}/", $"http://{proxy}", ca]));

    [TestCase(Name)]
    [TestCase(Address)]
    public Task Node_accepts_a_leaf(string host) => AcceptsAsync((proxy, ca) => RealProgram.RunAsync(
        "node", [File("get.mjs"), $"https://{host}/", $"http://{proxy}"], environment: new Dictionary<string, string?> { ["NODE_EXTRA_CA_CERTS"] = ca }));

    [TestCase(Name)]
    [TestCase(Address)]
    public Task Curl_accepts_a_leaf(string host) => AcceptsAsync((proxy, ca) =>
        RealProgram.RunAsync("curl", ["-sS", "--capath", "/dev/null", "--cacert", ca, "--proxy", $"http://{proxy}", $"https://{host}/"]));

    [TestCase(Name)]
    [TestCase(Address)]
    public Task Wget_accepts_a_leaf(string host) => AcceptsAsync((proxy, ca) => RealProgram.RunAsync(
        "wget",
        ["-qO-", "--tries=1", $"--ca-certificate={ca}", "--ca-directory=/dev/null", $"https://{host}/"],
        environment: new Dictionary<string, string?> { ["https_proxy"] = $"http://{proxy}" }));

    // Debian's git verifies with GnuTLS. Its error that this is no repository shows that it has read the response.
    [TestCase(Name)]
    [TestCase(Address)]
    public async Task Git_accepts_a_leaf(string host)
    {
        (int _, string output) = await AskAsync((proxy, ca) => RealProgram.RunAsync(
            "git", ["-c", $"http.proxy=http://{proxy}", "ls-remote", $"https://{host}/x.git"],
            environment: new Dictionary<string, string?> { ["GIT_SSL_CAINFO"] = ca, ["GIT_TRACE_CURL"] = "1" }));
        Assert.That(output, Does.Match("server certificate verification OK|SSL certificate verify ok").And.Match("HTTP/1.1 [24]0"));
    }

    [Test]
    public async Task Go_accepts_a_leaf()
    {
        using TestFolder folder = new();
        // Without cgo, because a machine need not have a C compiler. Go's usual cache compiles its library once for all tests.
        Dictionary<string, string?> environment = new() { ["GO111MODULE"] = "off", ["CGO_ENABLED"] = "0" };
        (int code, string built) = await RealProgram.RunAsync("go", ["build", "-o", folder.File("get"), File("get.go")], environment: environment);
        Assert.That(code, Is.Zero, built);
        foreach (string host in new[] { Name, Address })
        {
            await AcceptsAsync((proxy, ca) => RealProgram.RunAsync(
                folder.File("get"), [$"https://{host}/"],
                environment: new Dictionary<string, string?> { ["HTTPS_PROXY"] = $"http://{proxy}", ["SSL_CERT_FILE"] = ca, ["SSL_CERT_DIR"] = "/dev/null" }));
        }
    }

    [TestCase(Name)]
    [TestCase(Address)]
    public async Task Java_accepts_a_leaf(string host)
    {
        using TestFolder folder = new();
        string store = folder.File("roots.p12");
        await AcceptsAsync(async (proxy, ca) =>
        {
            (int code, string kept) = await RealProgram.RunAsync(
                "keytool", ["-importcert", "-noprompt", "-alias", "ca", "-file", ca, "-storetype", "PKCS12", "-storepass", "changeit", "-keystore", store]);
            Assert.That(code, Is.Zero, kept);
            string[] proxyParts = proxy.Split(':');
            return await RealProgram.RunAsync(
                "java",
                [
                    $"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStorePassword=changeit",
                    $"-Dhttps.proxyHost={proxyParts[0]}", $"-Dhttps.proxyPort={proxyParts[1]}", File("Get.java"), $"https://{host}/",
                ]);
        });
    }

    private static async Task AcceptsAsync(Func<string, string, Task<(int ExitCode, string Output)>> client)
    {
        (int code, string output) = await AskAsync(client);
        Assert.That(output, Does.Contain(Said));
        Assert.That(code, Is.Zero, output);
    }

    private static async Task<(int ExitCode, string Output)> AskAsync(Func<string, string, Task<(int ExitCode, string Output)>> client)
    {
        using TestFolder folder = new();
        await using Outside outside = await Outside.WithAsync(
            Script.Answering(Script.Json($"\"{Said}\"")), new TestProxyOptions { Hosts = [Name, Address] });
        await System.IO.File.WriteAllTextAsync(folder.File("ca.pem"), outside.Proxy.Authority.ExportCertificatePem());
        return await client(((IPEndPoint)outside.Proxy.Endpoint()).ToString(), folder.File("ca.pem"));
    }

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "../../../Tls/Verifiers", name);
}
