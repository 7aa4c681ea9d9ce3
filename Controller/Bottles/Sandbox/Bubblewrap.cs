using System.Globalization;
using System.Text;
using BotBottle.Controller.Folders;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>Builds the arguments of bwrap(1).</summary>
internal static class Bubblewrap
{
    /// <summary>Size limit of the in-memory folders /run and /dev/shm.</summary>
    private const long MemoryFolderSize = 1L << 30;

    /// <summary>
    /// Makes the arguments for --args, each with a NUL after it. They are not on the command line, because every process could read the list of paths there.
    /// </summary>
    public static byte[] Arguments(
        UserAccount user, IEnumerable<Mount> mounts, IReadOnlyDictionary<string, string> environment, string workingFolder)
    {
        List<string> words =
        [
            // Also when root starts it; otherwise the agent keeps root's capabilities over the host. The network namespace is already the launcher's, with the
            // listeners in it.
            "--unshare-user", "--disable-userns", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", "bottle",
            "--uid", Text(user.Uid), "--gid", Text(user.Gid), "--cap-drop", "ALL", "--die-with-parent", "--clearenv",
        ];
        foreach (var (name, value) in environment)
        {
            words.AddRange(["--setenv", name, value]);
        }

        foreach (var mount in mounts)
        {
            words.AddRange(Words(mount));
        }

        words.AddRange(["--chdir", workingFolder]);
        return Encoding.UTF8.GetBytes(string.Concat(words.Select(word => word + "\0")));
    }

    /// <summary>The arguments of one step.</summary>
    public static string[] Words(Mount mount) => mount.Kind switch
    {
        MountKind.ReadOnly => ["--ro-bind", mount.Source, mount.Target],
        MountKind.ReadWrite => ["--bind", mount.Source, mount.Target],
        MountKind.Memory => ["--perms", "1777", "--size", Text(MemoryFolderSize), "--tmpfs", mount.Target],
        MountKind.Folder => ["--dir", mount.Target],
        MountKind.Link => ["--symlink", mount.Source, mount.Target],
        MountKind.Processes => ["--proc", mount.Target],
        MountKind.Devices => ["--dev", mount.Target],
        MountKind.Seal => ["--remount-ro", mount.Target],
        _ => throw new ArgumentOutOfRangeException(nameof(mount), mount.Kind, "no such step"),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
