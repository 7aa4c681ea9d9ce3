using System.Text;
using BotBottle.Core.WebSocket;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>One end of a WebSocket in a test, over any peer: frames as <c>text:…</c>, <c>ping:…</c>, <c>close:1000 reason</c>, as they are on the
/// wire.</summary>
internal sealed class WebSocketPeer(WirePeer peer, WebSocketSide side) : IAsyncDisposable
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    public const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public WirePeer Peer => peer;

    /// <summary>The response head of the handshake, for a client.</summary>
    public string Head { get; private set; } = "";

    public static string Handshake(string host, string path, string more = "") =>
        $"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {Key}\r\n"
            + $"{more}\r\n";

    /// <summary>A client's WebSocket through the proxy; the response must be 101.</summary>
    public static async Task<WebSocketPeer> OpenAsync(TestProxy proxy, string host, string path, string more = "")
    {
        RawClient client = await proxy.TunnelAsync($"{host}:443");
        await client.SendAsync(Handshake(host, path, more));
        string head = await client.ReadHeadAsync();
        Assert.That(head, Does.StartWith("HTTP/1.1 101 ").And.Contain($"Sec-WebSocket-Accept: {Accept}\r\n"));
        return new WebSocketPeer(client, WebSocketSide.Client) { Head = head };
    }

    /// <summary>An upstream's side: reads the request and responds with 101.</summary>
    public static async Task<(WebSocketPeer Socket, string Head)> AcceptAsync(WirePeer upstream, string more = "")
    {
        string head = await upstream.ReadHeadAsync();
        return (await AcceptAsync(upstream, head, more), head);
    }

    /// <summary>The same for a request that was read.</summary>
    public static async Task<WebSocketPeer> AcceptAsync(WirePeer upstream, string head, string more)
    {
        string accept = WebSocketHandshake.AcceptFor(Encoding.ASCII.GetBytes(WirePeer.Field(head, "Sec-WebSocket-Key")!));
        await upstream.SendAsync(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{more}\r\n");
        return new WebSocketPeer(upstream, WebSocketSide.Server);
    }

    public Task SendTextAsync(string text, bool final = true) => SendAsync(WebSocketOpcode.Text, Latin1(text), final);

    public Task PingAsync(string payload) => SendAsync(WebSocketOpcode.Ping, payload);

    public Task CloseAsync(int code, string reason = "") => SendAsync(WebSocketOpcode.Close, Encoding.Latin1.GetString(ClosePayload.Of(code, reason)));

    /// <summary>Sends a frame; the payload has one byte per character.</summary>
    public Task SendAsync(WebSocketOpcode opcode, string payload, bool final = true) => peer.SendAsync(Frame(opcode, payload, final));

    public string Frame(WebSocketOpcode opcode, string payload, bool final = true)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(payload);
        uint? mask = side == WebSocketSide.Client ? 0xA1B2C3D4 : null;
        Span<byte> header = stackalloc byte[FrameHeader.MaxSize];
        int size = new FrameHeader(opcode, final, bytes.Length, mask).Write(header);
        FrameMask.Apply(bytes, mask ?? 0, 0);
        return Encoding.Latin1.GetString([.. header[..size], .. bytes]);
    }

    /// <summary>Reads the next frame; one that is not the last of its message ends with <c>…</c>.</summary>
    public async Task<string> ReadAsync()
    {
        WebSocketSide sender = side == WebSocketSide.Client ? WebSocketSide.Server : WebSocketSide.Client;
        string start = "";
        FrameHeader header;
        int size;
        do
        {
            start += await peer.ReadAsync(1);
            Assert.That(FrameHeader.Read(Encoding.Latin1.GetBytes(start), sender, out header, out size), Is.EqualTo(FrameFault.None));
        }
        while (size == 0);
        byte[] payload = Encoding.Latin1.GetBytes(await peer.ReadAsync((int)header.Length));
        FrameMask.Apply(payload, header.Mask ?? 0, 0);
        string name = header.Opcode.ToString().ToLowerInvariant();
        string end = header.IsFinal ? "" : "…";
        return header.Opcode == WebSocketOpcode.Close
            ? $"{name}:{ClosePayload.CodeOf(payload)} {(payload.Length > 2 ? Encoding.UTF8.GetString(payload, 2, payload.Length - 2) : "")}".TrimEnd()
            : $"{name}:{Encoding.UTF8.GetString(payload)}{end}";
    }

    /// <summary>Reads the next frame, which must be a whole text message.</summary>
    public async Task<string> ReadTextAsync()
    {
        string frame = await ReadAsync();
        Assert.That(frame, Does.StartWith("text:"));
        return frame["text:".Length..];
    }

    public ValueTask DisposeAsync() => peer.DisposeAsync();

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
