using System.Threading.Channels;
using BotBottle.Core.Client;
using BotBottle.Core.Control;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Sends events to the controller in batches. An agent can cause any number of events, so that their rate and number are limited. Dropped events are counted,
/// and the count is an event itself. Events are for people; losing some loses no usage.
/// </summary>
internal sealed class EventReporter : IAsyncDisposable
{
    private const int PerSecond = 20;
    private const int Capacity = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait for the last events at the end of the proxy.</summary>
    private static readonly TimeSpan LastCall = TimeSpan.FromSeconds(2);

    private readonly Func<IReadOnlyList<EgressEvent>, CancellationToken, Task> _send;
    private readonly TimeProvider _time;
    private readonly TokenBucket _rate;
    private readonly Backoff _backoff;
    private readonly Channel<EgressEvent> _events = Channel.CreateBounded<EgressEvent>(Capacity);
    private readonly List<EgressEvent> _batch = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _giveUp;
    private readonly Task _loop;
    private long _dropped;

    public EventReporter(Func<IReadOnlyList<EgressEvent>, CancellationToken, Task> send, TimeProvider time)
    {
        _send = send;
        _time = time;
        _rate = new TokenBucket(PerSecond, time);
        _backoff = new Backoff(time);
        _giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _loop = Task.Run(RunAsync);
    }

    public void Add(EgressEvent happened)
    {
        if (!_rate.TryTake() || !_events.Writer.TryWrite(happened))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Sends the remaining events before it ends, because the last refusal of a run is often the reason for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        _giveUp.CancelAfter(LastCall);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _giveUp.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (_batch.Count == 0)
                {
                    // Events dropped during the last pause are reported even if no further event follows.
                    if (Volatile.Read(ref _dropped) == 0)
                    {
                        await _events.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false);
                    }
                }
                await SendAsync().ConfigureAwait(false);
                _backoff.Reset();
                await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(false);
            }
            catch (ControllerException)
            {
                await _backoff.PauseUnlessStoppedAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        try
        {
            await SendAsync().ConfigureAwait(false);
        }
        catch (Exception unsaid) when (unsaid is ControllerException or OperationCanceledException)
        {
            // The controller cannot be reached. Usage waits in the spool; events are only for people.
        }
    }

    private async Task SendAsync()
    {
        Fill(_batch);
        if (_batch.Count > 0)
        {
            await _send(_batch, _giveUp.Token).ConfigureAwait(false);
            _batch.Clear();
        }
    }

    private void Fill(List<EgressEvent> batch)
    {
        while (batch.Count < Capacity && _events.Reader.TryRead(out EgressEvent? happened))
        {
            batch.Add(happened);
        }
        long dropped = Interlocked.Exchange(ref _dropped, 0);
        if (dropped > 0)
        {
            batch.Add(new EgressEvent(
                EventKind.EgressBlock, _time.GetUtcNow(), null, null, null, 0, "events_dropped",
                $"{dropped} more events were dropped: too many in a short time"));
        }
    }
}
