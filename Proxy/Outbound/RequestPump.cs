using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Forwards a request's body as it arrives (spine step 9). If a call needs an admission, the bytes that would complete the request are held until it is given:
/// the last bytes of a body of known length, the last chunk or, without a body, the unflushed head. Bytes that would complete the JSON document in the body are
/// held as well, because an upstream may begin at its end.
/// </summary>
internal sealed class RequestPump(BodyReader source, BodyWriter sink, IRequestGate? gate, OutboundScreen? screen) : IRequestPump
{
    /// <summary>
    /// The most bytes that may be held: after a complete document, where clients send at most a line end, and coded bytes that decode to no text.
    /// </summary>
    public const int MostHeld = 256 * 1024;

    private volatile bool _needsClient = true;

    public bool NeedsClient => _needsClient;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RequestEnd> RunAsync()
    {
        if (source.IsDone && gate is null && screen is null)
        {
            // There is no body, no gate and no search.
            _needsClient = false;
            return await sink.FlushAsync().ConfigureAwait(false) ? RequestEnd.Sent : RequestEnd.UpstreamFailed;
        }
        using HeldBytes hold = new(sink, gate?.Copy);
        using OutboundScreen? looked = screen;
        RequestEnd end = await SendAsync(hold).ConfigureAwait(false);
        _needsClient = false;
        return end;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RequestEnd> SendAsync(HeldBytes hold)
    {
        BodyStep step;
        do
        {
            if (await ForwardAsync(hold).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
            step = await BodyPump.NextAsync(source, sink).ConfigureAwait(false);
        }
        while (step == BodyStep.More);

        if (step == BodyStep.ReceiverGone)
        {
            return RequestEnd.UpstreamFailed;
        }
        if (!source.IsDone)
        {
            // The proxy stops reading when the upstream has stopped.
            return source.Fault == BodyFault.Stopped ? RequestEnd.UpstreamFailed : RequestEnd.ClientFailed;
        }
        if (!await PermitAsync(hold).ConfigureAwait(false))
        {
            return RequestEnd.Refused;
        }
        return await hold.ReleaseAsync(0).ConfigureAwait(false) && await sink.EndAsync().ConfigureAwait(false) ? RequestEnd.Sent : RequestEnd.UpstreamFailed;
    }

    // Forwards everything that has arrived already; null for success.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<RequestEnd?> ForwardAsync(HeldBytes hold)
    {
        while (source.TryTake(out ReadOnlySequence<byte> content))
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
        return null;
    }

    // The search ends before the admission is requested, so that a refused request takes no hold.
    private async ValueTask<bool> PermitAsync(HeldBytes hold)
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
