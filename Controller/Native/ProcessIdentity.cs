using System.ComponentModel;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Processes told apart by id and start time, so that an id that is used again is never mistaken for the process that had it before.</summary>
internal static class ProcessIdentity
{
    /// <summary>When a process started, in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>, proc_pid_stat(5)); null when there is none, or only
    /// its zombie. Where there is no /proc, the start time in ticks of .NET.</summary>
    public static long? StartOf(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return StartByRuntime(pid);
        }

        return Look(pid) is [not ("Z" or "X"), ..] fields ? long.Parse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Sends SIGKILL to the process with this id and start time; one that is gone is no error.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static void Kill(int pid, long start) => Send(pid, start, Signal.Kill, onlyStopped: false);

    /// <summary>Sends SIGCONT to the process with this id and start time if it is stopped; one that is gone is no error.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static void Wake(int pid, long start) => Send(pid, start, Signal.Continue, onlyStopped: true);

    private static void Send(int pid, long start, int signal, bool onlyStopped)
    {
        if (!OperatingSystem.IsLinux())
        {
            _ = StartOf(pid) == start && Processes.Kill(pid, signal);
            return;
        }

        try
        {
            // The handle first: from here on the id cannot change its meaning between the comparison and the signal.
            using SafeFileHandle process = Processes.OpenHandle(pid);
            _ = StartOf(pid) == start && (!onlyStopped || Look(pid) is ["T", ..]) && Processes.Signal(process, signal);
        }
        catch (Win32Exception fault) when (fault.NativeErrorCode == Errno.NoSuchProcess)
        {
            // It is gone already.
        }
    }

    /// <summary>The fields of <c>/proc/PID/stat</c> from the third on; null when there is no such process.</summary>
    private static string[]? Look(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The name in field 2 may hold blanks and brackets: fields are counted from its last bracket.
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: Errno.NoSuchProcess })
        {
            // Reading the file of a process that ends in between gives ESRCH.
            return null;
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
}
