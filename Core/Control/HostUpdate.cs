using BotBottle.Core.Budgets;

namespace BotBottle.Core.Control;

/// <summary>
/// What changed on the host, one line of <see cref="ApiPaths.Watch"/>. The first line is a snapshot; each later one is what was committed since. Runs, budgets and
/// approvals are state, of which the latest counts; events and exchanges are history, in order and without a gap.
/// </summary>
/// <param name="Time">The controller's clock when the line was made; ages and resets are counted from it.</param>
/// <param name="Snapshot">True where <paramref name="Runs"/>, <paramref name="Budgets"/> and <paramref name="Approvals"/> are all there is: what is known and not among them is gone.</param>
/// <param name="Runs">Runs that are new or changed, those that just ended among them; a snapshot holds the present ones (running, cut, frozen).</param>
/// <param name="Budgets">Budgets that are new or changed, of every scope.</param>
/// <param name="GoneBudgets">Budgets that are no more.</param>
/// <param name="Approvals">Approvals that are new or changed; a snapshot holds the pending ones.</param>
/// <param name="Events">Events after the last line's, by <see cref="LoggedEvent.Seq"/>.</param>
/// <param name="Exchanges">Model calls that were written to the ledger after the last line's, by <see cref="ExchangeView.Id"/>.</param>
public sealed record HostUpdate(
    DateTimeOffset Time, bool Snapshot, IReadOnlyList<RunView> Runs, IReadOnlyList<BudgetView> Budgets, IReadOnlyList<BudgetKey> GoneBudgets,
    IReadOnlyList<ApprovalView> Approvals, IReadOnlyList<LoggedEvent> Events, IReadOnlyList<ExchangeView> Exchanges)
{
    /// <summary>A line holds so many events and exchanges at the most; one that holds so many is followed by more at once.</summary>
    public const int MostHistory = 500;
}
