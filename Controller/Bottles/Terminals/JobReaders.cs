using System.Globalization;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Bottles.Terminals;

/// <summary>
/// Finds other programs of our job, in a pipeline, that read from the terminal: a pager, or sudo or ssh that ask for a password. Keys for them are not the
/// agent's.
/// </summary>
internal static class JobReaders
{
    /// <summary>
    /// True if another process of our group, which is no ancestor, has the terminal open other than as output. A process that cannot be inspected counts.
    /// </summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="inputToo">True to count a process that has it only as its standard input, which it may never read.</param>
    public static bool Any(SafeFileHandle terminal, bool inputToo)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var group = Processes.Group(0);
        var path = new FileInfo($"/proc/self/fd/{terminal.DangerousGetHandle()}").LinkTarget;
        var ours = Ancestors();
        return Directory.EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder)!)
            .Where(name => char.IsAsciiDigit(name[0]) && !ours.Contains(name) && Processes.Group(int.Parse(name, CultureInfo.InvariantCulture)) == group)
            .Any(name => Reads(name, path, inputToo));
    }

    private static HashSet<string> Ancestors()
    {
        var found = new HashSet<string>();
        for (var process = Environment.ProcessId; process > 0 && found.Add(process.ToString(CultureInfo.InvariantCulture));)
        {
            process = ProcessFields.ParentOf(process);
        }

        return found;
    }

    private static bool Reads(string process, string? terminal, bool inputToo)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
                .Where(descriptor => Path.GetFileName(descriptor) is var number && number is not ("1" or "2") && (inputToo || number != "0"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && (target == terminal || target == "/dev/tty"));
        }
        catch (UnauthorizedAccessException)
        {
            return true; // another user's, such as sudo
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }
}
