using System.Diagnostics;
using System.Runtime.Versioning;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>Watches what a bottle uses of its host, and ends the bottle when it passes a limit. On a thread of its own, so that a busy pool does not delay it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LimitWatch : IDisposable
{
    private readonly RunningBottle _bottle;
    private readonly MemoryGauge _memory;
    private readonly IReadOnlyList<IGauge> _gauges;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private volatile LimitBreach? _breach;

    private LimitWatch(RunningBottle bottle, BottlePlan plan, Action<string> complain)
    {
        _bottle = bottle;
        ProcessUse use = new(bottle.ProcessFolders, bottle.MemoryFolders);
        _memory = new MemoryGauge(use, plan.Limits);
        WatchedFolder[] folders =
        [
            new(Path.Combine(plan.RunFolder, "home"), "home", "HOME", plan.Limits.Home), new(Path.Combine(plan.RunFolder, "tmp"), "tmp", "/tmp", plan.Limits.Tmp),
            .. plan.Shares.Where(share => !share.ReadOnly).Select(share => share.Path).Append(plan.WorkingFolder).Distinct().Concat(bottle.DiskFolders).Select(path => new WatchedFolder(path, null, path, 0)),
        ];
        _gauges =
        [
            _memory,
            .. folders.Where(folder => Path.Exists(folder.Path)).GroupBy(folder => DiskGauge.DeviceOf(folder.Path)).Select(group => new DiskGauge([.. group], use, path => bottle.RootPid == 0 ? 0 : PrivilegedMeasure.Of(bottle.RootPid, path))),
        ];
        _thread = new Thread(() => Watch(complain)) { IsBackground = true, Name = "limits" };
    }

    /// <summary>The limit for which the bottle was ended; null while there is none.</summary>
    public LimitBreach? Breach => _breach;

    /// <summary>Begins to watch a bottle whose agent runs.</summary>
    /// <param name="bottle">The bottle.</param>
    /// <param name="plan">With its limits and folders.</param>
    /// <param name="complain">Tells the operator why the watch cannot go on.</param>
    public static LimitWatch Start(RunningBottle bottle, BottlePlan plan, Action<string> complain)
    {
        LimitWatch watch = new(bottle, plan, complain);
        watch._thread.Start();
        return watch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _memory.Dispose();
    }

    private void Watch(Action<string> complain)
    {
        try
        {
            TimeSpan[] due = new TimeSpan[_gauges.Count];
            TimeSpan wait;
            do
            {
                TimeSpan now = Stopwatch.GetElapsedTime(0);
                for (int i = 0; i < due.Length; i++)
                {
                    if (due[i] <= now)
                    {
                        (LimitBreach? breach, TimeSpan next) = _gauges[i].Look(now);
                        if (breach is not null)
                        {
                            _breach = breach;
                            _bottle.KillAsync();
                            return;
                        }

                        due[i] = Stopwatch.GetElapsedTime(0) + next;
                    }
                }

                wait = due.Min() - Stopwatch.GetElapsedTime(0);
            }
            while (!_stop.Wait(wait > TimeSpan.Zero ? wait : TimeSpan.Zero));
        }
        catch (Exception failure)
        {
            // A bottle whose use nobody watches has no limits: it must not go on.
            complain($"what the bottle uses cannot be watched any more, so it is ended: {failure.Message}");
            _bottle.KillAsync();
        }
    }
}
