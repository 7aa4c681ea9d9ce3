using System.Text.Json;
using BotBottle.Core.Client;
using BotBottle.Core.Policy;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Keeps the run's orders. First the controller drains the spool of a dead predecessor, so that the orders include its spending. Then the stream is read, and
/// reopened for ever when it breaks. The last orders stay in force meanwhile.
/// </summary>
internal sealed class OrdersStream : IAsyncDisposable
{
    private readonly ControllerClientForProxy _controller;
    private readonly Backoff _backoff;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _limit;
    private readonly Task _loop;
    private RunOrders? _current;

    /// <param name="controller">The controller.</param>
    /// <param name="limit">How long <see cref="FirstAsync"/> waits, from now on.</param>
    /// <param name="time">The clock.</param>
    public OrdersStream(ControllerClientForProxy controller, TimeSpan limit, TimeProvider time)
    {
        _controller = controller;
        _backoff = new Backoff(time);
        _limit = Task.Delay(limit, time, _stop.Token);
        _loop = Task.Run(RunAsync);
    }

    public event Action<RunOrders>? Changed;

    /// <summary>The newest orders; null before the first ones.</summary>
    public RunOrders? Current => Volatile.Read(ref _current);

    /// <summary>Waits for the first orders, or until the limit has passed since the start of the stream.</summary>
    public Task FirstAsync() => Task.WhenAny(_first.Task, _limit);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        bool drained = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (!drained)
                {
                    await _controller.DrainAsync(_stop.Token).ConfigureAwait(false);
                    drained = true;
                }
                await foreach (RunOrders orders in _controller.OrdersAsync(_stop.Token).ConfigureAwait(false))
                {
                    _backoff.Reset();
                    Take(orders);
                }
                await _backoff.PauseAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is ControllerException or JsonException)
            {
                await _backoff.PauseUnlessStoppedAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Take(RunOrders orders)
    {
        if (_current is { } known && orders.Version < known.Version)
        {
            return;
        }
        Volatile.Write(ref _current, orders);
        _first.TrySetResult();
        Changed?.Invoke(orders);
    }
}
