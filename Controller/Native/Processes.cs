using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Waits for processes and sends them signals.</summary>
internal static unsafe partial class Processes
{
    private const int NoHang = 1; // WNOHANG
    private const int Untraced = 2; // WUNTRACED: also report a stop
    private const int Ended = 4; // WEXITED
    private static int LeaveWaitable => OperatingSystem.IsMacOS() ? 0x20 : 0x01000000; // WNOWAIT

    private const nint OpenHandleNumber = 434; // pidfd_open, the same number on every architecture
    private const nint SendByHandleNumber = 424; // pidfd_send_signal

    /// <summary>Waits for one child.</summary>
    /// <param name="pid">Its process id.</param>
    /// <param name="block">False to check once without waiting.</param>
    /// <param name="stops">True to return also when it is stopped.</param>
    /// <returns>Null if nothing has happened yet (only without <paramref name="block"/>).</returns>
    /// <exception cref="Win32Exception">It is not our child, or was already waited for.</exception>
    public static ExitStatus? Wait(int pid, bool block, bool stops = false)
    {
        while (true)
        {
            var result = WaitPid(pid, out var status, (block ? 0 : NoHang) | (stops ? Untraced : 0));
            if (result > 0)
            {
                return new ExitStatus(status);
            }

            if (result == 0)
            {
                return null;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw Errno.Error(error, "waitpid");
            }
        }
    }

    /// <summary>Blocks until a child has ended, without reaping it.</summary>
    public static void AwaitEnd(int pid)
    {
        var info = stackalloc long[16]; // siginfo_t, 128 bytes; not used
        while (WaitId(1, (uint)pid, info, Ended | LeaveWaitable) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw Errno.Error(error, "waitid");
            }
        }
    }

    /// <summary>Sends a signal; a process that is gone is not an error.</summary>
    /// <param name="pid">A process id, or the negative id of a process group.</param>
    /// <param name="signal">The signal's number.</param>
    /// <returns>False if the process no longer exists.</returns>
    public static bool Kill(int pid, int signal) => Sent(KillCall(pid, signal), "kill");

    /// <summary>Opens a handle of this process that stays valid if its number is reused. It is readable (poll) after the end of the process.</summary>
    /// <exception cref="Win32Exception">The process does not exist.</exception>
    public static SafeFileHandle OpenHandle(int pid) =>
        Descriptors.Own(Errno.Check((int)SystemCall(OpenHandleNumber, pid, 0, 0, 0), "pidfd_open"));

    /// <summary>Opens the handle as <see cref="OpenHandle"/> does; null if the process has ended.</summary>
    public static SafeFileHandle? TryOpenHandle(int pid)
    {
        var handle = (int)SystemCall(OpenHandleNumber, pid, 0, 0, 0);
        return handle >= 0 ? Descriptors.Own(handle) : null;
    }

    /// <summary>Sends a signal as <see cref="Kill"/> does, by handle.</summary>
    public static bool Signal(SafeFileHandle process, int signal) =>
        Sent((int)SystemCall(SendByHandleNumber, (int)process.DangerousGetHandle(), signal, 0, 0), "pidfd_send_signal");

    /// <summary>Our parent's process id.</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int Parent();

    /// <summary>The process group of a process; 0 means our own.</summary>
    [LibraryImport("libc", EntryPoint = "getpgid")]
    public static partial int Group(int pid);

    /// <summary>Makes this process the leader of a new process group.</summary>
    public static void LeadGroup() => Errno.Check(SetGroup(0, 0), "setpgid");

    /// <summary>The session of a process; 0 means our own.</summary>
    [LibraryImport("libc", EntryPoint = "getsid")]
    public static partial int Session(int pid);

    /// <summary>The caller's effective user.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint User();

    /// <summary>The caller's effective group.</summary>
    [LibraryImport("libc", EntryPoint = "getegid")]
    public static partial uint GroupId();

    private static bool Sent(int result, string call)
    {
        if (result >= 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Errno.NoSuchProcess ? false : throw Errno.Error(error, call);
    }

    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    private static partial int SetGroup(int pid, int group);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitId(int kind, uint id, void* info, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);
}
