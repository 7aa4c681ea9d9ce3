using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>One run as the store keeps it; times are UTC.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name; unique among live runs.</param>
/// <param name="TokenHash">SHA-256 of the run's token.</param>
/// <param name="Agent">The agent's name, or null.</param>
/// <param name="Bottles">The bottle and its parents, nearest first.</param>
/// <param name="Isolation">What builds the wall.</param>
/// <param name="Shutdown">The run's cutoff policy; null for the settings' one.</param>
/// <param name="Command">What is started in the bottle.</param>
/// <param name="Folder">The folder shared with the bottle.</param>
/// <param name="Owner">The process id of <c>run</c>.</param>
/// <param name="OwnerStart">That process's start time, in clock ticks since boot.</param>
/// <param name="StartedAt">When it was registered.</param>
/// <param name="Repository">The name of its agent's own scope where a repository brings the agent; else null.</param>
internal sealed record RunRecord(
    string Id, string Name, byte[] TokenHash, string? Agent, IReadOnlyList<string> Bottles, IsolationKind Isolation,
    CutoffPolicy? Shutdown, IReadOnlyList<string> Command, string Folder, int Owner, long OwnerStart, DateTimeOffset StartedAt,
    string? Repository = null)
{
    /// <summary>Whether an operator is asked about its held requests.</summary>
    public bool Supervised { get; init; } = true;

    /// <summary>How strict a crossed budget is at least: a repository's agent may tighten what applies otherwise. Null where none says so.</summary>
    public CutoffPolicy? ShutdownAtLeast { get; init; }

    /// <summary>What its proxy decides on besides its orders; null where nobody said, and once it is drained.</summary>
    public RunEgress? Egress { get; init; }

    /// <summary>The agent's process; null before the launch.</summary>
    public RunLaunched? Process { get; init; }

    /// <summary>An operator's cut; only <c>restore</c> lifts it.</summary>
    public EgressCut? OperatorCut { get; init; }

    /// <summary>A spent budget's cut, of all hosts or of its provider's; lifts itself.</summary>
    public EgressCut? BudgetCut { get; init; }

    /// <summary>True from the decision to kill: a controller that is started again carries it out.</summary>
    public bool KillOrdered { get; init; }

    /// <summary>How far its freeze is; null where none was ordered.</summary>
    public FreezeStep? Freeze { get; init; }

    /// <summary>Ledger rows.</summary>
    public long Requests { get; init; }

    /// <summary>Refused requests.</summary>
    public long Refusals { get; init; }

    /// <summary>When it ended; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The command's exit code; null while it lives, and where nobody saw its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What governed it when it ended; empty while it lives.</summary>
    public IReadOnlyList<BudgetView> FinalBudgets { get; init; } = [];

    /// <summary>True once the run has ended and no spool of it is left.</summary>
    public bool Drained { get; init; }

    /// <summary>The cut of all hosts that the agent sees: an operator's before a budget's.</summary>
    public EgressCut? Cut => OperatorCut ?? (IsClosedInPart ? null : BudgetCut);

    /// <summary>Whether a spent budget closes the hosts of its provider alone.</summary>
    public bool IsClosedInPart => BudgetCut is { ProviderOnly: true };

    /// <summary>Where it stands.</summary>
    public RunState State =>
        EndedAt is not null ? KillOrdered ? RunState.Killed : Freeze is null ? RunState.Exited : RunState.Frozen
        : Cut is null && Freeze is not FreezeStep.Ordered ? RunState.Running : RunState.Cut;

    /// <summary>Whether it goes by its name: it lives, or can be resumed.</summary>
    public bool IsPresent => EndedAt is null || State == RunState.Frozen;

    /// <summary>The scopes that it counts into, nearest first.</summary>
    public IReadOnlyList<Scope> Chain { get; } = ScopeChain.Of(Id, Agent, Bottles, Repository);

    /// <summary>What a crossed budget does to it.</summary>
    /// <param name="host">The settings.</param>
    public CutoffPolicy PolicyUnder(HostPolicy host)
    {
        CutoffPolicy otherwise = Shutdown ?? host.Shutdown;
        return ShutdownAtLeast is { } least && least > otherwise ? least : otherwise;
    }
}
