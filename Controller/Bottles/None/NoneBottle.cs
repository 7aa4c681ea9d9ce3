using System.ComponentModel;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;
using BotBottle.Core.Control;

namespace BotBottle.Controller.Bottles.None;

/// <summary>An agent that runs beside us, with nothing around it.</summary>
/// <param name="request">How it is started.</param>
/// <param name="guard">Of the folder that it works in; null where there is no look at folders (macOS).</param>
/// <param name="onBreach">What a breach in it does.</param>
/// <param name="listener">Its proxy's socket on the host's loopback.</param>
internal sealed class NoneBottle(SpawnRequest request, FolderGuard? guard, BreachPolicy onBreach, BottleListener listener) : RunningBottle
{
    private const int StopLook = 100; // ms between looks whether the agent has stopped (Ctrl-Z)

    private readonly TaskCompletionSource<BottleExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _freezing;
    private ChildProcess? _agent;

    /// <inheritdoc/>
    public override IReadOnlyList<BottleListener> Listeners { get; } = [listener];

    /// <inheritdoc/>
    public override int AgentPid => _agent?.Pid ?? 0;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ProcessFolders() =>
        _agent is { } agent ? [.. ProcessTree.Running(pid => pid != agent.Pid && ChildProcess.IsKnown(pid)).Select(pid => $"/proc/{pid}")] : [];

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
    public override bool Signal(int signal) => _agent?.Signal(signal) ?? false;

    /// <inheritdoc/>
    public override Task KillAsync()
    {
        if (_agent is null)
        {
            _ended.TrySetResult(new BottleExit(125, AgentRan: false, null, []));
        }

        _agent?.Signal(Native.Signal.Kill); // what it leaves behind is killed when its end is seen
        return _ended.Task;
    }

    /// <inheritdoc/>
    /// <remarks>Without a process namespace there is no list of what belongs to the bottle: the agent's descendants are stopped, and those that left it for us (on macOS
    /// its process group alone).</remarks>
    public override async Task FreezeAsync()
    {
        if (_agent is { } agent)
        {
            _freezing = true;
            try
            {
                await Task.Run(() =>
                {
                    if (OperatingSystem.IsLinux())
                    {
                        ProcessStop.All(() => ProcessTree.Running(pid => pid != agent.Pid && ChildProcess.IsKnown(pid)));
                    }
                    else
                    {
                        Processes.Kill(-agent.Pid, Native.Signal.Stop);
                    }
                });
            }
            catch
            {
                _freezing = false;
                throw;
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
            var agent = Spawner.Start(request);
            _agent = agent;
            if (OperatingSystem.IsLinux())
            {
                OutOfMemory.First(agent.Pid);
                Niceness.StandBack(agent.Pid);
            }

            started.SetResult();
            if (OperatingSystem.IsLinux())
            {
                guard?.Begin(() => _ = onBreach == BreachPolicy.Stop && agent.Signal(Native.Signal.Kill));
            }

            var status = Watch(agent);
            EndRest(agent);
            _ended.SetResult(OperatingSystem.IsLinux() && guard is not null
                ? new BottleExit(status.Code, AgentRan: true, null, notices) { Left = guard.End(), Breaches = guard.Breaches }
                : new BottleExit(status.Code, AgentRan: true, null, notices));
        }
        catch (Win32Exception error)
        {
            var failure = new BottleException($"the agent could not be started: {error.Message}", error);
            started.TrySetException(failure);
            _ended.TrySetResult(new BottleExit(125, _agent is not null, null, []));
        }
    }

    private ExitStatus Watch(ChildProcess agent)
    {
        using var jobControl = JobControl.Open(agent.Pid);
        jobControl?.Begin();
        while (jobControl is not null)
        {
            var status = agent.Poll(stops: true);
            if (status is { Stopped: true } stop)
            {
                if (!_freezing) // a stop that is ours is no Ctrl-Z
                {
                    jobControl.Stopped(stop.Signal, () => Processes.Kill(-agent.Pid, Native.Signal.Continue));
                }
            }
            else if (status is { } end)
            {
                jobControl.Ended(end);
                return end;
            }

            Polling.Wait([], StopLook);
        }

        return agent.Wait();
    }

    /// <summary>Ends what the agent left running; on macOS, without a way to adopt orphans, what is still in its process group.</summary>
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
