using System.Net.Security;
using System.Net.WebSockets;
using System.Text;

namespace BotBottle.Bench.Load.Workloads;

/// <summary>Text messages of 1 KiB on open WebSockets, each sent when the one before has returned.</summary>
/// <param name="sockets">The number of WebSockets.</param>
internal sealed class SocketMessages(int sockets) : IWorkload
{
    private static readonly byte[] Message = Encoding.ASCII.GetBytes("{\"text\":\"" + string.Concat(Enumerable.Repeat("some words ", 92)) + "\"}");

    public string Name => $"WebSocket messages, {sockets} at once";

    public string Unit => "message";

    public async Task<IRunningLoad> OpenAsync(Way way)
    {
        WebSocket[] opened = new WebSocket[sockets];
        for (int i = 0; i < opened.Length; i++)
        {
            SslStream stream = await way.ConnectAsync();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"GET /echo HTTP/1.1\r\nHost: {way.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                    + "dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
            string head = await new MessageStream(stream).ReadHeadAsync() ?? "no answer";
            if (!head.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
            {
                throw new IOException($"{way.Name} answers the upgrade with: {head}");
            }
            opened[i] = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = false });
        }
        return new Running(opened);
    }

    private sealed class Running(WebSocket[] sockets) : IRunningLoad
    {
        private readonly byte[][] _buffers = [.. sockets.Select(_ => new byte[4096])];

        public Task<LoadFigure> RunAsync(TimeSpan time) => Clients.RepeatAsync(sockets.Length, time, async client =>
        {
            await sockets[client].SendAsync(Message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            int read = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await sockets[client].ReceiveAsync(_buffers[client].AsMemory(read), CancellationToken.None);
                read += received.Count;
            }
            while (!received.EndOfMessage);
            return read == Message.Length ? 2L * read : throw new IOException($"{read} bytes came back of {Message.Length}");
        });

        public ValueTask DisposeAsync()
        {
            Array.ForEach(sockets, socket => socket.Dispose());
            return ValueTask.CompletedTask;
        }
    }
}
