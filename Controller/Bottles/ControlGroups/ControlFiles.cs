using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>The files of a control group of version 2 (cgroups(7)): each write is one call, and is never cut or made anew.</summary>
[SupportedOSPlatform("linux")]
internal static class ControlFiles
{
    /// <summary>The controllers that a bottle's limits need.</summary>
    private static readonly string[] Needed = ["memory", "pids"];

    /// <summary>Whether a group's children can have the controllers that a bottle needs.</summary>
    public static bool HasControllers(string group) => !Missing(Path.Combine(group, "cgroup.controllers")).Any();

    /// <summary>Gives a group's children the controllers, where they do not have them yet.</summary>
    /// <exception cref="IOException">The kernel refuses: the group has processes of its own.</exception>
    public static void Enable(string group)
    {
        string file = Path.Combine(group, "cgroup.subtree_control");
        if (Missing(file).ToArray() is { Length: > 0 } missing)
        {
            Write(file, string.Join(' ', missing.Select(name => $"+{name}")));
        }
    }

    /// <summary>Moves a process with its threads. What it starts from then on is in the group as well.</summary>
    public static void Move(int pid, string group) => Write(Path.Combine(group, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Writes one value.</summary>
    public static void Write(string file, string value)
    {
        using SafeFileHandle open = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(open, Encoding.ASCII.GetBytes(value), 0);
    }

    /// <summary>Removes a group of ours, if nothing runs in it.</summary>
    public static void Remove(string group)
    {
        try
        {
            Directory.Delete(group); // a group's files go with it
        }
        catch (Exception fault) when (IsRefusal(fault))
        {
            // It is gone, or not empty yet: then a later run removes it.
        }
    }

    /// <summary>Whether the kernel, or the rights on a file, refuse something: there is no group then, and no fault of ours.</summary>
    public static bool IsRefusal(Exception fault) => fault is IOException or UnauthorizedAccessException;

    private static IEnumerable<string> Missing(string file) => Needed.Except(File.ReadAllText(file).Split((char[])[' ', '\n']));
}
