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

    private static readonly KeyStroke Escape = new(KeyKind.Escape);

    /// <summary>Draws the line.</summary>
    public static Line Draw(DashboardState state)
    {
        LineWriter line = new(state.Width);
        if (state.Confirmation is not null)
        {
            return Keys(line, [new(KeyStroke.Of('y'), "yes, do it"), new(Escape, "no", "any other key")]).ToLine(LineLook.Bar);
        }

        if (state.Prompt is { } prompt)
        {
            (string keep, string drop) = prompt.IsFilter ? ("keep the filter", "clear it") : (prompt.IsLine ? "do it" : "set the limit", "cancel");
            Hint[] completes = prompt.Budget is null ? [new(new KeyStroke(KeyKind.Tab), prompt.IsFilter ? "fields" : "complete")] : [];
            return Keys(line, [new(new KeyStroke(KeyKind.Enter), keep), .. completes, new(Escape, drop)]).ToLine(LineLook.Bar);
        }

        if (state.Help)
        {
            return Keys(line, [new(Escape, "back", "any key")]).ToLine(LineLook.Bar);
        }

        // Reserves room for the last keys first, because they work on every screen.
        List<Hint> all = [.. KeyMap.Bindings.Where(
            binding => binding.Label.Length > 0 && KeyMap.Holds(binding, state.Screen) && IsOfUse(state, binding.Command))
                .Select(binding => Labelled(state, binding))];
        List<Hint> always = all[^2..];
        int room = state.Width - always.Sum(WidthOf);
        List<Hint> shown = [];
        foreach (Hint key in state.Screen == Screen.Run ? [new Hint(Escape, "back"), .. all[..^2]] : all[..^2])
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

    private static Hint Labelled(DashboardState state, KeyBinding binding)
    {
        KeyStroke key = binding.Keys[0];
        return binding.Command switch
        {
            UiCommand.Cut or UiCommand.Restore or UiCommand.Resume when state.Target is { View: var run } =>
                new(key, $"{binding.Label} {Short(run.Name)}", Target: run.Run),
            UiCommand.Approve or UiCommand.Reject when state.TargetApproval is { } approval => new(key, $"{binding.Label} {approval.Id}"),
            _ => new(key, binding.Label, Target: $"{(state.Screen == Screen.Budgets ? state.SelectedBudget : null)} {state.SelectedRun} {state.OpenRun}"),
        };
    }

    private static string Short(string name) =>
        CellText.WidthOf(TerminalText.Clean(name)) > MaxName ? CellText.Fit(name, MaxName).TrimEnd() : TerminalText.Clean(name);

    private static int WidthOf(Hint hint) => CellText.WidthOf(hint.Shown) + CellText.WidthOf(hint.Label) + 3;

    private static LineWriter Keys(LineWriter line, IEnumerable<Hint> hints)
    {
        foreach (Hint hint in hints)
        {
            int begun = line.Used;
            line.Add(" ").Add(hint.Shown, Tone.Accent).Add(" " + hint.Label).Add(" ").Touch(begun, new Touch.OfKey(hint.Key, $"{hint.Label} {hint.Target}"));
        }

        return line;
    }

    /// <summary>A key with its effect.</summary>
    /// <param name="Key">The key, which a click on the hint presses.</param>
    /// <param name="Label">The effect.</param>
    /// <param name="Name">The shown name; null for the key's own.</param>
    /// <param name="Target">The id of the run that the key acts on, which the label may shorten or leave out.</param>
    private readonly record struct Hint(KeyStroke Key, string Label, string? Name = null, string Target = "")
    {
        /// <summary>The shown name.</summary>
        public string Shown => Name ?? Key.ToString();
    }
}
