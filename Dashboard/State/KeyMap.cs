using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>The keys as data: commands, screens, and texts for the footer and the list of keys.</summary>
internal static class KeyMap
{
    private const string ForEvery = "the same for every run in the list (asks first)";
    private const string Screens = "the screens: runs, budgets, approvals, events";
    private const string Walking = "walk over the rows";
    private const string Columns = "columns further left or right";
    private const string Terminal = "draw everything again; stop until 'fg'";

    /// <summary>All keys, in the order of the list of keys and of the footer.</summary>
    public static IReadOnlyList<KeyBinding> Bindings { get; } =
    [
        Of('c', UiCommand.Cut, ScreenSet.OfRuns, "cut", "cut the run: egress off at once; the agent lives on"),
        Of('a', UiCommand.Approve, ScreenSet.Approvals, "approve", "approve: the request goes on, and its run may send this value to this host"),
        Of('x', UiCommand.Reject, ScreenSet.Approvals, "reject", "reject: the value does not leave in its run, for every host"),
        Of('e', UiCommand.EditLimit, ScreenSet.Budgets, "edit limit", "edit the limit: 500000, 500k or 5M, then Enter"),
        Of('z', UiCommand.ResetBudget, ScreenSet.Budgets, "reset", "start the budget's counter again"),
        Of('d', UiCommand.ClearBudget, ScreenSet.Budgets, "drop", "drop the operator's limit: the files' limit applies again"),
        new([new(KeyKind.Enter)], UiCommand.Open, ScreenSet.Runs | ScreenSet.Approvals | ScreenSet.Events, "open",
            "open the run: exchanges, budgets, routes, audit, hosts"),
        new([new(KeyKind.Tab)], UiCommand.NextPane, ScreenSet.Run, "next part", "the next part of the run"),
        Of('r', UiCommand.Restore, ScreenSet.OfRuns, "restore", "restore the run: lifts an operator's cut"),
        Of('k', UiCommand.Kill, ScreenSet.OfRuns, "kill", "kill the run: the agent and all its processes end"),
        Of('f', UiCommand.Freeze, ScreenSet.OfRuns, "freeze", "freeze the run: the agent ends, its files are kept"),
        Of('u', UiCommand.Resume, ScreenSet.OfRuns, "resume", "resume the run: a frozen one's command starts again"),
        new([new(KeyKind.Escape)], UiCommand.Back, ScreenSet.All, "", "back to the runs; clear a filter"),
        Of('t', UiCommand.Kind, ScreenSet.Events, "kind", "the next kind of events"),
        Of('o', UiCommand.OnlyRun, ScreenSet.Events, "only its run", "only the events of the selected one's run, or all again"),
        Of('s', UiCommand.Sort, ScreenSet.Runs, "sort", "sort by the next column"),
        Of('g', UiCommand.Group, ScreenSet.Runs, "group", "group by bottle, with sums"),
        Of('/', UiCommand.Filter, ScreenSet.Lists, "filter", "filter: words, !word, state:cut, >50%; Esc clears it"),
        Of(':', UiCommand.Line, ScreenSet.All, "", "a command: cut RUN, budget set ...; Tab completes it"),
        Of('i', UiCommand.Copy, ScreenSet.All & ~ScreenSet.Events, "", "copy the id into the terminal's clipboard"),
        Of('C', UiCommand.CutAll, ScreenSet.Runs, "", ForEvery),
        Of('R', UiCommand.RestoreAll, ScreenSet.Runs, "", ForEvery),
        Of('K', UiCommand.KillAll, ScreenSet.Runs, "", ForEvery),
        Of('F', UiCommand.FreezeAll, ScreenSet.Runs, "", ForEvery),
        Of('U', UiCommand.ResumeAll, ScreenSet.Runs, "", ForEvery),
        Of('1', UiCommand.ShowRuns, ScreenSet.All, "", Screens),
        Of('2', UiCommand.ShowBudgets, ScreenSet.All, "", Screens),
        Of('3', UiCommand.ShowApprovals, ScreenSet.All, "", Screens),
        Of('4', UiCommand.ShowEvents, ScreenSet.All, "", Screens),
        new([new(KeyKind.Up)], UiCommand.Up, ScreenSet.All, "", Walking),
        new([new(KeyKind.Down)], UiCommand.Down, ScreenSet.All, "", Walking),
        new([new(KeyKind.PageUp)], UiCommand.PageUp, ScreenSet.All, "", Walking),
        new([new(KeyKind.PageDown)], UiCommand.PageDown, ScreenSet.All, "", Walking),
        new([new(KeyKind.Home)], UiCommand.First, ScreenSet.All, "", Walking),
        new([new(KeyKind.End)], UiCommand.Last, ScreenSet.All, "", Walking),
        new([new(KeyKind.Left), KeyStroke.Of('h')], UiCommand.Left, ScreenSet.All, "", Columns),
        new([new(KeyKind.Right), KeyStroke.Of('l')], UiCommand.Right, ScreenSet.All, "", Columns),
        new([new(KeyKind.Control, "L")], UiCommand.Redraw, ScreenSet.All, "", Terminal),
        new([new(KeyKind.Control, "Z")], UiCommand.Suspend, ScreenSet.All, "", Terminal),
        Of('?', UiCommand.Help, ScreenSet.All, "keys", "this list"),
        new([KeyStroke.Of('q'), new(KeyKind.Control, "C")], UiCommand.Quit, ScreenSet.All, "quit", "leave; the runs go on"),
    ];

    /// <summary>True if a key is valid on a screen.</summary>
    public static bool Holds(KeyBinding binding, Screen screen) => (binding.Screens & (ScreenSet)(1 << (int)screen)) != 0;

    /// <summary>True if a key only changes what the screen shows.</summary>
    public static bool IsView(DashboardState state, KeyStroke key) => Bindings.Any(
        binding => Holds(binding, state.Screen) && binding.Keys.Contains(key) && binding.Command is (< UiCommand.Cut or UiCommand.Help) and not UiCommand.Open);

    /// <summary>The message for a key in the present state; null for none.</summary>
    public static Message? Translate(DashboardState state, KeyStroke key)
    {
        if (key is { Kind: KeyKind.Control, Text: "C" })
        {
            return new Message.Invoked(UiCommand.Quit); // valid on every screen
        }

        if (key.Kind == KeyKind.Release)
        {
            return null;
        }

        if (state.Width < DashboardState.MinWidth || state.Height < DashboardState.MinHeight)
        {
            // A terminal this small shows no target for other keys.
            return key is { Kind: KeyKind.Text, Text: "q" } && state.Prompt is null ? new Message.Invoked(UiCommand.Quit) : null;
        }

        if (key.Kind is KeyKind.WheelUp or KeyKind.WheelDown)
        {
            return state.Confirmation is not null || state.Prompt is not null || state.Help
                ? null
                : new Message.Invoked(key.Kind == KeyKind.WheelUp ? UiCommand.Up : UiCommand.Down);
        }

        if (state.Confirmation is not null)
        {
            // Only a y accepts; a paste or a stray Enter does not.
            return key is { Kind: KeyKind.Text, Text: "y" or "Y" } ? new Message.Accepted()
                : key.Kind == KeyKind.Unknown ? null
                : new Message.Dismissed();
        }

        if (state.Prompt is not null)
        {
            return key.Kind switch
            {
                KeyKind.Text or KeyKind.Paste => new Message.Typed(key.Text ?? ""),
                KeyKind.Backspace => new Message.Erased(),
                KeyKind.Enter => new Message.Accepted(),
                KeyKind.Escape => new Message.Dismissed(),
                KeyKind.Tab => new Message.Completed(),
                KeyKind.Up or KeyKind.Down => new Message.Recalled(key.Kind == KeyKind.Up ? 1 : -1),
                _ => null,
            };
        }

        if (state.Help)
        {
            return key.Kind is KeyKind.Unknown or KeyKind.Paste ? null : new Message.Dismissed();
        }

        foreach (KeyBinding binding in Bindings)
        {
            if (Holds(binding, state.Screen) && Array.IndexOf(binding.Keys, key) >= 0)
            {
                return new Message.Invoked(binding.Command);
            }
        }

        return null;
    }

    private static KeyBinding Of(char key, UiCommand command, ScreenSet screens, string label, string help) =>
        new([KeyStroke.Of(key)], command, screens, label, help);
}
