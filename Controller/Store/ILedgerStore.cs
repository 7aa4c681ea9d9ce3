using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>
/// The store of the ledger, budgets, runs and events. It does not expose how they are stored, so that another engine can replace it.
/// <para>
/// <see cref="Begin"/>, <see cref="SpendSince"/> and <see cref="Load"/> belong to one thread, the writer's; the other reads may come from any thread at any
/// time and see whole commits. A write throws <see cref="StoreUnavailableException"/> if the store cannot take it, and then nothing of the transaction is kept.
/// </para>
/// </summary>
internal interface ILedgerStore : IDisposable
{
    /// <summary>
    /// The reason why a transaction that begins now would be refused, from a check of the store's files; null if the check finds none. Cheap; callable from any
    /// thread.
    /// </summary>
    string? Displaced { get; }

    /// <summary>Loads the state that a controller needs in memory when it takes over.</summary>
    StoreSnapshot Load();

    /// <summary>Begins a transaction, only one at a time; without a commit nothing of it is kept.</summary>
    ILedgerTransaction Begin();

    /// <summary>Gets the charges of a scope since an instant and its last reset, oldest first; includes the open transaction.</summary>
    IEnumerable<(DateTimeOffset At, Spend Spend)> SpendSince(Scope scope, string provider, DateTimeOffset since);

    /// <summary>Gets the ledger in groups, of calls that ended at <paramref name="since"/> or later.</summary>
    IReadOnlyList<UsageRow> Usage(UsageGrouping by, DateTimeOffset? since);

    /// <summary>Gets at most <paramref name="limit"/> events after a position, in order.</summary>
    IReadOnlyList<LoggedEvent> Events(long after, int limit, bool auditOnly);

    /// <summary>
    /// Gets at most <paramref name="limit"/> ledger rows after a position, in order; text that an agent or an upstream chose is cleaned and cut.
    /// </summary>
    IReadOnlyList<ExchangeView> Exchanges(long after, int limit);

    /// <summary>Gets the end of the history.</summary>
    HistoryPlace HistoryEnd();

    /// <summary>Gets the position before the newest 1,000 events, and before the exchanges of the last 15 minutes, at most 10,000.</summary>
    HistoryPlace HistoryStart(DateTimeOffset now);

    /// <summary>Gets those of the runs that exist, oldest first.</summary>
    IReadOnlyList<RunRecord> Runs(IReadOnlyList<string> ids);

    /// <summary>Gets every run that has ended, oldest first.</summary>
    IReadOnlyList<RunRecord> EndedRuns();

    /// <summary>Gets the pending approvals, or with <paramref name="all"/> the newest of every state; at most <paramref name="limit"/>, oldest first.</summary>
    IReadOnlyList<ApprovalView> Approvals(bool all, int limit);

    /// <summary>Gets one approval in any state; null if there is none.</summary>
    ApprovalView? Approval(string id);

    /// <summary>
    /// Gets at most <paramref name="limit"/> hosts that a run's allowlist refused, the most often refused first; without hosts that its agent merely tries.
    /// </summary>
    IReadOnlyList<RefusedHost> RefusedHosts(string run, int limit);

    /// <summary>Counts what outbound scanning masked and refused in a run.</summary>
    RunFindings Findings(string run);

    /// <summary>Counts the rows in the ledger.</summary>
    long CountLedger();
}

/// <summary>A piece of work in the writer's queue. The writer's thread calls its methods.</summary>
internal interface ILedgerWork
{
    /// <summary>Writes and changes memory; may run a second time after a rollback.</summary>
    void Do(ILedgerTransaction transaction, Aftermath aftermath);

    /// <summary>Called after the commit.</summary>
    void Complete();

    /// <summary>Called if nothing of the work is kept.</summary>
    void Fail(Exception fault);
}

/// <summary>Grouping of the rows of <c>usage</c>; the wire names are the values of <c>--by</c>.</summary>
internal enum UsageGrouping
{
    /// <summary>One row per run.</summary>
    Run,

    /// <summary>One row per agent.</summary>
    Agent,

    /// <summary>One row per bottle.</summary>
    Bottle,

    /// <summary>One row per provider.</summary>
    Provider,

    /// <summary>One row per model.</summary>
    Model,

    /// <summary>One row per UTC day.</summary>
    Day,
}
