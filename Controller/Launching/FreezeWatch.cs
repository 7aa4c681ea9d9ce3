using BotBottle.Controller.Bottles;
using BotBottle.Controller.Shared;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Core.Policy;

namespace BotBottle.Controller.Launching;

/// <summary>
/// Waits for the order to freeze, the only one of a run's orders that its proxy does not carry out. Orders are state, so an order that was given while nothing
/// listened is seen later.
/// </summary>
internal sealed class FreezeWatch : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ControllerAddress _address;
    private readonly RunningBottle _bottle;
    private readonly Func<string, Task> _failed;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watch;

    /// <summary>Begins to follow the orders.</summary>
    /// <param name="address">The controller, with the run's token.</param>
    /// <param name="bottle">The bottle to freeze.</param>
    /// <param name="failed">Reports the reason of a failed freeze to the controller.</param>
    /// <param name="time">The clock.</param>
    public FreezeWatch(ControllerAddress address, RunningBottle bottle, Func<string, Task> failed, TimeProvider time)
    {
        _address = address;
        _bottle = bottle;
        _failed = failed;
        _time = time;
        _watch = Task.Run(WatchAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        using ControllerClientForProxy controller = new(_address);
        try
        {
            while (!await FollowAsync(controller))
            {
                await Task.Delay(Pause, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The bottle has ended.
        }
    }

    /// <returns>True when the bottle is frozen; false at the end of the stream.</returns>
    private async Task<bool> FollowAsync(ControllerClientForProxy controller)
    {
        try
        {
            await foreach (RunOrders orders in controller.OrdersAsync(_stop.Token))
            {
                if (orders.Freeze && await FreezeAsync())
                {
                    return true;
                }
            }
        }
        catch (ControllerException)
        {
            // The run's ControllerKeeper starts another controller, which has the same orders.
        }

        return false;
    }

    private async Task<bool> FreezeAsync()
    {
        try
        {
            await _bottle.FreezeAsync();
            return true;
        }
        catch (BottleException failure)
        {
            await _failed(failure.Message);
            return false;
        }
    }
}
