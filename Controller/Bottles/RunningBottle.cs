using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>A built bottle: its listeners are open, and its agent waits, runs or has ended.</summary>
/// <remarks>Order: hand the listeners to a proxy, <see cref="StartAsync"/>, <see cref="WaitAsync"/>, dispose. Any thread.</remarks>
internal abstract class RunningBottle : IAsyncDisposable
{
    private static readonly TimeSpan HangupPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _freeze = new();
    private readonly HashSet<int> _held = [];
    private volatile bool _freezing;

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

    /// <summary>The limit for which the kernel has ended processes of the bottle; null where it has not, or nobody can tell.</summary>
    public virtual LimitBreach? KernelBreach() => null;

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
    public bool HasStopped => !_freezing && AgentPid > 0 && AgentProcess.IsStopped(AgentPid);

    /// <summary>Stops every process of the bottle.</summary>
    /// <returns>Those that were awake, for <see cref="Continue"/>.</returns>
    /// <exception cref="BottleException">It could not be done; what was stopped runs on.</exception>
    public IReadOnlySet<int> Stop() => ProcessStop.All(Members);

    /// <summary>Wakes processes that <see cref="Stop"/> stopped, those of them that are still the bottle's. What a freeze holds is woken when the freeze fails.</summary>
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

    /// <summary>Ends the bottle if the agent does not end by itself in time after SIGHUP: the operator's window is closed.</summary>
    /// <param name="isClosed">Tells at the end of that time whether the window is really gone.</param>
    public async Task EndAfterHangupAsync(Func<bool> isClosed)
    {
        if (await Task.WhenAny(WaitAsync(), Task.Delay(HangupPatience)) != WaitAsync() && isClosed())
        {
            await KillAsync();
        }
    }

    /// <summary>Stops every process for a freeze: from now on a stop is no Ctrl-Z, and an operator's <c>fg</c> wakes nothing.</summary>
    /// <returns>Those that were awake, for <see cref="GiveFreezeUp"/>.</returns>
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

    /// <summary>The freeze failed: the bottle runs on.</summary>
    protected void GiveFreezeUp(IReadOnlySet<int> stopped)
    {
        lock (_freeze)
        {
            _freezing = false;
            Continue(stopped.Union(_held).ToHashSet());
            _held.Clear();
        }
    }

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
