using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>One run as stored; times are UTC.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name; unique among live runs.</param>
/// <param name="TokenHash">SHA-256 of the run's token.</param>
/// <param name="Agent">The agent's name, or null.</param>
/// <param name="Bottles">The bottle and its parents, nearest first.</param>
/// <param name="Isolation">Kind of the isolation.</param>
/// <param name="Shutdown">The run's cutoff policy; null for the one of the settings.</param>
/// <param name="Command">The command that runs in the bottle.</param>
/// <param name="Folder">The folder shared with the bottle.</param>
/// <param name="Owner">The process id of <c>run</c>.</param>
/// <param name="OwnerStart">That process's start time, in clock ticks since boot.</param>
/// <param name="StartedAt">Time of the registration.</param>
/// <param name="Repository">The name of its agent's own scope if a repository provides the agent; else null.</param>
internal sealed record RunRecord(
    string Id, string Name, byte[] TokenHash, string? Agent, IReadOnlyList<string> Bottles, IsolationKind Isolation,
    CutoffPolicy? Shutdown, IReadOnlyList<string> Command, string Folder, int Owner, long OwnerStart, DateTimeOffset StartedAt,
    string? Repository = null)
{
    /// <summary>True if an operator is asked about its held requests.</summary>
    public bool Supervised { get; init; } = true;

    /// <summary>Least strictness of a crossed budget: a repository's agent may tighten the policy that applies otherwise. Null if none is set.</summary>
    public CutoffPolicy? ShutdownAtLeast { get; init; }

    /// <summary>The data, besides its orders, on which its proxy decides; null if none was given, and after the drain.</summary>
    public RunEgress? Egress { get; init; }

    /// <summary>The agent's process; null before the launch.</summary>
    public RunLaunched? Process { get; init; }

    /// <summary>An operator's cut; only <c>restore</c> lifts it.</summary>
    public EgressCut? OperatorCut { get; init; }

    /// <summary>A spent budget's cut, of all hosts or of its provider's hosts; it is lifted automatically.</summary>
    public EgressCut? BudgetCut { get; init; }

    /// <summary>True from the decision to kill; a restarted controller carries it out.</summary>
    public bool KillOrdered { get; init; }

    /// <summary>Progress of its freeze; null if none was ordered.</summary>
    public FreezeStep? Freeze { get; init; }

    /// <summary>Number of ledger rows.</summary>
    public long Requests { get; init; }

    /// <summary>Number of refused requests.</summary>
    public long Refusals { get; init; }

    /// <summary>Time of its end; null while it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The command's exit code; null while it lives, and if its end was not observed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The budgets that limited it at its end; empty while it lives.</summary>
    public IReadOnlyList<BudgetView> FinalBudgets { get; init; } = [];

    /// <summary>True once the run has ended and no spool of it is left.</summary>
    public bool Drained { get; init; }

    /// <summary>The cut of all hosts that the agent sees: an operator's cut hides a budget's.</summary>
    public EgressCut? Cut => OperatorCut ?? (IsClosedInPart ? null : BudgetCut);

    /// <summary>True if a spent budget closes only the hosts of its provider.</summary>
    public bool IsClosedInPart => BudgetCut is { ProviderOnly: true };

    /// <summary>The present state.</summary>
    public RunState State =>
        EndedAt is not null ? KillOrdered ? RunState.Killed : Freeze is null ? RunState.Exited : RunState.Frozen
        : Cut is null && Freeze is not FreezeStep.Ordered ? RunState.Running : RunState.Cut;

    /// <summary>True if its name is in use: it lives, or can be resumed.</summary>
    public bool IsPresent => EndedAt is null || State == RunState.Frozen;

    /// <summary>The scopes that its calls count in, nearest first.</summary>
    public IReadOnlyList<Scope> Chain { get; } = ScopeChain.Of(Id, Agent, Bottles, Repository);

    /// <summary>Gets the policy for a crossed budget.</summary>
    /// <param name="host">The settings.</param>
    public CutoffPolicy PolicyUnder(HostPolicy host)
    {
        CutoffPolicy otherwise = Shutdown ?? host.Shutdown;
        return ShutdownAtLeast is { } least && least > otherwise ? least : otherwise;
    }
}
