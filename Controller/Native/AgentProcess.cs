using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>Other processes of this host, told apart by id and start time.</summary>
internal static partial class AgentProcess
{
    private const int SigKill = 9;
    private const int NoSuchProcess = 3; // ESRCH
    private const nint PidfdOpen = 434;
    private const nint PidfdSendSignal = 424;

    /// <summary>When a process started, in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>, proc_pid_stat(5)); null when there is none.
    /// Where there is no /proc, the start time in the system's own ticks.</summary>
    public static long? StartOf(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return StartByRuntime(pid);
        }

        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The name in field 2 may hold blanks and brackets: fields are counted from its last bracket. A zombie (state Z) has ended.
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException || IsGone(fault))
        {
            return null;
        }
    }

    /// <summary>Sends SIGKILL to the process with this id and start time; one that is gone is no error.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static void Kill(int pid, long start)
    {
        if (!OperatingSystem.IsLinux())
        {
            if (StartOf(pid) == start && KillById(pid, SigKill) < 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError());
            }

            return;
        }

        nint handle = SystemCall(PidfdOpen, pid, 0, 0, 0);
        if (handle < 0)
        {
            ThrowUnlessGone();
            return;
        }

        try
        {
            if (StartOf(pid) == start && SystemCall(PidfdSendSignal, handle, SigKill, 0, 0) < 0)
            {
                ThrowUnlessGone();
            }
        }
        finally
        {
            _ = Close((int)handle);
        }
    }

    private static long? StartByRuntime(int pid)
    {
        try
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Reading the stat file of a process that ends in between gives ESRCH.
    private static bool IsGone(Exception fault) => fault is IOException { HResult: NoSuchProcess };

    private static void ThrowUnlessGone()
    {
        int error = Marshal.GetLastPInvokeError();
        if (error != NoSuchProcess)
        {
            throw new Win32Exception(error);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillById(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
