using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;
using BotBottle.Dashboard.Input;
using BotBottle.Dashboard.State;

namespace BotBottle.Dashboard.Views;

/// <summary>The last line: the most important keys of the present screen, and their target.</summary>
internal static class FooterLine
{
    private const int MaxName = 14;

    /// <summary>Draws the line.</summary>
    public static Line Draw(DashboardState state)
    {
        LineWriter line = new(state.Width);
        if (state.Confirmation is not null)
        {
            return Keys(line, [("y", "yes, do it"), ("any other key", "no")]).ToLine(LineLook.Bar);
        }

        if (state.Prompt is { } prompt)
        {
            return Keys(line, [("Enter", prompt.Budget is null ? "keep the filter" : "set the limit"), ("Esc", prompt.Budget is null ? "clear it" : "cancel")])
                .ToLine(LineLook.Bar);
        }

        if (state.Help)
        {
            return Keys(line, [("any key", "back")]).ToLine(LineLook.Bar);
        }

        // Reserves room for the last keys first, because they work on every screen.
        List<(string, string)> all = [.. KeyMap.Bindings.Where(
            binding => binding.Label.Length > 0 && KeyMap.Holds(binding, state.Screen) && IsOfUse(state, binding.Command))
                .Select(binding => Labelled(state, binding))];
        List<(string, string)> always = all[^2..];
        int room = state.Width - always.Sum(WidthOf);
        List<(string, string)> shown = [];
        foreach ((string, string) key in state.Screen == Screen.Run ? [("Esc", "back"), .. all[..^2]] : all[..^2])
        {
            if ((room -= WidthOf(key)) < 0)
            {
                break;
            }

            shown.Add(key);
        }

        return Keys(line, [.. shown, .. always]).ToLine(LineLook.Bar);
    }

    /// <summary>True if a key would have an effect now: for example, a running run cannot be restored.</summary>
    private static bool IsOfUse(DashboardState state, UiCommand command) => command switch
    {
        UiCommand.Cut => state.Target is { View.State: RunState.Running },
        UiCommand.Restore => state.Target is { View.State: RunState.Cut },
        UiCommand.Resume => state.Target is { View.State: RunState.Frozen },
        UiCommand.Freeze => state.Target is { Live: true },
        UiCommand.Kill => state.Target is { Ended: false },
        UiCommand.Open => state.Screen != Screen.Runs || state.Target is not null,
        UiCommand.Approve or UiCommand.Reject => state.TargetApproval is { State: ApprovalState.Pending },
        UiCommand.EditLimit or UiCommand.ResetBudget or UiCommand.ClearBudget => state.TargetBudget is not null,
        UiCommand.Help or UiCommand.Quit => true,
        _ => state.Known,
    };

    private static (string, string) Labelled(DashboardState state, KeyBinding binding)
    {
        string key = binding.Keys[0].ToString();
        return binding.Command switch
        {
            UiCommand.Cut or UiCommand.Restore or UiCommand.Resume when state.Target is { } run => (key, $"{binding.Label} {Short(run.View.Name)}"),
            UiCommand.Approve or UiCommand.Reject when state.TargetApproval is { } approval => (key, $"{binding.Label} {approval.Id}"),
            _ => (key, binding.Label),
        };
    }

    private static string Short(string name) =>
        CellText.WidthOf(TerminalText.Clean(name)) > MaxName ? CellText.Fit(name, MaxName).TrimEnd() : TerminalText.Clean(name);

    private static int WidthOf((string Key, string Label) key) => CellText.WidthOf(key.Key) + CellText.WidthOf(key.Label) + 3;

    private static LineWriter Keys(LineWriter line, IEnumerable<(string Key, string Label)> keys)
    {
        foreach ((string key, string label) in keys)
        {
            line.Add(" ").Add(key, Tone.Accent).Add(" " + label).Add(" ");
        }

        return line;
    }
}
