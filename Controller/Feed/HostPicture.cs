using BotBottle.Controller.State;
using BotBottle.Core.Budgets;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Feed;

/// <summary>
/// The host's state at one moment, as views. An unchanged view is the same object as in the previous picture, so two pictures are compared by reference.
/// </summary>
/// <param name="Time">Time of the picture.</param>
/// <param name="Runs">Every run in memory by id, oldest first, with runs that ended and are not drained yet.</param>
/// <param name="Budgets">Every budget in force, except those of runs that are over.</param>
/// <param name="Pending">The pending approvals, by id.</param>
/// <param name="ChangesAt">Time at which the picture changes without an event; null if it never does.</param>
internal sealed record HostPicture(
    DateTimeOffset Time, OrderedDictionary<string, RunView> Runs, Dictionary<BudgetKey, BudgetView> Budgets, OrderedDictionary<string, ApprovalView> Pending,
    DateTimeOffset? ChangesAt)
{
    /// <summary>A picture without any content.</summary>
    public static HostPicture Empty { get; } = new(DateTimeOffset.MinValue, [], [], [], null);

    /// <summary>Takes a picture; the caller holds the gate.</summary>
    public static HostPicture Of(HostState state, HostPicture before)
    {
        HostPicture picture = new(state.Now, new(state.Runs.Count), [], [], null);
        Dictionary<Account, BudgetView> views = [];
        foreach (Account account in state.Accounts.Budgeted)
        {
            BudgetView view = account.View(picture.Time);
            BudgetKey key = new(view.Provider, view.Scope);
            view = before.Budgets.TryGetValue(key, out BudgetView? known) && known == view ? known : view;
            views.Add(account, view);
            // A run that is over keeps its budgets until its last proxy has ended. Another run may have its name by then.
            if (account.Scope.Kind != ScopeKind.Run || (state.Runs.TryGetValue(account.Scope.Id!, out LiveRun? run) && run.Record.IsPresent))
            {
                picture.Budgets[key] = view;
                picture = account.ChangesAt(picture.Time) is { } at && !(picture.ChangesAt <= at) ? picture with { ChangesAt = at } : picture;
            }
        }

        foreach (LiveRun run in state.Runs.Values)
        {
            RunView view = RunViews.Of(run, [.. state.Accounts.Limits(run.Record).Select(account => views[account])]);
            picture.Runs.Add(view.Run, before.Runs.TryGetValue(view.Run, out RunView? known) && Same(known, view) ? known : view);
            foreach (ApprovalView approval in run.Approvals.Pending)
            {
                picture.Pending.Add(approval.Id, approval);
            }
        }

        return picture;
    }

    /// <summary>True if two views of a run are equal, apart from their budgets.</summary>
    public static bool Same(RunView left, RunView right) => left with { Budgets = right.Budgets } == right && left.Budgets.SequenceEqual(right.Budgets);
}
