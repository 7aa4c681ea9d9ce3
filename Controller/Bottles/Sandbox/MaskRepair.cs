using System.Diagnostics;
using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Restores a mask that the host removed by replacing the file below it (<c>git config</c>, or an editor that saves by rename). The whole bottle is stopped
/// meanwhile. Between the replacement and the stop the agent could write there for a moment, so the caller is told to check.
/// </summary>
/// <param name="initPid">The bottle's first process.</param>
/// <param name="masks">The masks that may be restored even if their path is gone.</param>
/// <param name="guard">Checks the files below the masks.</param>
[SupportedOSPlatform("linux")]
internal sealed class MaskRepair(int initPid, MaskSet masks, FolderGuard guard)
{
    private const int Tries = 20;
    private const int Space = 3; // the file descriptor of the user namespace for nsenter

    /// <summary>
    /// The bottle's mounts belong to the user namespace above the agent's, and its creator is root there. mount(8) runs in it; it is the host's own, from the
    /// read-only /usr. $1 is the path.
    /// </summary>
    private const string Script =
        """mount --no-mtab --no-canonicalize --bind "$1" "$1" && mount --no-mtab --no-canonicalize -o remount,bind,ro,nosuid,nodev "$1" """;

    /// <summary>Tries to restore a mask.</summary>
    /// <param name="path">Path of the mask.</param>
    /// <param name="inPlace">Tells whether all masks are in place.</param>
    /// <returns>The message for the caller; null if it failed and the bottle must end.</returns>
    public string? Try(string path, Func<bool> inPlace)
    {
        var since = Stopwatch.GetTimestamp();
        var stopped = new ProcessNamespace(initPid).Stop();
        for (var left = Tries; !Restore(path) || !Renew(path) || !Mount(path) || !inPlace(); left--)
        {
            // The host may replace it again at any moment during this.
            if (left == 0 || !Path.Exists(path))
            {
                return null; // the processes stay stopped until they are killed
            }
        }

        ProcessStop.Continue(stopped);
        return $"{path} was replaced while the agent ran, which removed its protection for about {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms. "
            + "It is protected again; check it before the host uses it.";
    }

    /// <summary>Ensures that the mount point exists and is not a link.</summary>
    private bool Restore(string path)
    {
        try
        {
            UntrustedFolder.AwaitRename(path); // before the rename ends, the path leads to the old file
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        if (Paths.IsLink(path))
        {
            return false;
        }

        if (!Path.Exists(path))
        {
            var cover = masks.Covered.Contains(path) ? new Placeholder(path, null) : null; // git removes this folder with its last worktree
            (masks.Placeholders.FirstOrDefault(placeholder => placeholder.Path == path) ?? cover)?.Create();
        }

        return Path.Exists(path);
    }

    /// <summary>
    /// Replaces the file by a copy: the agent may have opened it while no mask covered it, and a mount does not close open files. Paths that the bottle's own
    /// folder covers need no copy.
    /// </summary>
    private bool Renew(string path) => masks.Covered.Contains(path) || (Directory.Exists(path) ? !guard.Alone || RenewFolder(path) : guard.Settle(path));

    private static bool RenewFolder(string path)
    {
        // cp -a follows no link and opens no pipe. The old folder gets a name of its own, so that a second try meets nothing of the first.
        const string Copy = """old="$1.$2"; mv -T -- "$1" "$old" && cp -a -T -- "$old" "$1" && rm -rf -- "$old" """;
        return Spawner.Start(new SpawnRequest
        {
            Path = "/bin/sh",
            Arguments = ["-c", Copy, "sh", path, Guid.NewGuid().ToString("N")],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            NewSession = true,
        }).Wait().Code == 0;
    }

    private bool Mount(string path)
    {
        using var owner = Namespaces.OwnerOfMounts(initPid);
        var child = Spawner.Start(new SpawnRequest
        {
            Path = "/usr/bin/nsenter",
            Arguments =
            [
                $"--user=/proc/self/fd/{Space}", $"--mount=/proc/{initPid}/ns/mnt", "--preserve-credentials", "--", "/bin/sh", "-c", Script, "sh", path,
            ],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
            Descriptors = [new(owner, Space)],
            NewSession = true,
        });
        return child.Wait().Code == 0;
    }
}
