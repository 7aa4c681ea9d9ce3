using System.Collections.Immutable;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard.State;

/// <summary>
/// Applies lines of the controller's stream. The newest state wins; history entries count once, by their numbers, even if a line is repeated.
/// </summary>
internal static class HostReducer
{
    /// <summary>The state after a line.</summary>
    public static DashboardState Apply(DashboardState state, HostUpdate update)
    {
        DashboardState next = state with
        {
            Now = Reducer.Later(state.Now, update.Time),
            Known = state.Known || update.Snapshot,
            Link = state.Link.Up ? state.Link : new Link(true, null, update.Time),
            Runs = Runs(state.Runs, update),
            Budgets = Budgets(state.Budgets, update),
            Approvals = Approvals(state.Approvals, update),
        };
        next = Exchanges(next, update.Exchanges);
        next = Events(next, update.Events);
        return Selected(next);
    }

    /// <summary>Clears the history, which begins again.</summary>
    public static DashboardState Forget(DashboardState state) => state with
    {
        Events = [],
        LastEvent = null,
        LastExchange = null,
        Runs = state.Runs.ToImmutableDictionary(run => run.Key, run => run.Value with { Charged = [], Exchanges = [] }),
    };

    private static ImmutableDictionary<string, RunEntry> Runs(ImmutableDictionary<string, RunEntry> known, HostUpdate update)
    {
        if (!update.Snapshot && update.Runs.Count == 0)
        {
            return known;
        }

        ImmutableDictionary<string, RunEntry>.Builder runs = (update.Snapshot ? known.Clear() : known).ToBuilder();
        foreach (RunView view in update.Runs)
        {
            runs[view.Run] = known.TryGetValue(view.Run, out RunEntry? entry) ? entry with { View = view } : new RunEntry(view);
        }

        return runs.ToImmutable();
    }

    private static ImmutableDictionary<BudgetKey, BudgetView> Budgets(ImmutableDictionary<BudgetKey, BudgetView> known, HostUpdate update)
    {
        if (!update.Snapshot && update.Budgets.Count == 0 && update.GoneBudgets.Count == 0)
        {
            return known;
        }

        ImmutableDictionary<BudgetKey, BudgetView>.Builder budgets = (update.Snapshot ? known.Clear() : known).ToBuilder();
        budgets.RemoveRange(update.GoneBudgets);
        foreach (BudgetView budget in update.Budgets)
        {
            budgets[BudgetFacts.KeyOf(budget)] = budget;
        }

        return budgets.ToImmutable();
    }

    private static ImmutableDictionary<string, ApprovalView> Approvals(ImmutableDictionary<string, ApprovalView> known, HostUpdate update)
    {
        if (!update.Snapshot && update.Approvals.Count == 0)
        {
            return known;
        }

        ImmutableDictionary<string, ApprovalView>.Builder approvals = (update.Snapshot ? known.Clear() : known).ToBuilder();
        foreach (ApprovalView approval in update.Approvals)
        {
            approvals[approval.Id] = approval;
        }

        return approvals.ToImmutable();
    }

    private static DashboardState Exchanges(DashboardState state, IReadOnlyList<ExchangeView> exchanges)
    {
        if (exchanges.Count == 0)
        {
            return state;
        }

        long last = state.LastExchange ?? long.MinValue;
        ImmutableDictionary<string, RunEntry>.Builder runs = state.Runs.ToBuilder();
        foreach (ExchangeView exchange in exchanges)
        {
            if (exchange.Id <= last)
            {
                continue;
            }

            last = exchange.Id;
            if (runs.TryGetValue(exchange.Run, out RunEntry? entry))
            {
                runs[exchange.Run] = entry.With(exchange);
            }
        }

        return state with { Runs = runs.ToImmutable(), LastExchange = last };
    }

    private static DashboardState Events(DashboardState state, IReadOnlyList<LoggedEvent> events)
    {
        if (events.Count == 0)
        {
            return state;
        }

        long last = state.LastEvent ?? long.MinValue;
        ImmutableList<LoggedEvent>.Builder kept = state.Events.ToBuilder();
        bool reloaded = false;
        foreach (LoggedEvent logged in events)
        {
            if (logged.Seq <= last)
            {
                continue;
            }

            last = logged.Seq;
            kept.Add(logged);
            reloaded |= logged.Event == EventKind.RouteReload && logged.Run is not null && logged.Run == state.OpenRun;
        }

        if (kept.Count > DashboardState.MaxEvents)
        {
            kept.RemoveRange(0, kept.Count - DashboardState.MaxEvents);
        }

        state = state with { Events = kept.ToImmutable(), LastEvent = last };
        return reloaded && state.Screen == Screen.Run ? state.Do(new HostCommand.ReadRoutes(state.OpenRun!)) : state;
    }

    /// <summary>
    /// Selects the first row if nothing was ever selected. A selection that is gone stays, so that the next key does not hit the row that took its place.
    /// </summary>
    private static DashboardState Selected(DashboardState state)
    {
        if (state.SelectedRun is null && Rows.Runs(state) is [{ } run, ..])
        {
            state = state with { SelectedRun = run.View.Run, Steered = false };
        }

        if (state.SelectedBudget is null && state.Budgets.Count > 0 && Rows.Budgets(state) is [{ } budget, ..])
        {
            state = state with { SelectedBudget = BudgetFacts.KeyOf(budget), Steered = false };
        }

        return state.SelectedApproval is null && state.Approvals.Count > 0 && Rows.Approvals(state) is [{ } approval, ..]
            ? state with { SelectedApproval = approval.Id, Steered = false }
            : state;
    }
}
