using System.Text;
using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Refusals;
using BotBottle.Core.Scan;
using BotBottle.Proxy.Bodies;
using BotBottle.Proxy.Connect;
using BotBottle.Proxy.Policy;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Exchange;

/// <summary>
/// The way of one request, the spine of the proxy. The numbers are those of DESIGN section 3 and of Proxy/README.md:
/// <code>
///  1 accept                 Accept/Listener            7 cheap check of a model call   Policy/EgressDecision
///  2 destination            Connect/Destination        8 upstream connection           Upstream/UpstreamPool
///  3 first byte, TLS        Connect/Tunnel             9 request out, admission        Bodies/RequestPump, MeteredCall
///  4 head                   RequestHeadReader         10 answer back                   AnswerHeadReader, Bodies/AnswerRelay
///  5 decision               Policy/EgressDecision     11 report                        MeteredCall, Reports/
///  6 credentials            RequestWriter             12 keep alive or close           RequestLoop
/// </code>
/// Steps 1 and 3 lie before it, and 4's reading and 12's loop around it.
/// </summary>
internal sealed class ExchangeRunner(ServedRun run)
{
    private readonly Journal _journal = new(run.Control, run.Log, run.Time);

    /// <summary>Serves the request whose head the client has sent. True when the connection can carry another (12).</summary>
    public async ValueTask<bool> RunAsync(ClientConnection client)
    {
        RequestHead head = client.Head;
        string method = Encoding.ASCII.GetString(head.Method);

        // 2
        if (Destination.Of(head, client.Scope, out UpstreamTarget target) is { } lost)
        {
            return await BadRequestAsync(client, method, lost.Status, lost.Message).ConfigureAwait(false);
        }

        // 4
        RejectionReason fault = MessageFraming.OfRequest(head, out MessageFraming framing);
        CanonicalPath? path = null;
        fault = fault == RejectionReason.None ? CanonicalPath.Of(head, out path) : fault;
        if (fault != RejectionReason.None || path is null)
        {
            Rejection rejection = Rejection.Of(fault);
            return await BadRequestAsync(client, method, rejection.Status, rejection.Text).ConfigureAwait(false);
        }
        client.Body.Begin(framing);

        using Exchange exchange = new(target, run.Time.GetUtcNow());
        run.InFlight.Add(exchange);
        try
        {
            // 5, 7
            EgressRequest request = new(target.Authority, target.Tls, method, path.Path, IsWebSocket(head));
            Verdict verdict = run.Decision.Decide(request, run.Control.Orders);
            switch (verdict.Kind)
            {
                case VerdictKind.Forward:
                    return await ForwardAsync(new Job(client, exchange, method, path, framing, verdict)).ConfigureAwait(false);
                case VerdictKind.Introspect:
                    return await IntrospectAsync(client, method, path).ConfigureAwait(false);
                default:
                    _journal.Refused(target.Authority, method, path.Path, verdict.Refusal!);
                    return await OwnAnswer.RefuseAsync(client, verdict.Refusal!, mayKeep: true).ConfigureAwait(false);
            }
        }
        finally
        {
            run.InFlight.Remove(exchange);
        }
    }

    private async ValueTask<bool> ForwardAsync(Job job)
    {
        string path = job.Path.Path;
        using MeteredCall? call = job.Verdict.NeedsAdmission
            ? new MeteredCall(run, job.Exchange, job.Verdict, path, CodingOf(job.Client.Head.Fields))
            : null;
        CallFormat? format = call?.RefusalFormat;

        // 6, 8, 9 and the answer's head
        (UpstreamRound? round, UpstreamFault? fault) = await StartAsync(job, call).ConfigureAwait(false);
        if (round is { Answer: HeadStatus.Done })
        {
            return await AnswerAsync(job, round, call).ConfigureAwait(false);
        }

        RequestEnd sent = round is null ? RequestEnd.UpstreamFailed : await StopSendingAsync(job.Client, round).ConfigureAwait(false);
        Refusal? refusal = job.Exchange.IsCut ? run.Refusals.OfBudget(RefusalCode.EgressCut, format, null)
            : sent == RequestEnd.Refused ? call!.Refusal
            : sent == RequestEnd.ClientFailed ? RefuseBody(job.Client.Body, format)
            : RefuseUpstream(job, round, fault, format);

        // 11
        call?.Settle(job.Exchange.EndAs(sent == RequestEnd.ClientFailed ? ExchangeEnd.ClientAborted : ExchangeEnd.UpstreamAborted));
        if (round is not null)
        {
            await DropAsync(job.Exchange, round.Connection).ConfigureAwait(false);
        }
        if (refusal is null)
        {
            job.Client.Peer.Abort("the request did not come whole");
            return false;
        }
        _journal.Refused(job.Exchange.Target.Authority, job.Method, path, refusal, fault?.Message);
        return await OwnAnswer.RefuseAsync(job.Client, refusal, mayKeep: sent != RequestEnd.ClientFailed).ConfigureAwait(false);
    }

    /// <summary>Finds a connection, sends the request on it and waits for the answer's head; once more if the connection turns out to have died idle.</summary>
    private async ValueTask<(UpstreamRound? Round, UpstreamFault? Fault)> StartAsync(Job job, MeteredCall? call)
    {
        RequestHead head = job.Client.Head;
        for (bool again = false; ; again = true)
        {
            // 8
            (UpstreamConnection? connection, UpstreamFault? fault) =
                await run.Pool.RentAsync(job.Exchange.Target, fresh: again, job.Exchange.Stopped).ConfigureAwait(false);
            if (connection is null)
            {
                return (null, fault);
            }
            job.Exchange.Use(connection);

            // 6
            RequestWriter.Write(connection.Peer.Output, head, job.Path, job.Framing, job.Exchange.Target, job.Verdict);

            // 9
            if (head.ExpectsContinue && !job.Client.Body.IsDone)
            {
                AnswerWriter.WriteContinue(job.Client.Peer.Output);
                await job.Client.Peer.FlushAsync().ConfigureAwait(false);
            }
            RequestPump pump = new(job.Client.Body, new BodyWriter(connection.Peer, job.Framing), call);
            Task<RequestEnd> sending = SendAsync(pump, connection);

            // 10
            HeadStatus answer = await AnswerHeadReader.ReadFinalAsync(connection, head.MinorVersion == 1 ? job.Client.Peer : null).ConfigureAwait(false);
            MessageFraming framing = default;
            if (answer == HeadStatus.Done && (connection.Head.StatusCode == 101
                || MessageFraming.OfResponse(connection.Head, head.KnownMethod, out framing) != RejectionReason.None))
            {
                answer = HeadStatus.Rejected;
            }
            UpstreamRound round = new(connection, pump, sending, answer, framing);
            if (again || !round.WasStale || !IsReplayable(job, call))
            {
                return (round, null);
            }
            await sending.ConfigureAwait(false);
            await DropAsync(job.Exchange, connection).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> AnswerAsync(Job job, UpstreamRound round, MeteredCall? call)
    {
        ClientConnection client = job.Client;
        ResponseHead head = round.Connection.Head;
        int status = head.StatusCode;

        // An answer that comes before its request is whole is given on, but then nobody knows where the next request would begin.
        bool early = !round.Sending.IsCompleted && !round.Pump.IsHandedOver;
        bool keep = !early && client.Head is { KeepsAlive: true, MinorVersion: 1 };
        bool upstreamKeeps = !early && head.KeepsAlive && round.Framing.Kind != FramingKind.UntilClose;
        MessageFraming framing = FramingFor(client.Head, round.Framing);
        bool isEventStream = IsEventStream(head.Fields);
        call?.BeginAnswer(status, CodingOf(head.Fields));
        AnswerWriter.Write(client.Peer.Output, head, framing, close: !keep);

        round.Connection.Body.Begin(round.Framing);
        BodyWriter sink = new(client.Peer, framing);
        AnswerEnd end = await new AnswerRelay(round.Connection.Body, sink, call).RunAsync().ConfigureAwait(false);
        ExchangeEnd ended = job.Exchange.EndAs(end switch
        {
            AnswerEnd.Complete => ExchangeEnd.Complete,
            AnswerEnd.ClientGone => ExchangeEnd.ClientAborted,
            _ => ExchangeEnd.UpstreamAborted,
        });
        if (end == AnswerEnd.UpstreamFailed)
        {
            keep = false;
            await BreakOffAsync(client, sink, call, ended, canAddEvent: isEventStream && framing.Kind != FramingKind.Length).ConfigureAwait(false);
        }
        else if (end == AnswerEnd.ClientGone && call is { IsAdmitted: true, IsSettled: false })
        {
            await run.Drain.RunAsync(round.Connection.Body, call).ConfigureAwait(false);
        }
        RequestEnd sent = await StopSendingAsync(client, round).ConfigureAwait(false);

        // 11
        call?.Settle(ended);
        _journal.Allowed(job.Exchange.Target.Authority, job.Method, job.Path.Path, status);
        bool whole = end == AnswerEnd.Complete && sent == RequestEnd.Sent;
        round.Connection.Body.End();
        if (whole && upstreamKeeps)
        {
            job.Exchange.Use(null);
            await run.Pool.ReturnAsync(round.Connection).ConfigureAwait(false);
        }
        else
        {
            await DropAsync(job.Exchange, round.Connection).ConfigureAwait(false);
        }
        return whole && keep;
    }

    // A cut answer must not look complete. A stream that an operator cut ends with the error that its client understands; anything else with a reset.
    private async ValueTask BreakOffAsync(ClientConnection client, BodyWriter sink, MeteredCall? call, ExchangeEnd ended, bool canAddEvent)
    {
        if (ended == ExchangeEnd.Cut && canAddEvent && call is not null)
        {
            byte[] last = run.Refusals.TerminalEvent(call.RefusalFormat, call.AtEventBoundary);
            await sink.WriteAsync(new(last)).ConfigureAwait(false);
            await sink.EndAsync().ConfigureAwait(false);
            return;
        }
        client.Peer.Abort("the answer did not come whole");
    }

    private static async Task<RequestEnd> SendAsync(RequestPump pump, UpstreamConnection connection)
    {
        RequestEnd end = await pump.RunAsync().ConfigureAwait(false);
        if (end is RequestEnd.Refused or RequestEnd.ClientFailed)
        {
            connection.Peer.Abort("the request is not completed");
        }
        return end;
    }

    // Nothing of the request is wanted any more: whatever the pump still waits for ends.
    private static async ValueTask<RequestEnd> StopSendingAsync(ClientConnection client, UpstreamRound round)
    {
        if (!round.Sending.IsCompleted && !round.Pump.IsHandedOver)
        {
            round.Connection.Peer.Abort("answered before the request was whole");
            client.Peer.StopReading();
        }
        return await round.Sending.ConfigureAwait(false);
    }

    private static async ValueTask DropAsync(Exchange exchange, UpstreamConnection connection)
    {
        exchange.Use(null);
        connection.Peer.Abort("not to be used again");
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    // RFC 9110 §9.2.2: only what is idempotent may be sent twice unasked, and only what is still here can be.
    private static bool IsReplayable(Job job, MeteredCall? call) =>
        call is null && !job.Exchange.IsCut && job.Framing is { Kind: FramingKind.None }
        && job.Client.Head.KnownMethod is RequestMethod.Get or RequestMethod.Head or RequestMethod.Options or RequestMethod.Put or RequestMethod.Delete;

    private static bool IsWebSocket(RequestHead head) => head.Fields.ListContains(FieldName.Upgrade, "websocket"u8);

    private static bool IsEventStream(HeaderTable fields) =>
        !fields.Contains(FieldName.ContentEncoding)
        && fields.TryGet(FieldName.ContentType, out ReadOnlySpan<byte> type) && type.StartsWith("text/event-stream"u8);

    private static ContentCoding CodingOf(HeaderTable fields) => fields.CountOf(FieldName.ContentEncoding) switch
    {
        0 => ContentCoding.Identity,
        1 when fields.TryGet(FieldName.ContentEncoding, out ReadOnlySpan<byte> coding) => ContentCodings.Parse(coding),
        _ => ContentCoding.Unsupported,
    };

    private static MessageFraming FramingFor(RequestHead client, MessageFraming framing) => framing.Kind switch
    {
        FramingKind.Chunked or FramingKind.UntilClose => client.MinorVersion == 1 ? MessageFraming.Chunked : MessageFraming.UntilClose,
        _ => framing,
    };

    private Refusal? RefuseBody(BodyReader body, CallFormat? format) => body.Fault == BodyFault.Malformed
        ? run.Refusals.Of(RefusalCode.BadRequest, format, message: Rejection.Of(body.Rejection).Text, status: 400)
        : null;

    private Refusal RefuseUpstream(Job job, UpstreamRound? round, UpstreamFault? fault, CallFormat? format)
    {
        string subject = job.Exchange.Target.Authority.ToString();
        (RefusalCode code, int status, string message) = (fault?.Kind, round?.Answer) switch
        {
            (UpstreamFaultKind.Untrusted, _) => (RefusalCode.UpstreamUntrusted, 502, fault!.Message),
            (UpstreamFaultKind.AddressDenied, _) => (RefusalCode.HostNotAllowed, 403, fault!.Message),
            (UpstreamFaultKind.TimedOut, _) => (RefusalCode.UpstreamUnreachable, 504, fault!.Message),
            (UpstreamFaultKind.Unreachable, _) => (RefusalCode.UpstreamUnreachable, 502, fault!.Message),
            (_, HeadStatus.Rejected) => (RefusalCode.UpstreamUnreachable, 502, "its answer is not valid HTTP"),
            _ => (RefusalCode.UpstreamUnreachable, 502, $"it ended the connection without an answer ({round?.Connection.Peer.Failure ?? "closed"})"),
        };
        return run.Refusals.Of(code, format, subject, message, status);
    }

    private async ValueTask<bool> IntrospectAsync(ClientConnection client, string method, CanonicalPath path) =>
        Introspection.Answer(method, path.Path, run.Policy, run.Control.Orders) is { } json
            ? await OwnAnswer.JsonAsync(client, json).ConfigureAwait(false)
            : await OwnAnswer.RefuseAsync(
                client, run.Refusals.Of(RefusalCode.RouteNotMatched, null, path.Path, "there is /allowlist and /budget", 404), mayKeep: true).ConfigureAwait(false);

    private async ValueTask<bool> BadRequestAsync(ClientConnection client, string method, int status, string message)
    {
        Refusal refusal = run.Refusals.Of(RefusalCode.BadRequest, null, message: message, status: status);
        _journal.Refused(client.Scope.Authority, method, null, refusal, message);
        return await OwnAnswer.RefuseAsync(client, refusal, mayKeep: false).ConfigureAwait(false);
    }

    private sealed record Job(
        ClientConnection Client, Exchange Exchange, string Method, CanonicalPath Path, MessageFraming Framing, Verdict Verdict);
}
