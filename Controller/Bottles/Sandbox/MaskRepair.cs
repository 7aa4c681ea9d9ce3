using System.Diagnostics;
using System.Runtime.Versioning;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles.Sandbox;

/// <summary>
/// Puts a mask back that the host took off by replacing what it lay on (<c>git config</c>, an editor that saves by renaming). The
/// whole bottle is stopped meanwhile. Between the replacement and the stop lie moments in which the agent could write there, so
/// the caller is told to look.
/// </summary>
/// <param name="initPid">The bottle's first process.</param>
/// <param name="masks">What may be put back where there is nothing any more.</param>
/// <param name="guard">Sees to the files on which masks lay.</param>
[SupportedOSPlatform("linux")]
internal sealed class MaskRepair(int initPid, MaskSet masks, FolderGuard guard)
{
    private const int Tries = 20;
    private const int Space = 3; // the descriptor under which nsenter finds the user namespace

    /// <summary>
    /// The bottle's mounts belong to the user namespace above the agent's, of which its maker is root. mount(8) runs in there and is
    /// the host's own, from the read-only /usr. $1 is the path.
    /// </summary>
    private const string Script =
        """mount --no-mtab --no-canonicalize --bind "$1" "$1" && mount --no-mtab --no-canonicalize -o remount,bind,ro,nosuid,nodev "$1" """;

    /// <summary>Tries to.</summary>
    /// <param name="path">The mask.</param>
    /// <param name="inPlace">Looks whether all masks are in place.</param>
    /// <returns>What to tell the caller; null when it could not be done: the bottle must end.</returns>
    public string? Try(string path, Func<bool> inPlace)
    {
        var since = Stopwatch.GetTimestamp();
        var stopped = new ProcessNamespace(initPid).Stop();
        for (var left = Tries; !Restore(path) || !Renew(path) || !Mount(path) || !inPlace(); left--)
        {
            // The host may replace it again at any moment of this.
            if (left == 0 || !Path.Exists(path))
            {
                return null; // they stay stopped until they are killed
            }
        }

        ProcessStop.Continue(stopped);
        return $"{path} was replaced while the agent ran, which took its protection off for about {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms. "
            + "It is protected again; look at it before the host uses it.";
    }

    /// <summary>Sees to it that there is something to mount on, and that it is no link.</summary>
    private bool Restore(string path)
    {
        try
        {
            UntrustedFolder.AwaitRename(path); // before its end the path leads to what was there
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
            var cover = masks.Covered.Contains(path) ? new Placeholder(path, null) : null; // git removes it with its last worktree
            (masks.Placeholders.FirstOrDefault(placeholder => placeholder.Path == path) ?? cover)?.Create();
        }

        return Path.Exists(path);
    }

    /// <summary>
    /// Puts a copy in the place of what is there: the agent may have opened it while nothing lay over it, and a mount does not close what is open. What is covered by the bottle's own
    /// folder needs none.
    /// </summary>
    private bool Renew(string path) => masks.Covered.Contains(path) || (Directory.Exists(path) ? !guard.Alone || RenewFolder(path) : guard.Settle(path));

    private static bool RenewFolder(string path)
    {
        // cp -a follows no link and opens no pipe. The old folder goes by a name of its own, so that a second try finds nothing of the first.
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
