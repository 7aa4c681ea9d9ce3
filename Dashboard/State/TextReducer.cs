using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Dashboard.State;

/// <summary>
/// Edits the input line: a filter, which applies at every letter, or a budget's limit or a command, which apply when they are accepted.
/// </summary>
internal static class TextReducer
{
    /// <summary>Adds text to the line.</summary>
    public static DashboardState Type(DashboardState state, string text) => state.Prompt is not { } prompt ? state
        // A text that is cut could name another target.
        : prompt.Text.Length + text.Length > prompt.MaxLength ? Put(state, prompt with { Fault = $"longer than {prompt.MaxLength} characters: not taken" })
        : Put(state, prompt with { Fault = null, Hint = null, Text = prompt.Text + text });

    /// <summary>Removes the last character.</summary>
    public static DashboardState Erase(DashboardState state) => state.Prompt is { Text.Length: > 0 } prompt
        ? Put(state, prompt with { Fault = null, Hint = null, Text = prompt.Text[..^(prompt.Text.Length > 1 && char.IsLowSurrogate(prompt.Text[^1]) ? 2 : 1)] })
        : state;

    /// <summary>Accepts the line.</summary>
    public static DashboardState Accept(DashboardState state)
    {
        if (state.Prompt is not { } prompt)
        {
            return state;
        }

        if (prompt.IsLine)
        {
            return LineReducer.Accept(state, prompt);
        }

        if (prompt.Budget is not { } key)
        {
            return state with { Prompt = null };
        }

        if (!state.Budgets.TryGetValue(key, out BudgetView? budget))
        {
            return (state with { Prompt = null }).Say($"the {key.Provider} budget of {key.Scope} no longer exists", failed: true);
        }

        if (!TokenAmount.TryParse(prompt.Text, out long amount) || amount == 0)
        {
            return state with { Prompt = prompt with { Fault = "not a limit: 500k or 5M" } };
        }

        BudgetChange change = budget.Limit is null && budget.RequestLimit is not null
            ? new BudgetChange(key.Provider, key.Scope, Requests: amount)
            : new BudgetChange(key.Provider, key.Scope, Tokens: amount);
        return ActionReducer.Set(
            state with { Prompt = null, Notice = null }, change, Aim.IsSure(state, new Mark.OfPrompt(prompt)) ? null : QuestionReducer.Unsure);
    }

    /// <summary>Drops the line, and with it the filter.</summary>
    public static DashboardState Drop(DashboardState state) => state.Prompt is { IsFilter: true }
        ? state with { Prompt = null, Filters = state.Filters.Remove(state.Screen) }
        : state.Prompt is { IsLine: true } ? state with { Prompt = null }
        : (state with { Prompt = null }).Say("the limit stays as it is");

    /// <summary>The state with another text in the line; a filter applies at once.</summary>
    public static DashboardState Put(DashboardState state, Prompt prompt) => state with
    {
        Prompt = prompt,
        Filters = !prompt.IsFilter
            ? state.Filters
            : prompt.Text.Length == 0
            ? state.Filters.Remove(state.Screen)
            : state.Filters.SetItem(state.Screen, prompt.Text),
    };
}
