using System.Globalization;
using System.Text.Json.Nodes;
using BotBottle.Core.Budgets;
using BotBottle.Core.Text;

namespace BotBottle.Controller.State;

/// <summary>Formats budgets for events and refusals: sentences for people, figures for programs.</summary>
internal static class Texts
{
    /// <summary><c>1,200 of 1,000 tokens of the host budget for claude</c>.</summary>
    public static string Figures(BudgetRefusal budget) => string.Create(
        CultureInfo.InvariantCulture, $"{budget.Spent:N0} of {budget.Limit:N0} {budget.Unit} of the {budget.Scope} budget for {budget.Provider}");

    /// <summary>Gets a budget's figures for an event.</summary>
    public static JsonObject Data(BudgetRefusal facts, Budget? budget)
    {
        JsonObject data = new()
        {
            ["scope"] = facts.Scope,
            ["provider"] = facts.Provider,
            ["unit"] = facts.Unit,
            ["limit"] = facts.Limit,
            ["spent"] = facts.Spent,
            ["resets_at"] = facts.ResetsAt?.ToString("O", CultureInfo.InvariantCulture),
        };
        if (budget is not null)
        {
            data["enforcement"] = WireNames.Of(budget.Enforcement);
            data["origin"] = budget.Origin;
            data["gate"] = WireNames.Of(budget.Gate);
        }

        return data;
    }
}
