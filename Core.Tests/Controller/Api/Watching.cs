using BotBottle.Core.Budgets;
using BotBottle.Core.Control;
using BotBottle.Core.Tests.Controller.Service;

namespace BotBottle.Core.Tests.Controller.Api;

/// <summary>A watcher of the host that keeps what it received, as a dashboard does. While it waits for a line, it advances the test's clock.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestController _controller;
    private readonly CancellationTokenSource _over = new();
    private readonly IAsyncEnumerator<HostUpdate> _lines;

    public Watching(TestController controller, long? afterEvent = null, long? afterExchange = null)
    {
        _controller = controller;
        _lines = controller.Client.WatchAsync(afterEvent, afterExchange, _over.Token).GetAsyncEnumerator();
    }

    public List<HostUpdate> Lines { get; } = [];

    public Dictionary<string, RunView> Runs { get; } = [];

    public Dictionary<BudgetKey, BudgetView> Budgets { get; } = [];

    public Dictionary<string, ApprovalView> Approvals { get; } = [];

    public List<LoggedEvent> Events { get; } = [];

    public List<ExchangeView> Exchanges { get; } = [];

    /// <summary>Starts a watcher and reads its snapshot, without advancing the test's clock.</summary>
    public static async Task<Watching> StartAsync(TestController controller, long? afterEvent = null, long? afterExchange = null)
    {
        Watching watching = new(controller, afterEvent, afterExchange);
        Assert.That(await watching._lines.MoveNextAsync().AsTask().WaitAsync(Patience), Is.True);
        watching.Take(watching._lines.Current);
        Assert.That(watching._lines.Current.Snapshot, Is.True);
        return watching;
    }

    /// <summary>Reads the next line.</summary>
    public async Task<HostUpdate> NextAsync()
    {
        Task<bool> next = _lines.MoveNextAsync().AsTask();
        using CancellationTokenSource limit = new(Patience);
        while (await Task.WhenAny(next, Task.Delay(10, limit.Token)) != next)
        {
            limit.Token.ThrowIfCancellationRequested();
            _controller.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.That(await next, Is.True);
        Take(_lines.Current);
        return _lines.Current;
    }

    /// <summary>Reads until the condition is true.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            Assert.That((await NextAsync()).Snapshot, Is.False);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _lines.DisposeAsync();
        _over.Dispose();
    }

    private void Take(HostUpdate update)
    {
        Lines.Add(update);
        foreach (RunView run in update.Runs)
        {
            Runs[run.Run] = run;
        }

        foreach (BudgetKey gone in update.GoneBudgets)
        {
            Assert.That(Budgets.Remove(gone), Is.True, "a run that was never reported cannot be gone");
        }

        foreach (BudgetView budget in update.Budgets)
        {
            Budgets[new BudgetKey(budget.Provider, budget.Scope)] = budget;
        }

        foreach (ApprovalView approval in update.Approvals)
        {
            Approvals[approval.Id] = approval;
        }

        Events.AddRange(update.Events);
        Exchanges.AddRange(update.Exchanges);
    }
}
