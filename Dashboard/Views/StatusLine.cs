using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The line above the footer: the input line, the result of an action, or the loss of the controller.</summary>
internal static class StatusLine
{
    /// <summary>Draws the line.</summary>
    public static Line Draw(DashboardState state)
    {
        LineWriter line = new(state.Width);
        if (state.Prompt is { } prompt)
        {
            return Typed(line, state, prompt);
        }

        if (state.Notice is { Failed: true } failure)
        {
            return line.Add("failed: ", Tone.Bad).Add(failure.Text, Tone.Bad).ToLine();
        }

        if (state.Notice is { } notice)
        {
            line.Add(notice.Text, Tone.Good);
            string same = notice.Same is { } command ? $"  in a shell: {command}" : "";
            return (CellText.WidthOf(TerminalText.Clean(same)) <= line.Room ? line.Add(same, Tone.Dim) : line).ToLine();
        }

        return state is { Known: true, Link.Up: false }
            ? line.Add($"shown as of {Figures.Time(state, state.Link.Since)}; reconnecting: {state.Link.Reason}", Tone.Warn).ToLine()
            : line.ToLine();
    }

    /// <summary>The input line. Its end and its target have priority over the rest. It counts as seen only if all of it fits.</summary>
    private static Line Typed(LineWriter line, DashboardState state, Prompt prompt)
    {
        string typed = TerminalText.Clean(prompt.Text + "_");
        string[] labels = prompt.Budget is { } key ? Labels(state, key) : prompt.IsLine ? [":"] : ["filter: "];
        string? label = labels.FirstOrDefault(label => CellText.WidthOf(TerminalText.Clean(label)) + CellText.WidthOf(typed) <= line.Room);
        line.Add(label ?? CellText.Fit(labels[^1], Math.Max(0, line.Room - CellText.WidthOf(typed))), Tone.Accent).Add(CellText.End(typed, line.Room));
        line = prompt.Fault is { } fault ? line.Add("  ").Add(fault, Tone.Bad) : prompt.Hint is { } hint ? line.Add("  ").Add(hint, Tone.Dim) : line;
        return line.ToLine(mark: label is null ? null : new Mark.OfPrompt(prompt));
    }

    private static string[] Labels(DashboardState state, BudgetKey key)
    {
        BudgetView? budget = state.Budgets.GetValueOrDefault(key);
        string now = budget?.Limit is { } limit
            ? $"{TokenAmount.Format(limit)} tokens"
            : budget?.RequestLimit is { } calls
            ? $"{TokenAmount.Format(calls)} calls" : "none";
        return [$"new {key.Provider} limit of {key.Scope} (now {now}): ", $"new {key.Provider} limit of {key.Scope}: ", $"{key.Provider} of {key.Scope}: "];
    }
}
