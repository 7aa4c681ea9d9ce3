using System.Text.Json.Nodes;
using BotBottle.Controller.Shared;
using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.State;

/// <summary>Puts the budgets that files declare in force, in place of earlier declarations. The caller holds the gate.</summary>
internal sealed class DeclaredBudgets(HostState state, BudgetDefinitions definitions)
{
    /// <summary>Takes the declarations of a run's agent and bottles at its launch.</summary>
    /// <exception cref="RefusedException">A declaration is not of this run, names no known provider, or is not a budget.</exception>
    public void Launch(RunRecord run, IReadOnlyList<BudgetDeclaration> declarations, ILedgerTransaction transaction, Aftermath aftermath)
    {
        Scope[] scopes = [.. run.Chain.Where(IsDefinition)];
        foreach ((Account account, Budget? budget) in Changes(scopes, declarations))
        {
            Put(account, budget, transaction, aftermath);
        }
    }

    /// <summary>
    /// Takes the declarations of a run's bottles after an edit. A bottle that was added counts from the next run on. The declarations of a bottle that was
    /// removed from the run's chain stay, because other runs may use it.
    /// </summary>
    /// <exception cref="RefusedException">A declaration names no known provider, or is not a budget.</exception>
    public void Edit(RunRecord run, BudgetEdit edit, ILedgerTransaction transaction, Aftermath aftermath)
    {
        Scope[] scopes = [.. run.Chain.Where(scope => scope.Kind == ScopeKind.Bottle && edit.Bottles.Contains(scope.Id!, StringComparer.Ordinal))];
        HashSet<string> known = [.. scopes.Select(scope => scope.ToString())];
        foreach ((Account account, Budget? budget) in Changes(scopes, [.. edit.Declared.Where(declaration => known.Contains(declaration.Scope))]))
        {
            Budget? before = account.Declared;
            Put(account, budget, transaction, aftermath);
            Tell(account, before, budget?.Origin.Split(':')[0] ?? $"{account.Scope}", state.Now, transaction);
        }
    }

    /// <summary>Records that a file declares another budget than before.</summary>
    /// <param name="account">Account of the budget.</param>
    /// <param name="before">Earlier declaration.</param>
    /// <param name="file">Name of the file for people.</param>
    /// <param name="now">The time.</param>
    /// <param name="transaction">Transaction that takes the record.</param>
    public static void Tell(Account account, Budget? before, string file, DateTimeOffset now, ILedgerTransaction transaction)
    {
        string said = account.Declared is { } declared ? $"names a budget of {declared.InWords()}" : "no longer names a budget";
        transaction.AddEvent(new EventDraft(
            now, EventKind.BudgetSet, null, null,
            $"{file} {said} for {account.Provider} of {account.Label}" + (account.Set is null ? "" : "; what `budget set` stored stays in force"),
            Audit: true, new JsonObject
            {
                ["by"] = file,
                ["scope"] = account.Label,
                ["provider"] = account.Provider,
                ["before"] = BudgetChanges.ToJson(before),
                ["after"] = BudgetChanges.ToJson(account.Declared),
            }));
    }

    private static bool IsDefinition(Scope scope) => scope.Kind is ScopeKind.Agent or ScopeKind.Bottle or ScopeKind.Repository;

    private List<(Account Account, Budget? Budget)> Changes(Scope[] scopes, IReadOnlyList<BudgetDeclaration> declarations)
    {
        Dictionary<(Scope, string), Budget> declared = [];
        foreach (BudgetDeclaration declaration in declarations)
        {
            KnownProviders.Require(state.Policy, declaration.Provider);
            Budget budget = declaration.ToBudget() is { } read && scopes.Contains(read.Scope)
                ? read
                : throw new RefusedException(
                    "bad_budget", $"{declaration.Origin}: the budget of {declaration.Scope} is not one of this run's agent or bottles", RefusalReason.Invalid);
            declared[(budget.Scope, budget.Provider)] = budget;
        }

        IEnumerable<(Account, Budget?)> gone = state.Accounts.Budgeted
            .Where(account => account.Declared is not null && scopes.Contains(account.Scope) && !declared.ContainsKey((account.Scope, account.Provider)))
            .Select(account => (account, (Budget?)null));
        IEnumerable<(Account, Budget?)> changed = declared.Values
            .Select(budget => (Account: state.Accounts.Get(budget.Scope, budget.Provider, null), Budget: (Budget?)budget))
            .Where(entry => !BudgetChanges.Same(entry.Account.Declared, entry.Budget));
        return [.. gone.ToList(), .. changed];
    }

    private void Put(Account account, Budget? budget, ILedgerTransaction transaction, Aftermath aftermath)
    {
        if (budget is null)
        {
            transaction.DropBudget(BudgetLayer.Declared, account.Scope, account.Provider);
        }
        else
        {
            transaction.PutBudget(BudgetLayer.Declared, budget);
        }

        definitions.Define(account, budget, account.Set, state.Now, transaction, aftermath);
    }
}
