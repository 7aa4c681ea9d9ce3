using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>The error numbers that callers distinguish, and the conversion of a failed call to an exception.</summary>
internal static class Errno
{
    /// <summary>EPERM: the call is not allowed.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT: nothing has this name.</summary>
    public const int NoSuchFile = 2;

    /// <summary>ESRCH: no such process.</summary>
    public const int NoSuchProcess = 3;

    /// <summary>EINTR: a signal interrupted the call; it is retried.</summary>
    public const int Interrupted = 4;

    /// <summary>EIO: for a terminal, it is closed, or another program has the foreground.</summary>
    public const int InputOutput = 5;

    /// <summary>ECHILD: there is no child to wait for.</summary>
    public const int NoChild = 10;

    /// <summary>EWOULDBLOCK, EAGAIN: another process holds the lock, there is nothing to read, or there is no room to write.</summary>
    public const int WouldBlock = 11;

    /// <summary>EACCES: the permissions of a file forbid it.</summary>
    public const int AccessDenied = 13;

    /// <summary>EEXIST: the name is taken.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR: a part of the path is not a folder; with O_NOFOLLOW and O_DIRECTORY it may be a link.</summary>
    public const int NotAFolder = 20;

    /// <summary>EINVAL: the call or the file system does not support the request.</summary>
    public const int InvalidArgument = 22;

    /// <summary>ENOTTY: not a terminal, or not the controlling one.</summary>
    public const int NoTerminal = 25;

    /// <summary>EROFS: the file system is read-only.</summary>
    public const int ReadOnlyFileSystem = 30;

    /// <summary>EPIPE: the other end is closed.</summary>
    public const int BrokenPipe = 32;

    /// <summary>ELOOP: too many symbolic links, or one where none may be followed.</summary>
    public static int TooManyLinks => OperatingSystem.IsMacOS() ? 62 : 40;

    /// <summary>Throws if <paramref name="result"/> is negative.</summary>
    /// <param name="result">The result of the call.</param>
    /// <param name="call">The call's name, for the message.</param>
    /// <returns>The result, if it is not negative.</returns>
    /// <exception cref="Win32Exception">The call failed; the native error code is errno.</exception>
    public static int Check(int result, string call) => result >= 0 ? result : throw Error(Marshal.GetLastPInvokeError(), call);

    /// <summary>Makes an exception with the failed call and the reason.</summary>
    public static Win32Exception Error(int errno, string call) => new(errno, $"{call}: {Marshal.GetPInvokeErrorMessage(errno)}");
}
