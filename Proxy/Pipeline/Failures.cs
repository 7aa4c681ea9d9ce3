using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Responses;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Transport;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>Maps every failure before a response's head to the client's response.</summary>
internal static class Failures
{
    /// <summary>The response; null if the client cannot receive one.</summary>
    public static Refusal? Explain(
        RunRefusals refusals, Exchange exchange, RequestEnd sent, UpstreamRound? round, UpstreamFault? fault)
    {
        RefusalDialect? dialect = exchange.Verdict.Dialect;
        if (exchange.IsCut)
        {
            return refusals.OfBudget(RefusalCode.EgressCut, dialect, null);
        }
        if (sent == RequestEnd.Refused)
        {
            return exchange.Guard?.Refusal ?? exchange.Gate?.Refusal;
        }
        if (sent == RequestEnd.ClientFailed)
        {
            BodyReader body = exchange.Client.Body;
            return body.Fault == BodyFault.Malformed && Rejection.Of(body.Rejection) is var rejection
                ? refusals.Of(RefusalCode.BadRequest, dialect, message: rejection.Text, status: rejection.Status)
                : null;
        }
        if (round?.Response == HeadStatus.Withheld)
        {
            return refusals.Of(RefusalCode.DlpMatch, dialect, message: ResponseGuard.Explain(exchange), rule: exchange.Verdict.Rule);
        }
        (RefusalCode code, int status, string message) = (fault?.Kind, round?.Response) switch
        {
            (UpstreamFaultKind.Untrusted, _) => (RefusalCode.UpstreamUntrusted, 502, fault!.Message),
            (UpstreamFaultKind.AddressDenied, _) => (RefusalCode.HostNotAllowed, 403, fault!.Message),
            (UpstreamFaultKind.TimedOut, _) => (RefusalCode.UpstreamUnreachable, 504, fault!.Message),
            (UpstreamFaultKind.Unreachable, _) => (RefusalCode.UpstreamUnreachable, 502, fault!.Message),
            (_, HeadStatus.TooEarly) => (RefusalCode.UpstreamUnreachable, 502, "it responded before the request was complete and admitted"),
            (_, HeadStatus.Rejected) => (RefusalCode.UpstreamUnreachable, 502, Fault(round!.Connection.Head.Rejection)),
            _ when round?.Connection.Peer.TimedOut == true => (RefusalCode.UpstreamUnreachable, 504, "it did not respond in time"),
            _ => (RefusalCode.UpstreamUnreachable, 502, "it closed the connection without a response"),
        };
        return refusals.Of(code, dialect, exchange.Target.Authority.ToString(), message, status);
    }

    private static string Fault(RejectionReason reason) => reason switch
    {
        RejectionReason.StatusLineTooLong => $"the status line of its response is longer than {HeadLimits.Response.StartLineBytes / 1024} KiB",
        RejectionReason.FieldsTooLong => $"the head of its response is larger than {HeadLimits.Response.FieldBytes / 1024} KiB",
        RejectionReason.TooManyFields => $"the head of its response has more than {HeadLimits.Response.FieldCount} fields",
        _ => "its response is not valid HTTP",
    };
}
