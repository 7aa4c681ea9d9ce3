using BotBottle.Core.Budgets;

namespace BotBottle.Core.Control;

/// <summary>What <c>controller status</c> shows.</summary>
/// <param name="Pid">The controller's process id.</param>
/// <param name="Version">The program's version.</param>
/// <param name="StartedAt">When it took over the host.</param>
/// <param name="Home">The folder of its files.</param>
/// <param name="LiveRuns">Runs that have not ended.</param>
/// <param name="LedgerRows">Rows in the ledger; 0 where it cannot be read.</param>
public sealed record ControllerStatus(
    int Pid, string Version, DateTimeOffset StartedAt, string Home, int LiveRuns, long LedgerRows)
{
    /// <summary>Why the database takes no writes, so that model calls are refused; null while it does.</summary>
    public string? StoreFault { get; init; }
}

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

/// <summary>The body of every answer of the controller's API that is not 2xx.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">What happened, where, and what to do: shown to the operator as it is.</param>
/// <param name="Question">With <see cref="NeedsYes"/>, what a yes is for: it goes back as <c>yes</c> (<see cref="Consent"/>).</param>
public sealed record ApiError(string Code, string Message, string? Question = null)
{
    /// <summary>The code of what was asked with <c>ask=true</c> and is not done without the operator's yes; without the parameter it is done.</summary>
    public const string NeedsYes = "needs_yes";
}
