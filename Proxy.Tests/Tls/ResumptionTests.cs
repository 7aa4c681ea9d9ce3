using System.Text.RegularExpressions;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Tls;

/// <summary>Sessions are resumed on both sides, as OpenSSL's own client and server report.</summary>
[Category("System")]
[Parallelizable(ParallelScope.All)]
public sealed class ResumptionTests
{
    private const string Host = Outside.Plain;

    [Test]
    public async Task A_client_resumes_its_TLS_1_2_session()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        (int _, string output) = await RealProgram.RunAsync("openssl", [.. Client(outside), "-tls1_2", "-reconnect"]);
        Assert.That(Regex.Count(output, @"^Reused, TLSv1\.2", RegexOptions.Multiline), Is.EqualTo(5), output);
    }

    [Test]
    public async Task A_client_resumes_with_its_TLS_1_3_ticket()
    {
        using TestFolder folder = new();
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        string request = $"GET / HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n\r\n";
        (int _, string first) =
            await RealProgram.RunAsync("openssl", [.. Client(outside), "-tls1_3", "-ign_eof", "-sess_out", folder.File("session")], request);
        Assert.That(first, Does.Match(@"(?m)^New, TLSv1\.3"));
        (int _, string second) =
            await RealProgram.RunAsync("openssl", [.. Client(outside), "-tls1_3", "-ign_eof", "-sess_in", folder.File("session")], request);
        Assert.That(second, Does.Match(@"(?m)^Reused, TLSv1\.3").And.Contain("200 Fine"));
    }

    [TestCase("-tls1_2", "TLSv1.2")]
    [TestCase("-tls1_3", "TLSv1.3")]
    public async Task An_upstream_session_is_resumed_on_a_later_connection(string version, string shown)
    {
        await using OpenSslServer server = await OpenSslServer.StartAsync(Host, version);
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Hosts = [Host],
            UpstreamAuthorities = server.Authority,
            Resolve = new Dictionary<string, string> { [Host] = server.Endpoint },
        });
        List<string> seen = [];
        // All proxies of this process share the runtime's cache of sessions, so that other tests may evict a session.
        while (seen.Count < 8 && seen.LastOrDefault() != $"Reused, {shown}")
        {
            // The response ends with its connection, so that every request opens a new one.
            await using RawClient client = await proxy.TunnelAsync($"{Host}:443");
            await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n\r\n");
            string page = await client.ReadToEndAsync();
            seen.Add(Regex.Match(page, @"(New|Reused), TLSv1\.\d").Value);
        }
        Assert.That((seen[0], seen[^1]), Is.EqualTo(($"New, {shown}", $"Reused, {shown}")), string.Join("; ", seen));
    }

    private static string[] Client(Outside outside) =>
        ["s_client", "-proxy", outside.Proxy.Endpoint().ToString()!, "-connect", $"{Host}:443", "-servername", Host];
}
