using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Responses;

/// <summary>
/// Forwards a response's body to the client as it arrives (spine step 10). Bytes that have arrived are flushed before any wait, so that no event waits for the
/// next one; the next read is processed only when the client has taken the bytes before it. Usage is recorded before the last byte is sent, or as soon as the
/// response has sent its end, so that an exchange that a client saw finish survives the proxy's death.
/// </summary>
/// <param name="source">The upstream's body.</param>
/// <param name="sink">The client's body; its head is in the output buffer.</param>
/// <param name="call">Reads the usage.</param>
/// <param name="screen">Keeps a credential out of the response.</param>
/// <param name="watch">Searches for injected instructions.</param>
/// <param name="holdsHead">True if the head waits for the first bytes of the body, so that a find in them is refused and not a reset connection.</param>
internal readonly struct ResponseRelay(
    BodyReader source, BodyWriter sink, IResponseTap? call, ResponseScreen? screen, InjectionWatch? watch, bool holdsHead)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ResponseEnd> RunAsync()
    {
        BodyStep step;
        bool isHeld = holdsHead;
        do
        {
            (bool any, ResponseEnd? failure) = await ForwardAsync().ConfigureAwait(false);
            if (failure is { } end)
            {
                return end;
            }
            isHeld &= !any;
            step = !isHeld ? await BodyPump.NextAsync(source, sink).ConfigureAwait(false)
                : await source.FillAsync().ConfigureAwait(false) ? BodyStep.More : BodyStep.End;
        }
        while (step == BodyStep.More);

        if (step == BodyStep.ReceiverGone)
        {
            return ResponseEnd.ClientGone;
        }
        if (!source.IsDone)
        {
            // Bytes that arrived together with the failure are still sent to the client.
            await sink.FlushAsync().ConfigureAwait(false);
            return ResponseEnd.UpstreamFailed;
        }
        call?.ResponseIsComplete();
        if (screen is not null && !await WriteAsync(screen.Rest()).ConfigureAwait(false))
        {
            return ResponseEnd.ClientGone;
        }
        return await sink.EndAsync().ConfigureAwait(false) ? ResponseEnd.Complete : ResponseEnd.ClientGone;
    }

    // Forwards everything that has arrived already, if there is any; no failure for success.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<(bool Any, ResponseEnd? Failure)> ForwardAsync()
    {
        bool any = false;
        while (source.TryTake(out ReadOnlySequence<byte> content))
        {
            any = true;
            call?.ReadResponse(content);
            watch?.Read(content);
            if (watch is { Withholds: true })
            {
                return (any, ResponseEnd.Injected);
            }
            if (source.IsDone)
            {
                call?.ResponseIsComplete();
            }
            ResponseEnd? failure = screen is not null ? await ScreenAsync(content, screen).ConfigureAwait(false)
                : await sink.WriteAsync(content).ConfigureAwait(false) ? null : ResponseEnd.ClientGone;
            if (failure is not null)
            {
                return (any, failure);
            }
        }
        return (any, null);
    }

    private async ValueTask<ResponseEnd?> ScreenAsync(ReadOnlySequence<byte> content, ResponseScreen pass)
    {
        foreach (ReadOnlyMemory<byte> segment in content)
        {
            if (!pass.TryPass(segment, out ReadOnlyMemory<byte> before, out ReadOnlyMemory<byte> now))
            {
                return ResponseEnd.Withheld;
            }
            if (!await WriteAsync(before).ConfigureAwait(false) || !await WriteAsync(now).ConfigureAwait(false))
            {
                return ResponseEnd.ClientGone;
            }
        }
        return null;
    }

    // An empty chunk would end the body.
    private ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes) =>
        bytes.IsEmpty ? ValueTask.FromResult(true) : sink.WriteAsync(new ReadOnlySequence<byte>(bytes));
}

/// <summary>The result of relaying a response's body.</summary>
internal enum ResponseEnd
{
    /// <summary>The client has all of it.</summary>
    Complete,

    /// <summary>The client has stopped reading.</summary>
    ClientGone,

    /// <summary>The upstream did not send all of it.</summary>
    UpstreamFailed,

    /// <summary>The next bytes must not be forwarded.</summary>
    Withheld,

    /// <summary>The next bytes contain injected instructions.</summary>
    Injected,
}
