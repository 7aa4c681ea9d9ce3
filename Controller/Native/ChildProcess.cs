using System.Collections.Concurrent;

namespace BotBottle.Controller.Native;

/// <summary>A child that <see cref="Spawner"/> started. Exactly one of the methods below must wait for it.</summary>
internal sealed class ChildProcess
{
    /// <summary>Process ids of our children that we started and have not waited for; adopted orphans are not among them.</summary>
    private static readonly ConcurrentDictionary<int, bool> Known = new();

    private readonly Lock _lock = new();
    private readonly int _pid;
    private ExitStatus? _end;

    /// <summary>Takes over a child that was just started.</summary>
    /// <param name="pid">Its process id.</param>
    public ChildProcess(int pid)
    {
        _pid = pid;
        Known[pid] = true;
    }

    /// <summary>Its process id; after its end has been waited for, another process may have the number.</summary>
    public int Pid => _pid;

    /// <summary>True for a child that <see cref="Spawner"/> started and that has not been waited for yet.</summary>
    public static bool IsKnown(int pid) => Known.ContainsKey(pid);

    /// <summary>Blocks until the child ends.</summary>
    public ExitStatus Wait()
    {
        // The exit is taken under the lock, so that Signal never hits a reused number; until then the child is at least a zombie.
        while (true)
        {
            if (Poll(stops: false) is { } end)
            {
                return end;
            }

            Processes.AwaitEnd(_pid);
        }
    }

    /// <summary>Checks once: returns its end, a stop, or null.</summary>
    /// <param name="stops">True to report a stop (Ctrl-Z, SIGTTIN) too, once each.</param>
    public ExitStatus? Poll(bool stops)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                return _end;
            }

            var status = Processes.Wait(_pid, block: false, stops);
            if (status is { Stopped: false })
            {
                _end = status;
                Known.TryRemove(_pid, out _);
            }

            return status;
        }
    }

    /// <summary>Completes when the child ends. A separate thread waits, so that a busy pool causes no delay.</summary>
    public Task<ExitStatus> WaitAsync()
    {
        var completion = new TaskCompletionSource<ExitStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                completion.SetResult(Wait());
            }
            catch (System.ComponentModel.Win32Exception error)
            {
                completion.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = $"wait {_pid}",
        };
        thread.Start();
        return completion.Task;
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>False if the child has ended.</returns>
    public bool Signal(int signal)
    {
        lock (_lock)
        {
            return _end is null && Processes.Kill(_pid, signal);
        }
    }
}
