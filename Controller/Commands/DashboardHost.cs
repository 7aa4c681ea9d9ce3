using BotBottle.Controller.Launching;
using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Dashboard;

namespace BotBottle.Controller.Commands;

/// <summary>The host for the dashboard: it calls the controller's API, and starts this program for actions that need a process.</summary>
/// <param name="host">The command's surroundings.</param>
/// <param name="client">The controller's API; the dashboard starts no controller for it.</param>
internal sealed class DashboardHost(CommandHost host, ControllerClient client) : IHost
{
    /// <inheritdoc/>
    public string Address => host.Home.ControllerSocket;

    /// <inheritdoc/>
    public IAsyncEnumerable<HostUpdate> WatchAsync(long? afterEvent, long? afterExchange, CancellationToken cancellation) =>
        client.WatchAsync(afterEvent, afterExchange, cancellation);

    /// <inheritdoc/>
    public Task<RoutesView> RoutesAsync(string run, CancellationToken cancellation) => client.RunRoutesAsync(run, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunActionResult>> CutAsync(string run, CancellationToken cancellation) => client.CutAsync(run, finish: false, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunActionResult>> RestoreAsync(string run, CancellationToken cancellation) => client.RestoreAsync(run, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunActionResult>> FreezeAsync(string run, CancellationToken cancellation) => client.FreezeAsync(run, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunActionResult>> KillAsync(string run, Consent consent, CancellationToken cancellation) =>
        client.KillAsync(run, consent, cancellation);

    /// <inheritdoc/>
    public async Task<string> ResumeAsync(string run, CancellationToken cancellation)
    {
        try
        {
            return await DetachedResume.StartAsync(host, client, await client.RunAsync(run, cancellation), [], [], cancellation);
        }
        catch (CommandFailure failure)
        {
            throw new ControllerException(failure.Advice is { } advice ? $"{failure.Message}. {advice}" : failure.Message, failure);
        }
    }

    /// <inheritdoc/>
    public Task<ApprovalView> DecideAsync(string approval, bool approve, CancellationToken cancellation) => client.DecideAsync(approval, approve, cancellation);

    /// <inheritdoc/>
    public Task<BudgetView> SetBudgetAsync(BudgetChange change, Consent consent, CancellationToken cancellation) =>
        client.SetBudgetAsync(change, consent, cancellation);

    /// <inheritdoc/>
    public Task ResetBudgetAsync(BudgetKey budget, CancellationToken cancellation) => client.ResetBudgetAsync(budget.Provider, budget.Scope, cancellation);

    /// <inheritdoc/>
    public Task ClearBudgetAsync(BudgetKey budget, Consent consent, CancellationToken cancellation) =>
        client.ClearBudgetAsync(budget.Provider, budget.Scope, consent, cancellation);
}
