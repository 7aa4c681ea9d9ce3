namespace BotBottle.Controller.Bottles;

/// <summary>A built bottle: its listeners are open, and its agent waits, runs or has ended.</summary>
/// <remarks>Order: hand the listeners to a proxy, <see cref="StartAsync"/>, <see cref="WaitAsync"/>, dispose. Any thread.</remarks>
internal abstract class RunningBottle : IAsyncDisposable
{
    /// <summary>The sockets that the proxy serves. They stay ours too, for the next proxy when one dies.</summary>
    public abstract IReadOnlyList<BottleListener> Listeners { get; }

    /// <summary>The agent's process id on the host; 0 before the start.</summary>
    public abstract int AgentPid { get; }

    /// <summary>The process whose death ends every process of the bottle, as the host numbers it: the first one of its process namespace, or the agent's own
    /// where there is none.</summary>
    public virtual int RootPid => AgentPid;

    /// <summary>The folder in /proc of each process of the bottle; none when it has ended. Linux.</summary>
    public virtual IReadOnlyList<string> ProcessFolders() => FoldersOf($"/proc/{RootPid}/root/proc");

    /// <summary>The bottle's folders that lie in memory, as the host sees them.</summary>
    public virtual IReadOnlyList<string> MemoryFolders => [];

    /// <summary>The bottle's folders on disk besides those of its run and its shared ones, as the host sees them.</summary>
    public virtual IReadOnlyList<string> DiskFolders => [];

    /// <summary>Lets the agent run, and completes when it does. Called once, when the proxy accepts.</summary>
    /// <exception cref="BottleException">The wall is not what was asked for; the bottle is taken down.</exception>
    public abstract Task StartAsync();

    /// <summary>Completes when the agent has ended and nothing of the bottle runs any more.</summary>
    public abstract Task<BottleExit> WaitAsync();

    /// <summary>Sends a signal to the agent's own process.</summary>
    /// <returns>False when it has not started or has ended.</returns>
    public abstract bool Signal(int signal);

    /// <summary>Ends every process of the bottle with SIGKILL and completes when none is left.</summary>
    public abstract Task KillAsync();

    /// <summary>Stops every process of the bottle, saves what lies outside of the run's folder, and ends them all: what was written before the stop is kept. Completes
    /// when none is left.</summary>
    /// <exception cref="BottleException">It could not be done; what was stopped runs on.</exception>
    public abstract Task FreezeAsync();

    /// <summary>Whether the agent has stopped itself, as programs do that know Ctrl-Z.</summary>
    public bool HasStopped => !Freezing && AgentPid > 0 && Sandbox.AgentProcess.IsStopped(AgentPid);

    /// <summary>Whether <see cref="FreezeAsync"/> stops the processes, so that a stop is no Ctrl-Z.</summary>
    protected bool Freezing { get; set; }

    /// <summary>Stops every process of the bottle.</summary>
    /// <returns>Those that were awake, for <see cref="Continue"/>.</returns>
    /// <exception cref="BottleException">It could not be done; what was stopped runs on.</exception>
    public IReadOnlySet<int> Stop() => ProcessStop.All(Members);

    /// <summary>Wakes processes that <see cref="Stop"/> stopped, those of them that are still the bottle's.</summary>
    public void Continue(IReadOnlySet<int> stopped) => ProcessStop.Continue(stopped.Intersect(Members()).ToHashSet());

    /// <summary>Every process of the bottle, as the host numbers them.</summary>
    protected abstract IEnumerable<int> Members();

    /// <summary>Kills what still runs, closes the listeners and removes what the bottle put on the host.</summary>
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
