using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Core.Text;

namespace BotBottle.Dashboard.State;

/// <summary>The rows of each screen in their displayed order, which selection keys follow too.</summary>
internal static class Rows
{
    /// <summary>The runs that pass the filter, sorted, and grouped by bottle if the state says so.</summary>
    public static List<RunEntry> Runs(DashboardState state)
    {
        Rates rates = Rates.Of(state);
        List<(RunEntry Run, long Rate)> rows = new(state.Runs.Count);
        foreach ((_, RunEntry run) in state.Runs)
        {
            if (Shows(state, run))
            {
                rows.Add((run, rates.Run(run)));
            }
        }

        rows.Sort((one, other) =>
        {
            int order = state.Grouped ? string.CompareOrdinal(one.Run.View.Bottle ?? "", other.Run.View.Bottle ?? "") : 0;
            // Ended runs come last in every order.
            order = order != 0 ? order : one.Run.Ended.CompareTo(other.Run.Ended);
            order = order != 0 ? order : Compare(state.Order, one, other);
            order = order != 0 ? order : string.CompareOrdinal(one.Run.View.Name, other.Run.View.Name);
            return order != 0 ? order : string.CompareOrdinal(one.Run.View.Run, other.Run.View.Run);
        });
        return rows.ConvertAll(row => row.Run);
    }

    /// <summary>The budgets that pass the filter, by scope from the host inwards.</summary>
    public static List<BudgetView> Budgets(DashboardState state)
    {
        List<BudgetView> rows = [.. state.Budgets.Values.Where(budget => Shows(state, budget))];
        rows.Sort((one, other) =>
        {
            int order = RankOf(one.Scope).CompareTo(RankOf(other.Scope));
            order = order != 0 ? order : string.CompareOrdinal(one.Scope, other.Scope);
            return order != 0 ? order : string.CompareOrdinal(one.Provider, other.Provider);
        });
        return rows;
    }

    /// <summary>The approvals that pass the filter: the pending ones first, the one that expires first on top.</summary>
    public static List<ApprovalView> Approvals(DashboardState state)
    {
        List<ApprovalView> rows = [.. state.Approvals.Values.Where(approval => Shows(state, approval))];
        rows.Sort((one, other) =>
        {
            int order = (one.State != ApprovalState.Pending).CompareTo(other.State != ApprovalState.Pending);
            order = order != 0 ? order : one.ExpiresAt.CompareTo(other.ExpiresAt);
            return order != 0 ? order : string.CompareOrdinal(one.Id, other.Id);
        });
        return rows;
    }

    /// <summary>The names of the fields that a filter of a screen knows.</summary>
    public static string[] FieldsOf(Screen screen) => screen switch
    {
        Screen.Runs => ["name", "run", "id", "agent", "bottle", "state", "provider"],
        Screen.Budgets => ["scope", "provider", "from"],
        Screen.Approvals => ["id", "run", "what", "host", "path", "route", "state"],
        Screen.Events => ["run", "id", "message", "kind"],
        _ => [],
    };

    /// <summary>True if a run passes the filter.</summary>
    public static bool Shows(DashboardState state, RunEntry run)
    {
        if (state.Filters.GetValueOrDefault(Screen.Runs, "") is not { Length: > 0 } filter)
        {
            return true;
        }

        RunView view = run.View;
        BudgetView? tightest = run.Tightest();
        return RowFilter.Of(filter).Passes(
            [("name", view.Name), ("run", view.Name), ("id", view.Run), ("agent", view.Agent), ("bottle", view.Bottle), ("state", WireNames.Of(view.State)),
                ("provider", tightest?.Provider)], tightest is null ? null : BudgetFacts.SpentPart(tightest));
    }

    /// <summary>True if a budget passes the filter.</summary>
    public static bool Shows(DashboardState state, BudgetView budget) =>
        state.Filters.GetValueOrDefault(Screen.Budgets, "") is not { Length: > 0 } filter
            || RowFilter.Of(filter).Passes(
                [("scope", budget.Scope), ("provider", budget.Provider), ("from", budget.Origin)], BudgetFacts.SpentPart(budget));

    /// <summary>True if an approval passes the filter.</summary>
    public static bool Shows(DashboardState state, ApprovalView approval) =>
        state.Filters.GetValueOrDefault(Screen.Approvals, "") is not { Length: > 0 } filter
            || RowFilter.Of(filter).Passes(
                [("id", approval.Id), ("run", approval.Name), ("what", approval.Rule), ("host", approval.Host), ("path", approval.Path),
                    ("route", approval.Route), ("state", WireNames.Of(approval.State))]);

    /// <summary>The events that pass the filters, the newest first, with repeated refusals folded.</summary>
    public static List<FoldedEvent> Events(DashboardState state)
    {
        string filter = state.Filters.GetValueOrDefault(Screen.Events, "");
        return AllEvents(state).FindAll(row => row.First is var logged
            && (state.EventClass == EventClass.All || EventClasses.Of(logged.Event) == state.EventClass)
            && (state.EventRun is null || logged.Run == state.EventRun)
            && (filter.Length == 0 || RowFilter.Of(filter).Passes(
                [("run", logged.Name), ("id", logged.Run), ("message", row.Text), ("kind", WireNames.Of(logged.Event))])));
    }

    /// <summary>All events, the newest first, with repeated refusals folded.</summary>
    public static List<FoldedEvent> AllEvents(DashboardState state)
    {
        List<FoldedEvent> rows = EventFolds.Of(state.Events);
        rows.Sort((one, other) => Descending(one.Newest.Seq, other.Newest.Seq));
        return rows;
    }

    /// <summary>The budgets of every scope that a run counts in, the nearest first.</summary>
    public static List<BudgetView> BudgetsOf(DashboardState state, RunView run)
    {
        List<BudgetView> rows = [.. state.Budgets.Values.Where(budget => BudgetFacts.Counts(run, budget))];
        rows.Sort((one, other) =>
        {
            int order = string.CompareOrdinal(one.Provider, other.Provider);
            order = order != 0 ? order : RankOf(other.Scope).CompareTo(RankOf(one.Scope));
            return order != 0 ? order : string.CompareOrdinal(one.Scope, other.Scope);
        });
        return rows;
    }

    private static int Compare(RunOrder order, (RunEntry Run, long Rate) one, (RunEntry Run, long Rate) other) => order switch
    {
        RunOrder.Rate => Descending(one.Rate, other.Rate) is var rate and not 0 ? rate : Spent(one.Run, other.Run),
        RunOrder.Spent => Spent(one.Run, other.Run),
        RunOrder.State => one.Run.View.State.CompareTo(other.Run.View.State),
        RunOrder.Age => other.Run.View.StartedAt.CompareTo(one.Run.View.StartedAt),
        RunOrder.Refusals => Descending(one.Run.View.Refusals, other.Run.View.Refusals),
        _ => 0,
    };

    private static int Spent(RunEntry one, RunEntry other) => PartOf(other).CompareTo(PartOf(one));

    private static double PartOf(RunEntry run) => run.Tightest() is { } budget ? BudgetFacts.SpentPart(budget) : -1;

    private static int Descending(long one, long other) => other.CompareTo(one);

    private static int RankOf(string scope) =>
        scope == "host" ? 0 : scope.StartsWith("bottle:", StringComparison.Ordinal) ? 1 : scope.StartsWith("agent:", StringComparison.Ordinal) ? 2
        : scope.StartsWith("run:", StringComparison.Ordinal) ? 4 : 3;
}
