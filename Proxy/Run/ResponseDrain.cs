using System.Buffers;
using BotBottle.Proxy.Bodies;

namespace BotBottle.Proxy.Run;

/// <summary>
/// Reads the rest of a model call's response when its client has gone: otherwise dropping the socket before the usage event would be a way to spend
/// unseen. Bounded in time and bytes, beyond which the call is charged by what was seen and held; in number by the run's connections, because a
/// draining exchange keeps its place among them, so that an agent that drops many calls finds fewer places and none that is free.
/// </summary>
internal sealed class ResponseDrain(TimeProvider time)
{
    /// <summary>The longest responses, 64,000 tokens with an event of some 200 bytes each, come to 13 MB.</summary>
    private const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>As long as official clients wait for a response.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>For what may follow an end that was said: mostly the end of the body, in the same packet.</summary>
    private static readonly TimeSpan LimitBehindTheEnd = TimeSpan.FromSeconds(30);

    /// <summary>Reads; the call is settled afterwards if its response came to an end within the bounds.</summary>
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
