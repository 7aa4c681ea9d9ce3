using System.Collections.Concurrent;
using System.Net;
using BotBottle.Core.Client;
using BotBottle.Core.Control;

namespace BotBottle.Proxy.Reports;

/// <summary>Sends ended calls to the controller in batches and retries until it has acknowledged them. Only then do they leave the spool.</summary>
internal sealed class UsageReporter : IAsyncDisposable
{
    private const int BatchSize = 256;
    private const int MaxUnspooled = 1024;

    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(2);

    private readonly ControllerClientForProxy _controller;
    private readonly Spool _spool;
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly ConcurrentDictionary<string, UsageReport> _unspooled = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<string> _refused = [];
    private readonly Task _loop;
    private TaskCompletionSource _round = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _batchSize = BatchSize;
    private long _woken;
    private long _served;

    public UsageReporter(ControllerClientForProxy controller, Spool spool, TimeProvider time)
    {
        _controller = controller;
        _spool = spool;
        _time = time;
        _backoff = new Backoff(time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Starts a round because the spool has something to send.</summary>
    public void Wake()
    {
        Interlocked.Increment(ref _woken);
        try
        {
            _work.Release();
        }
        catch (SemaphoreFullException)
        {
            // A round is pending already and takes everything.
        }
    }

    /// <summary>
    /// Waits until the controller has received all calls that have ended so far, or could not be reached. An agent that makes one call after another is then
    /// checked against all its spending, however quickly the next call follows.
    /// </summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        long until = Interlocked.Read(ref _woken);
        Task round = Volatile.Read(ref _round).Task;
        while (Interlocked.Read(ref _served) < until)
        {
            await round.WaitAsync(cancel).ConfigureAwait(false);
            round = Volatile.Read(ref _round).Task;
        }
    }

    /// <summary>Sends a report that charges nothing and need not survive this process. It is dropped above a limit.</summary>
    public void AddUnspooled(UsageReport report)
    {
        if (_unspooled.Count < MaxUnspooled)
        {
            _unspooled[report.Exchange] = report;
            Wake();
        }
    }

    /// <summary>Stops after one last attempt. The rest stays in the spool for the controller.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        using CancellationTokenSource limit = new(LastChance, _time);
        while (await SendAsync(limit.Token).ConfigureAwait(false) is SendResult.More)
        {
        }
        _stop.Dispose();
        _work.Dispose();
    }

    // A report that the controller rejects must not block the others: they are sent one by one, and the rejected one stays in the spool, which the controller
    // drains when this process has ended.
    private void SetAside(List<UsageReport> batch, ControllerException exception)
    {
        if (batch.Count > 1)
        {
            _batchSize = 1;
            return;
        }
        _unspooled.TryRemove(batch[0].Exchange, out _);
        _refused.Add(batch[0].Exchange);
        _batchSize = BatchSize;
        Console.Error.WriteLine($"bot-bottle-proxy: the controller rejects the report of {batch[0].Exchange}: {exception.Message}");
    }

    private enum SendResult
    {
        Nothing,
        More,
        Failed,
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _work.WaitAsync(_stop.Token).ConfigureAwait(false);
                for (SendResult result = SendResult.More; result != SendResult.Nothing;)
                {
                    long woken = Interlocked.Read(ref _woken);
                    result = await SendAsync(_stop.Token).ConfigureAwait(false);
                    if (result != SendResult.More)
                    {
                        Interlocked.Exchange(ref _served, woken);
                        Interlocked.Exchange(ref _round, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                    }
                    if (result == SendResult.Failed)
                    {
                        await _backoff.PauseAsync(_stop.Token).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task<SendResult> SendAsync(CancellationToken cancel)
    {
        List<UsageReport> batch = [.. _spool.Unacknowledged(_batchSize, _refused).Concat(_unspooled.Values).Take(_batchSize)];
        if (batch.Count == 0)
        {
            return SendResult.Nothing;
        }
        try
        {
            UsageAcknowledgement acknowledged = await _controller.ReportAsync(batch, cancel).ConfigureAwait(false);
            _spool.Acknowledge(acknowledged.Exchanges);
            foreach (string exchange in acknowledged.Exchanges)
            {
                _unspooled.TryRemove(exchange, out _);
            }
            _backoff.Reset();
            return acknowledged.Exchanges.Count > 0 ? SendResult.More : SendResult.Failed;
        }
        catch (ControllerException exception) when (exception.Status is HttpStatusCode.BadRequest)
        {
            SetAside(batch, exception);
            return SendResult.More;
        }
        catch (ControllerException)
        {
            return SendResult.Failed;
        }
        catch (OperationCanceledException)
        {
            return SendResult.Failed;
        }
    }
}
