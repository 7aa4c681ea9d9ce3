using System.Buffers;
using BotBottle.Proxy.Exchange;

namespace BotBottle.Proxy.Bodies;

/// <summary>
/// Gives an answer's body to the client as it comes (spine step 10): every received piece is flushed at once, no event waits for the next, and one read
/// from the upstream follows only when the client has taken the last. The usage is recorded before the last byte is given out, or as soon as
/// the answer has said its end, so that an exchange that a client saw finish survives the proxy's death.
/// </summary>
internal sealed class AnswerRelay(BodyReader source, BodyWriter sink, MeteredCall? call)
{
    public async ValueTask<AnswerEnd> RunAsync()
    {
        do
        {
            if (!await ForwardAsync().ConfigureAwait(false))
            {
                return AnswerEnd.ClientGone;
            }
            if (!source.IsDone && source.Fault == BodyFault.None && !await sink.FlushAsync().ConfigureAwait(false))
            {
                return AnswerEnd.ClientGone;
            }
        }
        while (await source.FillAsync().ConfigureAwait(false));

        if (!source.IsDone)
        {
            return AnswerEnd.UpstreamFailed;
        }
        call?.AnswerIsComplete();
        return await sink.EndAsync().ConfigureAwait(false) ? AnswerEnd.Complete : AnswerEnd.ClientGone;
    }

    // Everything that has come already.
    private async ValueTask<bool> ForwardAsync()
    {
        do
        {
            while (source.TryNext(out ReadOnlySequence<byte> content))
            {
                call?.ReadAnswer(content);
                if (source.IsDone)
                {
                    call?.AnswerIsComplete();
                }
                if (!await sink.WriteAsync(content).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }
        while (source.TryFill());
        return true;
    }
}
