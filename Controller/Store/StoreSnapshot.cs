using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>The state that a controller needs in memory when it takes over.</summary>
/// <param name="Runs">Runs that live, that ended with spools left to drain, or that are frozen; oldest first.</param>
/// <param name="Counters">The counters of every scope, except those of runs that are over.</param>
/// <param name="Budgets">The stored budgets of the same scopes.</param>
/// <param name="LastEvent">The position of the newest event; 0 before the first.</param>
/// <param name="Approvals">Pending approvals and decisions of the runs above, oldest first.</param>
/// <param name="Outputs">Outputs of the newest calls with exact usage, oldest first.</param>
internal sealed record StoreSnapshot(
    IReadOnlyList<RunRecord> Runs, IReadOnlyList<StoredCounter> Counters, IReadOnlyList<StoredBudget> Budgets, long LastEvent,
    IReadOnlyList<ApprovalView> Approvals, IReadOnlyList<(string Provider, string? Model, long Output)> Outputs);
