using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;
using BotBottle.Dashboard;

namespace BotBottle.Core.Tests.Dashboard;

/// <summary>A host whose lines a test writes, and which records the actions on it.</summary>
internal sealed class ScriptedHost : IHost
{
    private Channel<HostUpdate> _lines = Channel.CreateUnbounded<HostUpdate>();

    /// <summary>The position at which each stream was requested.</summary>
    public ConcurrentQueue<(long? Event, long? Exchange)> Asked { get; } = new();

    public ConcurrentQueue<string> Done { get; } = new();

    /// <summary>The reason for refusing an action on a run; null if it is done.</summary>
    public Func<string, string?> Refuses { get; set; } = _ => null;

    public string Address => "/scripted.sock";

    public void Say(HostUpdate update) => _lines.Writer.TryWrite(update);

    /// <summary>Ends the controller; the next one has its own lines.</summary>
    public void Break(Exception? fault)
    {
        Channel<HostUpdate> old = _lines;
        _lines = Channel.CreateUnbounded<HostUpdate>();
        old.Writer.Complete(fault);
    }

    public async IAsyncEnumerable<HostUpdate> WatchAsync(long? afterEvent, long? afterExchange, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Asked.Enqueue((afterEvent, afterExchange));
        await foreach (HostUpdate update in _lines.Reader.ReadAllAsync(cancellation))
        {
            yield return update;
        }
    }

    public Task<RoutesView> RoutesAsync(string run, CancellationToken cancellation) =>
        Task.FromResult(new RoutesView([new RouteView("routes.yml:1", new() { ["host"] = "example.com" })]));

    public Task<IReadOnlyList<RunActionResult>> CutAsync(string run, CancellationToken cancellation) => ActAsync("cut", run, RunState.Cut);

    public Task<IReadOnlyList<RunActionResult>> RestoreAsync(string run, CancellationToken cancellation) => ActAsync("restore", run, RunState.Running);

    public Task<IReadOnlyList<RunActionResult>> FreezeAsync(string run, CancellationToken cancellation) => ActAsync("freeze", run, RunState.Frozen);

    public Task<IReadOnlyList<RunActionResult>> KillAsync(string run, Consent consent, CancellationToken cancellation)
    {
        Asks(consent);
        return ActAsync("kill", run, RunState.Running);
    }

    public async Task<string> ResumeAsync(string run, CancellationToken cancellation) =>
        $"{(await ActAsync("resume", run, RunState.Running))[0].Name}: running again";

    public Task<ApprovalView> DecideAsync(string approval, bool approve, CancellationToken cancellation)
    {
        Refuse(approval);
        Done.Enqueue($"{(approve ? "approve" : "reject")} {approval}");
        return Task.FromResult(Samples.Approval(approval) with { State = approve ? ApprovalState.Approved : ApprovalState.Rejected });
    }

    public Task<BudgetView> SetBudgetAsync(BudgetChange change, Consent consent, CancellationToken cancellation)
    {
        Asks(consent);
        Refuse(change.Scope);
        Done.Enqueue($"set {change.Provider} {change.Scope} {change.Tokens}");
        return Task.FromResult(Samples.Budget(change.Scope, change.Tokens));
    }

    public Task ResetBudgetAsync(BudgetKey budget, CancellationToken cancellation)
    {
        Done.Enqueue($"reset {budget.Provider} {budget.Scope}");
        return Task.CompletedTask;
    }

    public Task ClearBudgetAsync(BudgetKey budget, Consent consent, CancellationToken cancellation)
    {
        Asks(consent);
        Done.Enqueue($"clear {budget.Provider} {budget.Scope}");
        return Task.CompletedTask;
    }

    private Task<IReadOnlyList<RunActionResult>> ActAsync(string verb, string run, RunState state)
    {
        Refuse(run);
        Done.Enqueue($"{verb} {run}");
        return Task.FromResult<IReadOnlyList<RunActionResult>>([new RunActionResult(run, run["id-".Length..], state, null)]);
    }

    /// <summary>The controller's question and its confirmation token; null for none.</summary>
    public (string Text, string Yes)? Question { get; set; }

    private void Asks(Consent consent)
    {
        if (Question is { } question && consent.Ask && consent.Yes != question.Yes)
        {
            throw new ControllerException(System.Net.HttpStatusCode.Conflict, new ApiError(ApiError.NeedsYes, question.Text, question.Yes));
        }
    }

    private void Refuse(string what)
    {
        if (Refuses(what) is { } reason)
        {
            throw new ControllerException(System.Net.HttpStatusCode.Conflict, new ApiError("refused", reason));
        }
    }
}
