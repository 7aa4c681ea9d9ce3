using BotBottle.Core.Control;
using BotBottle.Core.Settings;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The line above the footer: what is being typed, what came of an action, or that the controller is gone.</summary>
internal static class StatusLine
{
    /// <summary>The line.</summary>
    public static Line Draw(DashboardState state)
    {
        LineWriter line = new(state.Width);
        if (state.Notice is { Failed: true } failure)
        {
            return line.Add("failed: ", Tone.Bad).Add(failure.Text, Tone.Bad).ToLine();
        }

        if (state.Prompt is { Budget: null } filter)
        {
            return line.Add("filter: ", Tone.Accent).Add(filter.Text + "_").ToLine();
        }

        if (state.Prompt is { Budget: { } key } && state.Budgets.TryGetValue(key, out BudgetView? budget))
        {
            string now = budget.Limit is { } limit ? $"{TokenAmount.Format(limit)} tokens" : budget.RequestLimit is { } calls ? $"{TokenAmount.Format(calls)} calls" : "none";
            return line.Add($"new {key.Provider} limit of {key.Scope} (now {now}): ", Tone.Accent).Add(state.Prompt.Text + "_").ToLine();
        }

        if (state.Notice is { } notice)
        {
            return line.Add(notice.Text, Tone.Good).ToLine();
        }

        return state is { Known: true, Link.Up: false }
            ? line.Add($"what stands here is as of {Figures.Time(state, state.Link.Since)}; asking again: {state.Link.Reason}", Tone.Warn).ToLine()
            : line.ToLine();
    }
}
