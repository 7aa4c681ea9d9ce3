using BotBottle.Core.Budgets;

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
