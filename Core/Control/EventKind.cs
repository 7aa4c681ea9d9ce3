using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>The events of docs/contracts.md, section 6; their wire names are frozen.</summary>
[JsonConverter(typeof(WireName<EventKind>))]
public enum EventKind
{
    /// <summary>A run was launched.</summary>
    RunStarted,

    /// <summary>A run's command ended, or was ended.</summary>
    RunEnded,

    /// <summary>A request was refused.</summary>
    EgressBlock,

    /// <summary>A request was let through (log level <c>all</c>).</summary>
    EgressAllow,

    /// <summary>A detector matched in a request.</summary>
    DlpMatch,

    /// <summary>A match was replaced in place.</summary>
    DlpRedacted,

    /// <summary>A response looks like an injection and passed.</summary>
    InjectionWarn,

    /// <summary>A response was withheld as an injection.</summary>
    InjectionBlock,

    /// <summary>A warning threshold of a budget was reached.</summary>
    BudgetWarn,

    /// <summary>A budget's limit was reached.</summary>
    BudgetCrossed,

    /// <summary>A budget was set or cleared by an operator.</summary>
    BudgetSet,

    /// <summary>A budget's counter was started again by an operator.</summary>
    BudgetReset,

    /// <summary>A run's egress was turned off.</summary>
    Cut,

    /// <summary>A run's egress was turned on again.</summary>
    Restore,

    /// <summary>A run was frozen.</summary>
    Freeze,

    /// <summary>A frozen run was brought back.</summary>
    Resume,

    /// <summary>A run was killed.</summary>
    Kill,

    /// <summary>A cutoff action failed; the text says what was done instead.</summary>
    ActionFailed,

    /// <summary>A held request waits for an operator.</summary>
    ApprovalAsked,

    /// <summary>An operator let a held request pass.</summary>
    ApprovalGiven,

    /// <summary>An operator refused a held request.</summary>
    ApprovalRejected,

    /// <summary>A held request timed out before a decision.</summary>
    ApprovalTimedOut,

    /// <summary>A run's routes were replaced.</summary>
    RouteReload,

    /// <summary>An edit of a run's routes is broken; the last good routes stay in force.</summary>
    RouteReloadFailed,

    /// <summary>A call was charged by estimate.</summary>
    UsageEstimated,

    /// <summary>A run's proxy died and was started again.</summary>
    ProxyRestarted,

    /// <summary>A controller started on the host.</summary>
    ControllerStarted,

    /// <summary>An operator revoked a decision.</summary>
    ApprovalRevoked,

    /// <summary>A request used up an approval for one request.</summary>
    ApprovalUsed,

    /// <summary>An approval expired.</summary>
    ApprovalExpired,

    /// <summary>An agent left something in a shared folder that makes the host's git act for it.</summary>
    FolderBreach,

    /// <summary>An agent left something in a shared folder that the operator should look at.</summary>
    FolderWarn,

    /// <summary>A bottle passed a limit of processes, memory or disk and was ended.</summary>
    LimitReached,

    /// <summary>An operator removed the files of an ended run.</summary>
    FilesRemoved,
}
