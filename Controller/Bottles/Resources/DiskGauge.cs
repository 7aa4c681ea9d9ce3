using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Core.Settings;

namespace BotBottle.Controller.Bottles.Resources;

/// <summary>
/// One file system that a bottle writes to. Looking at its free space is cheap; the bottle's folders are measured when the file system as a whole grew by a part of
/// the room that one of them has left.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DiskGauge : IGauge
{
    private const double FastestGrowth = 4.0 * (1L << 30); // bytes a second
    private const int ShareOfRoom = 4;
    private const int Rest = 4; // times as long as a measuring took it is left alone
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
    private FileSystemRoom _measured;
    private TimeSpan? _measuredAt;
    private TimeSpan _took;
    private long _startUse;
    private long _use;
    private long _room = long.MaxValue;
    private LimitBreach? _breach;

    /// <summary>Begins to watch.</summary>
    /// <param name="folders">The bottle's folders on this file system; at least one.</param>
    /// <param name="processes">The bottle's processes, which may hold deleted files open.</param>
    /// <param name="measureAll">Measures a folder that hides a part of itself from us.</param>
    public DiskGauge(IReadOnlyList<WatchedFolder> folders, ProcessUse processes, Func<string, long> measureAll)
    {
        _measureAll = measureAll;
        _folders = folders;
        _processes = processes;
        _start = FileSystemRoom.Of(folders[0].Path);
        // A disk that is short from the start keeps half of what it has.
        _keptBytes = Math.Min(BottleLimits.Reserve, _start.Free / 2);
        _keptFiles = _start.FreeFiles == long.MaxValue ? 0 : Math.Min((_start.FreeFiles + _start.UsedFiles) / 20, _start.FreeFiles / 2);
        _device = DeviceOf(folders[0].Path);
    }

    /// <summary>The file system of a path; 0 where there is no such path.</summary>
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

        if (_measuredAt is not { } then || (now - then > _took * Rest && (now - then > Recount || Grown(room, _measured) > _room / ShareOfRoom)))
        {
            Measure(room);
            _measuredAt = now;
        }

        long left = Math.Min(_room - Grown(room, _measured), room.Free - _keptBytes);
        return (_breach ?? Short(now, room), TimeSpan.FromSeconds(Math.Clamp(left / FastestGrowth, Soonest.TotalSeconds, Latest.TotalSeconds)));
    }

    private static long Grown(FileSystemRoom now, FileSystemRoom then) =>
        Math.Max(0, now.Used - then.Used) + Math.Max(0, now.UsedFiles - then.UsedFiles) * InodeBytes;

    private LimitBreach? Short(TimeSpan now, FileSystemRoom room)
    {
        bool UsesMuch() => _use - _startUse >= BottleLimits.Reserve;
        return _bytes.Persists(now, room.Free, _keptBytes, UsesMuch)
                ? Full($"{ByteAmount.Format(room.Free)} free, of which {ByteAmount.Format(_keptBytes)} are kept for the host")
            : _files.Persists(now, room.FreeFiles, _keptFiles, UsesMuch)
                ? Full($"{TokenAmount.Format(room.FreeFiles)} inodes free, of which {TokenAmount.Format(_keptFiles)} are kept for the host")
            : null;

        LimitBreach Full(string what) => new(null, $"the disk of {string.Join(", ", _folders.Select(folder => folder.Name))} had {what}");
    }

    private void Measure(FileSystemRoom room)
    {
        long since = Stopwatch.GetTimestamp();
        long unexplained = Math.Max(0, room.Used - _start.Used);
        (_room, long use) = (long.MaxValue, 0);
        foreach (WatchedFolder folder in _folders.Where(folder => folder.Key is not null && folder.Limit != LimitSettings.None))
        {
            FolderUse found = FolderUse.Of(folder.Path, folder.Limit);
            long bytes = found.Complete ? found.Bytes : Math.Max(found.Bytes, _measureAll(folder.Path));
            use += bytes;
            Weigh(folder, bytes, "held");
        }

        _startUse = _measuredAt is null ? use : _startUse;
        unexplained = Math.Max(0, unexplained - (use - _startUse));
        if (_folders.MinBy(folder => folder.Key is null ? long.MaxValue : folder.Limit) is { Key: not null, Limit: not LimitSettings.None } least
            && unexplained > least.Limit / ShareOfRoom)
        {
            long deleted = _processes.Deleted(_device);
            use += deleted;
            Weigh(least, deleted, "and files that it deleted and holds open take");
        }

        (_use, _measured, _took) = (use, room, Stopwatch.GetElapsedTime(since));
    }

    private void Weigh(WatchedFolder folder, long bytes, string verb)
    {
        _room = Math.Min(_room, Math.Max(0, folder.Limit - bytes));
        if (bytes > folder.Limit)
        {
            _breach = new LimitBreach(folder.Key, $"its {folder.Name} {verb} more than its limit, {ByteAmount.Format(folder.Limit)}", LimitBreach.Twice(folder.Limit, long.MaxValue));
        }
    }
}
