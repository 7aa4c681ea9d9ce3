using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// The bottle's file tree, which is an allowlist: a path that is not mounted here does not exist for the agent. It has no /sys and no part of the host's /run,
/// /tmp, /var or HOME. So it also has no Unix socket of the host, which a network namespace would not hide.
/// </summary>
internal static class BottleTree
{
    /// <summary>Folders that are links into /usr on most hosts and separate folders on some.</summary>
    private static readonly string[] MergedFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];

    /// <summary>Folders of /usr that may contain an administrator's configuration, passwords included.</summary>
    private static readonly string[] SystemConfiguration = ["/usr/etc", "/usr/local/etc"];

    /// <summary>In-memory folders that the agent can write, if they exist.</summary>
    public static readonly IReadOnlyList<string> MemoryFolders = ["/dev/shm", "/run", .. SystemConfiguration];

    /// <summary>Makes the mount steps.</summary>
    /// <param name="files">The places in runs/ID: home, tmp and etc, and bin if the host has git.</param>
    /// <param name="home">HOME, as both host and agent see it.</param>
    /// <param name="tools">Folders shared read-only for the agent's programs.</param>
    /// <param name="shares">The agent's working files, each with its masks.</param>
    public static IReadOnlyList<Mount> Steps(
        RunFiles files, string home, IEnumerable<string> tools, IEnumerable<SharedPath> shares)
    {
        List<Mount> steps = [.. Programs()];
        steps.AddRange(SystemConfiguration.Where(Directory.Exists).Select(folder => new Mount(MountKind.Memory, folder)));
        steps.AddRange(
        [
            new(MountKind.ReadOnly, "/etc", files.Etc),
            .. EtcFolder.Mounts(),
            new(MountKind.Processes, "/proc"),
            .. HostWideProcFiles().Select(file => new Mount(MountKind.ReadOnly, file, "/dev/null")),
            new(MountKind.Seal, "/proc"),
            new(MountKind.Devices, "/dev"),
            new(MountKind.Memory, "/dev/shm"),
            new(MountKind.Seal, "/dev"),
            new(MountKind.Memory, "/run"),
            .. Directory.Exists(files.Bin)
                ? [new Mount(MountKind.ReadOnly, GitCommand.Folder, files.Bin)]
                : Array.Empty<Mount>(),
            new(MountKind.ReadWrite, "/tmp", files.Tmp),
            new(MountKind.Folder, "/var"),
            new(MountKind.Link, "/var/tmp", "/tmp"),
            new(MountKind.Link, "/var/run", "/run"),
            new(MountKind.ReadWrite, home, files.Home),
        ]);

        // Sorted by path length, so that an outer share comes first; it would cover the inner one otherwise.
        var binds = tools.Select(folder => new SharedPath(folder, ReadOnly: true, new MaskPlan()))
            .Concat(shares)
            .OrderBy(bind => bind.Path.Length);
        steps.AddRange(binds.SelectMany(bind => bind.Steps));
        steps.Add(new Mount(MountKind.Seal, "/"));
        return steps;
    }

    /// <summary>The mounts of the system's programs and libraries, read-only.</summary>
    public static IEnumerable<Mount> Programs() =>
    [
        new(MountKind.ReadOnly, "/usr", "/usr"),
        .. MergedFolders.Where(Path.Exists).Select(folder => new FileInfo(folder).LinkTarget is { } target
            ? new Mount(MountKind.Link, folder, target)
            : new Mount(MountKind.ReadOnly, folder, folder)),
    ];

    /// <summary>
    /// Files of /proc about the whole machine that only root may read, or that show the user's keys. In a bottle of root, the kernel's checks of file modes
    /// treat the agent as root, without any capability. For the same reason /proc is read-only: that user could write core_pattern, which names a program that
    /// the host runs (measured with bubblewrap 0.8).
    /// </summary>
    private static IEnumerable<string> HostWideProcFiles() =>
        new DirectoryInfo("/proc").EnumerateFiles()
            .Where(file => file.LinkTarget is null && (!file.UnixFileMode.HasFlag(UnixFileMode.OtherRead) || file.Name is "keys" or "key-users"))
            .Select(file => file.FullName);
}
