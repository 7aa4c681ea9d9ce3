using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Dashboard;

/// <summary>
/// The dashboard's access to the host: its changes and the operator's actions. Every failure is a <see cref="ControllerException"/> with a message for the
/// operator.
/// </summary>
public interface IHost
{
    /// <summary>The controller's address, for messages.</summary>
    string Address { get; }

    /// <summary>A snapshot, then each change, until the controller goes away.</summary>
    /// <param name="afterEvent">The last known event; null for none.</param>
    /// <param name="afterExchange">The last known exchange; null for none.</param>
    /// <param name="cancellation">Ends the stream.</param>
    IAsyncEnumerable<HostUpdate> WatchAsync(long? afterEvent, long? afterExchange, CancellationToken cancellation);

    /// <summary>The routes of a run.</summary>
    Task<RoutesView> RoutesAsync(string run, CancellationToken cancellation);

    /// <summary>Turns a run's egress off and aborts its requests in flight.</summary>
    Task<IReadOnlyList<RunActionResult>> CutAsync(string run, CancellationToken cancellation);

    /// <summary>Lifts an operator's cut.</summary>
    Task<IReadOnlyList<RunActionResult>> RestoreAsync(string run, CancellationToken cancellation);

    /// <summary>Stops a run and keeps its files; returns when that is done.</summary>
    Task<IReadOnlyList<RunActionResult>> FreezeAsync(string run, CancellationToken cancellation);

    /// <summary>Ends a run; a frozen one only with consent.</summary>
    Task<IReadOnlyList<RunActionResult>> KillAsync(string run, Consent consent, CancellationToken cancellation);

    /// <summary>Starts a frozen run's command again, without a terminal.</summary>
    /// <returns>The result, for the operator.</returns>
    Task<string> ResumeAsync(string run, CancellationToken cancellation);

    /// <summary>Decides a pending approval.</summary>
    Task<ApprovalView> DecideAsync(string approval, bool approve, CancellationToken cancellation);

    /// <summary>Sets a budget; a limit that would cut runs at once needs consent (<see cref="ApiError.NeedsYes"/>). Returns the budget in force.</summary>
    Task<BudgetView> SetBudgetAsync(BudgetChange change, Consent consent, CancellationToken cancellation);

    /// <summary>Sets a budget's counter to zero.</summary>
    Task ResetBudgetAsync(BudgetKey budget, CancellationToken cancellation);

    /// <summary>Drops the budget that an operator set; the files' budget applies again. Consent as for <see cref="SetBudgetAsync"/>.</summary>
    Task ClearBudgetAsync(BudgetKey budget, Consent consent, CancellationToken cancellation);
}
