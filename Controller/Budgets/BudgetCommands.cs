using System.Globalization;
using System.Text.Json.Nodes;
using BotBottle.Controller.Enforcement;
using BotBottle.Controller.Shared;
using BotBottle.Controller.State;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Budgets;

/// <summary>Handles an operator's <c>budget set</c>, <c>clear</c> and <c>reset</c>: stored, audited, and in force at the commit.</summary>
internal sealed class BudgetCommands(HostState state, LedgerWriter writer, BudgetDefinitions definitions, Enforcer enforcer)
{
    /// <summary>Sets a budget. A member that the change does not name keeps its value in force, or gets its default.</summary>
    /// <param name="change">The change.</param>
    /// <param name="actor">The operator.</param>
    /// <param name="consent">The operator's confirmation that it may cut runs at once.</param>
    /// <exception cref="TakenBackException">The operator must confirm (<see cref="ApiError.NeedsYes"/>).</exception>
    public Task<BudgetView> SetAsync(BudgetChange change, string actor, Consent consent) => writer.RunAsync((transaction, aftermath) =>
    {
        DateTimeOffset now = state.Now;
        Account account = Find(change.Provider, change.Scope);
        Budget? before = account.Budget;
        Budget budget = BudgetChanges.Apply(change, account.Scope, before);
        transaction.PutBudget(BudgetLayer.Set, budget);
        definitions.Define(account, account.Declared, budget, now, transaction, aftermath);
        RefuseCut(account, consent, now);
        transaction.AddEvent(Event(
            account, EventKind.BudgetSet, now, actor, $"{actor} set the {account.Label} budget for {account.Provider} to {budget.InWords()}", before, budget));
        return account.View(now);
    });

    /// <summary>Removes a budget that an operator set.</summary>
    /// <exception cref="TakenBackException">The operator must confirm, because the budgets in the files cut runs at once.</exception>
    public Task<bool> ClearAsync(string provider, string scope, string actor, Consent consent) => writer.RunAsync((transaction, aftermath) =>
    {
        DateTimeOffset now = state.Now;
        Account account = Find(provider, scope);
        Budget before = account.Set ?? throw new RefusedException(
            "nothing_set", $"`budget set` has stored no budget for {account.Provider} of {scope}"
                + (account.Declared is { } file ? $"; the one in force comes from {file.Origin}" : ""));
        transaction.DropBudget(BudgetLayer.Set, account.Scope, account.Provider);
        definitions.Define(account, account.Declared, null, now, transaction, aftermath);
        RefuseCut(account, consent, now);
        string inForce = account.Budget is { } left ? $"{left.InWords()} ({left.Origin})" : "no budget";
        transaction.AddEvent(Event(
            account, EventKind.BudgetSet, now, actor, $"{actor} cleared the {account.Label} budget for {account.Provider}: back to {inForce}", before,
            account.Budget));
        return true;
    });

    /// <summary>Sets a counter back to zero.</summary>
    public Task<bool> ResetAsync(string provider, string scope, string actor) => writer.RunAsync((transaction, aftermath) =>
    {
        DateTimeOffset now = state.Now;
        Account account = Find(provider, scope);
        Spend before = account.Spent(now);
        transaction.ResetCounter(account.Scope, account.Provider);
        aftermath.OnRollback(account.Reset());
        BudgetDefinitions.ForgetWarnings(account, aftermath);
        EventDraft draft = Event(
            account, EventKind.BudgetReset, now, actor,
            string.Create(CultureInfo.InvariantCulture,
                $"{actor} reset the {account.Label} counter for {account.Provider}; it was at {before.Tokens:N0} tokens in {before.Requests:N0} calls"),
            account.Budget, account.Budget);
        draft.Data!["tokens"] = before.Tokens;
        draft.Data!["requests"] = before.Requests;
        transaction.AddEvent(draft);
        return true;
    });

    /// <summary>Gets the spending of a scope in a window, even without a budget, and changes nothing. The ledger is read on the writer's thread.</summary>
    public Task<BudgetSpent> SpentAsync(string provider, string scope, string text) => writer.RunAsync((_, _) =>
    {
        BudgetWindow window = BudgetWindow.TryParse(text, out BudgetWindow parsed)
            ? parsed
            : throw new RefusedException("bad_window", $"'{text}' is not a window", RefusalReason.Invalid);
        Spend spent = definitions.Spent(Find(provider, scope), window, state.Now);
        return new BudgetSpent(spent.Tokens, spent.Requests);
    });

    /// <summary>Lists every budget in force with its counter, the host's first. The caller holds the gate.</summary>
    public IReadOnlyList<BudgetView> List()
    {
        DateTimeOffset now = state.Now;
        return [.. state.Accounts.Budgeted.OrderBy(account => account.Scope.Kind).ThenBy(account => account.Label, StringComparer.Ordinal)
            .ThenBy(account => account.Provider, StringComparer.Ordinal).Select(account => account.View(now))];
    }

    private void RefuseCut(Account account, Consent consent, DateTimeOffset now)
    {
        if (account.Budget is null || !consent.Ask)
        {
            return;
        }

        // The policy applies only at a crossing.
        (LiveRun Run, CutoffPolicy Policy)[] hit =
        [
            .. state.Live.Where(run => !run.Record.KillOrdered && (run.Record.BudgetCut is null || (run.Record.IsClosedInPart && !account.Crossed))
                && enforcer.SpentHard(run, now).Contains(account))
                .Select(run => (run, run.Record.PolicyUnder(state.Policy)))
                .Select(one => (one.run, account.Crossed && one.Item2 > CutoffPolicy.Cutoff ? CutoffPolicy.Cutoff : one.Item2)),
        ];
        IEnumerable<string> parts = hit.GroupBy(one => one.Policy).OrderBy(group => group.Key).Select(group => string.Create(
            CultureInfo.InvariantCulture,
            $"{Verb(group.Key)} {group.Count()} run{(group.Count() == 1 ? "" : "s")} at once "
                + $"({OperatorQuestion.Names([.. group.Select(one => one.Run.Record.Name)])})"));
        if (hit.Length > 0 && OperatorQuestion.Of(
            consent, hit.Select(one => $"{one.Run.Record.Id} {WireNames.Of(one.Policy)}"),
            $"{Texts.Figures(account.Refusal(now))} would be spent: this {string.Join(" and ", parts)}") is { } question)
        {
            throw new TakenBackException(question);
        }

        string Verb(CutoffPolicy policy) => policy switch
        {
            CutoffPolicy.Kill => "ends",
            CutoffPolicy.Freeze => "freezes",
            CutoffPolicy.CutoffProvider => $"closes {account.Provider}'s hosts to",
            _ => "cuts",
        };
    }

    /// <summary>Finds the account for a provider's name and a scope's text.</summary>
    private Account Find(string provider, string text)
    {
        string name = KnownProviders.Require(state.Policy, provider);
        if (!Scope.TryParse(text, out Scope scope))
        {
            throw new RefusedException(
                "bad_scope", $"'{text}' is not a scope; write host, bottle:NAME, agent:NAME, repository:NAME or run:NAME", RefusalReason.Invalid);
        }

        if (scope.Kind != ScopeKind.Run)
        {
            return state.Accounts.Get(scope, name, null);
        }

        LiveRun run = state.FindPresent(scope.Id!);
        return state.Accounts.Get(Scope.Run(run.Record.Id), name, run.Record.Name);
    }

    private EventDraft Event(
        Account account, EventKind kind, DateTimeOffset now, string actor, string message, Budget? before, Budget? after)
    {
        LiveRun? run = account.Scope.Kind == ScopeKind.Run ? state.Runs[account.Scope.Id!] : null;
        return new EventDraft(now, kind, run?.Record.Id, run?.Record.Name, message, Audit: true, new JsonObject
        {
            ["by"] = actor,
            ["scope"] = account.Label,
            ["provider"] = account.Provider,
            ["before"] = BudgetChanges.ToJson(before),
            ["after"] = BudgetChanges.ToJson(after),
        });
    }
}
