using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>Figures derived from budgets and runs.</summary>
internal static class BudgetFacts
{
    /// <summary>The key of a budget.</summary>
    public static BudgetKey KeyOf(BudgetView budget) => new(budget.Provider, budget.Scope);

    /// <summary>The spent part of the limit, of tokens or of requests, whichever is larger; 0 without a limit.</summary>
    public static double SpentPart(BudgetView budget) =>
        Math.Max(Part(budget.Spent, budget.Limit), Part(budget.Requests, budget.RequestLimit));

    /// <summary>True if a run counts in a scope, as far as its view shows: it names parents of its bottle only if they limit it.</summary>
    public static bool Counts(RunView run, BudgetView budget)
    {
        if (budget.Scope == "host" || Is(budget.Scope, "run:", run.Name) || Is(budget.Scope, "agent:", run.Agent) || Is(budget.Scope, "bottle:", run.Bottle))
        {
            return true;
        }

        foreach (BudgetView limit in run.Budgets)
        {
            if (limit.Scope == budget.Scope)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The time until a budget is spent at the present rate; null if never, zero if it is spent.</summary>
    public static TimeSpan? TimeToEmpty(BudgetView budget, long perMinute)
    {
        if (budget.Limit is not { } limit)
        {
            return null;
        }

        long left = limit - budget.Spent;
        return left <= 0 ? TimeSpan.Zero : perMinute <= 0 ? null : TimeSpan.FromMinutes(Math.Min(left / (double)perMinute, 1e7));
    }

    private static bool Is(string scope, string prefix, string? name) =>
        name is not null && scope.Length == prefix.Length + name.Length && scope.StartsWith(prefix, StringComparison.Ordinal)
            && scope.EndsWith(name, StringComparison.Ordinal);

    private static double Part(long used, long? limit) => limit switch
    {
        null => 0,
        0 => 1,
        { } most => used / (double)most,
    };
}
