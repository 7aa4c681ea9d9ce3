using System.Runtime.Versioning;
using BotBottle.Controller.Bottles.ControlGroups;
using BotBottle.Controller.Bottles.Resources;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Control;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Container;

/// <summary>A container that waits, runs or has ended.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ContainerBottle : RunningBottle
{
    private readonly Engine _engine;
    private readonly BottlePlan _plan;
    private readonly ChildProcess _client;
    private readonly int _initPid;
    private readonly SafeFileHandle _init;
    private readonly IReadOnlyList<BottleListener> _listeners;
    private readonly BottleShares _shares;
    private readonly IReadOnlyList<IDisposable> _owned;
    private readonly FileStream _gate;
    private readonly string _image;
    private readonly MemoryEvents? _memory;
    private readonly TaskCompletionSource<BottleExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _agentRan;
    private volatile int _agentPid;
    private readonly List<string> _notices = [];
    private string? _breach;
    private bool _frozen;
    private bool _disposed;

    /// <summary>Takes over a container that waits at its gate.</summary>
    public ContainerBottle(
        Engine engine, BottlePlan plan, ChildProcess client, int initPid, IReadOnlyList<BottleListener> listeners, BottleShares shares,
        IReadOnlyList<IDisposable> owned,
        FileStream gate, string image)
    {
        (_engine, _plan, _client, _initPid, _listeners) = (engine, plan, client, initPid, listeners);
        (_shares, _owned, _gate, _image) = (shares, owned, gate, image);
        _init = Processes.OpenHandle(initPid);
        _memory = MemoryEvents.TryOpen(initPid);
        new Thread(Keep) { IsBackground = true, Name = $"container {plan.RunId}" }.Start();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<BottleListener> Listeners => _listeners;

    /// <inheritdoc/>
    public override int AgentPid => _agentPid;

    /// <inheritdoc/>
    public override int RootPid => _initPid;

    /// <inheritdoc/>
    public override IReadOnlyList<string> MemoryFolders => [$"/proc/{_initPid}/root/dev/shm"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DiskFolders => [$"/proc/{_initPid}/root"];

    /// <inheritdoc/>
    /// <remarks>When the memory is full, the engine lets the kernel end only one process, and the others would continue.</remarks>
    public override LimitBreach? KernelBreach()
    {
        if (_memory?.Read() is not { } events)
        {
            return null;
        }

        using HostMemory host = new();
        return BottleGroup.BreachOf(events, _plan.Limits, host.Total);
    }

    /// <inheritdoc/>
    public override Task StartAsync() => Task.Run(() =>
    {
        try
        {
            Start();
        }
        catch (IOException) when (HasEnded)
        {
            throw new BottleException("the container ended before its agent could run.");
        }
    });

    private bool HasEnded => Polling.Wait([(_init, Polling.Readable)], 0)[0] != 0;

    private void Start()
    {
        using var watch = new MountWatch(_initPid, _shares.Masks, rootToo: false);
        if (watch.AwaitBuilt(_init) is { } missing)
        {
            KillNow();
            throw new BottleException($"the container's protection is incomplete: {missing} is not read-only in it.");
        }

        _notices.AddRange(_shares.Guard.AwaitFirstLook());
        _agentRan = true;
        _shares.Guard.Begin(() =>
        {
            if (_plan.OnBreach == BreachPolicy.Stop)
            {
                KillNow();
            }
        });
        _gate.Write("go\n"u8);
        while (_agentPid == 0 && Polling.Wait([(_init, Polling.Readable)], 2)[0] == 0)
        {
            _agentPid = AgentProcess.Find(_initPid);
        }

        _gate.Dispose(); // not before the byte was read: a pipe without an open end loses its content
    }

    /// <inheritdoc/>
    public override Task<BottleExit> WaitAsync() => _ended.Task;

    /// <inheritdoc/>
    public override bool Signal(int signal) => _agentPid != 0 && !HasEnded && Processes.Kill(_agentPid, signal);

    /// <inheritdoc/>
    /// <remarks>The engine's client sends the size at this signal. conmon takes the first of several sizes that it reads at once, and drops the rest.</remarks>
    public override void RepeatSize() => _client.Signal(Native.Signal.WindowSize);

    /// <inheritdoc/>
    public override Task KillAsync()
    {
        KillNow();
        return _ended.Task;
    }

    /// <inheritdoc/>
    public override async Task FreezeAsync()
    {
        await Task.Run(() =>
        {
            var stopped = StopForFreeze();
            try
            {
                // --pause is the engine's own stop. Our stop makes it needless, and not every host has it. The command and values of --env may be secret, so
                // the image must not contain them.
                var image = _engine.Run(
                [
                    "commit", "--pause=false", "--change", "CMD []", .. _plan.ExtraEnvironment.Keys.SelectMany(name => (string[])["--change", $"ENV {name}="]),
                    ContainerWords.NameOf(_plan), $"bot-bottle-frozen:{_plan.RunId}",
                ]);
                File.WriteAllText(_plan.Files.Image, image.Split('\n')[^1].Trim());
                _frozen = true;
            }
            catch (Exception failure) when (failure is BottleException or IOException or UnauthorizedAccessException)
            {
                GiveFreezeUp(stopped);
                throw failure as BottleException ?? new BottleException($"its image could not be saved: {failure.Message}", failure);
            }
        });
        await KillAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        try
        {
            await KillAsync();
        }
        finally
        {
            ContainerBackend.RemoveIfThere(_engine, _plan); // --rm does the same, but later
            if (_plan.Resumed && _agentRan && !_frozen)
            {
                RemoveImage();
            }

            foreach (var held in _owned.Concat(_listeners).Append(_gate).Append(_init).Concat(_memory is null ? [] : (IDisposable[])[_memory]))
            {
                held.Dispose();
            }
        }
    }

    private void KillNow() => Processes.Signal(_init, Native.Signal.Kill); // the kernel ends its whole process namespace with it

    /// <summary>Watches the masks until no process of the container is left.</summary>
    private void Keep()
    {
        try
        {
            using (var watch = new MountWatch(_initPid, _shares.Masks, rootToo: false))
            {
                var missing = watch.AwaitBuilt(_init);
                while (missing is null && Polling.Wait([(_init, Polling.Readable), (watch.Table, Polling.Urgent)], -1)[0] == 0)
                {
                    missing = watch.Missing();
                }

                if (missing is not null && !HasEnded)
                {
                    // A mask was removed, because a process on the host replaced the file below it. An engine's mounts cannot be repaired from outside.
                    _breach = _agentRan ? missing : null;
                    KillNow();
                }
            }

            Polling.Wait([(_init, Polling.Readable)], -1);
            var limit = KernelBreach(); // before the engine removes the group
            var status = _client.Wait();
            if (_breach is { } open)
            {
                _shares.Guard.Settle(open); // no process of the container can write there any more
            }

            IReadOnlyList<string> left = _agentRan ? _shares.Guard.End() : [];
            int code = !_agentRan ? 125 : limit is null ? status.Code : 128 + Native.Signal.Kill;
            _ended.SetResult(new BottleExit(code, _agentRan, _breach, _notices) { Limit = limit, Left = left, Breaches = _shares.Guard.Breaches });
        }
        catch (Exception error)
        {
            KillNow(); // the keeper ends, and the container must not continue alone
            _ended.TrySetException(error);
        }
    }

    /// <summary>Removes the image of a freeze after its run has ended.</summary>
    private void RemoveImage()
    {
        try
        {
            _engine.Run("rmi", _image);
        }
        catch (BottleException)
        {
            // Another container uses it, or it is gone: the engine's own cleanup (`image prune`) removes it.
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<int> Members() => new ProcessNamespace(_initPid).Members();
}
