using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Proxy.Bodies;
using BotBottle.Proxy.Run;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Sends a request's body on while it comes (spine step 9). Of a call that needs an admission, what would complete the request is held back until the
/// admission is there: the last bytes of a known length, the last chunk, or, without a body, the head itself, which is not flushed before. So is what
/// would complete the document in it: an upstream may begin where that ends.
/// </summary>
internal sealed class RequestPump(BodyReader source, BodyWriter sink, IRequestGate? gate, OutboundScreen? screen)
{
    /// <summary>
    /// What may wait: behind a document that is whole, where clients send a line end at most; and coded bytes from which no text comes.
    /// </summary>
    private const int MostHeld = 256 * 1024;

    private volatile bool _needsClient = true;

    /// <summary>Whether it may still read from the client: the request is not whole, and nothing has ended it. Seen by the response's side too.</summary>
    public bool NeedsClient => _needsClient;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RequestEnd> RunAsync()
    {
        if (source.IsDone && gate is null && screen is null)
        {
            // No body, and nobody who has a say.
            _needsClient = false;
            return await sink.FlushAsync().ConfigureAwait(false) ? RequestEnd.Sent : RequestEnd.UpstreamFailed;
        }
        using BodyHold hold = new(sink, gate?.Copy);
        using OutboundScreen? looked = screen;
        RequestEnd end = await SendAsync(hold).ConfigureAwait(false);
        _needsClient = false;
        return end;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RequestEnd> SendAsync(BodyHold hold)
    {
        ValueTask<bool> more;
        do
        {
            if (await ForwardAsync(hold).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
            more = source.FillAsync();
            // What has come does not wait for what has not.
            if (!more.IsCompleted && !await sink.FlushAsync().ConfigureAwait(false))
            {
                await source.StopAsync(more).ConfigureAwait(false);
                return RequestEnd.UpstreamFailed;
            }
        }
        while (await more.ConfigureAwait(false));

        if (!source.IsDone)
        {
            // We stop reading where the upstream wants no more of it.
            return source.Fault == BodyFault.Stopped ? RequestEnd.UpstreamFailed : RequestEnd.ClientFailed;
        }
        if (!await PermitAsync(hold).ConfigureAwait(false))
        {
            return RequestEnd.Refused;
        }
        return await hold.ReleaseAsync(0).ConfigureAwait(false) && await sink.EndAsync().ConfigureAwait(false) ? RequestEnd.Sent : RequestEnd.UpstreamFailed;
    }

    // Everything that has come already; null when that went well.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RequestEnd?> ForwardAsync(BodyHold hold)
    {
        do
        {
            while (source.TryNext(out ReadOnlySequence<byte> content))
            {
                gate?.ReadRequest(content);
                hold.Add(content);
                if ((screen is not null && !await screen.LookAsync(content, hold).ConfigureAwait(false))
                    || (source.IsDone && !await PermitAsync(hold).ConfigureAwait(false)))
                {
                    return RequestEnd.Refused;
                }
                long held = source.IsDone ? 0 : gate is { IsWhole: true } ? hold.Length : screen?.Held ?? 0;
                if (!await hold.ReleaseAsync(held).ConfigureAwait(false))
                {
                    return RequestEnd.UpstreamFailed;
                }
                hold.Keep();
                if (hold.Length > MostHeld)
                {
                    return RequestEnd.ClientFailed;
                }
            }
        }
        while (source.TryFill());
        return null;
    }

    // What is found in it before an admission is asked for: what does not go out sets nothing aside.
    private async ValueTask<bool> PermitAsync(BodyHold hold)
    {
        if (_needsClient)
        {
            if (screen is not null && !await screen.EndAsync(hold).ConfigureAwait(false))
            {
                return false;
            }
            hold.CompleteCopy();
            if (gate is not null && !await gate.AdmitAsync().ConfigureAwait(false))
            {
                return false;
            }
            _needsClient = false;
        }
        return true;
    }
}
