using BotBottle.Controller.Bottles;
using BotBottle.Controller.Bottles.Sandbox;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Packs what an agent did in its clone. The agent's repository is read by git in a bottle of its own: without network, with nothing of the host but the clone
/// and the objects that it borrows. Whatever its settings, hooks, filters and attributes run, runs there.
/// </summary>
internal static class AgentGit
{
    /// <summary>The ref of the files that are not committed.</summary>
    public const string Uncommitted = "refs/bottle/uncommitted";

    private const int Piece = 1 << 16;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // The files that are not committed become a commit, by an index of their own. Standard input names the commits that the host has.
    private const string Script = """
        set -e
        odd=$(find .git ! -type f ! -type d ! -type l -print -quit)
        [ -z "$odd" ] || { echo "$odd is a pipe, a socket or a device, at which git would wait" >&2; exit 1; }
        run() { git -c safe.directory='*' -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 -c commit.gpgSign=false "$@"; }
        head=$(run rev-parse --verify --quiet 'HEAD^{commit}' || true)
        cp "$(run rev-parse --git-path index)" /tmp/index 2>/dev/null || true
        GIT_INDEX_FILE=/tmp/index run -c advice.addEmbeddedRepo=false add --all --ignore-errors >&2 || true
        tree=$(GIT_INDEX_FILE=/tmp/index run write-tree)
        run update-ref refs/bottle/uncommitted "$(run commit-tree ${head:+-p "$head"} -m 'files that are not committed' "$tree")"
        run bundle create - ${head:+HEAD} --branches refs/bottle/uncommitted --stdin
        """;

    /// <summary>Packs the branches, HEAD and the files that are not committed.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="known">Commits that the host has; what they contain is not packed.</param>
    /// <param name="bundle">The new file.</param>
    /// <param name="most">The most bytes.</param>
    /// <returns>What git said on files that it could not take; empty for nothing.</returns>
    /// <exception cref="WorkspaceException">git failed on the agent's repository, took too long, or the file would be larger.</exception>
    public static string Pack(BottleWorkspace workspace, IReadOnlyList<string> known, string bundle, long most)
    {
        SandboxPrograms programs = SandboxPrograms.Find();
        (SafeFileHandle read, SafeFileHandle write) = Descriptors.Pipe();
        using (read)
        using (SafeFileHandle errors = Descriptors.Memory("git-errors", []))
        {
            ChildProcess child;
            using (write)
            using (SafeFileHandle input = Descriptors.Memory("git-input", System.Text.Encoding.ASCII.GetBytes(string.Concat(known.Select(one => $"^{one}\n")))))
            {
                child = Spawner.Start(new SpawnRequest
                {
                    Path = programs.Bubblewrap,
                    Arguments = Words(workspace),
                    Environment = new Dictionary<string, string>(),
                    WorkingFolder = "/",
                    Descriptors = [new(input, 0), new(write, 1), new(errors, 2)],
                    NewSession = true,
                });
            }

            using CancellationTokenSource late = new(Patience);
            using CancellationTokenRegistration kill = late.Token.Register(() => child.Signal(Signal.Kill));
            bool isWhole = CopyTo(read, bundle, most);
            if (!isWhole)
            {
                child.Signal(Signal.Kill);
            }

            int code = child.Wait().Code;
            if (!isWhole || late.IsCancellationRequested || code != 0)
            {
                throw new WorkspaceException(
                    !isWhole ? $"the agent's work is larger than {most >> 20} MiB"
                    : late.IsCancellationRequested ? $"git did not pack the agent's work within {Patience.TotalMinutes:0} min"
                    : $"git cannot pack the agent's repository: {WorkspaceGit.TextOf(errors).Trim()}");
            }

            return WorkspaceGit.TextOf(errors).Trim();
        }
    }

    private static List<string> Words(BottleWorkspace workspace)
    {
        List<string> words =
        [
            "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
            "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "HOME", "/tmp", "--setenv", "LC_ALL", "C.UTF-8", "--setenv", "GIT_TERMINAL_PROMPT", "0",
            "--setenv", "GIT_AUTHOR_NAME", "agent", "--setenv", "GIT_AUTHOR_EMAIL", "agent@localhost",
            "--setenv", "GIT_COMMITTER_NAME", "agent", "--setenv", "GIT_COMMITTER_EMAIL", "agent@localhost",
        ];
        foreach (Mount mount in BottleTree.Programs())
        {
            words.AddRange(Bubblewrap.Words(mount));
        }

        words.AddRange(["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/run", "--bind", workspace.Folder, workspace.Root]);
        foreach (Mount mount in workspace.ObjectMounts)
        {
            words.AddRange(Bubblewrap.Words(mount));
        }

        words.AddRange(["--remount-ro", "/", "--chdir", workspace.Root, "--", "sh", "-c", Script]);
        return words;
    }

    // False if there are more bytes.
    private static bool CopyTo(SafeFileHandle from, string file, long most)
    {
        using FileStream to = new(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        byte[] piece = new byte[Piece];
        for (int count; (count = Descriptors.Read(from, piece)) > 0;)
        {
            if (to.Position + count > most)
            {
                return false;
            }

            to.Write(piece, 0, count);
        }

        return true;
    }
}
