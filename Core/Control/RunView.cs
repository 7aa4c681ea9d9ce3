using System.Text.Json.Serialization;
using BotBottle.Core.Budgets;
using BotBottle.Core.Text;

namespace BotBottle.Core.Control;

/// <summary>One run as <c>ps</c> lists it (docs/contracts.md, section 5); member names are the JSON contract in snake_case.</summary>
/// <param name="Run">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Agent">The agent's name, or null.</param>
/// <param name="Bottle">The nearest bottle's name, or null.</param>
/// <param name="Isolation">What builds its wall.</param>
/// <param name="Pid">The host's id of the agent's process; null before the launch and after the end.</param>
/// <param name="StartedAt">When it was registered.</param>
/// <param name="EndedAt">When it ended; null while it lives.</param>
/// <param name="ExitCode">The command's exit code; null while it lives.</param>
/// <param name="Cut">Why its egress is off, or was when it ended; null while it is open.</param>
/// <param name="Requests">Admitted model calls.</param>
/// <param name="Refusals">Refused requests.</param>
/// <param name="Budgets">A row for each budget that limits it: by provider the one that governs, then a repository's.</param>
/// <param name="PendingApprovals">Held requests that wait for an operator (<c>approvals</c>).</param>
/// <param name="Closed">The providers whose hosts alone are closed for it, by comma; null for none.</param>
public sealed record RunView(
    string Run, string Name, RunState State, string? Agent, string? Bottle, IsolationKind Isolation, int? Pid,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int? ExitCode, EgressCut? Cut, long Requests, long Refusals,
    IReadOnlyList<BudgetView> Budgets, int PendingApprovals = 0, string? Closed = null);

/// <summary>Where a run stands, as <c>ps</c> shows it (docs/contracts.md, section 5).</summary>
[JsonConverter(typeof(WireName<RunState>))]
public enum RunState
{
    /// <summary>The agent is at work and its egress is open.</summary>
    Running,

    /// <summary>The agent lives, its egress is off.</summary>
    Cut,

    /// <summary>Stopped with its state kept; <c>resume</c> brings it back.</summary>
    Frozen,

    /// <summary>The command ended by itself.</summary>
    Exited,

    /// <summary>Ended by a cutoff policy or an operator's <c>kill</c>.</summary>
    Killed,
}

/// <summary>What an operator's <c>cut</c>, <c>restore</c>, <c>freeze</c> or <c>kill</c> did to one run.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Name">The run's name.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Refused">Why nothing was done, and what to do instead; null when it was done. With <c>*</c> the others are done all the same; a single run's refusal is an error.</param>
/// <param name="Note">What else is to be said, such as that it was so already; null for nothing.</param>
public sealed record RunActionResult(string Run, string Name, RunState State, string? Refused, string? Note = null);

/// <summary>What builds the wall round a run.</summary>
[JsonConverter(typeof(WireName<IsolationKind>))]
public enum IsolationKind
{
    /// <summary>bubblewrap in user, network, PID and IPC namespaces of its own.</summary>
    Sandbox,

    /// <summary>A container engine: docker or podman.</summary>
    Container,

    /// <summary>No wall: the proxy is offered, nothing enforces it.</summary>
    None,
}

/// <summary>What happens to a run whose agent left something in a shared folder that makes the host's git act for it (<c>run --on-breach</c>).</summary>
[JsonConverter(typeof(WireName<BreachPolicy>))]
public enum BreachPolicy
{
    /// <summary>The run is ended, and its exit code is 137 whatever its command's was.</summary>
    Stop,

    /// <summary>It is told, and the run goes on.</summary>
    Warn,
}
