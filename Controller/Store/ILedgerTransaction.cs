using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Store;

/// <summary>A transaction: its writes are durable when <see cref="Commit"/> returns, and otherwise discarded.</summary>
internal interface ILedgerTransaction : IDisposable
{
    /// <summary>Writes a ledger row; returns false without a change if that run's exchange is already there.</summary>
    bool AddUsage(LedgerRow row);

    /// <summary>True if that run's exchange is in the ledger.</summary>
    bool HasUsage(string run, string exchange);

    /// <summary>Adds to a scope's counter.</summary>
    void AddToCounter(Scope scope, string provider, Spend spend);

    /// <summary>Sets a scope's counter back to zero.</summary>
    void ResetCounter(Scope scope, string provider);

    /// <summary>Stores whether a scope's budget is known to be spent.</summary>
    void SetCrossed(Scope scope, string provider, bool crossed);

    /// <summary>Stores when a warning was given.</summary>
    void SetWarned(Scope scope, string provider, double fraction, DateTimeOffset at);

    /// <summary>Forgets which warnings were given.</summary>
    void ClearWarned(Scope scope, string provider);

    /// <summary>Stores a budget, in place of one of the same layer.</summary>
    void PutBudget(BudgetLayer layer, Budget budget);

    /// <summary>Removes a budget.</summary>
    void DropBudget(BudgetLayer layer, Scope scope, string provider);

    /// <summary>Writes a new run with its chain.</summary>
    void AddRun(RunRecord run);

    /// <summary>Writes the changeable members of a run, except its two counts.</summary>
    void UpdateRun(RunRecord run);

    /// <summary>Writes the new owner and token of a run that is resumed; <see cref="UpdateRun"/> writes the rest.</summary>
    void ReopenRun(RunRecord run);

    /// <summary>Stores the data that decides a run's egress; null removes it.</summary>
    void PutEgress(string run, RunEgress? egress);

    /// <summary>Adds to a run's counts.</summary>
    void AddToRun(string run, long requests, long refusals);

    /// <summary>Writes a new approval; returns false without a change if its id is taken.</summary>
    bool AddApproval(ApprovalView approval);

    /// <summary>Writes the outcome of an approval: its state, time, operator and reach.</summary>
    void UpdateApproval(ApprovalView approval);

    /// <summary>Removes a run's finished approvals (timed out, used, expired, revoked, superseded), except the newest <paramref name="kept"/>.</summary>
    void DropTimedOut(string run, int kept);

    /// <summary>Writes an event; returns its position in the host's history.</summary>
    long AddEvent(EventDraft draft);

    /// <summary>True if an event was written.</summary>
    bool HasEvents { get; }

    /// <summary>Writes a value without meaning, to test whether the store takes writes.</summary>
    void Probe();

    /// <summary>Makes all writes durable.</summary>
    void Commit();
}
