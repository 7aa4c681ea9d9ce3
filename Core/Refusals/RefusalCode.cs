using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Refusals;

/// <summary>Reason for a refusal. The snake_case names are a contract with scripts and agents; see <see cref="WireNames"/>.</summary>
[JsonConverter(typeof(WireName<RefusalCode>))]
public enum RefusalCode
{
    /// <summary>No route of the allowlist has the host.</summary>
    HostNotAllowed,

    /// <summary>Routes have the host, but none matches the request.</summary>
    RouteNotMatched,

    /// <summary>A git push over HTTPS.</summary>
    GitPushDenied,

    /// <summary>A git clone or fetch where no route allows it.</summary>
    GitFetchDenied,

    /// <summary>A provider's host without a credential on the host.</summary>
    CredentialMissing,

    /// <summary>Data loss prevention matched in the request.</summary>
    DlpMatch,

    /// <summary>An operator rejected the request.</summary>
    ApprovalRejected,

    /// <summary>The approval timed out before an operator decided.</summary>
    ApprovalTimedOut,

    /// <summary>The response held an injection.</summary>
    InjectionDetected,

    /// <summary>The run's egress is off.</summary>
    EgressCut,

    /// <summary>A budget is spent.</summary>
    BudgetExhausted,

    /// <summary>The holds of other calls fill a budget that is not spent. A retry can succeed.</summary>
    BudgetHeld,

    /// <summary>A rate budget has no room in its window.</summary>
    RateLimited,

    /// <summary>The call names a provider-run tool that no route allows.</summary>
    ToolNotAllowed,

    /// <summary>The call would spend where no response shows it.</summary>
    UnmeteredCall,

    /// <summary>The controller does not respond, so no model call is admitted.</summary>
    ControllerUnreachable,

    /// <summary>The request violates HTTP or is ambiguous.</summary>
    BadRequest,

    /// <summary>The upstream is unreachable or violates HTTP.</summary>
    UpstreamUnreachable,

    /// <summary>The upstream's certificate is not trusted.</summary>
    UpstreamUntrusted,
}
