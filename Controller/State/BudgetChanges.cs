using System.Text.Json.Nodes;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.State;

/// <summary>Applies a <see cref="BudgetChange"/> to the budget in force.</summary>
internal static class BudgetChanges
{
    // Larger than any real use, and small enough that no sum overflows.
    private const long MaxLimit = 1_000_000_000_000_000;

    /// <exception cref="RefusedException">A member is invalid, or the result would limit nothing.</exception>
    public static Budget Apply(BudgetChange change, Scope scope, Budget? before)
    {
        Budget start = before ?? Budget.OfTokens(scope, change.Provider, 0, "") with { Tokens = null };
        Budget budget = start with
        {
            Tokens = Limit("tokens", change.Tokens) ?? start.Tokens,
            Requests = Limit("requests", change.Requests) ?? start.Requests,
            Window = change.Window is null ? start.Window : BudgetWindow.TryParse(change.Window, out BudgetWindow window)
                ? window
                : throw Invalid($"window '{change.Window}' is not none, daily, weekly, monthly or a duration from 1s to 366d such as 24h"),
            Enforcement = Name("enforcement", change.Enforcement, start.Enforcement),
            Gate = Name("gate", change.Gate, start.Gate),
            Origin = "budget set",
        };
        return budget is { Tokens: null, Requests: null }
            ? throw Invalid("a budget needs tokens or requests; without either it limits nothing")
            : budget;
    }

    /// <summary>Writes a budget for an event; null for no budget.</summary>
    public static JsonObject? ToJson(Budget? budget) => budget is null ? null : new JsonObject
    {
        ["tokens"] = budget.Tokens,
        ["requests"] = budget.Requests,
        ["window"] = budget.Window.ToString(),
        ["enforcement"] = WireNames.Of(budget.Enforcement),
        ["gate"] = WireNames.Of(budget.Gate),
        ["origin"] = budget.Origin,
    };

    /// <summary>True if two budgets set the same limits, whatever their source.</summary>
    public static bool Same(Budget? left, Budget? right) =>
        left is null || right is null
            ? left is null && right is null
            : left with { Origin = "", WarnAt = Budget.DefaultWarnAt } == right with { Origin = "", WarnAt = Budget.DefaultWarnAt }
                && left.WarnAt.SequenceEqual(right.WarnAt);

    private static long? Limit(string member, long? value) =>
        value is < 0 or > MaxLimit ? throw Invalid($"{member} is {value}; a limit lies between 0 and {MaxLimit}") : value;

    private static T Name<T>(string member, string? text, T before) where T : struct, Enum =>
        text is null ? before
        : WireNames.TryParse(text, out T value) ? value
        : throw Invalid($"{member} '{text}' is not one of {string.Join(", ", Enum.GetValues<T>().Select(WireNames.Of))}");

    private static RefusedException Invalid(string message) => new("bad_budget", message, RefusalReason.Invalid);
}
