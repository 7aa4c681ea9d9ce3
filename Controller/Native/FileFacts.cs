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
        FileKinds.Of(facts.Mode),
        facts.Size, ((long)facts.DeviceMajor << 32) | facts.DeviceMinor, facts.Inode, facts.LinkCount,
        (facts.ModifiedSeconds * 1_000_000_000) + facts.ModifiedNanoseconds)
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

/// <summary>Kind of a file at a path (stat's S_IFMT).</summary>
internal enum FileKind
{
    /// <summary>A file with its own bytes.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A FIFO: opening it waits for the other end.</summary>
    Pipe,

    /// <summary>A Unix socket.</summary>
    Socket,

    /// <summary>A character or block device, or an unknown kind: it may be endless, and opening it may have an effect.</summary>
    Device,
}

/// <summary>Reads kinds of files.</summary>
internal static class FileKinds
{
    /// <summary>Gets the kind from a mode of the kernel.</summary>
    public static FileKind Of(uint mode) => (mode & 0xF000) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.Link,
        0x1000 => FileKind.Pipe,
        0xC000 => FileKind.Socket,
        _ => FileKind.Device,
    };
}

/// <summary>
/// Reads a file's owner and mode without following links. Only Linux reports the owner here; on other systems the file counts as the caller's own.
/// </summary>
internal static unsafe partial class FileOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint BasicStats = 0x7ff; // STATX_BASIC_STATS

    // struct statx is the same on every architecture: stx_uid at 20, stx_mode at 28.
    private const int Size = 256;
    private const int UidAt = 20;
    private const int ModeAt = 28;

    /// <summary>Reads the owner and the mode of a file.</summary>
    /// <returns>False if there is no such file, or it may not be inspected.</returns>
    public static bool TryLook(string path, out uint owner, out uint mode)
    {
        (owner, mode) = (0, 0);
        if (!OperatingSystem.IsLinux())
        {
            if (!Path.Exists(path))
            {
                return false;
            }

            (owner, mode) = (Processes.User(), (uint)File.GetUnixFileMode(path));
            return true;
        }

        byte* stat = stackalloc byte[Size];
        if (Statx(CurrentFolder, path, NoFollow, BasicStats, stat) != 0)
        {
            return false;
        }

        owner = *(uint*)(stat + UidAt);
        mode = *(ushort*)(stat + ModeAt);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* stat);
}
