using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>All or nothing: what is written is durable when <see cref="Commit"/> returns, and gone if it does not.</summary>
internal interface ILedgerTransaction : IDisposable
{
    /// <summary>Writes a ledger row; false, and nothing changes, when that run's exchange is there already.</summary>
    bool AddUsage(LedgerRow row);

    /// <summary>Whether that run's exchange is in the ledger.</summary>
    bool HasUsage(string run, string exchange);

    /// <summary>Adds to a scope's counter.</summary>
    void AddToCounter(Scope scope, string provider, Spend spend);

    /// <summary>A scope's counter starts again from here.</summary>
    void ResetCounter(Scope scope, string provider);

    /// <summary>Keeps whether a scope's budget is known to be spent.</summary>
    void SetCrossed(Scope scope, string provider, bool crossed);

    /// <summary>Keeps when a warning was told.</summary>
    void SetWarned(Scope scope, string provider, double fraction, DateTimeOffset at);

    /// <summary>Forgets which warnings were told.</summary>
    void ClearWarned(Scope scope, string provider);

    /// <summary>Keeps a budget, in place of one of the same layer.</summary>
    void PutBudget(BudgetLayer layer, Budget budget);

    /// <summary>Drops a budget.</summary>
    void DropBudget(BudgetLayer layer, Scope scope, string provider);

    /// <summary>Writes a new run with its chain.</summary>
    void AddRun(RunRecord run);

    /// <summary>Writes what changes in a run's life, but its two counts.</summary>
    void UpdateRun(RunRecord run);

    /// <summary>Writes the new owner and token of a run that is resumed; <see cref="UpdateRun"/> does the rest.</summary>
    void ReopenRun(RunRecord run);

    /// <summary>Keeps what a run's egress is decided on; null drops it.</summary>
    void PutEgress(string run, RunEgress? egress);

    /// <summary>Adds to a run's counts.</summary>
    void AddToRun(string run, long requests, long refusals);

    /// <summary>Writes a new approval; false, and nothing changes, when its id is taken.</summary>
    bool AddApproval(ApprovalView approval);

    /// <summary>Writes what became of an approval: its state, when and by whom, and how far it reaches.</summary>
    void UpdateApproval(ApprovalView approval);

    /// <summary>Forgets a run's approvals that are over (timed out, used, expired, revoked, superseded), but the newest <paramref name="kept"/>.</summary>
    void DropTimedOut(string run, int kept);

    /// <summary>Writes an event; returns its place in the host's history.</summary>
    long AddEvent(EventDraft draft);

    /// <summary>True when an event was written.</summary>
    bool HasEvents { get; }

    /// <summary>Writes something that means nothing, to learn whether the store takes writes.</summary>
    void Probe();

    /// <summary>Makes everything durable.</summary>
    void Commit();
}
