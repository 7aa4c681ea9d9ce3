using System.Globalization;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>Reads the fields after the name in <c>/proc/PID/stat</c> (proc_pid_stat(5)), counted from the state on.</summary>
internal static class ProcessFields
{
    /// <summary>The parent's process id.</summary>
    public const int Parent = 1;

    /// <summary>The process group.</summary>
    public const int Group = 2;

    /// <summary>The device number of the terminal that controls its session; 0 for none.</summary>
    public const int Controlling = 4;

    /// <summary>The process group in the foreground of that terminal.</summary>
    public const int Foreground = 5;

    /// <summary>Gets the parent of a process.</summary>
    /// <returns>0 if it has none, or if it is unknown.</returns>
    public static int ParentOf(int process) =>
        OperatingSystem.IsLinux() && Of(process.ToString(CultureInfo.InvariantCulture)) is { } fields
            ? int.Parse(fields[Parent], CultureInfo.InvariantCulture)
            : 0;

    /// <summary>Reads the fields.</summary>
    /// <param name="process">Its id, or <c>self</c>.</param>
    /// <returns>Null if the process does not exist, or is hidden (proc(5), hidepid).</returns>
    public static string[]? Of(string process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // the name may contain anything, and the last parenthesis ends it
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
