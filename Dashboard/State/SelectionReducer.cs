using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Dashboard.Input;

namespace BotBottle.Dashboard.State;

/// <summary>Moves the selection. It is kept by id, so that it stays on its item when rows move.</summary>
internal static class SelectionReducer
{
    private const int Chrome = 8; // rows outside of the list

    /// <summary>The state after a step.</summary>
    public static DashboardState Move(DashboardState state, UiCommand step)
    {
        switch (state.Screen)
        {
            case Screen.Runs:
                List<RunEntry> runs = Rows.Runs(state);
                return Step(state, step, runs, runs.FindIndex(run => run.View.Run == state.SelectedRun)) is { } run
                    ? state with { SelectedRun = run.View.Run }
                    : state;
            case Screen.Budgets:
                List<BudgetView> budgets = Rows.Budgets(state);
                return Step(state, step, budgets, budgets.FindIndex(budget => BudgetFacts.KeyOf(budget) == state.SelectedBudget)) is { } budget
                    ? state with { SelectedBudget = BudgetFacts.KeyOf(budget) }
                    : state;
            case Screen.Approvals:
                List<ApprovalView> approvals = Rows.Approvals(state);
                return Step(state, step, approvals, approvals.FindIndex(approval => approval.Id == state.SelectedApproval)) is { } approval
                    ? state with { SelectedApproval = approval.Id }
                    : state;
            case Screen.Events:
                List<FoldedEvent> events = Rows.Events(state);
                int at = Math.Max(0, events.FindIndex(row => row.First.Seq == state.SelectedEvent));
                // The top row stands for the newest event, whichever that is.
                return Step(state, step, events, at) is { } event_ ? state with { SelectedEvent = event_ == events[0] ? null : event_.First.Seq } : state;
            default:
                int scroll = step switch { UiCommand.First => 0, UiCommand.Last => int.MaxValue / 2, _ => state.Scroll + By(state, step) };
                return state with { Scroll = Math.Clamp(scroll, 0, RunEntry.MaxExchanges) };
        }
    }

    /// <summary>The selected event; null for none.</summary>
    public static LoggedEvent? EventOf(DashboardState state)
    {
        List<FoldedEvent> events = Rows.Events(state);
        return (events.Find(row => row.First.Seq == state.SelectedEvent) ?? events.FirstOrDefault())?.First;
    }

    private static T? Step<T>(DashboardState state, UiCommand step, List<T> rows, int at) where T : class
    {
        if (rows.Count == 0)
        {
            return null;
        }

        int to = step switch
        {
            UiCommand.First => 0,
            UiCommand.Last => rows.Count - 1,
            _ => at < 0 ? 0 : at + By(state, step),
        };
        return rows[Math.Clamp(to, 0, rows.Count - 1)];
    }

    private static int By(DashboardState state, UiCommand step) => step switch
    {
        UiCommand.Up => -1,
        UiCommand.Down => 1,
        UiCommand.PageUp => -Math.Max(1, state.Height - Chrome),
        _ => Math.Max(1, state.Height - Chrome),
    };
}
