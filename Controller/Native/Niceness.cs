using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>How a process stands back when processors are short (setpriority(2)).</summary>
internal static partial class Niceness
{
    private const int Process = 0; // PRIO_PROCESS
    private const int Bottle = 10; // a ninth of a usual process's share

    /// <summary>A process, and what it starts from now on, gives way to the host's own programs. Only root may take that back.</summary>
    /// <param name="pid">The process; 0 for ourselves.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel refuses.</exception>
    public static void StandBack(int pid = 0)
    {
        if (Get(Process, (uint)pid) < Bottle && Set(Process, (uint)pid, Bottle) < 0 && Marshal.GetLastPInvokeError() is var error && error != Errno.NoSuchProcess)
        {
            throw Errno.Error(error, "setpriority");
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority", SetLastError = true)]
    private static partial int Get(int kind, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int Set(int kind, uint who, int value);
}
