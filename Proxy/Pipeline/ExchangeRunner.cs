using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Core.Routes;
using BotBottle.Core.WebSocket;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Metering;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// The way of one request, the spine of the proxy. The numbers are those of docs/architecture.md ("A model call"):
/// <code>
///  1 accept               Accept/Listener            7 cheap check of a model call   Core/Policy
///  2 destination          Client/Destination         8 upstream connection           Upstream/UpstreamPool
///  3 first byte, TLS      Connect/Tunnel             9 request out, admission        Outbound/RequestPump, MeteredCall
///  4 head                 RequestHeadReader         10 answer back                   AnswerHeadReader, AnswerStage
///  5 decision             Core/Policy               11 report                        MeteredCall, Reports/
///  6 credentials          RequestWriter             12 keep alive or close           RequestLoop
///                                                   10 and 11 of a WebSocket         WebSocketStage
/// </code>
/// Steps 1 and 3 lie before it, the reading of 4 and the loop of 12 around it; 6 and 8 to 10 have a type each for sending and for answering.
/// </summary>
internal sealed class ExchangeRunner(ServedRun run)
{
    private readonly SendStage _sending = new(run);
    private readonly AnswerStage _answering = new(run);
    private readonly WebSocketStage _webSockets = new(run);

    /// <summary>Serves the request whose head the client has sent. True when the connection can carry another (12).</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> RunAsync(ClientConnection client)
    {
        RequestHead head = client.Head;
        string method = head.MethodText();

        // 2
        if (Destination.Of(head, client.Scope, out UpstreamTarget target) is { } lost)
        {
            return await BadRequestAsync(client, method, lost.Status, lost.Message).ConfigureAwait(false);
        }

        // 4
        RejectionReason fault = RequestReading.Of(head, out RequestReading reading);
        if (fault != RejectionReason.None)
        {
            Rejection rejection = Rejection.Of(fault);
            return await BadRequestAsync(client, method, rejection.Status, rejection.Text).ConfigureAwait(false);
        }
        client.Body.Begin(reading.Framing);

        // Said before it can be found, so that a cut that comes between finds a WebSocket here or at its decision.
        bool isWebSocket = WebSocketHandshake.IsAsked(head);
        using Exchange exchange = new(client, target, method, reading.Path, reading.Framing, run.Time.GetUtcNow()) { IsOpenEnded = isWebSocket };
        run.InFlight.Add(exchange);
        try
        {
            if (!RunPolicy.IsIntrospection(target.Authority))
            {
                await run.Control.FirstOrdersAsync().ConfigureAwait(false);
            }

            // 5, 7
            EgressRequest request = new(target.Authority, target.Tls, method, reading.Path, head.Fields, isWebSocket);
            exchange.Verdict = run.Decision.Decide(request, run.Policy.Current, run.Control.Orders);
            exchange.Credential = exchange.Verdict.Credential is { } source ? run.Vault.Take(source) : null;
            exchange.IsOpenEnded &= exchange.Verdict.Provider is null;
            switch (exchange.Verdict.Kind)
            {
                case VerdictKind.Forward when isWebSocket && WebSocketHandshake.CheckRequest(head, reading.Framing) is var wrong and not HandshakeFault.None:
                    return await BadRequestAsync(client, method, 400, $"not a WebSocket handshake: {wrong}").ConfigureAwait(false);
                case VerdictKind.Forward when reading.Forwards == 0:
                    return await OwnAnswer.EmptyAsync(client).ConfigureAwait(false);
                case VerdictKind.Forward:
                    exchange.WebSocketKey = isWebSocket ? WebSocketHandshake.KeyOf(RandomNumberGenerator.GetBytes(16)) : null;
                    return await ForwardAsync(exchange).ConfigureAwait(false);
                case VerdictKind.Introspect:
                    return await IntrospectAsync(client, method, reading.Path).ConfigureAwait(false);
                default:
                    return await RefuseAsync(exchange, exchange.Verdict.Refusal!, exchange.Verdict.Rule).ConfigureAwait(false);
            }
        }
        finally
        {
            run.InFlight.Remove(exchange);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ForwardAsync(Exchange exchange)
    {
        if (run.Outbound.For(exchange.Verdict.Route!) is { } detectors)
        {
            OutboundGuard guard = new(run, exchange, detectors);
            exchange.Guard = guard;
            if (!await OutboundHead.PassAsync(run, exchange, guard).ConfigureAwait(false))
            {
                return await RefuseAsync(exchange, exchange.IsCut ? run.Refusals.OfBudget(RefusalCode.EgressCut, exchange.Verdict.Dialect, null) : guard.Refusal!, null).ConfigureAwait(false);
            }
        }

        // What a WebSocket carries is judged message by message.
        using MeteredCall? call = exchange.Verdict.NeedsAdmission && exchange.WebSocketKey is null ? new MeteredCall(run, exchange) : null;
        using CountGate? count = exchange.Verdict.IsCount ? new CountGate(run, exchange) : null;
        exchange.Gate = call is not null ? call : count is not null ? count : exchange.Verdict.Git == GitAccess.LfsBatch ? new LfsBatchGate(run, exchange) : null;

        // 6, 8, 9 and the head of the answer
        (UpstreamRound? round, UpstreamFault? fault) = await _sending.RunAsync(exchange).ConfigureAwait(false);

        if (round is { Answer: HeadStatus.Done, Connection.Head.StatusCode: 101 })
        {
            await _webSockets.RunAsync(exchange, round).ConfigureAwait(false);
            return false;
        }
        if (round is { Answer: HeadStatus.Done })
        {
            // 10, 11
            bool keep = await _answering.RunAsync(exchange, round, call).ConfigureAwait(false);
            if (!exchange.IsAnswerWithheld)
            {
                run.Journal.Allowed(exchange, round.Connection.Head.StatusCode, exchange.EndAs(ExchangeEnd.Complete));
            }
            return keep;
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
        if (Failures.Explain(run.Refusals, exchange, sent, round, fault) is { } refusal)
        {
            return await RefuseAsync(exchange, refusal, fault?.Message).ConfigureAwait(false);
        }
        run.Journal.Allowed(exchange, 0, ended);
        exchange.Client.Peer.Abort("the request did not come whole");
        return false;
    }

    private ValueTask<bool> RefuseAsync(Exchange exchange, Refusal refusal, string? detail)
    {
        if (ReferenceEquals(refusal, exchange.Guard?.Refusal))
        {
            // It was told when it was found.
            return OwnAnswer.RefuseAsync(exchange.Client, refusal, mayKeep: true);
        }
        run.Journal.Refused(exchange.Target.Authority, exchange.Method, exchange.Path.Path, refusal, detail);
        return OwnAnswer.RefuseAsync(exchange.Client, refusal, mayKeep: true);
    }

    private async ValueTask<bool> IntrospectAsync(ClientConnection client, string method, CanonicalPath path) =>
        Introspection.Answer(method, path.Path, run.Policy.Current, run.Control.Orders) is { } document
            ? await OwnAnswer.DocumentAsync(client, document).ConfigureAwait(false)
            : await OwnAnswer.RefuseAsync(client, run.Refusals.OfIntrospection(path), mayKeep: true).ConfigureAwait(false);

    private async ValueTask<bool> BadRequestAsync(ClientConnection client, string method, int status, string message)
    {
        Refusal refusal = run.Refusals.Of(RefusalCode.BadRequest, null, message: message, status: status);
        run.Journal.Refused(client.Scope.Authority, method, null, refusal, message);
        return await OwnAnswer.RefuseAsync(client, refusal, mayKeep: false).ConfigureAwait(false);
    }
}
