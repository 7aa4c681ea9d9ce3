using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// A folder held by a descriptor. Entries are listed and opened below that descriptor, and no link is followed: whoever may write in the tree cannot lead the walk out of it by
/// renaming. Kinds come with the listing (getdents64), so that a walk makes three system calls a folder and none a file.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class OpenFolder : IDisposable
{
    private const int AtCurrent = -100; // AT_FDCWD
    private const int NoFollowStat = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int WantMode = 3; // STATX_TYPE | STATX_MODE
    private const int LongestTarget = 4096;
    private const int NotPermitted = 1; // EPERM
    private const int AccessDenied = 13; // EACCES

    // O_RDONLY | O_NONBLOCK | O_CLOEXEC; O_DIRECTORY and O_NOFOLLOW differ between the architectures.
    private static readonly int Flags = 0x800 | 0x80000 | (IsArm ? 0x4000 | 0x8000 : 0x10000 | 0x20000);
    private static readonly long ListNumber = IsArm ? 61 : 217; // getdents64, which older C libraries have no name for
    private static readonly long StatNumber = IsArm ? 291 : 332; // statx

    private readonly SafeFileHandle _handle;

    private OpenFolder(SafeFileHandle handle) => _handle = handle;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64;

    /// <summary>Opens a folder; null where there is none, it is a link, or it may not be read.</summary>
    /// <param name="path">Absolute; links in what leads to it are followed.</param>
    public static OpenFolder? TryOpen(string path) => Open(AtCurrent, Encoding.UTF8.GetBytes(path + '\0'));

    /// <summary>Opens a folder in this one; null where it is none any more, or may not be read.</summary>
    /// <param name="entry">The folder.</param>
    /// <param name="denied">True: it is there, and its owner or mode keeps us out.</param>
    public OpenFolder? TryOpen(FolderEntry entry, out bool denied)
    {
        var folder = Open(Descriptor, entry.Bytes);
        denied = folder is null && Marshal.GetLastPInvokeError() is (NotPermitted or AccessDenied);
        return folder;
    }

    /// <summary>The entries, without <c>.</c> and <c>..</c>; what could be read where the listing breaks off.</summary>
    /// <param name="most">Where to stop: an agent can make millions in one folder, and each takes a hundred bytes here.</param>
    public List<FolderEntry> List(int most)
    {
        List<FolderEntry> entries = [];
        var buffer = new byte[32 * 1024];
        fixed (byte* start = buffer)
        {
            long length;
            while (entries.Count < most && (length = Syscall(ListNumber, Descriptor, (nint)start, buffer.Length)) > 0)
            {
                for (var at = 0; at < length && entries.Count < most;)
                {
                    var record = buffer.AsSpan(at); // ino 8, off 8, length 2, type 1, name
                    at += BinaryPrimitives.ReadUInt16LittleEndian(record[16..]);
                    var name = record[19..(record[19..].IndexOf((byte)0) + 19)];
                    if (name is not ([(byte)'.'] or [(byte)'.', (byte)'.']))
                    {
                        byte[] bytes = [.. name, 0];
                        entries.Add(new FolderEntry(Encoding.UTF8.GetString(name), KindOf(record[18], bytes), bytes));
                    }
                }
            }
        }

        return entries;
    }

    /// <summary>The target of a link in this folder; null when it is none any more.</summary>
    public string? TargetOf(FolderEntry link)
    {
        var buffer = stackalloc byte[LongestTarget];
        fixed (byte* name = link.Bytes)
        {
            var length = ReadLink(Descriptor, name, buffer, LongestTarget);
            return length < 0 ? null : Encoding.UTF8.GetString(buffer, (int)length);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private int Descriptor => (int)_handle.DangerousGetHandle();

    private static OpenFolder? Open(int folder, byte[] name)
    {
        fixed (byte* path = name)
        {
            var descriptor = OpenAt(folder, path, Flags);
            return descriptor < 0 ? null : new OpenFolder(new SafeFileHandle(descriptor, ownsHandle: true));
        }
    }

    private EntryKind KindOf(byte type, byte[] name) => type switch
    {
        8 => EntryKind.File,
        4 => EntryKind.Folder,
        10 => EntryKind.Link,
        1 => EntryKind.Pipe,
        12 => EntryKind.Socket,
        0 => Stat(name), // a file system that does not say
        _ => EntryKind.Device,
    };

    private EntryKind Stat(byte[] name)
    {
        var answer = stackalloc byte[256];
        fixed (byte* path = name)
        {
            if (Syscall(StatNumber, Descriptor, (nint)path, NoFollowStat, WantMode, (nint)answer) < 0)
            {
                return EntryKind.File; // gone meanwhile
            }
        }

        return (*(ushort*)(answer + 28) & 0xF000) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Folder,
            0xA000 => EntryKind.Link,
            0x1000 => EntryKind.Pipe,
            0xC000 => EntryKind.Socket,
            _ => EntryKind.Device,
        };
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint ReadLink(int folder, byte* path, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second, long third);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second, long third, long fourth, long fifth);
}
