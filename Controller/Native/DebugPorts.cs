using System.Globalization;

namespace BotBottle.Controller.Native;

/// <summary>
/// The socket and the pipes by which .NET lets other processes of the same user debug this one, load code into it, and ask it for a dump. No setting but
/// the environment keeps the runtime from making them, and a command starts with its operator's.
/// </summary>
internal static class DebugPorts
{
    private const int StartTime = 19; // field 22 of /proc/PID/stat (proc(5)), counted behind the name

    /// <summary>Removes this process's; a process that has opened one already keeps it, as one that traces us already does.</summary>
    public static void Close()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        string started = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[StartTime];
        string own = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{started}");
        foreach (string name in (string[])[$"dotnet-diagnostic-{own}-socket", $"clr-debug-pipe-{own}-in", $"clr-debug-pipe-{own}-out"])
        {
            try
            {
                File.Delete(Path.Combine(Path.GetTempPath(), name));
            }
            catch (Exception left) when (left is IOException or UnauthorizedAccessException)
            {
                // Without the right to remove it nobody had the right to make it.
            }
        }
    }
}
