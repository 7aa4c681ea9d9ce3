using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>
/// Handles clicks. A click means what was under the pointer when the operator aimed, also when rows have moved since. It selects; it acts on a run only by way
/// of a key's label, and with the rules of that key.
/// </summary>
internal static class ClickReducer
{
    /// <summary>The time in which a person cannot have seen a change: a click that follows sooner was aimed at what was there before.</summary>
    public static readonly TimeSpan Reaction = TimeSpan.FromMilliseconds(200);

    /// <summary>Records the spots of a picture that is on the terminal.</summary>
    /// <param name="state">The state before the picture.</param>
    /// <param name="spots">The picture's spots.</param>
    /// <param name="at">The time since which the picture is shown.</param>
    public static DashboardState Show(DashboardState state, IReadOnlyList<Spot> spots, TimeSpan at)
    {
        ILookup<int, Spot> old = state.Spots.ToLookup(spot => spot.Row);
        return state with
        {
            Spots = [.. spots.Select(spot =>
            {
                Spot? before = old[spot.Row].FirstOrDefault(spot.Covers);
                return before?.Touch == spot.Touch ? before
                    : spot with { Since = Aim.IsSteered(state, at) ? at - Aim.Settling : at, Before = before?.Touch };
            })],
        };
    }

    /// <summary>The state after a click.</summary>
    public static DashboardState Click(DashboardState state, KeyStroke click)
    {
        if (state.Help)
        {
            return state with { Help = false };
        }

        if (state.Spots.FirstOrDefault(spot => spot.Holds(click.Row, click.Column)) is not { } spot)
        {
            return state;
        }

        TimeSpan age = state.KeyAt - spot.Since;
        bool asks = state.Confirmation is not null || state.Prompt is not null;
        return spot.Touch switch
        {
            Touch.OfKey pressed when asks && !Answers(state, pressed.Key) => state,
            Touch.OfKey pressed when age < Aim.Settling && (asks || !KeyMap.IsView(state, pressed.Key)) =>
                state.Say("the screen has changed under the pointer: nothing was done; click again", failed: true),
            Touch.OfKey { Key.Text: "q" } when !asks => state with { Leaving = true },
            Touch.OfKey pressed => KeyMap.Translate(state, pressed.Key) is { } meant ? Aim.Steer(state, Reducer.Reduce(state, meant), meant) : state,
            _ when asks => state,
            Touch.OfRow row => Row(state, age < Reaction && spot.Before is Touch.OfRow was ? was.Item : row.Item, age >= Aim.Settling),
            Touch.OfOrder by => state with { Order = by.Order },
            Touch.OfPane pane => state with { Pane = pane.Pane, Scroll = 0, Sideways = 0 },
            _ => state,
        };
    }

    /// <summary>True for the keys of an open question or input line; other labels would be typed into it.</summary>
    private static bool Answers(DashboardState state, KeyStroke key) =>
        state.Confirmation is not null ? key.Kind == KeyKind.Escape || key == KeyStroke.Of('y')
        : key.Kind is KeyKind.Enter or KeyKind.Escape or KeyKind.Tab;

    private static DashboardState Row(DashboardState state, Mark item, bool sure)
    {
        DashboardState selected = item switch
        {
            Mark.OfRun run when state.Runs.ContainsKey(run.Run) => state with { SelectedRun = run.Run },
            Mark.OfBudget budget when state.Budgets.ContainsKey(budget.Budget) => state with { SelectedBudget = budget.Budget },
            Mark.OfApproval approval when state.Approvals.ContainsKey(approval.Approval) => state with { SelectedApproval = approval.Approval },
            Mark.OfEvent logged => state with { SelectedEvent = logged.Seq },
            _ => state,
        };
        Message open = new Message.Invoked(UiCommand.Open);
        return selected == state && sure && state.Screen is Screen.Runs or Screen.Approvals or Screen.Events
            ? Aim.Steer(state, Reducer.Reduce(state, open), open)
            : Aim.Steer(state, selected, open);
    }
}
