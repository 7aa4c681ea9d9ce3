using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Definitions;

/// <summary>
/// Finds limits of a file that are already spent by the controller's counters. It asks only a running controller, because a check starts nothing.
/// </summary>
/// <param name="host">The command's surroundings.</param>
internal sealed class SpentLimits(CommandHost host)
{
    /// <summary>Adds a warning for each such limit to the file's result.</summary>
    /// <param name="file">The file.</param>
    /// <param name="budgets">Its budgets.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<CheckedFile> WarnAsync(CheckedFile file, IReadOnlyList<Budget> budgets, CancellationToken cancellation)
    {
        List<CheckedProblem> warnings = [];
        try
        {
            using ControllerClient client = new(host.Home.ControllerSocket);
            IReadOnlyList<BudgetView> inForce = budgets.Count == 0 ? [] : await client.BudgetsAsync(cancellation);
            foreach (Budget budget in budgets)
            {
                BudgetSpent spent = await client.SpentAsync(budget.Provider, budget.Scope.ToString(), budget.Window.ToString(), cancellation);
                if (budget.IsSpent(new Spend(spent.Tokens, spent.Requests)))
                {
                    int? line = int.TryParse(budget.Origin.Split(':')[^1], out int found) ? found : null;
                    warnings.Add(new CheckedProblem(
                        line, null, Tell(budget, spent, inForce.Any(view => view.Provider == budget.Provider && view.Scope == budget.Scope.ToString()))));
                }
            }
        }
        catch (ControllerException gone) when (gone.Code == ControllerException.Unreachable)
        {
            return file;
        }
        catch (ControllerException failure)
        {
            warnings.Add(new CheckedProblem(null, null, $"the controller could not be asked whether its limits are spent: {failure.Message}"));
        }

        return file with { Warnings = [.. file.Warnings, .. warnings] };
    }

    private static string Tell(Budget budget, BudgetSpent spent, bool inForce)
    {
        (string limit, string used, string unit) = budget.Tokens is { } tokens && spent.Tokens >= tokens
            ? (TokenAmount.Format(tokens), TokenAmount.Format(spent.Tokens), "tokens")
            : (TokenAmount.Format(budget.Requests ?? 0), TokenAmount.Format(spent.Requests), "requests");
        string window = budget.Window == BudgetWindow.None ? "" : $" in its window ({budget.Window})";
        // A counter can be reset if a budget is in force; a bottle's budget is in force from its first run on.
        string advice = inForce
            ? $"Raise it, or reset the counter: bot-bottle budget reset {budget.Provider} --scope {budget.Scope}"
            : "Raise it before a run comes under it.";
        return $"the limit of {limit} {budget.Provider} {unit} for {budget.Scope} is spent already: {used} were used{window}. {advice}";
    }
}
