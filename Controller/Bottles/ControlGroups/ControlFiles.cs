using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>Writes files of a control group of version 2 (cgroups(7)): each write is one call, and never truncates or creates a file.</summary>
[SupportedOSPlatform("linux")]
internal static class ControlFiles
{
    /// <summary>The controllers that a bottle's limits need.</summary>
    private static readonly string[] Needed = ["memory", "pids"];

    /// <summary>True if a group's children can have the controllers that a bottle needs.</summary>
    public static bool HasControllers(string group) => !Missing(Path.Combine(group, "cgroup.controllers")).Any();

    /// <summary>Gives a group's children the missing controllers.</summary>
    /// <exception cref="IOException">The kernel refuses, because the group itself has processes.</exception>
    public static void Enable(string group)
    {
        string file = Path.Combine(group, "cgroup.subtree_control");
        if (Missing(file).ToArray() is { Length: > 0 } missing)
        {
            Write(file, string.Join(' ', missing.Select(name => $"+{name}")));
        }
    }

    /// <summary>Moves a process with its threads. Processes that it starts later are in the group as well.</summary>
    public static void Move(int pid, string group) => Write(Path.Combine(group, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes one value.</summary>
    public static void Write(string file, string value)
    {
        using SafeFileHandle open = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(open, Encoding.ASCII.GetBytes(value), 0);
    }

    /// <summary>Removes one of our groups, if no process runs in it.</summary>
    public static void Remove(string group)
    {
        try
        {
            Directory.Delete(group); // this also removes the group's files
        }
        catch (Exception fault) when (IsRefusal(fault))
        {
            // The group is gone, or not empty yet; then a later run removes it.
        }
    }

    /// <summary>True if the kernel or a file's permissions refused: then there is no group, and the program has no error.</summary>
    public static bool IsRefusal(Exception fault) => fault is IOException or UnauthorizedAccessException;

    private static IEnumerable<string> Missing(string file) => Needed.Except(File.ReadAllText(file).Split((char[])[' ', '\n']));
}
