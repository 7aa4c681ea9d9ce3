using System.Buffers;
using BotBottle.Proxy.Exchange;

namespace BotBottle.Proxy.Bodies;

/// <summary>
/// Reads the rest of a model call's answer when its client has gone: otherwise dropping the socket before the usage event would be a way to spend
/// unseen. Bounded in time, bytes and number; beyond the bounds the call is charged by what was seen and held.
/// </summary>
internal sealed class AnswerDrain(TimeProvider time)
{
    private const int MaxAtOnce = 16;
    private const long MaxBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private int _running;

    /// <summary>Reads; the call is settled afterwards if its answer came to an end within the bounds.</summary>
    public async ValueTask RunAsync(BodyReader source, MeteredCall call)
    {
        if (Interlocked.Increment(ref _running) > MaxAtOnce)
        {
            Interlocked.Decrement(ref _running);
            return;
        }
        try
        {
            await ReadAsync(source, call).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
        if (source.IsDone)
        {
            call.AnswerIsComplete();
        }
    }

    private async ValueTask ReadAsync(BodyReader source, MeteredCall call)
    {
        long start = time.GetTimestamp();
        long bytes = 0;
        TimeSpan left = Limit;
        do
        {
            while (source.TryNext(out ReadOnlySequence<byte> content))
            {
                call.ReadAnswer(content);
                bytes += content.Length;
            }
            left = Limit - time.GetElapsedTime(start);
        }
        while (!call.IsSettled && bytes < MaxBytes && left > TimeSpan.Zero && await source.FillAsync(left).ConfigureAwait(false));
    }
}
