using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>A built bottle: its listeners are open, and its agent waits, runs or has ended.</summary>
/// <remarks>Order of calls: hand the listeners to a proxy, <see cref="StartAsync"/>, <see cref="WaitAsync"/>, dispose. Callable from any thread.</remarks>
internal abstract class RunningBottle : IAsyncDisposable
{
    private static readonly TimeSpan HangupPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _freeze = new();
    private readonly HashSet<int> _held = [];
    private readonly Queue<int> _early = new();
    private bool _started;
    private volatile bool _freezing;

    /// <summary>The sockets that the proxy serves. This process keeps them for the next proxy when one dies.</summary>
    public abstract IReadOnlyList<BottleListener> Listeners { get; }

    /// <summary>The agent's process id on the host; 0 before the start.</summary>
    public abstract int AgentPid { get; }

    /// <summary>
    /// Host process id of the process whose death ends the whole bottle: the first one of its process namespace, or the agent itself if there is none.
    /// </summary>
    public virtual int RootPid => AgentPid;

    /// <summary>Gets the folder in /proc of each process of the bottle; empty after its end. Linux only.</summary>
    public virtual IReadOnlyList<string> ProcessFolders() => FoldersOf($"/proc/{RootPid}/root/proc");

    /// <summary>The bottle's in-memory folders, as the host sees them.</summary>
    public virtual IReadOnlyList<string> MemoryFolders => [];

    /// <summary>The bottle's folders on disk other than its run's and its shared ones, as the host sees them.</summary>
    public virtual IReadOnlyList<string> DiskFolders => [];

    /// <summary>Gets the limit for which the kernel has ended processes of the bottle; null if it has not, or if that is unknown.</summary>
    public virtual LimitBreach? KernelBreach() => null;

    /// <summary>Starts the agent, and completes when it runs. Called once, after the proxy accepts connections.</summary>
    /// <exception cref="BottleException">The isolation is not as requested; the bottle is removed.</exception>
    public abstract Task StartAsync();

    /// <summary>Completes when the agent has ended and no process of the bottle runs any more.</summary>
    public abstract Task<BottleExit> WaitAsync();

    /// <summary>Sends a signal to the agent's own process.</summary>
    /// <returns>False if it has not started or has ended.</returns>
    public abstract bool Signal(int signal);

    /// <summary>Sends a signal to the agent's own process; one that comes before the start is kept for it.</summary>
    public void Forward(int signal)
    {
        lock (_early)
        {
            if (!Signal(signal) && !_started)
            {
                _early.Enqueue(signal);
            }
        }
    }

    /// <summary>Sends the agent, which has now started, the signals that <see cref="Forward"/> has kept.</summary>
    public void ForwardEarly()
    {
        lock (_early)
        {
            _started = true;
            while (_early.TryDequeue(out int signal))
            {
                Signal(signal);
            }
        }
    }

    /// <summary>
    /// Passes the size of the bottle's terminal on once more, if a program stands between it and the agent's own terminal. Does nothing if none does.
    /// </summary>
    public virtual void RepeatSize()
    {
    }

    /// <summary>Ends every process of the bottle with SIGKILL and completes when none is left.</summary>
    public abstract Task KillAsync();

    /// <summary>
    /// Stops every process of the bottle, saves the data outside of the run's folder, and ends them all: data written before the stop is kept. Completes when
    /// none is left.
    /// </summary>
    /// <exception cref="BottleException">The freeze failed; the stopped processes run again.</exception>
    public abstract Task FreezeAsync();

    /// <summary>True if the agent has stopped itself, as programs do on Ctrl-Z.</summary>
    public bool HasStopped => !_freezing && AgentPid > 0 && AgentProcess.IsStopped(AgentPid);

    /// <summary>Stops every process of the bottle.</summary>
    /// <returns>The processes that were awake, for <see cref="Continue"/>.</returns>
    /// <exception cref="BottleException">The stop failed; the stopped processes run again.</exception>
    public IReadOnlySet<int> Stop() => ProcessStop.All(Members);

    /// <summary>
    /// Wakes those of the processes stopped by <see cref="Stop"/> that still belong to the bottle. During a freeze they are woken only when the freeze fails.
    /// </summary>
    /// <returns>False while a freeze holds them.</returns>
    public bool Continue(IReadOnlySet<int> stopped)
    {
        lock (_freeze)
        {
            if (_freezing)
            {
                _held.UnionWith(stopped);
                return false;
            }

            ProcessStop.Continue(stopped.Intersect(Members()).ToHashSet());
            return true;
        }
    }

    /// <summary>Ends the bottle if the agent does not end in time after SIGHUP, because the operator's window is closed.</summary>
    /// <param name="isClosed">Tells after that time whether the window is really closed.</param>
    public async Task EndAfterHangupAsync(Func<bool> isClosed)
    {
        if (await Task.WhenAny(WaitAsync(), Task.Delay(HangupPatience)) != WaitAsync() && isClosed())
        {
            await KillAsync();
        }
    }

    /// <summary>Stops every process for a freeze: from now on a stop does not count as Ctrl-Z, and an operator's <c>fg</c> wakes no process.</summary>
    /// <returns>The processes that were awake, for <see cref="GiveFreezeUp"/>.</returns>
    /// <exception cref="BottleException">As of <see cref="Stop"/>.</exception>
    protected IReadOnlySet<int> StopForFreeze()
    {
        lock (_freeze)
        {
            _freezing = true;
        }

        try
        {
            return Stop();
        }
        catch
        {
            GiveFreezeUp(new HashSet<int>());
            throw;
        }
    }

    /// <summary>Lets the bottle run again after a failed freeze.</summary>
    protected void GiveFreezeUp(IReadOnlySet<int> stopped)
    {
        lock (_freeze)
        {
            _freezing = false;
            Continue(stopped.Union(_held).ToHashSet());
            _held.Clear();
        }
    }

    /// <summary>Gets the host process ids of every process of the bottle.</summary>
    protected abstract IEnumerable<int> Members();

    /// <summary>Kills the processes that still run, closes the listeners and removes the bottle's files from the host.</summary>
    public abstract ValueTask DisposeAsync();

    private static IReadOnlyList<string> FoldersOf(string processes)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(processes).Where(folder => char.IsAsciiDigit(folder[processes.Length + 1]))];
        }
        catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
