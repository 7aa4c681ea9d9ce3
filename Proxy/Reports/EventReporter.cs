using System.Threading.Channels;
using BotBottle.Core.Control;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Reports;

/// <summary>
/// Passes events on in batches. An agent decides how many there are, so that their rate and number are bounded; what is dropped is counted, and the count
/// is an event itself. Events are for people: losing some loses no usage.
/// </summary>
internal sealed class EventReporter : IAsyncDisposable
{
    private const int PerSecond = 20;
    private const int Capacity = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Func<IReadOnlyList<EgressEvent>, CancellationToken, Task> _send;
    private readonly TimeProvider _time;
    private readonly TokenBucket _rate;
    private readonly Backoff _backoff;
    private readonly Channel<EgressEvent> _events = Channel.CreateBounded<EgressEvent>(Capacity);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _dropped;

    public EventReporter(Func<IReadOnlyList<EgressEvent>, CancellationToken, Task> send, TimeProvider time)
    {
        _send = send;
        _time = time;
        _rate = new TokenBucket(PerSecond, time);
        _backoff = new Backoff(time);
        _loop = Task.Run(RunAsync);
    }

    public void Add(EgressEvent happened)
    {
        if (!_rate.TryTake() || !_events.Writer.TryWrite(happened))
        {
            Interlocked.Increment(ref _dropped);
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
        List<EgressEvent> batch = [];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (batch.Count == 0)
                {
                    // What was dropped during the last pause is told even if nothing more happens.
                    if (Volatile.Read(ref _dropped) == 0)
                    {
                        await _events.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false);
                    }
                    Fill(batch);
                }
                await _send(batch, _stop.Token).ConfigureAwait(false);
                batch.Clear();
                _backoff.Reset();
                await Task.Delay(Pause, _time, _stop.Token).ConfigureAwait(false);
            }
            catch (ControllerException)
            {
                await PauseAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await _backoff.PauseAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }

    private void Fill(List<EgressEvent> batch)
    {
        while (_events.Reader.TryRead(out EgressEvent? happened))
        {
            batch.Add(happened);
        }
        long dropped = Interlocked.Exchange(ref _dropped, 0);
        if (dropped > 0)
        {
            batch.Add(new EgressEvent(
                EventKind.EgressBlock, _time.GetUtcNow(), null, null, null, 0, "events_dropped", $"{dropped} more events came too fast to be kept"));
        }
    }
}
