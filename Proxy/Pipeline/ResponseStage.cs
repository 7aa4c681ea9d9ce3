using System.Buffers;
using System.Runtime.CompilerServices;
using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Responses;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>Sends the client the response whose head has arrived (spine steps 10 and 11).</summary>
internal sealed class ResponseStage(UpstreamPool pool, ContentDecoders decoders, ResponseDrain drain, RunRefusals refusals, Journal journal)
{
    /// <summary>Sends the response. True if the client has all of it and its connection can carry another request.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync(Exchange exchange, UpstreamRound round, MeteredCall? call)
    {
        ClientConnection client = exchange.Client;
        ResponseHead head = round.Connection.Head;

        // If a response arrives before its request is complete, the start of the next request is unknown.
        bool early = round.IsEarly;
        bool clientKeeps = !early && client.Head is { KeepsAlive: true, MinorVersion: 1 };
        bool upstreamKeeps = !early && head.KeepsAlive && round.Framing.Kind != FramingKind.UntilClose;
        MessageFraming framing = FramingFor(client.Head, round.Framing);
        bool isEventStream = IsEventStream(head.Fields);
        if (head.StatusCode == 401)
        {
            exchange.Credential?.Rejected?.Invoke();
        }
        call?.BeginResponse(head);
        long before = client.Peer.Output.Written;
        ResponseWriter.Write(client.Peer.Output, head, framing, close: !clientKeeps);

        round.Connection.Body.Begin(round.Framing);
        BodyWriter sink = new(client.Peer, framing);
        using ResponseScreen? screen = ResponseGuard.ScreenFor(exchange, head, decoders);
        using InjectionWatch? watch = exchange.Inbound is { IsOn: true } search
            ? new InjectionWatch(search, decoders.Open(BodyCoding.Of(head.Fields))) : null;
        bool holdsHead = watch is { MayWithhold: true } && !isEventStream;
        ResponseEnd end = await new ResponseRelay(round.Connection.Body, sink, call, screen, watch, holdsHead).RunAsync().ConfigureAwait(false);
        ExchangeEnd ended = exchange.EndAs(end switch
        {
            ResponseEnd.Complete => ExchangeEnd.Complete,
            ResponseEnd.ClientGone => ExchangeEnd.ClientAborted,
            _ => ExchangeEnd.UpstreamAborted,
        });
        if (end == ResponseEnd.Withheld)
        {
            journal.Withheld(exchange.Target.Authority, exchange.Method, exchange.Path.Path, head.StatusCode, ResponseGuard.Explain(exchange));
            client.Peer.Abort("the response must not be forwarded");
        }
        else if (end == ResponseEnd.UpstreamFailed)
        {
            await BreakOffAsync(exchange, sink, call, ended, isEventStream && framing.Kind != FramingKind.Length).ConfigureAwait(false);
        }
        else if (end == ResponseEnd.ClientGone && call is { IsAdmitted: true, IsSettled: false })
        {
            await drain.RunAsync(round.Connection.Body, call).ConfigureAwait(false);
        }
        else if (watch is { Withholds: false, HasFound: true })
        {
            journal.Found(EventKind.InjectionWarn, exchange, null, watch.Describe());
        }
        RequestEnd sent = await round.StopSendingAsync(client).ConfigureAwait(false);

        // 11
        call?.Settle(ended);
        if (end == ResponseEnd.Injected)
        {
            await exchange.DropAsync(round.Connection).ConfigureAwait(false);
            return await RefuseInjectedAsync(exchange, watch!, isUnseen: client.Peer.Output.Written == before).ConfigureAwait(false);
        }
        bool whole = end == ResponseEnd.Complete && sent == RequestEnd.Sent;
        int status = head.StatusCode;
        await LetGoAsync(exchange, round.Connection, whole && upstreamKeeps).ConfigureAwait(false);
        if (end != ResponseEnd.Withheld)
        {
            journal.Allowed(exchange, status, ended);
        }
        return whole && clientKeeps;
    }

    // The client gets a refusal if no byte of the response was sent. Otherwise the connection is reset, so that the response does not look complete.
    private async ValueTask<bool> RefuseInjectedAsync(Exchange exchange, InjectionWatch watch, bool isUnseen)
    {
        PeerConnection client = exchange.Client.Peer;
        Refusal refusal = refusals.Of(RefusalCode.InjectionDetected, exchange.Verdict.Dialect, message: watch.Describe(), rule: exchange.Verdict.Rule);
        journal.Found(EventKind.InjectionBlock, exchange, refusal, watch.Describe());
        if (!isUnseen)
        {
            client.Abort("the response must not be forwarded");
            return false;
        }
        client.Output.Release();
        return await OwnResponse.RefuseAsync(exchange.Client, refusal, mayKeep: true).ConfigureAwait(false);
    }

    private async ValueTask LetGoAsync(Exchange exchange, UpstreamConnection connection, bool keep)
    {
        connection.Body.End();
        if (keep)
        {
            exchange.Use(null);
            await pool.ReturnAsync(connection).ConfigureAwait(false);
        }
        else
        {
            await exchange.DropAsync(connection).ConfigureAwait(false);
        }
    }

    // A cut response must not look complete. A stream that an operator cut ends with an error event that its client understands; any other response ends with a
    // reset.
    private async ValueTask BreakOffAsync(Exchange exchange, BodyWriter sink, MeteredCall? call, ExchangeEnd ended, bool canAddEvent)
    {
        if (ended != ExchangeEnd.Cut || !canAddEvent || call is null)
        {
            exchange.Client.Peer.Abort("the response is incomplete");
            return;
        }
        byte[] last = refusals.TerminalEvent(exchange.Verdict.Dialect!.Value, call.AtEventBoundary);
        await sink.WriteAsync(new ReadOnlySequence<byte>(last)).ConfigureAwait(false);
        await sink.EndAsync().ConfigureAwait(false);
    }

    // A coded stream is excluded, because the proxy cannot insert an event of its own into it.
    private static bool IsEventStream(HeaderTable fields) =>
        !fields.Contains(FieldName.ContentEncoding)
        && fields.TryGet(FieldName.ContentType, out ReadOnlySpan<byte> type) && type.StartsWith("text/event-stream"u8);

    private static MessageFraming FramingFor(RequestHead client, MessageFraming framing) => framing.Kind switch
    {
        FramingKind.Chunked or FramingKind.UntilClose => client.MinorVersion == 1 ? MessageFraming.Chunked : MessageFraming.UntilClose,
        _ => framing,
    };
}
