using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>
/// Where the ledger, budgets, runs and events live. It speaks of these and never of how they are kept, so that another engine can stand in.
/// <para>
/// <see cref="Begin"/>, <see cref="SpendSince"/> and <see cref="Load"/> belong to one thread, the writer's; the other reads may come from any thread at any time and see
/// whole commits. Writing throws <see cref="StoreUnavailableException"/> where the store cannot take it, and then nothing of the transaction is kept.
/// </para>
/// </summary>
internal interface ILedgerStore : IDisposable
{
    /// <summary>Why a transaction that begins now would be refused, as far as a look at the store's place tells; null where it tells nothing. Cheap; from any thread.</summary>
    string? Displaced { get; }

    /// <summary>What a controller needs in memory when it takes over.</summary>
    StoreSnapshot Load();

    /// <summary>Begins the one transaction at a time; without a commit it leaves nothing.</summary>
    ILedgerTransaction Begin();

    /// <summary>The charges of a scope since an instant and its last reset, oldest first; sees the open transaction.</summary>
    IEnumerable<(DateTimeOffset At, Spend Spend)> SpendSince(Scope scope, string provider, DateTimeOffset since);

    /// <summary>The ledger in groups, of calls that ended at <paramref name="since"/> or later.</summary>
    IReadOnlyList<UsageRow> Usage(UsageGrouping by, DateTimeOffset? since);

    /// <summary>At most <paramref name="limit"/> events after a place, in order.</summary>
    IReadOnlyList<LoggedEvent> Events(long after, int limit, bool auditOnly);

    /// <summary>At most <paramref name="limit"/> ledger rows after a place, in order; what an agent or an upstream chose is cleaned and bounded.</summary>
    IReadOnlyList<ExchangeView> Exchanges(long after, int limit);

    /// <summary>The end of the history.</summary>
    HistoryPlace HistoryEnd();

    /// <summary>The place after which the newest 1,000 events stand, and the exchanges of the last 15 minutes, of which there are 10,000 at most.</summary>
    HistoryPlace HistoryStart(DateTimeOffset now);

    /// <summary>Those of the runs that are known, oldest first.</summary>
    IReadOnlyList<RunRecord> Runs(IReadOnlyList<string> ids);

    /// <summary>Every run that has ended, oldest first.</summary>
    IReadOnlyList<RunRecord> EndedRuns();

    /// <summary>The pending approvals, or with <paramref name="all"/> the newest of every state; at most <paramref name="limit"/>, oldest first.</summary>
    IReadOnlyList<ApprovalView> Approvals(bool all, int limit);

    /// <summary>One approval, whatever became of it; null where there is none.</summary>
    ApprovalView? Approval(string id);

    /// <summary>At most <paramref name="limit"/> hosts that a run's allowlist refused, the most often refused first; without what its agent merely tries.</summary>
    IReadOnlyList<RefusedHost> RefusedHosts(string run, int limit);

    /// <summary>Rows in the ledger.</summary>
    long CountLedger();
}
