using System.Text.Json.Nodes;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Enforcement;

/// <summary>
/// Applies spent budgets to runs, and publishes the orders. Every action is an event with actor, action, reason and figures, in the transaction that decides
/// it. The caller holds the gate.
/// </summary>
internal sealed class Enforcer(HostState state, AgentKiller killer, FrozenFolders folders)
{
    /// <summary>Gets the accounts whose spent hard budget limits a run, by provider.</summary>
    public IEnumerable<Account> SpentHard(LiveRun run, DateTimeOffset now) =>
        state.Accounts.Limits(run.Record)
            .Where(account => account.Budget!.Enforcement == BudgetEnforcement.Hard && account.IsSpent(now));

    /// <summary>Cuts a run for a spent budget; if the budget was crossed just now, its cutoff policy applies.</summary>
    public void CutForBudget(
        LiveRun run, Account cause, bool crossedNow, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        BudgetRefusal facts = cause.Refusal(now);
        CutoffPolicy policy = run.Record.PolicyUnder(state.Policy);
        JsonObject data = Texts.Data(facts, cause.Budget);
        data["by"] = "budget";
        data["policy"] = WireNames.Of(policy);
        bool providerOnly = policy == CutoffPolicy.CutoffProvider;
        Change(run, run.Record with { BudgetCut = new EgressCut(CutCause.Budget, Finish: true, facts, now) { ProviderOnly = providerOnly } }, transaction,
            aftermath);
        string what = providerOnly ? $"egress to {cause.Provider}'s hosts closed, other hosts stay open" : "egress cut, to every host";
        Log(run, EventKind.Cut, now, $"{what}: {Texts.Figures(facts)} are spent", data, transaction);
        if (policy == CutoffPolicy.Freeze && crossedNow && !run.Record.KillOrdered) // a run that is being ended is not frozen
        {
            OrderFreeze(run, $"frozen by its cutoff policy: {Texts.Figures(facts)} are spent", (JsonObject)data.DeepClone(), now, transaction, aftermath);
        }
        else if (policy == CutoffPolicy.Kill && crossedNow)
        {
            OrderKill(run, $"killed by its cutoff policy: {Texts.Figures(facts)} are spent", CutCause.Budget, (JsonObject)data.DeepClone(), now, transaction,
                aftermath);
        }
    }

    /// <summary>Lifts or changes a cut, because its budget has room again or another budget governs.</summary>
    public static void LiftBudget(LiveRun run, EgressCut present, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        JsonObject data = present.Budget is { } facts ? Texts.Data(facts, null) : [];
        data["by"] = "budget";
        Change(run, run.Record with { BudgetCut = null }, transaction, aftermath);
        string still = run.Record.OperatorCut is null ? "egress restored" : "the operator's cut stays";
        Log(run, EventKind.Restore, now, $"no budget that limits the run is spent any more: {still}", data, transaction);
    }

    /// <summary>Changes the message to the agent, because the run stays cut for another budget or limit.</summary>
    public static void ChangeCause(LiveRun run, Account cause, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        BudgetRefusal facts = cause.Refusal(now);
        JsonObject data = Texts.Data(facts, cause.Budget);
        data["by"] = "budget";
        Change(run, run.Record with { BudgetCut = run.Record.BudgetCut! with { Budget = facts } }, transaction, aftermath);
        Log(run, EventKind.Cut, now, $"egress stays cut: {Texts.Figures(facts)} are spent", data, transaction);
    }

    /// <summary>Orders the end of a run's agent. It is carried out after the commit, or when the bottle is built, or by the next controller.</summary>
    /// <remarks>The cut that stays is the killer's: it shows at the end of the run whether a budget or an operator ended it.</remarks>
    public void OrderKill(
        LiveRun run, string why, CutCause cause, JsonObject data, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        EgressCut? byOperator = run.Record.KillOrdered ? run.Record.OperatorCut
            : cause == CutCause.Operator ? run.Record.OperatorCut ?? new EgressCut(CutCause.Operator, Finish: true, null, now) : null;
        Change(run, run.Record with { KillOrdered = true, Freeze = null, OperatorCut = byOperator }, transaction, aftermath);
        aftermath.AfterCommit(() => run.Freezing?.TrySetResult("it was killed meanwhile"));
        Log(run, EventKind.Kill, now, run.Record.Process is null ? $"{why}; its bottle is not built yet: it will be ended when it is" : why, data, transaction);
        CarryOutKill(run, aftermath);
    }

    /// <summary>Orders the freeze of a run. Its <c>run</c> process holds the bottle, gets the order, freezes the bottle and reports back.</summary>
    public void OrderFreeze(LiveRun run, string why, JsonObject data, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        TaskCompletionSource<string?>? before = run.Freezing;
        run.Freezing = before is { Task.IsCompleted: false } ? before : new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        aftermath.OnRollback(() => run.Freezing = before);
        if (folders.Obstacle(run.Record.Id) is { } obstacle)
        {
            FailFreeze(run, obstacle, data, now, transaction, aftermath);
            return;
        }

        data["step"] = WireNames.Of(FreezeStep.Ordered);
        Change(run, run.Record with { Freeze = FreezeStep.Ordered }, transaction, aftermath);
        RunRecord record = run.Record;
        aftermath.AfterCommit(() => killer.Wake(record));
        Log(run, EventKind.Freeze, now, $"{why}: its processes are stopped, then ended, and all that it has is kept", data, transaction);
    }

    /// <summary>
    /// Replaces a failed freeze by a cutoff: the agent continues without egress. After a budget's crossing it is the budget's cut; otherwise it is an
    /// operator's, which <c>restore</c> lifts.
    /// </summary>
    public static void FailFreeze(LiveRun run, string why, JsonObject data, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        data["action"] = "freeze";
        data["acted_as"] = WireNames.Of(CutoffPolicy.Cutoff);
        RunRecord record = run.Record;
        Change(
            run, record
            with { Freeze = null, OperatorCut = record.Cut is null ? new EgressCut(CutCause.Operator, Finish: true, null, now) : record.OperatorCut },
            transaction, aftermath);
        Log(run, EventKind.ActionFailed, now, $"{record.Name} could not be frozen: {why}; its egress is cut instead and the agent keeps running", data,
            transaction);
        aftermath.AfterCommit(() => run.Freezing?.TrySetResult(why));
    }

    /// <summary>Ends the agent after the commit, if its process is known.</summary>
    public void CarryOutKill(LiveRun run, Aftermath aftermath)
    {
        RunRecord record = run.Record;
        if (record.Process is { } process)
        {
            aftermath.AfterCommit(() => killer.Kill(record, process));
        }

        aftermath.AfterCommit(() => killer.Wake(record));
    }

    /// <summary>Wakes a <c>run</c> that Ctrl-Z stopped before it carried out an order.</summary>
    public void WakeToEnd(LiveRun run)
    {
        if (run.Record is { EndedAt: null, KillOrdered: true } or { EndedAt: null, Freeze: FreezeStep.Ordered })
        {
            killer.Wake(run.Record);
        }
    }

    /// <summary>Changes a run in the store and in memory.</summary>
    public static void Change(LiveRun run, RunRecord next, ILedgerTransaction transaction, Aftermath aftermath)
    {
        RunRecord before = run.Record;
        transaction.UpdateRun(next);
        run.Record = next;
        aftermath.OnRollback(() => run.Record = before);
    }

    /// <summary>Writes the event of a decision about a run.</summary>
    public static void Log(
        LiveRun run, EventKind kind, DateTimeOffset now, string message, JsonObject data, ILedgerTransaction transaction) =>
        transaction.AddEvent(new EventDraft(now, kind, run.Record.Id, run.Record.Name, message, Audit: true, data));

    /// <summary>Sends every proxy the intended state of its run.</summary>
    public void Publish()
    {
        DateTimeOffset now = state.Now;
        foreach (LiveRun run in state.Runs.Values)
        {
            run.Orders.Publish(
                CutOf(run.Record), run.Record.Cut is null ? SpentRates(run, now) : [], Counted(run), run.Record.Freeze is FreezeStep.Ordered,
                run.Record is { Cut: null, IsClosedInPart: true }
                    ? [.. SpentHard(run, now).Select(account => account.Refusal(now)).DistinctBy(budget => budget.Provider)] : []);
        }
    }

    // A run that is over, or is to be killed or frozen, has no open host in any case.
    private static EgressCut? CutOf(RunRecord run) =>
        run.Cut ?? (run.EndedAt is { } ended
            ? new EgressCut(CutCause.Operator, Finish: true, null, ended)
            : run.KillOrdered || run.Freeze is FreezeStep.Ordered ? new EgressCut(CutCause.Operator, Finish: true, null, run.StartedAt) : null);

    // The providers for whose calls the proxy counts the input before it asks for admission.
    private List<string> Counted(LiveRun run) =>
        [.. state.Accounts.Limits(run.Record)
            .Where(account => account.Budget is { Gate: BudgetGate.Count or BudgetGate.Strict, Enforcement: not BudgetEnforcement.Soft, Tokens: not null })
            .Select(account => account.Provider).Distinct(StringComparer.Ordinal)];

    private List<BudgetRefusal> SpentRates(LiveRun run, DateTimeOffset now) =>
        [.. state.Accounts.Limits(run.Record)
            .Where(account => account is { Crossed: true, Budget.Enforcement: BudgetEnforcement.Rate } && account.IsSpent(now))
            .Select(account => account.Refusal(now))];
}
