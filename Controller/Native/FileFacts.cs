using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>What the kernel says of a file without reading it (statx(2); Linux).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Its bytes; 0 of a pipe or a device.</param>
/// <param name="Device">The file system that it is on.</param>
/// <param name="Inode">Its number there: with <paramref name="Device"/> its identity, whatever it is called.</param>
/// <param name="Names">How many names it has; 0 when it is deleted and only held open.</param>
/// <param name="Modified">When its bytes were last written, in nanoseconds of Unix time.</param>
internal readonly partial record struct FileFacts(FileKind Kind, long Length, long Device, long Inode, int Names, long Modified)
{
    /// <summary>Permissions.</summary>
    public UnixFileMode Mode { get; private init; }

    /// <summary>Of a device: its major and minor number.</summary>
    public (uint Major, uint Minor) DeviceNumber { get; private init; }

    /// <summary>User and group that own it.</summary>
    public (uint User, uint Group) Owner { get; private init; }

    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint BasicStats = 0x7FF; // STATX_BASIC_STATS

    /// <summary>Of an open file.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel does not say.</exception>
    public static FileFacts Of(SafeFileHandle file)
    {
        Errno.Check(Stat((int)file.DangerousGetHandle(), "", EmptyPath, BasicStats, out Statx facts), "statx");
        GC.KeepAlive(file);
        return From(facts);
    }

    /// <summary>Of what lies at a path; null where there is nothing, or nothing that can be looked at.</summary>
    /// <param name="path">Where.</param>
    /// <param name="links">Whether of a link at its end, or of what that leads to.</param>
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

    // The same layout on every architecture, which stat's is not.
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
