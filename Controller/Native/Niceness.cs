using System.Runtime.InteropServices;

namespace BotBottle.Controller.Native;

/// <summary>Lowers the priority of a process for when processors are short (setpriority(2)).</summary>
internal static partial class Niceness
{
    private const int Process = 0; // PRIO_PROCESS
    private const int Bottle = 10; // a ninth of a normal process's share
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(110); // the kernel accepts one such value from ordinary users per 100 ms
    private const int Tries = 5;

    /// <summary>Makes a process and its later children yield to the host's own programs, and its whole session too. Only root can undo that.</summary>
    /// <param name="pid">The process; 0 for this process, in a session made for the bottle. If the session is our own, it is not changed.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The kernel refuses.</exception>
    public static void StandBack(int pid = 0)
    {
        if (Get(Process, (uint)pid) < Bottle && Set(Process, (uint)pid, Bottle) < 0 && Marshal.GetLastPInvokeError() is var error
            && error != Errno.NoSuchProcess)
        {
            throw Errno.Error(error, "setpriority");
        }

        if (pid == 0 || Processes.Session(pid) != Processes.Session(0))
        {
            StandBackAsSession($"/proc/{(pid == 0 ? "self" : pid)}/autogroup");
        }
    }

    /// <summary>
    /// Lowers the priority of the bottle's whole session. If the kernel groups processes by session, it shares processors between sessions first, and niceness
    /// counts only within a session. An agent that makes more sessions gets an equal share for each. So this is not a guarantee, but it spares other bottles.
    /// </summary>
    private static void StandBackAsSession(string group)
    {
        for (int tries = 0; tries < Tries; tries++)
        {
            try
            {
                File.WriteAllText(group, Bottle.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return;
            }
            catch (IOException busy) when (busy.HResult == Errno.WouldBlock)
            {
                Thread.Sleep(Between);
            }
            catch (Exception none) when (none is IOException or UnauthorizedAccessException)
            {
                return; // the process has ended, is another user's, or the kernel has no such groups
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority", SetLastError = true)]
    private static partial int Get(int kind, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int Set(int kind, uint who, int value);
}
