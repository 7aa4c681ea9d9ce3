using System.Runtime.CompilerServices;

namespace BotBottle.Proxy.Transport;

/// <summary>The step that repeats in the forwarding of a request's body and of a response's: bytes that have arrived must not wait for later ones.</summary>
internal static class BodyPump
{
    /// <summary>Waits for more of a body, and flushes the sink first if nothing more has arrived.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<BodyStep> NextAsync(BodyReader source, BodyWriter sink)
    {
        ValueTask<bool> more = source.FillAsync();
        if (!more.IsCompleted && !await sink.FlushAsync().ConfigureAwait(false))
        {
            await source.StopAsync(more).ConfigureAwait(false);
            return BodyStep.ReceiverGone;
        }
        return await more.ConfigureAwait(false) ? BodyStep.More : BodyStep.End;
    }
}

/// <summary>Result of <see cref="BodyPump.NextAsync"/>.</summary>
internal enum BodyStep
{
    /// <summary>More has arrived.</summary>
    More,

    /// <summary>The body is complete or has a <see cref="BodyReader.Fault"/>.</summary>
    End,

    /// <summary>The receiver is gone. The source is not read any further.</summary>
    ReceiverGone,
}
