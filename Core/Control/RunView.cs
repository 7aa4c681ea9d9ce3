using System.Text.Json.Serialization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>One run as <c>ps</c> lists it (docs/contracts.md, section 5); member names are the JSON contract in snake_case.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="State">The run's state.</param>
/// <param name="Agent">The agent's name, or null.</param>
/// <param name="Bottle">The nearest bottle's name, or null.</param>
/// <param name="Isolation">The kind of isolation.</param>
/// <param name="Pid">The host's id of the agent's process; null before the launch and after the end.</param>
/// <param name="StartedAt">The time of registration.</param>
/// <param name="EndedAt">The end of the run; null while it is live.</param>
/// <param name="ExitCode">The command's exit code; null while it is live.</param>
/// <param name="Cut">The cause of its closed egress, also at its end; null while it is open.</param>
/// <param name="Requests">Admitted model calls.</param>
/// <param name="Refusals">Refused requests.</param>
/// <param name="Budgets">A row per budget that limits the run: per provider the governing one, then a repository's.</param>
/// <param name="PendingApprovals">Held requests that wait for an operator (<c>approvals</c>).</param>
/// <param name="Closed">The providers of which only the hosts are closed, separated by commas; null for none.</param>
public sealed record RunView(
    string Run, string Name, RunState State, string? Agent, string? Bottle, IsolationKind Isolation, int? Pid,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int? ExitCode, EgressCut? Cut, long Requests, long Refusals,
    IReadOnlyList<BudgetView> Budgets, int PendingApprovals = 0, string? Closed = null);

/// <summary>State of a run, as <c>ps</c> shows it (docs/contracts.md, section 5).</summary>
[JsonConverter(typeof(WireName<RunState>))]
public enum RunState
{
    /// <summary>The agent works and its egress is open.</summary>
    Running,

    /// <summary>The agent lives; its egress is off.</summary>
    Cut,

    /// <summary>The run is stopped with its state kept; <c>resume</c> brings it back.</summary>
    Frozen,

    /// <summary>The command ended by itself.</summary>
    Exited,

    /// <summary>A cutoff policy or an operator's <c>kill</c> ended the run.</summary>
    Killed,
}

/// <summary>The result of an operator's <c>cut</c>, <c>restore</c>, <c>freeze</c> or <c>kill</c> on one run.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="State">The run's state after the action.</param>
/// <param name="Refused">The reason why nothing was done, with a remedy; null when it was done. With <c>*</c> the other runs are still acted on; the refusal of
/// a single run is an error.</param>
/// <param name="Note">A remark, for example that the run already was in that state; null for none.</param>
public sealed record RunActionResult(string Run, string Name, RunState State, string? Refused, string? Note = null);

/// <summary>Kind of isolation round a run.</summary>
[JsonConverter(typeof(WireName<IsolationKind>))]
public enum IsolationKind
{
    /// <summary>The sandbox: bubblewrap with user, network, PID and IPC namespaces of its own.</summary>
    Sandbox,

    /// <summary>A container engine: docker or podman.</summary>
    Container,

    /// <summary>No isolation: clients are pointed at the proxy, and nothing enforces its use.</summary>
    None,
}

/// <summary>The working folder of a run (<c>run --workspace</c>).</summary>
[JsonConverter(typeof(WireName<WorkspaceKind>))]
public enum WorkspaceKind
{
    /// <summary>The host's own folder, with masks over what the host obeys.</summary>
    Share,

    /// <summary>A clone of the folder's repository.</summary>
    Clone,

    /// <summary>An empty folder.</summary>
    None,
}

/// <summary>Action on a run whose agent left something in a shared folder that makes the host's git act for it (<c>run --on-breach</c>).</summary>
[JsonConverter(typeof(WireName<BreachPolicy>))]
public enum BreachPolicy
{
    /// <summary>Ends the run with exit code 137, whatever its command's was.</summary>
    Stop,

    /// <summary>Reports the finding; the run goes on.</summary>
    Warn,
}
