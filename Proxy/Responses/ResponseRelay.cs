using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Proxy.Bodies;

namespace BotBottle.Proxy.Responses;

/// <summary>
/// Forwards a response's body to the client as it arrives (spine step 10). Bytes that have arrived are flushed before any wait, so that no event waits for the
/// next one; the next read is processed only when the client has taken the bytes before it. Usage is recorded before the last byte is sent, or as soon as the
/// response has sent its end, so that an exchange that a client saw finish survives the proxy's death.
/// </summary>
internal readonly struct ResponseRelay(BodyReader source, BodyWriter sink, IResponseTap? call, ResponseScreen? screen, InjectionWatch? watch)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ResponseEnd> RunAsync()
    {
        BodyStep step;
        do
        {
            if (await ForwardAsync().ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
            step = await BodyPump.NextAsync(source, sink).ConfigureAwait(false);
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

    // Forwards everything that has arrived already; null for success.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ResponseEnd?> ForwardAsync()
    {
        while (source.TryTake(out ReadOnlySequence<byte> content))
        {
            call?.ReadResponse(content);
            watch?.Read(content);
            if (watch is { Withholds: true })
            {
                return ResponseEnd.Injected;
            }
            if (source.IsDone)
            {
                call?.ResponseIsComplete();
            }
            ResponseEnd? failure = screen is not null ? await ScreenAsync(content, screen).ConfigureAwait(false)
                : await sink.WriteAsync(content).ConfigureAwait(false) ? null : ResponseEnd.ClientGone;
            if (failure is not null)
            {
                return failure;
            }
        }
        return null;
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
