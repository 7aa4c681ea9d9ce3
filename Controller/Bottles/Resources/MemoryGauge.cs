using System.Runtime.Versioning;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// Watches the processes and memory of a bottle, and the free memory of its host. Counting costs one read per process. So it is done when the host's own
/// figures moved by a part of the room that is left, and every few seconds.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class MemoryGauge : IGauge, IDisposable
{
    private const double FastestGrowth = 16.0 * (1L << 30); // bytes per second; two cores fill 2 to 3 GiB
    private const int ShareOfRoom = 4;
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Recount = TimeSpan.FromSeconds(5);

    private readonly HostMemory _host = new();
    private readonly ProcessUse _use;
    private readonly BottleLimits _limits;
    private readonly Func<LimitBreach?> _kernel;
    private readonly Shortage _shortage = new();
    private readonly long _kept;
    private readonly long _much;
    private readonly long _sharedAtStart;
    private TimeSpan? _countedAt;
    private long _counted;
    private long _availableThen;
    private long _sharedThen;
    private long _threadsThen;
    private long _threads;

    /// <summary>Begins to watch.</summary>
    /// <param name="use">The bottle's processes.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="kernel">Reports whether the kernel has already ended processes of the bottle.</param>
    public MemoryGauge(ProcessUse use, BottleLimits limits, Func<LimitBreach?> kernel)
    {
        _kernel = kernel;
        _use = use;
        _limits = limits;
        // On a host that is short from the start, half of the available memory is the reserve.
        _kept = Math.Min(BottleLimits.Reserve, _host.Available / 2);
        _much = _host.Total / 8;
        _sharedAtStart = _host.Shared;
    }

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    /// <inheritdoc/>
    public (LimitBreach? Breach, TimeSpan Next) Look(TimeSpan now)
    {
        (long available, long shared, long threads) = (_host.Available, _host.Shared, HostThreads());
        if (_countedAt is not { } then || now - then > Recount || available < _kept
            || _availableThen - available > Room / ShareOfRoom || shared - _sharedThen > Room / ShareOfRoom
            || threads - _threadsThen > Math.Max(0, _limits.Processes - _threads) / ShareOfRoom)
        {
            // Slow growth, or growth while others free as much, moves no figure. So all files are checked as soon as the host's could fill the room.
            Count(filesToo: _countedAt is not null && (shared - _sharedThen > Room / ShareOfRoom || shared > Room));
            (_countedAt, _availableThen, _sharedThen, _threadsThen) = (now, available, shared, threads);
        }

        return (_kernel() ?? Breach(now, available), TimeSpan.FromSeconds(
            Math.Clamp(Math.Min(Room, available - _kept) / FastestGrowth, Soonest.TotalSeconds, Latest.TotalSeconds)));
    }

    private long Room => Math.Max(0, _limits.Memory - _counted);

    private LimitBreach? Breach(TimeSpan now, long available) =>
        _counted > _limits.Memory
            ? new LimitBreach("memory", $"its memory reached {ByteAmount.Format(_counted)}, and its limit is {ByteAmount.Format(_limits.Memory)}",
                LimitBreach.Twice(_limits.Memory, _host.Total))
        : _threads > _limits.Processes
            ? new LimitBreach(
                "processes", $"it had {TokenAmount.Format(_threads)} processes and threads, and its limit is {TokenAmount.Format(_limits.Processes)}",
                TokenAmount.Write(_limits.Processes * 2))
        : _shortage.Persists(now, available, _kept, () => _counted >= _much)
            ? new LimitBreach(
                null,
                $"the host had {ByteAmount.Format(available)} of memory left, of which {ByteAmount.Format(_kept)} are kept for it, and the bottle used "
                    + $"{ByteAmount.Format(_counted)}")
        : null;

    private void Count(bool filesToo)
    {
        (_threads, long resident) = _use.Count();
        // The exact figure costs some 50 µs per process. Thousands of forks of one process share their pages, and exceed the limit by their resident sizes
        // alone.
        long most = Math.Min(resident, _host.Used);
        _counted = most > _limits.Memory || filesToo ? _use.Memory(Math.Max(0, _host.Shared - _sharedAtStart)) : most;
    }

    /// <summary>Gets the number of threads of the whole host: the number after the slash in /proc/loadavg.</summary>
    private static long HostThreads()
    {
        string[] fields = File.ReadAllText("/proc/loadavg").Split(' ');
        return long.Parse(
            fields[3].AsSpan(fields[3].IndexOf('/') + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
    }
}
