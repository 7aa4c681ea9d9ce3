using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Tests.Upstream.Certificates;

namespace BotBottle.Proxy.Tests.Upstream;

/// <summary>A server with a certificate that a browser would refuse: the client gets an error, and no byte of its request is sent.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class UntrustedCertificateTests
{
    private const string Host = Outside.Plain;

    private static readonly TestAuthority Trusted = new();

    private static readonly CertificateAuthorityPem Own = CertificateAuthorityFactory.Create("own", DateTimeOffset.UtcNow, TimeSpan.FromDays(9));

    private static IEnumerable<TestCaseData> Untrusted()
    {
        yield return Case("expired", Trusted.Certify(TestAuthority.Names([Host], -20, -1)));
        yield return Case("not valid yet", Trusted.Certify(TestAuthority.Names([Host], 1, 48)));
        yield return Case("another name", Trusted.Certify("other.example"));
        yield return Case("another label of the wildcard", Trusted.Certify("*.com"));
        yield return Case("wildcard of the host itself", Trusted.Certify("*." + Host));
        yield return Case("name as an address", Trusted.Certify("127.0.0.1"));
        yield return Case("no alternative name", Trusted.Certify(TestAuthority.Names([])));
        yield return Case("no alternative name, the host in the subject", Trusted.Certify(TestAuthority.Names([]) with { CommonName = Host }));
        yield return Case("self-signed", TestAuthority.SelfSigned(Host));
        yield return Case("unknown authority", new TestAuthority().Certify(Host));
        yield return Case("our own authority", new TestAuthority(Own).Certify(Host));
        yield return Case("for clients", Trusted.Certify(TestAuthority.Names([Host]) with { IsForClients = true }));
        yield return Case("unknown critical extension", Trusted.Certify(
            TestAuthority.Names([Host]) with { Extra = new X509Extension("1.2.3.4.5.6", [5, 0], critical: true) }));
    }

    [TestCaseSource(nameof(Untrusted))]
    public async Task An_invalid_certificate_is_untrusted(X509Certificate2 certificate)
    {
        bool asked = false;
        await using ScriptedUpstream upstream = new(certificate, Script.Answering((_, _) =>
        {
            asked = true;
            return Script.Json("{}");
        }));
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Hosts = [Host],
            Authority = Own,
            // The proxy's own CA among the roots, as if it had been installed.
            UpstreamAuthorities = Trusted.Pem + Own.Certificate,
            Resolve = new Dictionary<string, string> { [Host] = upstream.Endpoint },
        });
        await using RawClient client = await proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("x-bot-bottle-reason: upstream_untrusted"), body);
        Assert.That(body, Does.Contain($"{Host}").And.Contain("not trusted"));
        Assert.That(asked, Is.False);
    }

    [TestCase("explicit above", TestName = "A curve that is written out, above the server's certificate")]
    [TestCase("rsa1024 above", TestName = "A small key above the server's certificate")]
    public async Task An_authority_that_cannot_be_verified_is_untrusted(string key)
    {
        TestCertificate server = TestCertificate.Server(issuer: ("above", key), names: Host);
        await using OpenSslServer upstream = await OpenSslServer.StartAsync(
            server.Build().ExportCertificatePem() + "\n" + server.KeyPem(), TestCertificate.Authority("above", key).Build().ExportCertificatePem(),
            TestCertificate.Root().Build().ExportCertificatePem(), ["-cipher", "DEFAULT@SECLEVEL=0"]);
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Hosts = [Host],
            UpstreamAuthorities = upstream.Authority,
            Resolve = new Dictionary<string, string> { [Host] = upstream.Endpoint },
        });
        await using RawClient client = await proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 "), body);
        Assert.That(body, Does.Contain($"{Host}"));
    }

    [Test]
    public async Task A_valid_certificate_is_trusted()
    {
        await using ScriptedUpstream upstream = new(Trusted.Certify("*.example.com"), Script.Answering(Script.Json("{}")));
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Hosts = [Host],
            UpstreamAuthorities = Trusted.Pem,
            Resolve = new Dictionary<string, string> { [Host] = upstream.Endpoint },
        });
        await using RawClient client = await proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
    }

    private static TestCaseData Case(string name, X509Certificate2 certificate) => new TestCaseData(certificate).SetArgDisplayNames(name);
}
