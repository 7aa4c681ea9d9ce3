using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>
/// A folder held open by a file descriptor. Entries are listed and opened below that descriptor, and no link is followed: a process that may write in the tree
/// cannot lead the walk out of it by a rename. The listing contains the kinds (getdents64), so a walk makes three system calls per folder and none per file.
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
    private static readonly long ListNumber = IsArm ? 61 : 217; // getdents64, for which older C libraries have no function
    private static readonly long StatNumber = IsArm ? 291 : 332; // statx

    private readonly SafeFileHandle _handle;

    private OpenFolder(SafeFileHandle handle) => _handle = handle;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64;

    /// <summary>Opens a folder; null if there is none, it is a link, or it may not be read.</summary>
    /// <param name="path">Absolute path; links before its last part are followed.</param>
    public static OpenFolder? TryOpen(string path) => Open(AtCurrent, Encoding.UTF8.GetBytes(path + '\0'));

    /// <summary>Opens a folder inside this one; null if it is no longer a folder, or may not be read.</summary>
    /// <param name="entry">The folder.</param>
    /// <param name="denied">True if it exists, but its owner or mode denies access.</param>
    public OpenFolder? TryOpen(FolderEntry entry, out bool denied)
    {
        var folder = Open(Descriptor, entry.Bytes);
        denied = folder is null && Marshal.GetLastPInvokeError() is (NotPermitted or AccessDenied);
        return folder;
    }

    /// <summary>Lists the entries without <c>.</c> and <c>..</c>; if the listing fails midway, the entries read so far.</summary>
    /// <param name="most">Most entries: an agent can make millions in one folder, and each takes a hundred bytes here.</param>
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

    /// <summary>Gets the target of a link in this folder; null if it is no longer a link.</summary>
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

    private FileKind KindOf(byte type, byte[] name) => type switch
    {
        8 => FileKind.Regular,
        4 => FileKind.Folder,
        10 => FileKind.Link,
        1 => FileKind.Pipe,
        12 => FileKind.Socket,
        0 => Stat(name), // the file system does not report the kind
        _ => FileKind.Device,
    };

    private FileKind Stat(byte[] name)
    {
        var answer = stackalloc byte[256];
        fixed (byte* path = name)
        {
            if (Syscall(StatNumber, Descriptor, (nint)path, NoFollowStat, WantMode, (nint)answer) < 0)
            {
                return FileKind.Regular; // deleted meanwhile
            }
        }

        return FileKinds.Of(*(ushort*)(answer + 28));
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
