using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using BotBottle.Core.WebSocket;

namespace BotBottle.Bench.Load;

/// <summary>
/// The upstream server: TLS on loopback, HTTP/1.1 with keep-alive, and as little work per request as possible. The path selects the response: <c>/json</c> 1
/// KiB; <c>/v1/messages</c> a model's response of 1 KiB, <c>/v1/messages?events=N&amp;ms=M</c> an Anthropic stream whose events have their time of sending;
/// <c>/bulk?bytes=N</c> that many bytes; <c>/sink</c> reads the body; <c>/echo</c> is a WebSocket that returns its messages.
/// </summary>
internal sealed class LoadUpstream : IDisposable
{
    /// <summary>The host of the load: a provider's, so that everything is metered.</summary>
    public const string Host = "api.anthropic.com";

    /// <summary>A host of no provider, where nothing is metered.</summary>
    public const string Plain = "files.example";

    private static readonly byte[] Json = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n\r\n{\"text\":\"" + new string('x', 1024 - 11) + "\"}");

    private static readonly byte[] Message =
        Answer(
            """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"@"}],"stop_reason":"end_turn","usage":{"input_tokens":25,"output_tokens":7}}""");

    private static readonly byte[] SinkAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    private static readonly byte[] Piece =
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("some text of a download, in lines of 64 bytes each, 1024 lines.\n", 1024)));

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SslServerAuthenticationOptions _tls;

    public LoadUpstream(BenchAuthority authority)
    {
        _tls = new SslServerAuthenticationOptions { ServerCertificateContext = authority.Certify(Host, Plain),
            ApplicationProtocols = [SslApplicationProtocol.Http11] };
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync();
                _ = Task.Run(() => ServeAsync(socket));
            }
            catch (Exception end) when (end is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        await using SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsServerAsync(_tls);
            MessageStream messages = new(stream);
            while (await messages.ReadHeadBytesAsync() is { Length: > 0 } head)
            {
                await AnswerAsync(stream, messages, head);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or WebSocketException)
        {
            // A client that leaves in the middle is part of the load.
        }
    }

    private static async ValueTask AnswerAsync(SslStream stream, MessageStream messages, ReadOnlyMemory<byte> head)
    {
        ReadOnlyMemory<byte> target = head[(head.Span.IndexOf((byte)' ') + 1)..];
        target = target[..target.Span.IndexOf((byte)' ')];
        byte[]? answer = target.Span.StartsWith("/json"u8)
            ? Json
            : target.Span.StartsWith("/sink"u8)
            ? SinkAnswer
            : target.Span.SequenceEqual("/v1/messages"u8)
            ? Message : null;
        string text = answer is null ? Encoding.ASCII.GetString(target.Span) : "";
        string key = text == "/echo" ? WebSocketKey(Encoding.ASCII.GetString(head.Span)) : "";
        await messages.SkipAsync(MessageStream.BodyLength(head.Span));
        if (answer is not null)
        {
            await stream.WriteAsync(answer);
        }
        else if (key.Length > 0)
        {
            await EchoAsync(stream, key);
        }
        else if (text.StartsWith("/bulk", StringComparison.Ordinal))
        {
            await SendBulkAsync(stream, Argument(text, "bytes"));
        }
        else
        {
            await SendEventsAsync(stream, (int)Argument(text, "events"), TimeSpan.FromMilliseconds(Argument(text, "ms")));
        }
    }

    private static byte[] Answer(string json)
    {
        string body = json.Replace("@", new string('x', 1024 - json.Length + 1), StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static string WebSocketKey(string head)
    {
        const string name = "Sec-WebSocket-Key: ";
        int at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase) + name.Length;
        return head[at..head.IndexOf('\r', at)];
    }

    private static async Task EchoAsync(SslStream stream, string key)
    {
        string accept = WebSocketHandshake.AcceptFor(Encoding.ASCII.GetBytes(key));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        using WebSocket socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        byte[] buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: WebSocketMessageType.Text } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, received.EndOfMessage, CancellationToken.None);
        }
    }

    private static async Task SendBulkAsync(SslStream stream, long bytes)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {bytes}\r\n\r\n"));
        for (long left = bytes; left > 0; left -= Piece.Length)
        {
            await stream.WriteAsync(Piece.AsMemory(0, (int)Math.Min(left, Piece.Length)));
        }
    }

    private static async Task SendEventsAsync(SslStream stream, int events, TimeSpan pause)
    {
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
        await SendChunkAsync(
            stream,
            $$$$"""data: {"type":"message_start","message":{"id":"msg_@{{{{Stopwatch.GetTimestamp()}}}}@","type":"message","model":"m","usage":{"input_tokens":25,"output_tokens":1}}}""");
        using PeriodicTimer timer = new(pause);
        for (int i = 0; i < events && await timer.WaitForNextTickAsync(); i++)
        {
            await SendChunkAsync(
                stream,
                $$$"""data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"@{{{Stopwatch.GetTimestamp()}}}@ some more words"}}""");
        }
        await SendChunkAsync(stream, """data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}""");
        await SendChunkAsync(stream, """data: {"type":"message_stop"}""");
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
    }

    private static ValueTask SendChunkAsync(SslStream stream, string line)
    {
        string text = line + "\n\n";
        return stream.WriteAsync(Encoding.ASCII.GetBytes($"{text.Length:x}\r\n{text}\r\n"));
    }

    private static long Argument(string target, string name)
    {
        string value = target[(target.IndexOf(name + "=", StringComparison.Ordinal) + name.Length + 1)..];
        return long.Parse(value.Split('&')[0], CultureInfo.InvariantCulture);
    }
}
