using System.ComponentModel;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Native;

/// <summary>Identifies processes by id and start time, so that a reused id is never mistaken for the earlier process.</summary>
internal static class ProcessIdentity
{
    /// <summary>
    /// Gets the start time of a process in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>, proc_pid_stat(5)); null if there is none, or only its
    /// zombie. Without /proc, it is the start time in ticks of .NET.
    /// </summary>
    public static long? StartOf(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return StartByRuntime(pid);
        }

        return Look(pid) is [not ("Z" or "X"), ..] fields ? long.Parse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Sends SIGKILL to the process with this id and start time; a process that is gone is not an error.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static void Kill(int pid, long start) => Send(pid, start, Signal.Kill, onlyStopped: false);

    /// <summary>Sends SIGCONT to the process with this id and start time if it is stopped; a process that is gone is not an error.</summary>
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
            // The handle is opened first: from here on the id cannot be reused between the comparison and the signal.
            using SafeFileHandle process = Processes.OpenHandle(pid);
            _ = StartOf(pid) == start && (!onlyStopped || Look(pid) is ["T", ..]) && Processes.Signal(process, signal);
        }
        catch (Win32Exception fault) when (fault.NativeErrorCode == Errno.NoSuchProcess)
        {
            // It is gone already.
        }
    }

    /// <summary>Reads the fields of <c>/proc/PID/stat</c> from the third on; null if there is no such process.</summary>
    private static string[]? Look(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            // The name in field 2 may contain spaces and brackets, so fields are counted from its last bracket.
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or IOException { HResult: Errno.NoSuchProcess })
        {
            // Reading the file of a process that ends meanwhile gives ESRCH.
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
