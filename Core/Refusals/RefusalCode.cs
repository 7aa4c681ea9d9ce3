using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Refusals;

/// <summary>Why Bot Bottle refuses a request. The snake_case names are a contract with scripts and agents; see <see cref="WireNames"/>.</summary>
[JsonConverter(typeof(WireName<RefusalCode>))]
public enum RefusalCode
{
    /// <summary>The host is on no route of the allowlist.</summary>
    HostNotAllowed,

    /// <summary>The host is known, but no route of it matches the request.</summary>
    RouteNotMatched,

    /// <summary>A git push over HTTPS.</summary>
    GitPushDenied,

    /// <summary>A git clone or fetch where no route allows it.</summary>
    GitFetchDenied,

    /// <summary>A provider's host, for which the host has no credential.</summary>
    CredentialMissing,

    /// <summary>Data loss prevention found something in the request.</summary>
    DlpMatch,

    /// <summary>An operator said no.</summary>
    ApprovalRejected,

    /// <summary>No operator answered in time.</summary>
    ApprovalTimedOut,

    /// <summary>The answer held an injection.</summary>
    InjectionDetected,

    /// <summary>The run's egress is off.</summary>
    EgressCut,

    /// <summary>A budget is spent.</summary>
    BudgetExhausted,

    /// <summary>Others' calls in flight fill a budget that is not spent: worth a retry.</summary>
    BudgetHeld,

    /// <summary>A rate budget has no room in its window.</summary>
    RateLimited,

    /// <summary>The call names a tool that the provider runs and no route allows.</summary>
    ToolNotAllowed,

    /// <summary>The call would spend where no answer shows it.</summary>
    UnmeteredCall,

    /// <summary>The controller does not answer: no model call is admitted.</summary>
    ControllerUnreachable,

    /// <summary>The request breaks HTTP, or can be read in two ways.</summary>
    BadRequest,

    /// <summary>The upstream cannot be reached, or breaks HTTP.</summary>
    UpstreamUnreachable,

    /// <summary>The upstream's certificate is not trusted.</summary>
    UpstreamUntrusted,
}
