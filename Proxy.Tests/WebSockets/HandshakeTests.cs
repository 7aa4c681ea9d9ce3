using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Tests.Support;

namespace BotBottle.Proxy.Tests.WebSockets;

/// <summary>The handshake of a WebSocket, and all its failures.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class HandshakeTests
{
    [Test]
    public async Task Both_handshakes_are_the_proxys_own_without_extensions()
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            (_, string head) = await WebSocketPeer.AcceptAsync(upstream, "Sec-WebSocket-Protocol: chat\r\nX-More: 1\r\nSec-WebSocket-Version: 13\r\n");
            seen.SetResult(head);
            await upstream.EndsCleanlyAsync();
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(
            outside.Proxy, Outside.Plain, "/live?x=1",
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\nSec-WebSocket-Protocol: chat, other\r\nOrigin: https://a.example\r\n");
        string request = await seen.Task.Within();
        Assert.That(request, Does.StartWith("GET /live?x=1 HTTP/1.1\r\nHost: www.example.com\r\n"));
        Assert.That(request, Does.Contain("Upgrade: websocket\r\n").And.Contain("Connection: Upgrade\r\n").And.Contain("Sec-WebSocket-Version: 13\r\n"));
        Assert.That(request, Does.Contain("Sec-WebSocket-Protocol: chat, other\r\n").And.Contain("Origin: https://a.example\r\n"));
        Assert.That(request, Does.Not.Contain("Extensions").IgnoreCase.And.Not.Contain(WebSocketPeer.Key));
        Assert.That(socket.Head, Does.Contain("Sec-WebSocket-Protocol: chat\r\n").And.Contain("X-More: 1\r\n").And.Not.Contain("Sec-WebSocket-Version"));
    }

    [Test]
    public async Task No_key_of_the_agent_reaches_a_provider_in_the_handshake()
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            seen.SetResult((await WebSocketPeer.AcceptAsync(upstream)).Head);
            await upstream.EndsCleanlyAsync();
        });
        await using WebSocketPeer socket = await WebSocketPeer.OpenAsync(
            outside.Proxy, Outside.OpenAi, "/v1/responses",
            "Authorization: Bearer agent\r\nCookie: a=agent\r\nSec-WebSocket-Protocol: realtime, openai-insecure-api-key.agent\r\n");
        Assert.That(await seen.Task.Within(), Does.Contain("authorization: Bearer host-codex-key").IgnoreCase.And.Not.Contain("agent"));
    }

    [TestCase("HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {wrong}\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Fine\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Extensions: "
        + "permessage-deflate\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: chat\r\n\r\n")]
    [TestCase("HTTP/1.1 101 Fine\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_wrong_101_is_a_bad_gateway(string answer)
    {
        await using Outside outside = await Outside.WithAsync(async upstream =>
        {
            string head = await upstream.ReadHeadAsync();
            string key = WirePeer.Field(head, "Sec-WebSocket-Key")!;
            string accept = WebSocketHandshake.AcceptFor(System.Text.Encoding.ASCII.GetBytes(key));
            await upstream.SendAsync(
                answer.Replace("{accept}", accept, StringComparison.Ordinal).Replace("{wrong}", WebSocketPeer.Accept, StringComparison.Ordinal));
            await upstream.EndsCleanlyAsync();
        });
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(WebSocketPeer.Handshake(Outside.Plain, "/"));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 502 ").And.Contain("upstream_unreachable"), body);
    }

    [Test]
    public async Task An_upstreams_refusal_is_forwarded_and_the_connection_stays_open()
    {
        await using Outside outside = await Outside.WithAsync(Script.Answering((head, _) =>
            head.Contains("Upgrade", StringComparison.Ordinal) ? Script.Json("""{"no":"here"}""", 404) : Script.Json("{}")));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(WebSocketPeer.Handshake(Outside.Plain, "/"));
        Assert.That(await client.ReadMessageAsync(), Is.EqualTo(
            ("HTTP/1.1 404 Fine\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n", """{"no":"here"}""")));
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: {Outside.Plain}\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Body, Is.EqualTo("{}"));
    }

    [TestCase("GET / HTTP/1.1\r\nHost: www.example.com\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + "\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: www.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: "
        + "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")]
    [TestCase("GET / HTTP/1.1\r\nHost: www.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n")]
    [TestCase("POST / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")]
    public async Task An_invalid_handshake_is_not_forwarded(string request)
    {
        await using Outside outside = await Outside.WithAsync(upstream => upstream.EndsCleanlyAsync());
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(request);
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 400 "));
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [TestCase(Outside.OpenAi, "/v1/realtime", 400, "unmetered_call")]
    [TestCase(Outside.Claude, "/v1/messages", 400, "unmetered_call")]
    public async Task A_WebSocket_that_cannot_be_metered_is_refused_with_or_without_a_budget(string host, string path, int status, string code)
    {
        await using Outside outside = await Outside.WithAsync(upstream => upstream.EndsCleanlyAsync());
        await using RawClient client = await outside.Proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(WebSocketPeer.Handshake(host, path));
        (string head, string body) = await client.ReadMessageAsync();
        Assert.That(head, Does.StartWith($"HTTP/1.1 {status} ").And.Contain(code), body);
        Assert.That(outside.Upstream.Connections, Is.Zero);
    }

    [Test]
    public async Task An_upgrade_to_another_protocol_is_an_ordinary_request()
    {
        TaskCompletionSource<string> seen = new();
        await using Outside outside = await Outside.WithAsync(Script.Answering((head, _) =>
        {
            seen.SetResult(head);
            return Script.Json("{}");
        }));
        await using RawClient client = await outside.Proxy.TunnelAsync($"{Outside.Plain}:443");
        await client.SendAsync(
            $"GET / HTTP/1.1\r\nHost: {Outside.Plain}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n");
        Assert.That((await client.ReadMessageAsync()).Head, Does.StartWith("HTTP/1.1 200 "));
        Assert.That(await seen.Task.Within(), Does.Not.Contain("h2c").And.Not.Contain("HTTP2"));
    }
}
