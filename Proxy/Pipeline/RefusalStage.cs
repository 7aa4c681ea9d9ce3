using BotBottle.Core.Control;
using BotBottle.Core.Http1;
using BotBottle.Core.Policy;
using BotBottle.Core.Refusals;
using BotBottle.Proxy.Client;
using BotBottle.Proxy.Outbound;
using BotBottle.Proxy.Run;
using BotBottle.Proxy.Upstream;

namespace BotBottle.Proxy.Pipeline;

/// <summary>
/// Refuses requests: it sends the client a response and records it in the journal. Each method returns true if the connection can carry another request.
/// </summary>
internal sealed class RefusalStage(RunRefusals refusals, Journal journal)
{
    /// <summary>Refuses an invalid request, before an exchange has begun.</summary>
    /// <param name="client">The client.</param>
    /// <param name="method">The method; null if the head was not read to its end.</param>
    /// <param name="status">The status of the response.</param>
    /// <param name="message">The error.</param>
    /// <param name="mayKeep">False to close the connection in any case.</param>
    public ValueTask<bool> RefuseBadAsync(ClientConnection client, string? method, int status, string message, bool mayKeep = false)
    {
        Refusal refusal = refusals.Of(RefusalCode.BadRequest, null, message: message, status: status);
        journal.Refused(client.Scope.Authority, method, null, refusal, message);
        return OwnResponse.RefuseAsync(client, refusal, mayKeep);
    }

    /// <summary>Refuses a request for the run's own state that has an unknown method or path.</summary>
    public ValueTask<bool> RefuseIntrospectionAsync(ClientConnection client, CanonicalPath path) =>
        OwnResponse.RefuseAsync(client, refusals.OfIntrospection(path), mayKeep: true);

    /// <summary>Refuses a request because of a finding in its head.</summary>
    public ValueTask<bool> RefuseFoundAsync(Exchange exchange) =>
        RefuseAsync(exchange, exchange.IsCut ? refusals.OfBudget(RefusalCode.EgressCut, exchange.Verdict.Dialect, null) : exchange.Guard!.Refusal!, null);

    /// <summary>Refuses a request because the host's login for it has no token.</summary>
    public ValueTask<bool> RefuseLoginAsync(Exchange exchange, LoginTrouble trouble, bool isWebSocket)
    {
        RefusalDialect? dialect = exchange.Verdict.Dialect;
        // Besides model calls a 401 makes agents ask for new tokens once and then stop; at a 403 Codex tries for half a minute (measured with 0.171).
        int? status = dialect is null ? 401 : null;
        Refusal refusal = exchange.IsCut ? refusals.OfBudget(RefusalCode.EgressCut, dialect, null)
            : trouble.IsLasting ? refusals.Of(RefusalCode.CredentialMissing, dialect, trouble.Message, status: status, rule: exchange.Verdict.Rule)
            : refusals.Of(RefusalCode.UpstreamUnreachable, dialect, "the host that refreshes the login", trouble.Message, 502, exchange.Verdict.Rule);
        // As at the decision: Codex accepts only a 426 as the refusal of a handshake.
        return RefuseAsync(exchange, isWebSocket && exchange.Verdict.NeedsAdmission ? refusal with { Status = 426 } : refusal, trouble.Message);
    }

    /// <summary>Refuses a request.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="refusal">The refusal for the client.</param>
    /// <param name="detail">Further text for the journal; null for none.</param>
    public ValueTask<bool> RefuseAsync(Exchange exchange, Refusal refusal, string? detail)
    {
        // The guard has recorded its own refusal at the finding.
        if (!ReferenceEquals(refusal, exchange.Guard?.Refusal))
        {
            journal.Refused(exchange.Target.Authority, exchange.Method, exchange.Path.Path, refusal, detail);
        }
        return OwnResponse.RefuseAsync(exchange.Client, refusal, mayKeep: true);
    }

    /// <summary>Ends an exchange without a response from the upstream: with a refusal, or with a reset if the client broke off its request.</summary>
    public ValueTask<bool> FailAsync(Exchange exchange, RequestEnd sent, UpstreamRound? round, UpstreamFault? fault, ExchangeEnd ended)
    {
        if (Failures.Explain(refusals, exchange, sent, round, fault) is { } refusal)
        {
            return RefuseAsync(exchange, refusal, fault?.Message);
        }
        journal.Allowed(exchange, 0, ended);
        exchange.Client.Peer.Abort("the request is incomplete");
        return new ValueTask<bool>(false);
    }
}
