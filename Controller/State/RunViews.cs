using BotBottle.Controller.Store;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.State;

/// <summary>Views of runs, as <c>ps</c> lists them.</summary>
internal static class RunViews
{
    /// <summary>Makes the view of a run in memory; calls in flight count as requests. The caller holds the gate.</summary>
    public static RunView Of(HostState state, LiveRun run) => Of(run, BudgetsOf(state, run));

    /// <summary>Makes the view of a run in memory with the given views of its budgets.</summary>
    public static RunView Of(LiveRun run, IReadOnlyList<BudgetView> budgets) => Of(run.Record, budgets, run.InFlight.Count, run.Approvals.PendingCount);

    /// <summary>Makes the view of a run that is over, with the budgets that limited it at its end.</summary>
    public static RunView Of(RunRecord run) => Of(run, run.FinalBudgets, 0, 0);

    /// <summary>Makes views of the budgets that limit a run, by provider. The caller holds the gate.</summary>
    public static IReadOnlyList<BudgetView> BudgetsOf(HostState state, LiveRun run)
    {
        DateTimeOffset now = state.Now;
        return [.. state.Accounts.Limits(run.Record).Select(account => account.View(now))];
    }

    private static RunView Of(RunRecord run, IReadOnlyList<BudgetView> budgets, int inFlight, int pendingApprovals) => new(
        run.Id, run.Name, run.State, run.Agent, run.Bottles.Count > 0 ? run.Bottles[0] : null, run.Isolation,
        run.EndedAt is null ? run.Process?.AgentPid : null, run.StartedAt, run.EndedAt, run.ExitCode, run.Cut,
        run.Requests + inFlight, run.Refusals, budgets, pendingApprovals, ClosedOf(run, budgets));

    private static string? ClosedOf(RunRecord run, IReadOnlyList<BudgetView> budgets) => !run.IsClosedInPart || run.Cut is not null ? null
        : string.Join(", ", budgets.Where(IsSpent).Select(budget => budget.Provider).Append(run.BudgetCut!.Budget!.Provider).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal));

    private static bool IsSpent(BudgetView budget) =>
        budget.Enforcement == WireNames.Of(BudgetEnforcement.Hard) && (budget.Spent >= budget.Limit || budget.Requests >= budget.RequestLimit);
}
