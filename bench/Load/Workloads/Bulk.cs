using System.Net.Security;
using System.Text;

namespace BotBottle.Bench.Load.Workloads;

/// <summary>One large body in one direction, on its own connection; counted in MB of 1,000,000 bytes.</summary>
internal sealed class Bulk : IWorkload
{
    private readonly bool _up;
    private readonly byte[] _piece;

    private Bulk(bool up, byte[] piece) => (_up, _piece) = (up, piece);

    public string Name => _up ? "100 MB up" : "100 MB down";

    public string Unit => "MB";

    /// <summary>The number of bytes of a body.</summary>
    public long Length { get; init; } = 100_000_000;

    /// <summary>From the upstream.</summary>
    public static Bulk Down() => new(false, []);

    /// <summary>To the upstream.</summary>
    /// <param name="piece">The repeated piece.</param>
    public static Bulk Up(byte[] piece) => new(true, piece);

    public Task<IRunningLoad> OpenAsync(Way way) => Task.FromResult<IRunningLoad>(new Running(way, this));

    private sealed class Running(Way way, Bulk bulk) : IRunningLoad
    {
        public async Task<LoadFigure> RunAsync(TimeSpan time)
        {
            LoadFigure figure = await Clients.RepeatAsync(1, time, async _ =>
            {
                await using SslStream stream = await way.ConnectAsync();
                return await (bulk._up ? UpAsync(stream) : DownAsync(stream));
            });
            return figure with { Count = figure.Bytes / 1e6, Times = [] };
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private async Task<long> DownAsync(SslStream stream)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /bulk?bytes={bulk.Length} HTTP/1.1\r\nHost: {way.Authority}\r\n\r\n"));
            return await new MessageStream(stream).ReadAnswerAsync();
        }

        private async Task<long> UpAsync(SslStream stream)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /sink HTTP/1.1\r\nHost: {way.Authority}\r\nContent-Type: application/json\r\nContent-Length: {bulk.Length}\r\n\r\n"));
            for (long left = bulk.Length; left > 0; left -= bulk._piece.Length)
            {
                await stream.WriteAsync(bulk._piece.AsMemory(0, (int)Math.Min(left, bulk._piece.Length)));
            }
            await new MessageStream(stream).ReadAnswerAsync();
            return bulk.Length;
        }
    }
}
