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
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Task _loop;
    private RunOrders? _current;

    public OrdersStream(ControllerClientForProxy controller, TimeProvider time)
    {
        _controller = controller;
        _backoff = new Backoff(time);
        _time = time;
        _start = time.GetTimestamp();
        _loop = Task.Run(RunAsync);
    }

    public event Action<RunOrders>? Changed;

    /// <summary>The newest orders; null before the first ones.</summary>
    public RunOrders? Current => Volatile.Read(ref _current);

    /// <summary>Waits for the first orders, or until <paramref name="limit"/> has passed since the start of the stream.</summary>
    public async Task FirstAsync(TimeSpan limit)
    {
        TimeSpan left = limit - _time.GetElapsedTime(_start);
        if (left > TimeSpan.Zero)
        {
            await Task.WhenAny(_first.Task, Task.Delay(left, _time, _stop.Token)).ConfigureAwait(false);
        }
    }

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
