using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Creates, duplicates and closes file descriptors. Every new one is close-on-exec.</summary>
internal static unsafe partial class Descriptors
{
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC; 67 on macOS
    private const int SetFlags = 2; // F_SETFD
    private const int CloseOnExecFlag = 1; // FD_CLOEXEC
    private const int OpenCloseOnExec = 0x80000; // O_CLOEXEC, also SOCK_CLOEXEC
    private const int MemoryCloseOnExec = 1; // MFD_CLOEXEC
    private const int CloseRangeCloseOnExec = 4; // CLOSE_RANGE_CLOEXEC
    private const int CloseRangeNumber = 436; // the same number on every architecture

    /// <summary>Creates a pipe: bytes written to the second handle are read from the first.</summary>
    public static (SafeFileHandle Read, SafeFileHandle Write) Pipe()
    {
        var ends = stackalloc int[2];
        Errno.Check(Pipe2(ends, OpenCloseOnExec), "pipe2");
        return (Own(ends[0]), Own(ends[1]));
    }

    /// <summary>Creates two connected Unix stream sockets.</summary>
    public static (SafeFileHandle First, SafeFileHandle Second) SocketPair()
    {
        var ends = stackalloc int[2];
        Errno.Check(SocketPair(1, 1 | OpenCloseOnExec, 0, ends), "socketpair");
        return (Own(ends[0]), Own(ends[1]));
    }

    /// <summary>Creates an anonymous file that contains <paramref name="content"/>, with its position at the start.</summary>
    /// <param name="name">Shown in /proc/self/fd, so not a secret.</param>
    /// <param name="content">The bytes.</param>
    public static SafeFileHandle Memory(string name, ReadOnlySpan<byte> content)
    {
        var file = Own(Errno.Check(MemfdCreate(name, MemoryCloseOnExec), "memfd_create"));
        RandomAccess.Write(file, content, 0); // pwrite leaves the position at the start, where a reader expects it
        return file;
    }

    /// <summary>Creates a second file descriptor for the same open file, numbered <paramref name="least"/> or higher.</summary>
    public static SafeFileHandle Duplicate(SafeHandle handle, int least = 3)
    {
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var command = OperatingSystem.IsMacOS() ? 67 : DuplicateCloseOnExec;
            return Own(Errno.Check(Fcntl((int)handle.DangerousGetHandle(), command, least), "fcntl(F_DUPFD_CLOEXEC)"));
        }
        finally
        {
            if (held)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>
    /// Marks every file descriptor from <paramref name="first"/> on close-on-exec, also those that came from our own parent: through a leaked folder's
    /// descriptor a bottle could read the host's files.
    /// </summary>
    public static void CloseOnExecFrom(int first) =>
        Errno.Check((int)SystemCall(CloseRangeNumber, (uint)first, uint.MaxValue, CloseRangeCloseOnExec), "close_range (Linux 5.11 or later)");

    /// <summary>Lets one file descriptor survive execve again.</summary>
    public static void KeepOnExec(int descriptor) => Errno.Check(Fcntl(descriptor, SetFlags, 0), "fcntl(F_SETFD)");

    /// <summary>Marks one file descriptor close-on-exec.</summary>
    public static void DropOnExec(int descriptor) => Errno.Check(Fcntl(descriptor, SetFlags, CloseOnExecFlag), "fcntl(F_SETFD)");

    /// <summary>Reads the available bytes from a pipe or socket.</summary>
    /// <returns>0 at the end.</returns>
    public static int Read(SafeHandle handle, Span<byte> buffer)
    {
        while (true)
        {
            nint read;
            fixed (byte* pointer = buffer)
            {
                read = ReadCall((int)handle.DangerousGetHandle(), pointer, (nuint)buffer.Length);
            }

            if (read >= 0)
            {
                return (int)read;
            }

            ThrowUnlessInterrupted("read");
        }
    }

    /// <summary>Writes all bytes to a pipe or socket.</summary>
    /// <returns>False if the other end is closed.</returns>
    public static bool Write(SafeHandle handle, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* pointer = bytes)
            {
                written = WriteCall((int)handle.DangerousGetHandle(), pointer, (nuint)bytes.Length);
            }

            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            if (Marshal.GetLastPInvokeError() == Errno.BrokenPipe)
            {
                return false;
            }

            ThrowUnlessInterrupted("write");
        }

        return true;
    }

    /// <summary>Reads the available bytes without blocking.</summary>
    /// <returns>-1 if there are none now; 0 at the end, or if the other side is closed.</returns>
    public static int TryRead(SafeHandle handle, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return Result(ReadCall((int)handle.DangerousGetHandle(), pointer, (nuint)buffer.Length), "read");
        }
    }

    /// <summary>Writes as many bytes as there is room for, without blocking.</summary>
    /// <returns>-1 if there is no room now; 0 if the other side is closed.</returns>
    public static int TryWrite(SafeHandle handle, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            return Result(WriteCall((int)handle.DangerousGetHandle(), pointer, (nuint)bytes.Length), "write");
        }
    }

    private static int Result(nint count, string call)
    {
        if (count >= 0)
        {
            return (int)count;
        }

        var error = Marshal.GetLastPInvokeError();
        return error switch
        {
            Errno.Interrupted => -1,
            _ when error == (OperatingSystem.IsMacOS() ? 35 : Errno.WouldBlock) => -1,
            Errno.InputOutput or Errno.BrokenPipe or 6 => 0, // ENXIO
            _ => throw Errno.Error(error, call),
        };
    }

    /// <summary>Writes one byte as a signal between processes.</summary>
    /// <returns>False if the other end is closed.</returns>
    public static bool Signal(SafeHandle handle) => Write(handle, [1]);

    /// <summary>Takes ownership of a file descriptor.</summary>
    public static SafeFileHandle Own(int descriptor) => new(descriptor, ownsHandle: true);

    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Errno.Interrupted)
        {
            throw Errno.Error(error, call);
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadCall(int descriptor, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int descriptor, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int SocketPair(int family, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nuint first, nuint last, nuint flags);
}
