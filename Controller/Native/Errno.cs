using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>The error numbers that callers tell apart, and the one way a failed call becomes an exception.</summary>
internal static class Errno
{
    /// <summary>EPERM: the call is not allowed.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT: there is nothing of this name.</summary>
    public const int NoSuchFile = 2;

    /// <summary>ESRCH: no such process.</summary>
    public const int NoSuchProcess = 3;

    /// <summary>EINTR: a signal came first; the call is made again.</summary>
    public const int Interrupted = 4;

    /// <summary>EIO: of a terminal: it is gone, or another program's turn.</summary>
    public const int InputOutput = 5;

    /// <summary>ECHILD: there is nothing to wait for.</summary>
    public const int NoChild = 10;

    /// <summary>EWOULDBLOCK, EAGAIN: somebody else holds the lock; there is nothing to read, no room to write.</summary>
    public const int WouldBlock = 11;

    /// <summary>EACCES: the mode of a file forbids it.</summary>
    public const int AccessDenied = 13;

    /// <summary>EEXIST: the name is taken.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR: a part of the path is no folder; with O_NOFOLLOW and O_DIRECTORY a link, too.</summary>
    public const int NotAFolder = 20;

    /// <summary>EINVAL: the call, or the file system, does not know what is asked.</summary>
    public const int InvalidArgument = 22;

    /// <summary>ENOTTY: no terminal, or not the controlling one.</summary>
    public const int NoTerminal = 25;

    /// <summary>EROFS: the file system is read-only.</summary>
    public const int ReadOnlyFileSystem = 30;

    /// <summary>EPIPE: nobody reads at the other end.</summary>
    public const int BrokenPipe = 32;

    /// <summary>ELOOP: too many symbolic links, or one where none is followed.</summary>
    public static int TooManyLinks => OperatingSystem.IsMacOS() ? 62 : 40;

    /// <summary>Throws when <paramref name="result"/> is negative.</summary>
    /// <param name="result">What the call returned.</param>
    /// <param name="call">The call's name, for the message.</param>
    /// <returns>The result, when it is not negative.</returns>
    /// <exception cref="Win32Exception">The call failed; the native error code is errno.</exception>
    public static int Check(int result, string call) => result >= 0 ? result : throw Error(Marshal.GetLastPInvokeError(), call);

    /// <summary>An exception that says which call failed and why.</summary>
    public static Win32Exception Error(int errno, string call) => new(errno, $"{call}: {Marshal.GetPInvokeErrorMessage(errno)}");
}
