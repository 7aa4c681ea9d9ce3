using System.Runtime.CompilerServices;
using BotBottle.Core.Control;
using BotBottle.Core.Routes;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>Forwards an allowed request and returns its response to the client (spine steps 7 to 11).</summary>
internal sealed class ForwardStage(
    OutboundReview review, RequestGates gates, SendStage sending, ResponseStage responding, WebSocketStage webSockets, RefusalStage refusing)
{
    /// <summary>Forwards a request. True if the client's connection can carry another.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync(Exchange exchange)
    {
        // 7
        if (review.Policy.For(exchange.Verdict.Route!) is { } detectors)
        {
            OutboundGuard guard = new(review, exchange, detectors);
            exchange.Guard = guard;
            if (!await OutboundHead.PassAsync(review.Policy, exchange, guard).ConfigureAwait(false))
            {
                return await refusing.RefuseFoundAsync(exchange).ConfigureAwait(false);
            }
        }

        exchange.Gate = gates.For(exchange);
        using IDisposable? gate = exchange.Gate as IDisposable;
        MeteredCall? call = exchange.Gate as MeteredCall;

        // 8, 9 and the head of 10
        (UpstreamRound? round, UpstreamFault? fault) = await sending.RunAsync(exchange).ConfigureAwait(false);

        // 10, 11
        if (round is { Response: HeadStatus.Done, Connection.Head.StatusCode: 101 })
        {
            await webSockets.RunAsync(exchange, round).ConfigureAwait(false);
            return false;
        }
        if (round is { Response: HeadStatus.Done })
        {
            return await responding.RunAsync(exchange, round, call).ConfigureAwait(false);
        }

        RequestEnd sent = RequestEnd.UpstreamFailed;
        if (round is not null)
        {
            sent = await round.StopSendingAsync(exchange.Client).ConfigureAwait(false);
            await exchange.DropAsync(round.Connection).ConfigureAwait(false);
        }

        // 11
        ExchangeEnd ended = exchange.EndAs(sent == RequestEnd.ClientFailed ? ExchangeEnd.ClientAborted : ExchangeEnd.UpstreamAborted);
        call?.Settle(ended, requestSent: round is { Connection.Peer.LostWrites: false });
        return await refusing.FailAsync(exchange, sent, round, fault, ended).ConfigureAwait(false);
    }
}

/// <summary>Chooses the gate for the body of a request.</summary>
internal sealed class RequestGates(CallAccounting accounting, InputCounter inputs, ContentDecoders decoders)
{
    /// <summary>The gate of a request; null for none. The caller disposes it if it is disposable.</summary>
    public IRequestGate? For(Exchange exchange) => exchange.Verdict switch
    {
        // On a WebSocket, each message is checked separately.
        { NeedsAdmission: true } when exchange.WebSocketKey is null => new MeteredCall(accounting, inputs.For(exchange), decoders, exchange),
        { IsFreeButJudged: true } => new FreeCallGate(accounting.Refusals, decoders, exchange),
        { Git: GitAccess.LfsBatch } => new LfsBatchGate(accounting.Refusals, exchange),
        _ => null,
    };
}
