using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Locks files with flock(2). The kernel drops a lock with the last descriptor of its open file, so a killed process leaves none behind.</summary>
internal static partial class FileLock
{
    private const int SharedLock = 1; // LOCK_SH
    private const int ExclusiveLock = 2; // LOCK_EX
    private const int NotBlocking = 4; // LOCK_NB
    private const int Unlock = 8; // LOCK_UN

    /// <summary>Waits for an exclusive lock.</summary>
    public static void Exclusive(SafeFileHandle file) => Take(file, ExclusiveLock);

    /// <summary>Waits for a shared lock.</summary>
    public static void Shared(SafeFileHandle file) => Take(file, SharedLock);

    /// <summary>Takes an exclusive lock if the file is not locked; returns false if it is.</summary>
    public static bool TryExclusive(SafeFileHandle file) => Flock((int)file.DangerousGetHandle(), ExclusiveLock | NotBlocking) == 0;

    /// <summary>
    /// Gives the lock up. Closing the file is not enough where this process starts others: a child has a copy of the descriptor until its program begins.
    /// </summary>
    public static void Release(SafeFileHandle file) => Take(file, Unlock);

    private static void Take(SafeFileHandle file, int operation)
    {
        while (Flock((int)file.DangerousGetHandle(), operation) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw Errno.Error(error, "flock");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int descriptor, int operation);
}
