using System.Collections.Concurrent;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Store;

/// <summary>
/// The only thread that writes. All queued work goes into one transaction, so that all callers share one commit (an fsync), and get their results only after
/// it.
/// <para>
/// A piece of work runs under <paramref name="gate"/>, writes to the transaction and changes memory at once; its <see cref="Aftermath"/> knows how to undo
/// that. The commit itself holds no lock, so readers and admissions never wait for the disk.
/// </para>
/// </summary>
/// <param name="store">The store that is written.</param>
/// <param name="gate">Guards the state in memory that the work changes.</param>
internal sealed class LedgerWriter(ILedgerStore store, Lock gate) : IDisposable
{
    private const int MaxBatch = 1024;

    private readonly BlockingCollection<ILedgerWork> _queue = [];
    private volatile string? _fault;
    private Thread? _thread;
    private Action<ILedgerTransaction, Aftermath> _review = (_, _) => { };
    private Action _eventsWritten = () => { };
    private Action _ended = () => { };
    private Action<string> _complain = _ => { };

    /// <summary>The reason why the last transaction failed, or the next one would; null while the store takes writes.</summary>
    public string? Fault => _fault ?? store.Displaced;

    /// <summary>Starts the thread.</summary>
    /// <param name="review">Runs under the gate after each batch's work, before its commit: crossed budgets, and budgets with room again.</param>
    /// <param name="eventsWritten">Called after a commit that contains events.</param>
    /// <param name="ended">Called under the gate when memory equals the store again: after each commit, and after each failure.</param>
    /// <param name="complain">Called once when the store takes no writes, and once when it does again; null for no messages.</param>
    public void Start(Action<ILedgerTransaction, Aftermath> review, Action eventsWritten, Action ended, Action<string>? complain = null)
    {
        (_review, _eventsWritten, _ended, _complain) = (review, eventsWritten, ended, complain ?? _complain);
        _thread = new Thread(Loop) { Name = "ledger", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Finishes the queue, then stops the thread.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread?.Join();
        _queue.Dispose();
    }

    /// <summary>Queues work; the task completes after the commit.</summary>
    /// <exception cref="StoreUnavailableException">The store kept nothing of it.</exception>
    /// <exception cref="ObjectDisposedException">The writer has stopped.</exception>
    public Task<T> RunAsync<T>(Func<ILedgerTransaction, Aftermath, T> work)
    {
        LedgerWork<T> item = new(work);
        try
        {
            _queue.Add(item);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException("the controller is stopping");
        }

        return item.Result;
    }

    private void Loop()
    {
        List<ILedgerWork> batch = [];
        foreach (ILedgerWork first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _queue.TryTake(out ILedgerWork? more))
            {
                batch.Add(more);
            }

            Execute(batch);
            batch.Clear();
        }
    }

    private void Execute(List<ILedgerWork> batch)
    {
        Aftermath aftermath = new();
        bool events;
        try
        {
            using ILedgerTransaction transaction = store.Begin();
            lock (gate)
            {
                batch.ForEach(work => work.Do(transaction, aftermath));
                _review(transaction, aftermath);
            }

            transaction.Commit();
            events = transaction.HasEvents;
        }
        catch (Exception fault)
        {
            lock (gate)
            {
                aftermath.TakeBack();
                _ended();
            }

            Fail(batch, fault);
            return;
        }

        if (_fault is not null)
        {
            _complain("the database takes writes again");
        }

        _fault = null;
        lock (gate)
        {
            aftermath.Settle();
            _ended();
        }

        batch.ForEach(work => work.Complete());
        if (events)
        {
            _eventsWritten();
        }

        aftermath.Act();
    }

    private void Fail(List<ILedgerWork> batch, Exception fault)
    {
        if (fault is StoreUnavailableException)
        {
            if (_fault != fault.Message)
            {
                _complain($"{fault.Message}. Until then model calls are refused, and their proxies keep what they have to report");
            }

            _fault = fault.Message;
        }
        else if (batch.Count > 1)
        {
            // One piece of work failed, not the store: each runs alone, so that only the faulty one fails.
            batch.ForEach(work => Execute([work]));
            return;
        }

        batch.ForEach(work => work.Fail(fault));
    }
}

/// <summary>Work with a result. A <see cref="RefusedException"/> thrown before anything is written fails this work alone.</summary>
internal sealed class LedgerWork<T>(Func<ILedgerTransaction, Aftermath, T> work) : ILedgerWork
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private RefusedException? _refused;

    /// <summary>Completes after the commit.</summary>
    public Task<T> Result => _done.Task;

    /// <inheritdoc/>
    public void Do(ILedgerTransaction transaction, Aftermath aftermath)
    {
        _refused = null;
        try
        {
            _result = work(transaction, aftermath);
        }
        catch (RefusedException refused)
        {
            _refused = refused;
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        if (_refused is null)
        {
            _done.SetResult(_result!);
        }
        else
        {
            _done.SetException(_refused);
        }
    }

    /// <inheritdoc/>
    public void Fail(Exception fault) => _done.SetException(_refused ?? fault);
}
