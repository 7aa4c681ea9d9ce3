using BotBottle.Controller.Shared;
using BotBottle.Core.Budgets;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Demo;

/// <summary>Shows the operator's view during the demo: the moving meter, and the events of the budget.</summary>
internal sealed class DemoWatch : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(40);

    private readonly CommandHost _host;
    private readonly ControllerClient _client;
    private readonly DemoStory _story;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private long _spent;
    private long _seen;

    public DemoWatch(CommandHost host, ControllerClient client, DemoStory story)
    {
        _host = host;
        _client = client;
        _story = story;
        _watching = WatchAsync();
    }

    /// <summary>Writes the remaining lines, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await LookAsync();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using PeriodicTimer timer = new(Look, _host.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await LookAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The agent is done.
        }
    }

    private async Task LookAsync()
    {
        foreach (BudgetView budget in await _client.BudgetsAsync())
        {
            if (budget.Spent != _spent)
            {
                _spent = budget.Spent;
                _story.Say("meter", $"{TokenAmount.Format(budget.Spent)} of {TokenAmount.Format(budget.Limit ?? 0)} tokens");
            }
        }

        await foreach (LoggedEvent logged in _client.EventsAsync(_seen))
        {
            _seen = logged.Seq;
            if (logged.Event is EventKind.BudgetWarn)
            {
                _story.Say("warning", logged.Message, _host.Ink.Yellow);
            }
            else if (logged.Event is EventKind.BudgetCrossed or EventKind.Cut)
            {
                _story.Say(logged.Event == EventKind.Cut ? "cut" : "crossed", logged.Message, _host.Ink.Red);
            }
        }
    }
}
