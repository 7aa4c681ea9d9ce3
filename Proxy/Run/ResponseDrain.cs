using System.Buffers;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Run;

/// <summary>
/// Reads the rest of a model call's response when its client has left. Otherwise an agent could spend unseen by closing the socket before the usage event. Time
/// and bytes are limited; above a limit, the call is charged by what was read and by its hold. A draining exchange keeps its place among the run's connections,
/// so that an agent that drops many calls runs out of places.
/// </summary>
internal sealed class ResponseDrain(TimeProvider time)
{
    /// <summary>The longest responses have 13 MB: 64,000 tokens with an event of about 200 bytes each.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>Official clients wait this long for a response.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>The limit after the response has sent its end. Usually only the end of the body follows, in the same packet.</summary>
    private static readonly TimeSpan LimitBehindTheEnd = TimeSpan.FromSeconds(30);

    /// <summary>Reads the rest. The call is settled afterwards if its response ended within the limits.</summary>
    public async ValueTask RunAsync(BodyReader source, IResponseTap call)
    {
        long start = time.GetTimestamp();
        long bytes = 0;
        TimeSpan left;
        do
        {
            while (source.TryNext(out ReadOnlySequence<byte> content))
            {
                call.ReadResponse(content);
                bytes += content.Length;
            }
            left = (call.HasSaidItsEnd ? LimitBehindTheEnd : Limit) - time.GetElapsedTime(start);
        }
        while (!call.IsSettled && bytes < MaxBytes && left > TimeSpan.Zero && await source.FillAsync(left).ConfigureAwait(false));
        if (source.IsDone)
        {
            call.ResponseIsComplete();
        }
    }
}
