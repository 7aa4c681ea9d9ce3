using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard;

/// <summary>The host as the dashboard sees it: what changes on it, and what can be done to it. Every failure is a <see cref="ControllerException"/> whose message is for the operator.</summary>
public interface IHost
{
    /// <summary>Where the controller is looked for, for messages.</summary>
    string Address { get; }

    /// <summary>What changes, the snapshot first, until the controller goes.</summary>
    /// <param name="afterEvent">The last event that is known; null for none.</param>
    /// <param name="afterExchange">The last exchange that is known; null for none.</param>
    /// <param name="cancellation">Ends the stream.</param>
    IAsyncEnumerable<HostUpdate> WatchAsync(long? afterEvent, long? afterExchange, CancellationToken cancellation);

    /// <summary>What is open for a run.</summary>
    Task<RoutesView> RoutesAsync(string run, CancellationToken cancellation);

    /// <summary>Turns a run's egress off, requests in flight too.</summary>
    Task<IReadOnlyList<RunActionResult>> CutAsync(string run, CancellationToken cancellation);

    /// <summary>Lifts an operator's cut.</summary>
    Task<IReadOnlyList<RunActionResult>> RestoreAsync(string run, CancellationToken cancellation);

    /// <summary>Stops a run and keeps its files; returns when that is done.</summary>
    Task<IReadOnlyList<RunActionResult>> FreezeAsync(string run, CancellationToken cancellation);

    /// <summary>Ends a run; a frozen one only with consent.</summary>
    Task<IReadOnlyList<RunActionResult>> KillAsync(string run, Consent consent, CancellationToken cancellation);

    /// <summary>Starts a frozen run's command again, without a terminal.</summary>
    /// <returns>What was done, for the operator.</returns>
    Task<string> ResumeAsync(string run, CancellationToken cancellation);

    /// <summary>Decides a pending approval.</summary>
    Task<ApprovalView> DecideAsync(string approval, bool approve, CancellationToken cancellation);

    /// <summary>Sets a budget, cuts runs at once only with consent (<see cref="ApiError.NeedsYes"/>); returns what is in force now.</summary>
    Task<BudgetView> SetBudgetAsync(BudgetChange change, Consent consent, CancellationToken cancellation);

    /// <summary>Starts a budget's counter again.</summary>
    Task ResetBudgetAsync(BudgetKey budget, CancellationToken cancellation);

    /// <summary>Drops what an operator set: back to what the files say; as <see cref="SetBudgetAsync"/>.</summary>
    Task ClearBudgetAsync(BudgetKey budget, Consent consent, CancellationToken cancellation);
}
