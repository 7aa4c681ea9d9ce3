using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.ControlGroups;
using BotBottle.Controller.Bottles.Resources;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>A bottle of bubblewrap that waits, runs or has ended.</summary>
/// <remarks>
/// One thread, the keeper, owns the bottle from its first process to its last, because bubblewrap dies with the thread that started it. The other members only
/// send it requests.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SandboxBottle : RunningBottle
{
    private readonly SandboxParts _parts;
    private readonly IReadOnlyList<IDisposable> _owned;
    private readonly FolderGuard _guard;
    private readonly BottlePlan _plan;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<BottleExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly (SafeFileHandle Read, SafeFileHandle Write) _wake = Descriptors.Pipe();
    private volatile bool _startWanted;
    private volatile bool _agentRan;
    private volatile int _agentPid;
    private SafeFileHandle? _agent;
    private BottleGroup? _group;
    private readonly List<string> _notices = [];
    private string? _breach;
    private bool _disposed;

    /// <summary>Takes over a launch; <see cref="Keep"/> must then run on the thread that started it.</summary>
    /// <param name="parts">Processes, pipes and listeners.</param>
    /// <param name="owned">Objects to dispose after the bottle's end.</param>
    /// <param name="guard">Guard of the shared folders.</param>
    /// <param name="plan">Plan of the bottle.</param>
    public SandboxBottle(SandboxParts parts, IReadOnlyList<IDisposable> owned, FolderGuard guard, BottlePlan plan)
    {
        _guard = guard;
        _plan = plan;
        _parts = parts;
        _owned = owned;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<BottleListener> Listeners => _parts.Listeners;

    /// <inheritdoc/>
    public override int AgentPid => _agentPid;

    /// <summary>Host process id of the bottle's first process: its namespaces are in /proc/PID/ns.</summary>
    public int InitPid => _parts.InitPid;

    /// <inheritdoc/>
    public override int RootPid => InitPid;

    /// <inheritdoc/>
    public override IReadOnlyList<string> MemoryFolders => [.. BottleTree.MemoryFolders.Select(folder => $"/proc/{InitPid}/root{folder}")];

    /// <inheritdoc/>
    public override Task StartAsync()
    {
        _startWanted = true;
        Descriptors.Signal(_wake.Write);
        return _started.Task;
    }

    /// <inheritdoc/>
    public override Task<BottleExit> WaitAsync() => _ended.Task;

    /// <inheritdoc/>
    public override bool Signal(int signal) => Volatile.Read(ref _agent) is { } agent && Processes.Signal(agent, signal);

    /// <inheritdoc/>
    public override Task KillAsync()
    {
        Processes.Signal(_parts.Init, Native.Signal.Kill); // the kernel ends its whole process namespace with it
        return _ended.Task;
    }

    /// <inheritdoc/>
    public override async Task FreezeAsync()
    {
        await Task.Run(StopForFreeze);
        await KillAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await KillAsync();
        foreach (var one in _owned)
        {
            one.Dispose();
        }

        _wake.Read.Dispose();
        _wake.Write.Dispose();
        _agent?.Dispose();
        _parts.Dispose();
    }

    /// <summary>Runs the keeper until no process of the bottle is left.</summary>
    public void Keep()
    {
        try
        {
            using var watch = new MountWatch(_parts.InitPid, _parts.Masks);
            if (AwaitStart())
            {
                Release(watch);
            }

            var status = Watch(watch);
            Polling.Wait([(_parts.Init, Polling.Readable)], -1);
            if (_breach is { } open)
            {
                _guard.Settle(open); // no process of the bottle can write there any more
            }

            IReadOnlyList<string> left = _agentRan ? _guard.End() : [];
            // If bubblewrap exits without a report, it could not run the agent, unless a breach made us kill it within its first moments. If it is killed, the
            // agent is killed with it.
            bool isReported = !status.Exited || _parts.ExitWasReported();
            _agentRan &= isReported || _breach is not null;
            int code = !_agentRan ? 125 : isReported ? status.Code : 128 + Native.Signal.Kill;
            LimitBreach? limit = _group?.Breach();
            _group?.Dispose(); // before the end is reported and the program may exit
            var failure = new BottleException("the bottle ended before its agent could run; bubblewrap's message is above.");
            _started.TrySetException(failure);
            _ended.SetResult(new BottleExit(code, _agentRan, _breach, _notices) { Left = left, Breaches = _guard.Breaches, Limit = limit });
        }
        catch (Exception error)
        {
            // After any failure the bottle has no keeper, so it must not continue alone.
            Processes.Signal(_parts.Init, Native.Signal.Kill);
            _started.TrySetException(error);
            _ended.TrySetException(error);
        }
        finally
        {
            _group?.Dispose();
        }
    }

    /// <returns>False if the bottle ended first.</returns>
    private bool AwaitStart()
    {
        while (!_startWanted)
        {
            var found = Polling.Wait([(_parts.MonitorHandle, Polling.Readable), (_wake.Read, Polling.Readable)], -1);
            if (found[0] != 0)
            {
                return false;
            }
        }

        return true;
    }

    private void Release(MountWatch watch)
    {
        if (watch.AwaitBuilt(_parts.MonitorHandle) is { } missing)
        {
            _started.TrySetException(new BottleException($"the bottle's protection is incomplete: {missing} is not read-only in it."));
            Processes.Signal(_parts.Init, Native.Signal.Kill);
            return;
        }

        _group = BottleGroup.TryMake(_parts.InitPid, _plan);
        NamespaceCeilings.Set(_parts.InitPid, _plan.Limits.Processes);
        _notices.AddRange(_guard.AwaitFirstLook());
        _agentRan = true;
        Descriptors.Signal(_parts.Block);
        _guard.Begin(EndOnBreach);
        while (_agentPid == 0 && Polling.Wait([(_parts.MonitorHandle, Polling.Readable)], 1)[0] == 0)
        {
            _agentPid = AgentProcess.Find(_parts.InitPid);
        }

        if (_agentPid != 0)
        {
            Volatile.Write(ref _agent, Processes.TryOpenHandle(_agentPid));
        }

        _started.TrySetResult();
    }

    private ExitStatus Watch(MountWatch watch)
    {
        var alive = Polling.Readable;
        while (true)
        {
            var found = _agentRan
                ? Polling.Wait([(_parts.MonitorHandle, Polling.Readable), (_parts.Init, alive), (watch.Table, Polling.Urgent)], -1)
                : Polling.Wait([(_parts.MonitorHandle, Polling.Readable), (_parts.Init, alive)], -1);
            if (found[1] != 0)
            {
                alive = 0;
                AgentProcess.WakeParent(_parts.InitPid);
            }
            else if (found.Length > 2 && found[2] != 0 && found[0] == 0)
            {
                Repair(watch);
            }

            if (_parts.Monitor.Poll(stops: false) is { } end)
            {
                Processes.Signal(_parts.Init, Native.Signal.Kill); // needed if only the monitor was killed
                return end;
            }
        }
    }

    /// <summary>Handles an added or removed mount: restores a missing mask, or ends the bottle.</summary>
    private void Repair(MountWatch watch)
    {
        while (_breach is null && watch.Missing() is { } missing)
        {
            if (new MaskRepair(_parts.InitPid, _parts.Masks, _guard).Try(missing, () => watch.Missing() != missing) is { } notice)
            {
                _notices.Add(notice);
                if (_guard.Look())
                {
                    EndOnBreach();
                }
            }
            else
            {
                _breach = missing;
                Processes.Signal(_parts.Init, Native.Signal.Kill);
            }
        }
    }

    private void EndOnBreach()
    {
        if (_plan.OnBreach == BreachPolicy.Stop)
        {
            Processes.Signal(_parts.Init, Native.Signal.Kill);
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<int> Members() => new ProcessNamespace(InitPid).Members();
}
