using BotBottle.Core.Budgets;

namespace BotBottle.Core.Control;

/// <summary>The output of <c>controller status</c>.</summary>
/// <param name="Pid">The controller's process id.</param>
/// <param name="Version">The program's version.</param>
/// <param name="StartedAt">The start time of the controller.</param>
/// <param name="Home">The folder of its files.</param>
/// <param name="LiveRuns">The number of runs that have not ended.</param>
/// <param name="LedgerRows">Rows in the ledger; 0 if it is unreadable.</param>
public sealed record ControllerStatus(
    int Pid, string Version, DateTimeOffset StartedAt, string Home, int LiveRuns, long LedgerRows)
{
    /// <summary>The reason why the database is not writable and model calls are refused; null while it is writable.</summary>
    public string? StoreFault { get; init; }
}

/// <summary>
/// One change on the host, as one line of <see cref="ApiPaths.Watch"/>. The first line is a snapshot; each later line is one commit. Runs, budgets and
/// approvals are state, of which the latest counts. Events and exchanges are history, in order and without a gap.
/// </summary>
/// <param name="Time">The controller's clock at this line. The reader counts ages and resets from it.</param>
/// <param name="Snapshot">True if <paramref name="Runs"/>, <paramref name="Budgets"/> and <paramref name="Approvals"/> are complete. The reader drops known
/// items that they lack.</param>
/// <param name="Runs">New or changed runs, including those that just ended; a snapshot holds the present ones (running, cut, frozen).</param>
/// <param name="Budgets">New or changed budgets of every scope.</param>
/// <param name="GoneBudgets">Removed budgets.</param>
/// <param name="Approvals">New or changed approvals; a snapshot holds the pending ones.</param>
/// <param name="Events">Events after the last line's, by <see cref="LoggedEvent.Seq"/>.</param>
/// <param name="Exchanges">Model calls written to the ledger after the last line's, by <see cref="ExchangeView.Id"/>.</param>
public sealed record HostUpdate(
    DateTimeOffset Time, bool Snapshot, IReadOnlyList<RunView> Runs, IReadOnlyList<BudgetView> Budgets, IReadOnlyList<BudgetKey> GoneBudgets,
    IReadOnlyList<ApprovalView> Approvals, IReadOnlyList<LoggedEvent> Events, IReadOnlyList<ExchangeView> Exchanges)
{
    /// <summary>The most events, and the most exchanges, on one line. After a full line the next one follows at once.</summary>
    public const int MostHistory = 500;
}

/// <summary>The body of every response of the controller's API that is not 2xx.</summary>
/// <param name="Code">A code for programs.</param>
/// <param name="Message">The text for the operator: cause, place and remedy.</param>
/// <param name="Question">With <see cref="NeedsYes"/>, the question to accept. The caller sends it back as <c>yes</c> (<see cref="Consent"/>).</param>
public sealed record ApiError(string Code, string Message, string? Question = null)
{
    /// <summary>The code for an action with <c>ask=true</c> that needs the operator's consent. Without the parameter the action is done.</summary>
    public const string NeedsYes = "needs_yes";
}
