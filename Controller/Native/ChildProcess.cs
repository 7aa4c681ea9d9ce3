namespace BotBottle.Controller.Native;

/// <summary>A child that <see cref="Spawner"/> started. It must be waited for by exactly one of the ways below.</summary>
/// <param name="pid">Its process id.</param>
internal sealed class ChildProcess(int pid)
{
    private readonly Lock _lock = new();
    private ExitStatus? _end;

    /// <summary>Its process id; the number may be another process's once the end has been waited for.</summary>
    public int Pid => pid;

    /// <summary>Blocks until it ends.</summary>
    public ExitStatus Wait()
    {
        // The exit is taken under the lock, so that Signal never hits a recycled number; until then the child is at least a zombie.
        while (true)
        {
            if (Poll(stops: false) is { } end)
            {
                return end;
            }

            Processes.AwaitEnd(pid);
        }
    }

    /// <summary>Looks once: its end, a stop, or null.</summary>
    /// <param name="stops">True: a stop (Ctrl-Z, SIGTTIN) is reported too, once each.</param>
    public ExitStatus? Poll(bool stops)
    {
        lock (_lock)
        {
            if (_end is not null)
            {
                return _end;
            }

            var status = Processes.Wait(pid, block: false, stops);
            _end = status is { Stopped: false } ? status : null;
            return status;
        }
    }

    /// <summary>Completes when it ends. A thread of its own waits, so that a busy pool delays nothing.</summary>
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
            Name = $"wait {pid}",
        };
        thread.Start();
        return completion.Task;
    }

    /// <summary>Sends a signal.</summary>
    /// <returns>False when the child has ended.</returns>
    public bool Signal(int signal)
    {
        lock (_lock)
        {
            return _end is null && Processes.Kill(pid, signal);
        }
    }
}
