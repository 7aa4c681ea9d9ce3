using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Policy;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Upstream;

/// <summary>The upstreams that the proxy connects to and trusts, seen from the client.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class UpstreamTests
{
    private const string Host = Outside.Plain;

    [Test]
    public async Task An_unknown_certificate_is_untrusted()
    {
        TestAuthority stranger = new();
        (string head, string body) = await AnswerAsync(stranger.Certify(Host), new TestAuthority().Pem);
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("x-bot-bottle-reason: upstream_untrusted"));
        Assert.That(body, Does.Contain("UntrustedRoot").Or.Contain("PartialChain"));
    }

    [Test]
    public async Task A_certificate_for_another_name_is_untrusted()
    {
        TestAuthority authority = new();
        (string head, string body) = await AnswerAsync(authority.Certify("other.example"), authority.Pem);
        Assert.That(head, Does.Contain("x-bot-bottle-reason: upstream_untrusted"));
        Assert.That(body, Does.Contain("another name"));
    }

    [Test]
    public async Task A_model_call_to_an_untrusted_upstream_is_refused_in_its_dialect_and_not_charged()
    {
        await using FakeController controller = new();
        controller.Order(RunOrders.Open);
        await using ScriptedUpstream upstream = new(new TestAuthority().Certify(Outside.Claude), Script.Answering(Script.Json("{}")));
        await using TestProxy proxy = await TestProxy.StartAsync(controller.Options with
        {
            Resolve = new Dictionary<string, string> { [Outside.Claude] = upstream.Endpoint },
        });
        await FakeController.ReadyAsync(proxy);
        await using RawClient client = await proxy.TunnelAsync($"{Outside.Claude}:443");
        await client.SendAsync(ModelCalls.PostClaude());
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("upstream_untrusted"));
        Assert.That(body, Does.StartWith("{\"type\":\"error\""));
        Assert.That(controller.Admissions.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task The_proxys_own_authority_is_never_trusted_even_if_settings_name_it()
    {
        CertificateAuthorityPem own = CertificateAuthorityFactory.Create("own", DateTimeOffset.UtcNow, TimeSpan.FromDays(9));
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(own.Certificate, own.Key);
        using BotBottle.Proxy.Tls.LeafMinter minter = new(own, TimeProvider.System);
        Assert.That(BotBottle.Core.Hosts.HostName.TryParse(Host, out BotBottle.Core.Hosts.HostName? host), Is.True);
        X509Certificate2 leaf = minter.Mint(host!).Options.ServerCertificateContext!.TargetCertificate;
        (string head, string _) = await AnswerAsync(leaf, own.Certificate, own);
        Assert.That(head, Does.Contain("x-bot-bottle-reason: upstream_untrusted"));
    }

    [Test]
    public async Task An_endpoint_without_a_server_is_unreachable()
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Hosts = [Host],
            Resolve = new Dictionary<string, string> { [Host] = taken.LocalEndPoint!.ToString()! },
        });
        (string head, string body) = await GetAsync(proxy, Host, 443);
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("upstream_unreachable"));
        Assert.That(body, Does.Contain($"{Host}:443 cannot be reached: 127.0.0.1:"), "once");
    }

    [TestCase("127.0.0.1")]
    [TestCase("169.254.169.254")]
    [TestCase("10.1.2.3")]
    [TestCase("[::1]")]
    [TestCase("[::ffff:127.0.0.1]")]
    public async Task An_address_that_is_not_public_is_refused_even_on_the_allowlist(string literal)
    {
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions { Hosts = [literal] });
        await using RawClient client = await proxy.ConnectAsync();
        await client.SendAsync($"GET http://{literal}/ HTTP/1.1\r\nHost: {literal}\r\n\r\n");
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"), body);
        Assert.That(body, Does.Contain(literal == "169.254.169.254" ? "a cloud's metadata service is never opened" : "upstream.resolve"));
    }

    [Test]
    public async Task A_name_that_resolves_to_loopback_is_refused()
    {
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions { Hosts = ["localhost"] });
        await using RawClient client = await proxy.ConnectAsync();
        await client.SendAsync("GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"));
    }

    [Test]
    public async Task A_denied_host_is_neither_resolved_nor_connected_to()
    {
        await using ScriptedUpstream upstream = new(null, Script.Answering(Script.Json("{}")));
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Hosts = ["other.example"],
            Resolve = new Dictionary<string, string> { [Host] = upstream.Endpoint },
        });
        (string head, string _) = await GetAsync(proxy, Host, 443);
        Assert.That(head, Does.StartWith("HTTP/1.1 403 "));
        Assert.That(upstream.Connections, Is.Zero);
    }

    [Test]
    public async Task An_upstream_that_does_not_respond_times_out()
    {
        ManualTime time = new();
        TaskCompletionSource asked = new();
        await using Outside outside = await Outside.WithAsync(
            async upstream =>
            {
                await upstream.ReadMessageAsync();
                asked.SetResult();
                await upstream.EndsCleanlyAsync();
            },
            new TestProxyOptions { Time = time });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        await asked.Task.Within();
        Task<(string Head, string Body)> answer = client.ReadMessageAsync();
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
        Assert.That((await answer).Head, Does.StartWith("HTTP/1.1 504 ").And.Contain("upstream_unreachable"));
        // The proxy may still be writing when the time is advanced; the limit for writes is shorter.
        Assert.That(time.GetUtcNow() - time.Start, Is.GreaterThan(TimeSpan.FromMinutes(5)));
    }

    private static async Task<(string Head, string Body)> AnswerAsync(
        X509Certificate2 shown, string trusted, CertificateAuthorityPem? own = null)
    {
        await using ScriptedUpstream upstream = new(shown, Script.Answering(Script.Json("{}")));
        await using TestProxy proxy = await TestProxy.StartAsync(new TestProxyOptions
        {
            Hosts = [Host],
            Authority = own,
            UpstreamAuthorities = trusted,
            Resolve = new Dictionary<string, string> { [Host] = upstream.Endpoint },
        });
        return await GetAsync(proxy, Host, 443);
    }

    private static async Task<(string Head, string Body)> GetAsync(TestProxy proxy, string host, int port)
    {
        await using RawClient client = await proxy.TunnelAsync($"{host}:{port}");
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
        return await client.ReadMessageAsync();
    }
}
