using System.Text.Json.Nodes;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>A budget in the store.</summary>
/// <param name="Layer">Source of the budget.</param>
/// <param name="Budget">The budget.</param>
internal sealed record StoredBudget(BudgetLayer Layer, Budget Budget);

/// <summary>Spending of one scope at one provider since its last reset.</summary>
/// <param name="Scope">Scope that the counter belongs to.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Total">The sums.</param>
/// <param name="Crossed">True if its budget is known to be spent.</param>
/// <param name="Warned">Time of the last warning for each fraction.</param>
internal sealed record StoredCounter(
    Scope Scope, string Provider, Spend Total, bool Crossed, IReadOnlyDictionary<double, DateTimeOffset> Warned);

/// <summary>Source of a stored budget. The names are in the database, and a test keeps them.</summary>
internal enum BudgetLayer
{
    /// <summary>The run's own <c>--budget</c>.</summary>
    Declared,

    /// <summary>An operator's <c>budget set</c>, which overrides the other.</summary>
    Set,
}

/// <summary>Progress of a run's freeze. Each step is durable before the next one begins, so that a restarted controller continues from it.</summary>
internal enum FreezeStep
{
    /// <summary>Ordered: its processes are to be stopped and ended, and its folder moved. This holds until all of it is done.</summary>
    Ordered,

    /// <summary>Ended, and its whole folder was moved to <c>frozen/&lt;run&gt;</c>.</summary>
    Kept,

    /// <summary>The run was resumed and lives.</summary>
    Resumed,
}

/// <summary>A position in the host's history: the reader does not know the entries after it.</summary>
/// <param name="Event">An event's <see cref="Core.Control.LoggedEvent.Seq"/>; 0 before the first.</param>
/// <param name="Exchange">A ledger row's <see cref="Core.Control.ExchangeView.Id"/>; 0 before the first.</param>
internal readonly record struct HistoryPlace(long Event, long Exchange);

/// <summary>An event before the store assigns its position.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Kind">Kind of the event.</param>
/// <param name="Run">The run's id; null for an event of the host.</param>
/// <param name="Name">The run's name.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Audit">True for a decision.</param>
/// <param name="Data">The figures.</param>
internal sealed record EventDraft(
    DateTimeOffset Time, EventKind Kind, string? Run, string? Name, string Message, bool Audit, JsonObject? Data = null);

/// <summary>One model call as stored in the ledger.</summary>
/// <param name="Run">The run that made it.</param>
/// <param name="Report">The report of its proxy.</param>
/// <param name="Charged">The weighted sum that budgets count.</param>
/// <param name="CommittedAt">Time when the controller took it over; windows count by it.</param>
internal sealed record LedgerRow(string Run, UsageReport Report, long Charged, DateTimeOffset CommittedAt);

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
