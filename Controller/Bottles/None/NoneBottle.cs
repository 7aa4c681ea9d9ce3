using System.ComponentModel;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Bottles.None;

/// <summary>An agent that runs beside us without isolation.</summary>
/// <param name="request">Starts the agent directly, or through the leader of its session on a terminal (<see cref="SessionLeader"/>).</param>
/// <param name="led">True if a leader starts it.</param>
/// <param name="guard">The guard of its working folder; null where folders are not checked (macOS).</param>
/// <param name="onBreach">The reaction to a breach in it.</param>
/// <param name="listener">Its proxy's socket on the host's loopback.</param>
internal sealed class NoneBottle(SpawnRequest request, bool led, FolderGuard? guard, BreachPolicy onBreach, BottleListener listener) : RunningBottle
{
    private readonly TaskCompletionSource<BottleExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _starting = new();
    private bool _isEnded; // before the start
    private ChildProcess? _child; // the leader, or the agent
    private volatile int _agentPid;

    /// <inheritdoc/>
    public override IReadOnlyList<BottleListener> Listeners { get; } = [listener];

    /// <inheritdoc/>
    public override int AgentPid => _agentPid;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ProcessFolders() =>
        _child is not null ? [.. Members().Select(pid => $"/proc/{pid}")] : [];

    /// <inheritdoc/>
    public override Task StartAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Keep(started)) { IsBackground = true, Name = "agent" }.Start();
        return started.Task;
    }

    /// <inheritdoc/>
    public override Task<BottleExit> WaitAsync() => _ended.Task;

    /// <inheritdoc/>
    public override bool Signal(int signal) => _agentPid != 0 && _child?.Poll(stops: false) is null && Processes.Kill(_agentPid, signal);

    /// <inheritdoc/>
    public override Task KillAsync()
    {
        lock (_starting)
        {
            if (_child is null)
            {
                _isEnded = true;
                _ended.TrySetResult(new BottleExit(125, AgentRan: false, null, []));
            }
        }

        _child?.Signal(Native.Signal.Kill); // processes that it leaves behind are killed when its end is detected
        return _ended.Task;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Without a process namespace there is no list of the bottle's processes. The freeze stops the agent's descendants and the orphans that this process
    /// adopted; on macOS it stops only the agent's process group.
    /// </remarks>
    public override async Task FreezeAsync()
    {
        if (_agentPid != 0)
        {
            if (OperatingSystem.IsLinux())
            {
                await Task.Run(StopForFreeze);
            }
            else
            {
                Processes.Kill(-_agentPid, Native.Signal.Stop);
            }
        }

        await KillAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (OperatingSystem.IsLinux())
        {
            guard?.Dispose();
        }

        listener.Dispose();
    }

    private void Keep(TaskCompletionSource started)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                ProcessControl.AdoptOrphans();
            }

            IReadOnlyList<string> notices = OperatingSystem.IsLinux() && guard is not null ? guard.AwaitFirstLook() : [];
            if (Begin() is not { } child)
            {
                started.SetException(new BottleException("the bottle was ended before its agent could run."));
                return;
            }

            _agentPid = led ? SessionLeader.AwaitLed(child) : child.Pid;
            if (OperatingSystem.IsLinux())
            {
                OutOfMemory.First(_agentPid);
                Niceness.StandBack(_agentPid);
            }

            started.SetResult();
            if (OperatingSystem.IsLinux())
            {
                guard?.Begin(() => _ = onBreach == BreachPolicy.Stop && child.Signal(Native.Signal.Kill));
            }

            var status = child.Wait();
            EndRest(child);
            _ended.SetResult(OperatingSystem.IsLinux() && guard is not null
                ? new BottleExit(status.Code, AgentRan: true, null, notices) { Left = guard.End(), Breaches = guard.Breaches }
                : new BottleExit(status.Code, AgentRan: true, null, notices));
        }
        catch (Win32Exception error)
        {
            var failure = new BottleException($"the agent could not be started: {error.Message}", error);
            started.TrySetException(failure);
            _ended.TrySetResult(new BottleExit(125, _child is not null, null, []));
        }
    }

    /// <returns>Null if the bottle has been ended already.</returns>
    private ChildProcess? Begin()
    {
        lock (_starting)
        {
            return _isEnded ? null : _child = Spawner.Start(request);
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<int> Members() =>
        ProcessTree.Running(pid => pid != _child?.Pid && ChildProcess.IsKnown(pid)).Where(pid => !led || pid != _child?.Pid);

    /// <summary>Ends the processes that the agent left behind. On macOS, which cannot adopt orphans, it ends the rest of its process group.</summary>
    private static void EndRest(ChildProcess agent)
    {
        if (OperatingSystem.IsLinux())
        {
            ProcessTree.Kill(ChildProcess.IsKnown);
        }
        else
        {
            Processes.Kill(-agent.Pid, Native.Signal.Kill);
        }
    }
}
