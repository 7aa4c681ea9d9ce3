namespace BotBottle.Controller.Bottles.ControlGroups;

/// <summary>Where the kernel's texts say that control groups of version 2 are.</summary>
internal static class GroupTree
{
    /// <summary>Where the whole tree is mounted; null where it is not, or only a part of it.</summary>
    /// <param name="mounts">The text of /proc/self/mountinfo.</param>
    public static string? Mount(string mounts)
    {
        foreach (string line in mounts.Split('\n'))
        {
            // "36 25 0:31 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw": optional fields stand before the dash.
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash >= 6 && fields.Length > dash + 1 && fields[dash + 1] == "cgroup2" && fields[3] == "/")
            {
                return Unescape(fields[4]);
            }
        }

        return null;
    }

    /// <summary>A process's group, from the root of the tree; null where it is in none.</summary>
    /// <param name="groups">The text of /proc/PID/cgroup.</param>
    public static string? PathOf(string groups) =>
        groups.Split('\n').FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?[3..];

    /// <summary>Blank, tab, line feed and backslash stand there in octal.</summary>
    private static string Unescape(string path) =>
        path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
