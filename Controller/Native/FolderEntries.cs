using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Reads folders by file descriptor: names are looked up in the open folder even if an agent renames it meanwhile, and no link is followed.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class FolderEntries
{
    private const int AtCurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int StatBasics = 0x7ff; // STATX_BASIC_STATS

    private static readonly int FolderFlags = RuntimeInformation.ProcessArchitecture is Architecture.Arm64
        ? 0x4000 | 0x8000 | 0x80000 // O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        : 0x10000 | 0x20000 | 0x80000;

    private static readonly nint ReadEntriesNumber = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 61 : 217; // getdents64

    /// <summary>Opens a folder; null if it is not a folder, or is gone.</summary>
    /// <param name="folder">The open folder that contains it; null for a whole path.</param>
    /// <param name="name">Its name with a NUL at the end.</param>
    public static SafeFileHandle? TryOpen(SafeFileHandle? folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* pointer = name)
        {
            int descriptor = OpenAt(folder is null ? AtCurrentFolder : (int)folder.DangerousGetHandle(), pointer, FolderFlags);
            return descriptor >= 0 ? Descriptors.Own(descriptor) : null;
        }
    }

    /// <summary>Reads the next entries of an open folder.</summary>
    /// <returns>Number of bytes in the buffer, for <see cref="Next"/>; 0 at the end.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">The folder cannot be read.</exception>
    public static int Read(SafeFileHandle folder, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            int read = (int)SystemCall(ReadEntriesNumber, folder.DangerousGetHandle(), (nint)pointer, buffer.Length);
            return read < 0 && Marshal.GetLastPInvokeError() == Errno.NoSuchFile ? 0 : Errno.Check(read, "getdents64"); // the folder was removed
        }
    }

    /// <summary>Takes one entry from the buffer.</summary>
    /// <param name="entries">The remaining entries, which are shortened.</param>
    /// <returns>The name with its NUL, never <c>.</c> or <c>..</c>; empty if no entry is left.</returns>
    public static ReadOnlySpan<byte> Next(ref ReadOnlySpan<byte> entries)
    {
        while (!entries.IsEmpty)
        {
            // struct linux_dirent64: inode 8, offset 8, length 2, type 1, name.
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entries[16..]);
            ReadOnlySpan<byte> name = entries[19..length];
            name = name[..(name.IndexOf((byte)0) + 1)];
            entries = entries[length..];
            if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
            {
                return name;
            }
        }

        return [];
    }

    /// <summary>Reads the metadata of a file; null if it is gone.</summary>
    /// <param name="folder">The open folder that contains it; null for a whole path.</param>
    /// <param name="name">Its name with a NUL at the end.</param>
    /// <param name="follow">True to follow a link; only for the descriptors in /proc.</param>
    public static DiskFacts? Look(SafeFileHandle? folder, ReadOnlySpan<byte> name, bool follow = false)
    {
        FileStatus status;
        fixed (byte* pointer = name)
        {
            return StatX(folder is null ? AtCurrentFolder : (int)folder.DangerousGetHandle(), pointer, follow ? 0 : NoFollow, StatBasics, &status) < 0
                ? null
                : new DiskFacts(
                    ((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, status.Links, (status.Mode & 0xf000) == 0x4000,
                    (long)status.Blocks * 512);
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int folder, byte* name, int flags, uint mask, FileStatus* status);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);

    // struct statx: the same on every architecture.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(48)]
        public ulong Blocks;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
