using System.Diagnostics;
using System.Runtime.Versioning;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// Watches a bottle's use of its host, and ends the bottle when it exceeds a limit. Each gauge has its own thread, so that neither a busy pool nor a disk that
/// does not respond delays the check of memory.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LimitWatch : IDisposable
{
    private readonly RunningBottle _bottle;
    private readonly MemoryGauge _memory;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread[] _threads;
    private LimitBreach? _breach;

    private LimitWatch(RunningBottle bottle, BottlePlan plan, Action<string> complain)
    {
        _bottle = bottle;
        ProcessUse use = new(bottle.ProcessFolders, bottle.MemoryFolders);
        _memory = new MemoryGauge(use, plan.Limits, bottle.KernelBreach);
        WatchedFolder[] folders =
        [
            new(plan.Files.Home, "home", "HOME", plan.Limits.Home),
            new(plan.Files.Tmp, "tmp", "/tmp", plan.Limits.Tmp),
            .. plan.Shares.Where(share => !share.ReadOnly).Select(share => share.Path).Append(plan.Workspace?.Folder ?? plan.WorkingFolder).Distinct()
                .Concat(bottle.DiskFolders)
                .Select(path => new WatchedFolder(path, null, path, 0)),
        ];
        IGauge[] gauges =
        [
            _memory,
            .. folders.Where(folder => Path.Exists(folder.Path)).GroupBy(folder => DiskGauge.DeviceOf(folder.Path)).Select(
                group => DiskGauge.TryBegin([.. group], use, path => bottle.RootPid == 0 ? 0 : PrivilegedMeasure.Of(bottle.RootPid, path))).OfType<DiskGauge>(),
        ];
        _threads = [.. gauges.Select(gauge => new Thread(() => Watch(gauge, complain)) { IsBackground = true, Name = "limits" })];
    }

    /// <summary>The limit for which the bottle was ended; null if there is none.</summary>
    public LimitBreach? Breach => Volatile.Read(ref _breach);

    /// <summary>Begins to watch a bottle whose agent runs.</summary>
    /// <param name="bottle">The bottle.</param>
    /// <param name="plan">The bottle's limits and folders.</param>
    /// <param name="complain">Receives the message if the watch fails.</param>
    public static LimitWatch Start(RunningBottle bottle, BottlePlan plan, Action<string> complain)
    {
        LimitWatch watch = new(bottle, plan, complain);
        foreach (Thread thread in watch._threads)
        {
            thread.Start();
        }

        return watch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _stop.Dispose();
        _memory.Dispose();
    }

    private void Watch(IGauge gauge, Action<string> complain)
    {
        try
        {
            TimeSpan next;
            do
            {
                (LimitBreach? breach, next) = gauge.Look(Stopwatch.GetElapsedTime(0));
                if (breach is not null)
                {
                    Interlocked.CompareExchange(ref _breach, breach, null);
                    _bottle.KillAsync();
                    return;
                }
            }
            while (!_stop.Wait(next));
        }
        catch (Exception failure)
        {
            // Without the watch the bottle has no limits, so it must end.
            complain($"what the bottle uses cannot be watched any more, so it is ended: {failure.Message}");
            _bottle.KillAsync();
        }
    }
}
