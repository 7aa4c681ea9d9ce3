namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>Finds control groups in the kernel's text files.</summary>
internal static class GroupTree
{
    /// <summary>Gets the mount point of a whole tree; null if it is not mounted, or only in part.</summary>
    /// <param name="mounts">The text of /proc/self/mountinfo.</param>
    /// <param name="controller">The controller of a tree of version 1; null for the tree of version 2.</param>
    public static string? Mount(string mounts, string? controller = null)
    {
        foreach (string line in mounts.Split('\n'))
        {
            // "36 25 0:31 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw": optional fields come before the dash.
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash >= 6 && fields.Length > dash + 3 && fields[3] == "/"
                && (controller is null ? fields[dash + 1] == "cgroup2" : fields[dash + 1] == "cgroup" && fields[dash + 3].Split(',').Contains(controller)))
            {
                return Unescape(fields[4]);
            }
        }

        return null;
    }

    /// <summary>Gets a process's group, relative to the root of the tree; null if it is in none.</summary>
    /// <param name="groups">The text of /proc/PID/cgroup.</param>
    /// <param name="controller">The controller of a tree of version 1; null for the tree of version 2.</param>
    public static string? PathOf(string groups, string? controller = null) =>
        groups.Split('\n').Select(line => line.Split(':', 3))
            .FirstOrDefault(fields => fields.Length == 3 && fields[2].StartsWith('/')
                && (controller is null ? fields[0] == "0" && fields[1].Length == 0 : fields[1].Split(',').Contains(controller)))?[2];

    /// <summary>Decodes space, tab, line feed and backslash, which these files contain in octal.</summary>
    private static string Unescape(string path) =>
        path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
