using System.Security.Authentication;
using BotBottle.Core.Control;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.Pipeline;

/// <summary>Every way in of a client leads to the same decision.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ClientSessionTests
{
    private const string Host = Outside.Plain;

    [Test]
    public async Task An_absolute_request_target_is_served_in_the_same_way()
    {
        string? seen = null;
        await using Outside outside = await Outside.WithAsync(
            Script.Answering((head, _) =>
            {
                seen = head;
                return Script.Json("{}");
            }),
            tls: false);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendByteByByteAsync($"GET HTTP://{Host.ToUpperInvariant()}:80/x HTTP/1.1\r\nHost: {Host}\r\nProxy-Connection: keep-alive\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
        Assert.That(seen, Is.EqualTo($"GET /x HTTP/1.1\r\nHost: {Host}\r\n\r\n"));
        await client.SendAsync("GET http://denied.example/ HTTP/1.1\r\nHost: denied.example\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"));
    }

    [TestCase("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "400")]
    [TestCase("GET https://www.example.com/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "400")]
    [TestCase("GET http://www.example.com/ HTTP/1.1\r\nHost: other.example\r\n\r\n", "400")]
    [TestCase("GET http://a@www.example.com/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "400")]
    [TestCase("GET http://www.example.com/a/..%2fb HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "400")]
    [TestCase("TRACE http://www.example.com/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "405")]
    [TestCase("CONNECT www.example.com HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "400")]
    [TestCase("CONNECT user@www.example.com:443 HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "400")]
    [TestCase("CONNECT 127.1:443 HTTP/1.1\r\nHost: 127.1:443\r\n\r\n", "400")]
    [TestCase("CONNECT www.example.com:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n", "400")]
    [TestCase("CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\nContent-Length: 3\r\n\r\n", "405")]
    [TestCase("PRI * HTTP/2.0\r\n\r\n", "505")]
    [TestCase("SSH-2.0-OpenSSH\r\n", "400")]
    public async Task Requests_that_are_not_for_a_proxy_are_refused(string request, string status)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), tls: false);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync(request);
        Assert.That(await client.ReadToEndAsync(), Does.StartWith($"HTTP/1.1 {status} ").And.Contain("x-bot-bottle-reason: bad_request"));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [TestCase("GET / HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n", "421")]
    [TestCase("GET / HTTP/1.1\r\nHost: www.example.com:8443\r\n\r\n", "421")]
    [TestCase("GET https://api.anthropic.com/ HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n", "421")]
    [TestCase("GET http://www.example.com/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "400")]
    [TestCase("CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n", "405")]
    [TestCase("GET https://www.example.com:443/ HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "200")]
    [TestCase("GET / HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n", "200")]
    public async Task A_request_must_be_for_the_host_of_its_tunnel(string request, string status)
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Host}:443");
        await client.SendAsync(request);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith($"HTTP/1.1 {status} "));
    }

    [Test]
    public async Task Plain_http_in_a_tunnel_to_port_80_has_the_same_policy()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), tls: false);
        foreach ((string host, string status) in new[] { (Host, "200"), ("denied.example", "403") })
        {
            await using RawClient client = await outside.Proxy.ConnectAsync();
            await client.SendAsync($"CONNECT {host}:80 HTTP/1.1\r\nHost: {host}:80\r\n\r\nGET / HTTP/1.1\r\nHost: {host}\r\n\r\n");
            Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 Connection established"));
            Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith($"HTTP/1.1 {status} "));
        }
    }

    [Test]
    public async Task A_client_that_offers_only_HTTP_2_gets_no_session()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")));
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync($"CONNECT {Host}:443 HTTP/1.1\r\nHost: {Host}:443\r\n\r\n");
        await client.ReadHeadAsync();
        using System.Net.Security.SslStream tls = new(client.Stream);
        Assert.That(
            () => tls.AuthenticateAsClientAsync(new System.Net.Security.SslClientAuthenticationOptions
            {
                TargetHost = Host,
                ApplicationProtocols = [System.Net.Security.SslApplicationProtocol.Http2],
                RemoteCertificateValidationCallback = (_, _, _, errors) => errors != System.Net.Security.SslPolicyErrors.None,
            }).Within(),
            Throws.InstanceOf<AuthenticationException>().Or.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_TLS_listener_uses_the_server_name_as_the_authority()
    {
        TestProxyOptions options = new() { Listeners = [ListenerKind.Tls] };
        await using Outside outside = await Outside.WithAsync(Script.Answering((head, _) => Script.Json($"\"{WirePeer.Field(head, "Host")}\"")), options);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SecureAsync(Host);
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo($"\"{Host}\""));

        await using RawClient denied = await outside.Proxy.ConnectAsync();
        await denied.SecureAsync("denied.example");
        await denied.SendAsync("GET / HTTP/1.1\r\nHost: denied.example\r\n\r\n");
        Assert.That((await denied.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 ").And.Contain("host_not_allowed"));

        await using RawClient plain = await outside.Proxy.ConnectAsync();
        await plain.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        Assert.That(await plain.ReadToEndAsync(), Is.EqualTo("\x15\x03\x03\0\x02\x02\x70"));
    }

    [Test]
    public async Task An_HTTP_listener_uses_the_Host_field_as_the_authority()
    {
        TestProxyOptions options = new() { Listeners = [ListenerKind.Http] };
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), options, tls: false);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
        await client.SendAsync("GET / HTTP/1.1\r\nHost: denied.example\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 403 "));
        await client.SendAsync("CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 405 "));
    }

    [Test]
    public async Task A_configured_password_is_required()
    {
        TestProxyOptions options = new() { Password = "blue-fox:s3cret" };
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), options);
        await using RawClient client = await outside.Proxy.ConnectAsync();
        string[] wrong = ["", "Proxy-Authorization: Basic Ymx1ZS1mb3g6d3Jvbmc=\r\n", "Proxy-Authorization: Bearer Ymx1ZS1mb3g6czNjcmV0\r\n"];
        foreach (string credentials in wrong)
        {
            await client.SendAsync($"CONNECT {Host}:443 HTTP/1.1\r\nHost: {Host}:443\r\n{credentials}\r\n");
            (string head, string _) = await client.ReadMessageAsync();
            Assert.That(head, Does.StartWith("HTTP/1.1 407 ").And.Contain("Proxy-Authenticate: Basic"));
        }
        await client.SendAsync($"CONNECT {Host}:443 HTTP/1.1\r\nHost: {Host}:443\r\nProxy-Authorization: basic Ymx1ZS1mb3g6czNjcmV0\r\n\r\n");
        Assert.That(await client.ReadHeadAsync(), Does.StartWith("HTTP/1.1 200 "));
        await client.SecureAsync(Host);
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
    }

    [TestCase("", 120)]
    [TestCase("GET http://www.exa", 30)]
    [TestCase("CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n", 30)]
    [TestCase("CONNECT www.example.com:443 HTTP/1.1\r\nHost: www.example.com:443\r\n\r\n\x16\x03\x01", 30)]
    public async Task A_slow_client_is_disconnected(string sent, int seconds)
    {
        ManualTime time = new();
        await using Outside outside = await Outside.WithAsync(Script.Answering(Script.Json("{}")), new TestProxyOptions { Time = time });
        await using RawClient client = await outside.Proxy.ConnectAsync();
        await client.SendAsync(sent);
        Task<bool> ends = client.EndsCleanlyAsync();
        while (!ends.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await ends;
        Assert.That(time.GetUtcNow() - time.Start, Is.GreaterThan(TimeSpan.FromSeconds(seconds - 1)));
    }
}
