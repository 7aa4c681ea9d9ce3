using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Core.Settings;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// One file system that a bottle writes to. Reading its free space is cheap. The bottle's folders are measured when the use of the whole file system grew by a
/// part of the room that one of them has left. An agent decides how long that takes, so it runs on the side; the host's reserve is checked meanwhile.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DiskGauge : IGauge
{
    private const double FastestGrowth = 4.0 * (1L << 30); // bytes per second
    private const int ShareOfRoom = 4;
    private const int Rest = 4; // pause after a measurement, as a multiple of its duration
    private const long InodeBytes = 1024;
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Recount = TimeSpan.FromMinutes(1);

    private readonly IReadOnlyList<WatchedFolder> _folders;
    private readonly ProcessUse _processes;
    private readonly Func<string, long> _measureAll;
    private readonly Shortage _bytes = new();
    private readonly Shortage _files = new();
    private readonly FileSystemRoom _start;
    private readonly long _keptBytes;
    private readonly long _keptFiles;
    private readonly ulong _device;
    private Task<Measuring>? _measuring;
    private Measuring _last;
    private TimeSpan? _measuredAt;
    private long? _startUse;

    private DiskGauge(IReadOnlyList<WatchedFolder> folders, ProcessUse processes, Func<string, long> measureAll)
    {
        _measureAll = measureAll;
        _folders = folders;
        _processes = processes;
        _start = FileSystemRoom.Of(folders[0].Path);
        _last = new Measuring(_start, 0, long.MaxValue, null, TimeSpan.Zero);
        // On a disk that is short from the start, half of the free space is the reserve.
        _keptBytes = Math.Min(BottleLimits.Reserve, _start.Free / 2);
        _keptFiles = _start.FreeFiles == long.MaxValue ? 0 : Math.Min((_start.FreeFiles + _start.UsedFiles) / 20, _start.FreeFiles / 2);
        _device = DeviceOf(folders[0].Path);
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="folders">The bottle's folders on this file system; at least one.</param>
    /// <param name="processes">The bottle's processes, which may hold deleted files open.</param>
    /// <param name="measureAll">Measures a folder of which a part is unreadable for this process.</param>
    /// <returns>Null if the first folder is gone: it was the root of a bottle that has ended.</returns>
    public static DiskGauge? TryBegin(IReadOnlyList<WatchedFolder> folders, ProcessUse processes, Func<string, long> measureAll)
    {
        try
        {
            return new DiskGauge(folders, processes, measureAll);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Gets the file system of a path; 0 if the path does not exist.</summary>
    public static ulong DeviceOf(string path) => FolderEntries.Look(null, [.. Encoding.UTF8.GetBytes(path), 0])?.Device ?? 0;

    /// <inheritdoc/>
    public (LimitBreach? Breach, TimeSpan Next) Look(TimeSpan now)
    {
        FileSystemRoom room;
        try
        {
            room = FileSystemRoom.Of(_folders[0].Path);
        }
        catch (Win32Exception)
        {
            return (null, Latest); // a shared folder was removed
        }

        if (_measuring is null && (_measuredAt is not { } then
            || (now - then > _last.Took * Rest && (now - then > Recount || Grown(room, _last.Room) > _last.Left / ShareOfRoom))))
        {
            _measuring = Task.Factory.StartNew(() => Measure(room), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        // Most measurements end within a moment.
        if (_measuring is { } measuring && measuring.Wait(Soonest))
        {
            (_last, _measuredAt, _measuring) = (measuring.Result, now, null);
            _startUse ??= _last.Use;
        }

        long left = _measuring is null ? Math.Min(_last.Left - Grown(room, _last.Room), room.Free - _keptBytes) : 0;
        return (_last.Breach ?? Short(now, room), TimeSpan.FromSeconds(Math.Clamp(left / FastestGrowth, Soonest.TotalSeconds, Latest.TotalSeconds)));
    }

    private static long Grown(FileSystemRoom now, FileSystemRoom then) =>
        Math.Max(0, now.Used - then.Used) + Math.Max(0, now.UsedFiles - then.UsedFiles) * InodeBytes;

    private LimitBreach? Short(TimeSpan now, FileSystemRoom room)
    {
        bool UsesMuch() => _last.Use - _startUse >= BottleLimits.Reserve;
        return _bytes.Persists(now, room.Free, _keptBytes, UsesMuch)
                ? Full($"{ByteAmount.Format(room.Free)} free, of which {ByteAmount.Format(_keptBytes)} are kept for the host")
            : _files.Persists(now, room.FreeFiles, _keptFiles, UsesMuch)
                ? Full($"{TokenAmount.Format(room.FreeFiles)} inodes free, of which {TokenAmount.Format(_keptFiles)} are kept for the host")
            : null;

        LimitBreach Full(string what) => new(null, $"the disk of {string.Join(", ", _folders.Select(folder => folder.Name))} had {what}");
    }

    private Measuring Measure(FileSystemRoom room)
    {
        long since = Stopwatch.GetTimestamp();
        Measuring measured = new(room, 0, long.MaxValue, null, TimeSpan.Zero);
        foreach (WatchedFolder folder in _folders.Where(folder => folder.Key is not null && folder.Limit != LimitSettings.None))
        {
            FolderUse found = FolderUse.Of(folder.Path, folder.Limit);
            measured = measured.With(folder, found.Complete ? found.Bytes : Math.Max(found.Bytes, _measureAll(folder.Path)), "held");
        }

        long unexplained = Math.Max(0, Math.Max(0, room.Used - _start.Used) - (measured.Use - (_startUse ?? measured.Use)));
        if (_folders.MinBy(folder => folder.Key is null ? long.MaxValue : folder.Limit) is { Key: not null, Limit: not LimitSettings.None } least
            && unexplained > least.Limit / ShareOfRoom)
        {
            // With too many file descriptors to check, all growth without another explanation counts.
            measured = measured.With(least, _processes.Deleted(_device) ?? unexplained, "and files that it deleted and holds open take");
        }

        return measured with { Took = Stopwatch.GetElapsedTime(since) };
    }

    /// <summary>Result of measuring the bottle's folders.</summary>
    /// <param name="Room">The file system's figures at the begin of the measurement.</param>
    /// <param name="Use">Bytes of all folders.</param>
    /// <param name="Left">Bytes left to the folder that is nearest to its limit.</param>
    /// <param name="Breach">The exceeded limit.</param>
    /// <param name="Took">Duration of the measurement.</param>
    private sealed record Measuring(FileSystemRoom Room, long Use, long Left, LimitBreach? Breach, TimeSpan Took)
    {
        public Measuring With(WatchedFolder folder, long bytes, string verb) => this with
        {
            Use = Use + bytes,
            Left = Math.Min(Left, Math.Max(0, folder.Limit - bytes)),
            Breach = bytes <= folder.Limit ? Breach
                : new LimitBreach(folder.Key, $"its {folder.Name} {verb} more than its limit, {ByteAmount.Format(folder.Limit)}",
                    LimitBreach.Twice(folder.Limit, long.MaxValue)),
        };
    }
}
