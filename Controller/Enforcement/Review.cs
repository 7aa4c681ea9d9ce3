using System.Globalization;
using System.Text.Json.Nodes;
using BotBottle.Controller.Approvals;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Enforcement;

/// <summary>
/// Compares spending with the budgets in force, at every commit. It records warnings and crossings, cuts runs of a spent hard budget, and lifts cuts with room
/// again (docs/contracts.md, section 11). It also times out undecided approvals. It depends on the state only, not on the cause of a change. So usage, an
/// operator's <c>budget set</c>, the end of a window and a restart of the controller have the same effect, and decisions of a killed controller are made again.
/// </summary>
internal sealed class Review(HostState state, BudgetDefinitions definitions, Enforcer enforcer, WindowTimer timer)
{
    /// <summary>Writes and applies the consequences of the present state. The caller holds the gate.</summary>
    public void Run(ILedgerTransaction transaction, Aftermath aftermath)
    {
        DateTimeOffset now = state.Now;
        if (state.IsClockSetBack)
        {
            definitions.Refill(state);
        }

        HashSet<Account> crossed = [];
        bool spent = false;
        foreach (Account account in state.Accounts.Budgeted)
        {
            Warn(account, now, transaction, aftermath);
            if (Cross(account, now, transaction, aftermath))
            {
                crossed.Add(account);
            }

            spent |= account.Crossed;
        }

        foreach (LiveRun run in state.Live)
        {
            ApprovalChanges.Expire(run, now, transaction, aftermath);
            if (spent || run.Record.BudgetCut is not null)
            {
                CutOrLift(run, crossed, now, transaction, aftermath);
            }
        }

        aftermath.OnCommit(enforcer.Publish);
        aftermath.OnCommit(timer.Arm);
    }

    private static void Warn(Account account, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        if (account.WarningDue(now) is not { } fraction)
        {
            return;
        }

        BudgetRefusal facts = account.Refusal(now);
        JsonObject data = Texts.Data(facts, account.Budget);
        data["warn_at"] = fraction;
        transaction.SetWarned(account.Scope, account.Provider, fraction, now);
        transaction.AddEvent(OfAccount(
            account, now, EventKind.BudgetWarn,
            string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.##} % reached: {Texts.Figures(facts)}"), audit: false, data));
        bool had = account.Warned.TryGetValue(fraction, out DateTimeOffset before);
        account.Warned[fraction] = now;
        aftermath.OnRollback(() =>
        {
            account.Warned.Remove(fraction);
            if (had)
            {
                account.Warned[fraction] = before;
            }
        });
    }

    private static bool Cross(Account account, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        bool spent = account.IsSpent(now);
        if (spent == account.Crossed)
        {
            return false;
        }

        transaction.SetCrossed(account.Scope, account.Provider, spent);
        account.Crossed = spent;
        aftermath.OnRollback(() => account.Crossed = !spent);
        if (!spent)
        {
            return false;
        }

        BudgetRefusal facts = account.Refusal(now);
        string consequence = account.Budget!.Enforcement switch
        {
            BudgetEnforcement.Hard => "the cutoff policy of every governed run applies",
            BudgetEnforcement.Rate => "model calls are refused until there is room",
            _ => "it alerts only",
        };
        transaction.AddEvent(OfAccount(
            account, now, EventKind.BudgetCrossed, $"{Texts.Figures(facts)} are spent: {consequence}", audit: true,
            Texts.Data(facts, account.Budget)));
        return true;
    }

    private void CutOrLift(
        LiveRun run, HashSet<Account> crossed, DateTimeOffset now, ILedgerTransaction transaction, Aftermath aftermath)
    {
        List<Account> spent = [.. enforcer.SpentHard(run, now)];
        EgressCut? present = run.Record.BudgetCut;
        if (spent.Count == 0)
        {
            if (present is not null)
            {
                Enforcer.LiftBudget(run, present, now, transaction, aftermath);
            }

            return;
        }

        Account? cause = spent.Find(crossed.Contains);
        if (present is null || (present.ProviderOnly && cause is not null))
        {
            enforcer.CutForBudget(run, cause ?? spent[0], crossedNow: cause is not null, now, transaction, aftermath);
        }
        else if (!spent.Exists(account => IsCause(account, present)))
        {
            Enforcer.ChangeCause(run, spent[0], now, transaction, aftermath);
        }
    }

    private static bool IsCause(Account account, EgressCut cut) =>
        cut.Budget is { } facts && facts.Scope == account.Label && facts.Provider == account.Provider
        && (facts.Limit == account.Budget?.Tokens || facts.Limit == account.Budget?.Requests);

    private static EventDraft OfAccount(Account account, DateTimeOffset now, EventKind kind, string message, bool audit, JsonObject data) => new(
        now, kind, account.Scope.Kind == ScopeKind.Run ? account.Scope.Id : null,
        account.Scope.Kind == ScopeKind.Run ? account.Label["run:".Length..] : null, message, audit, data);
}
