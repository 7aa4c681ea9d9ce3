using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Metadata of a file from the kernel, without reading it (statx(2); Linux).</summary>
/// <param name="Kind">Kind of the file.</param>
/// <param name="Length">Its length in bytes; 0 for a pipe or a device.</param>
/// <param name="Device">Its file system.</param>
/// <param name="Inode">Its number there: together with <paramref name="Device"/> its identity, whatever its name.</param>
/// <param name="Names">Number of its names; 0 if it is deleted and only held open.</param>
/// <param name="Modified">Time of the last write, in nanoseconds of Unix time.</param>
internal readonly partial record struct FileFacts(FileKind Kind, long Length, long Device, long Inode, int Names, long Modified)
{
    /// <summary>Permissions.</summary>
    public UnixFileMode Mode { get; private init; }

    /// <summary>Major and minor number of a device.</summary>
    public (uint Major, uint Minor) DeviceNumber { get; private init; }

    /// <summary>Owning user and group.</summary>
    public (uint User, uint Group) Owner { get; private init; }

    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStats = 0x7FF; // STATX_BASIC_STATS

    /// <summary>Reads the metadata of an open file.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel reports an error.</exception>
    public static FileFacts Of(SafeFileHandle file)
    {
        Errno.Check(Stat((int)file.DangerousGetHandle(), "", EmptyPath, BasicStats, out Statx facts), "statx");
        GC.KeepAlive(file);
        return From(facts);
    }

    /// <summary>Reads the metadata at a path; null if nothing is there or it may not be inspected.</summary>
    /// <param name="path">Where.</param>
    /// <param name="links">Whether a link at the end of the path is followed.</param>
    public static FileFacts? TryOf(string path, Links links) =>
        Stat(CurrentFolder, path, links == Links.Refuse ? NoFollow : 0, BasicStats, out Statx facts) == 0 ? From(facts) : null;

    private static FileFacts From(Statx facts) => new(
        (facts.Mode & 0xF000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0xA000 => FileKind.Link,
            0x1000 => FileKind.Pipe,
            0xC000 => FileKind.Socket,
            _ => FileKind.Device,
        },
        facts.Size, ((long)facts.DeviceMajor << 32) | facts.DeviceMinor, facts.Inode, facts.LinkCount, (facts.ModifiedSeconds * 1_000_000_000) + facts.ModifiedNanoseconds)
    {
        Mode = (UnixFileMode)(facts.Mode & 0x1FF), Owner = (facts.User, facts.Group), DeviceNumber = (facts.OwnMajor, facts.OwnMinor),
    };

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, out Statx facts);

    // Its layout is the same on every architecture, unlike stat's.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(16)]
        public int LinkCount;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public long Inode;

        [FieldOffset(40)]
        public long Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(128)]
        public uint OwnMajor;

        [FieldOffset(132)]
        public uint OwnMinor;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
