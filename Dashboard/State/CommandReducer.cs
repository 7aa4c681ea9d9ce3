using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>Handles commands: screens, sorting and filters here, selection and actions in the neighbouring types.</summary>
internal static class CommandReducer
{
    /// <summary>The state after a command.</summary>
    public static DashboardState Apply(DashboardState state, UiCommand command) => command switch
    {
        UiCommand.Up or UiCommand.Down or UiCommand.PageUp or UiCommand.PageDown or UiCommand.First or UiCommand.Last => SelectionReducer.Move(state, command),
        UiCommand.ShowRuns => Show(state, Screen.Runs),
        UiCommand.ShowBudgets => Show(state, Screen.Budgets),
        UiCommand.ShowApprovals => Show(state, Screen.Approvals),
        UiCommand.ShowEvents => Show(state, Screen.Events),
        UiCommand.Open => Open(state),
        UiCommand.Back => Back(state),
        UiCommand.NextPane => state with { Pane = (Pane)(((int)state.Pane + 1) % Enum.GetValues<Pane>().Length), Scroll = 0, Sideways = 0 },
        UiCommand.Filter => state with { Prompt = new Prompt(state.Filter, null) },
        UiCommand.Copy => Copy(state),
        UiCommand.Left => state.Sideways > 0 ? state with { Sideways = state.Sideways - 1 } : state.Screen == Screen.Run ? Back(state) : state,
        UiCommand.Right => state with { Sideways = Math.Min(state.Sideways + 1, DashboardState.MaxSideways) },
        UiCommand.Line => state with { Prompt = new Prompt("", null) { IsLine = true }, Notice = null },
        UiCommand.Sort => state with { Order = (RunOrder)(((int)state.Order + 1) % Enum.GetValues<RunOrder>().Length) },
        UiCommand.Group => state with { Grouped = !state.Grouped },
        UiCommand.Kind => state with { EventClass = (EventClass)(((int)state.EventClass + 1) % Enum.GetValues<EventClass>().Length), SelectedEvent = null },
        UiCommand.OnlyRun => OnlyRun(state),
        UiCommand.Help => state with { Help = true },
        UiCommand.Quit => state with { Ended = true },
        UiCommand.Suspend => Aim.Forget(state).Do(new HostCommand.Suspend()),
        UiCommand.Redraw => state.Do(new HostCommand.Redraw()),
        _ => ActionReducer.Apply(state, command),
    };

    private static DashboardState Show(DashboardState state, Screen screen)
    {
        state = state with { Screen = screen, Scroll = 0, Sideways = 0 };
        // On a new visit to a screen a selection that is gone is cleared; no key has aimed at it.
        return screen switch
        {
            Screen.Runs when state.SelectedRun is not { } run || !state.Runs.ContainsKey(run) =>
                state with { SelectedRun = Rows.Runs(state).FirstOrDefault()?.View.Run },
            Screen.Budgets when state.SelectedBudget is not { } budget || !state.Budgets.ContainsKey(budget) =>
                state with { SelectedBudget = Rows.Budgets(state) is [{ } first, ..] ? BudgetFacts.KeyOf(first) : null },
            Screen.Approvals when state.SelectedApproval is not { } approval || !state.Approvals.ContainsKey(approval) =>
                state with { SelectedApproval = Rows.Approvals(state).FirstOrDefault()?.Id },
            _ => state,
        };
    }

    private static DashboardState Open(DashboardState state)
    {
        string? run = state.Screen switch
        {
            Screen.Runs => state.Target?.View.Run,
            Screen.Approvals => state.TargetApproval?.Run,
            Screen.Events => SelectionReducer.EventOf(state)?.Run,
            _ => null,
        };
        DashboardState opened = state with { Screen = Screen.Run, OpenRun = run, Pane = Pane.Exchanges, Scroll = 0, Sideways = 0 };
        return run is not null && state.Runs.ContainsKey(run)
            ? (opened with { SelectedRun = run }).Do(new HostCommand.ReadRoutes(run))
            : state.Say(run is null ? "no run is selected: ↑ and ↓ select one" : "that run is no longer there", failed: true);
    }

    private static DashboardState Back(DashboardState state) =>
        state.Screen == Screen.Run ? Show(state, Screen.Runs)
        : state.Filter.Length > 0 ? state with { Filters = state.Filters.Remove(state.Screen) }
        : state.Screen == Screen.Events && (state.EventRun is not null || state.EventClass != EventClass.All)
            ? state with { EventRun = null, EventClass = EventClass.All, SelectedEvent = null }
        : state with { Notice = null };

    private static DashboardState Copy(DashboardState state)
    {
        string? id = state.Screen switch
        {
            Screen.Budgets => state.TargetBudget?.Scope,
            Screen.Approvals => state.TargetApproval?.Id,
            _ => state.Target?.View.Run,
        };
        return id is null
            ? state.Say("nothing is selected: ↑ and ↓ select a row", failed: true)
            : state.Say($"copied: {id}").Do(new HostCommand.Copy(id));
    }

    private static DashboardState OnlyRun(DashboardState state) =>
        state.EventRun is not null ? state with { EventRun = null }
        : SelectionReducer.EventOf(state)?.Run is { } run ? state with { EventRun = run, SelectedEvent = null }
        : state.Say("the selected event belongs to no run", failed: true);
}
