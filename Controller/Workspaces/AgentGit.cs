using System.Globalization;
using System.Text;
using BotBottle.Controller.Bottles;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Native;
using Microsoft.Win32.SafeHandles;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Looks at a clone, and packs what an agent did in it. The agent's repository is read by git in a bottle of its own: without network, with nothing of the host
/// but the clone and the objects that it borrows. Whatever its settings, hooks, filters and attributes run, runs there.
/// </summary>
internal static class AgentGit
{
    /// <summary>The beginning of the refs that are made here.</summary>
    public const string Own = "refs/bottle/";

    /// <summary>The ref of the files that are not committed.</summary>
    public const string Uncommitted = Own + "uncommitted";

    /// <summary>The ref of the files that it began with (<see cref="StartFiles"/>), which the host makes.</summary>
    public const string Start = Own + "start";

    /// <summary>The beginning of the refs of stashes, which have the commit behind it: numbers are given anew.</summary>
    public const string Stashes = Own + "stash/";

    /// <summary>The beginning of the refs of commits of further worktrees that are on no branch; the commit is behind it.</summary>
    public const string Worktrees = Own + "worktree/";

    /// <summary>The beginning of the refs that are no branch, tag or stash, such as notes; what is behind refs/ is behind it.</summary>
    public const string Others = Own + "other/";

    /// <summary>The name in a list of a commit of a further worktree that is on no branch.</summary>
    public const string Worktree = "worktree";

    private static readonly (string Name, string Value)[] Variables =
    [
        ("HOME", "/tmp"), ("LC_ALL", "C.UTF-8"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_AUTHOR_NAME", "agent"), ("GIT_AUTHOR_EMAIL", "agent@localhost"),
        ("GIT_COMMITTER_NAME", "agent"), ("GIT_COMMITTER_EMAIL", "agent@localhost"),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // The files that are not committed become a tree, by an index of their own.
    private const string Files = """
        set -e
        odd=$(find .git ! -type f ! -type d ! -type l -print -quit)
        [ -n "$odd" ] || odd=$(find . -path ./.git -prune -o ! -type f ! -type d ! -type l \( -name '.git*' -o -path '*/.git/*' \) -print -quit)
        [ -z "$odd" ] || { echo "$odd is a pipe, a socket or a device, at which git would wait" >&2; exit 1; }
        run() { git -c safe.directory='*' -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 -c commit.gpgSign=false "$@"; }
        # Each new stash, the newest first. The log of stashes may have any number of lines.
        stashes() {
            list=$(run log --walk-reflogs --max-count=1000 --format=%H refs/stash 2> /dev/null || true)
            [ -n "$list" ] || list=$(run rev-parse --verify --quiet 'refs/stash^{commit}' || true)
            [ -z "$list" ] || printf '%s\n' "$list" | cat -n | sort -u -k 2 | sort -n | cut -f 2
        }
        detached() { run worktree list --porcelain | sed '1,/^$/d' | grep -B 1 '^detached' | sed -n 's/^HEAD //p' | sort -u; }
        refs() { run for-each-ref --format='%(objectname) %(refname)' "$@" > /tmp/refs; cat /tmp/refs; }
        # Those that lead to a commit. An object that is not there is the host's to judge.
        commits() {
            refs "$@" | sed 's/ .*/^{}/' | run cat-file --batch-check='%(objecttype)' > /tmp/types
            paste -d ' ' /tmp/types /tmp/refs | sed -n 's/^commit //p'
        }
        others() { "$@" | grep -v -E ' refs/((heads|tags|remotes|bottle|prefetch)/|stash$)' || true; }
        head=$(run rev-parse --verify --quiet 'HEAD^{commit}' || true)
        # With its time: git compares the content of files that are as new as their index, and trusts size and time of others.
        cp -p "$(run rev-parse --git-path index)" /tmp/index 2>/dev/null || true
        # Files that are there count, whatever the index says of them: assumed to be unchanged, or outside of a sparse checkout.
        GIT_INDEX_FILE=/tmp/index run ls-files -v -z 2> /dev/null | tr '\n\0' '\1\n' | sed -n 's/^[a-zS] //p' | tr '\n\1' '\0\n' |
            xargs -0 sh -c 'for one; do [ ! -e "$one" ] && [ ! -L "$one" ] || printf "%s\0" "$one"; done' sh > /tmp/marked || true
        for clear in --no-assume-unchanged --no-skip-worktree; do
            GIT_INDEX_FILE=/tmp/index run update-index $clear -z --stdin < /tmp/marked >&2 || true
        done
        GIT_INDEX_FILE=/tmp/index run -c advice.addEmbeddedRepo=false add --all --sparse --ignore-errors >&2 || true
        tree=$(GIT_INDEX_FILE=/tmp/index run write-tree)

        """;

    // And a commit, and each stash: refs/stash is the newest alone. Standard input names the commits and tags that the host has. Tags of files are not taken.
    private const string PackScript = Files + """
        # With the time of HEAD, so that the same files are the same commit: the host gets a pack for each new one.
        when=$(run log -1 --format=%ct HEAD 2> /dev/null || echo 0)
        export GIT_AUTHOR_DATE="@$when +0000" GIT_COMMITTER_DATE="@$when +0000"
        run update-ref refs/bottle/uncommitted "$(run commit-tree ${head:+-p "$head"} -m 'files that are not committed' "$tree")"
        cat > /tmp/known
        sed 's/^^//' /tmp/known > /tmp/objects
        new() { grep -v -F -f /tmp/objects || true; }
        stashes | new > /tmp/stashes
        [ "$(wc -l < /tmp/stashes)" -le 50 ] || echo 'there are more than 50 new stashes; the newest 50 are taken' >&2
        run for-each-ref --format='delete %(refname)' refs/bottle/stash refs/bottle/worktree refs/bottle/other | run update-ref --no-deref --stdin
        {
            head -n 50 /tmp/stashes | sed 's|.*|create refs/bottle/stash/& &|'
            detached | new | sed 's|.*|create refs/bottle/worktree/& &|'
            others commits | new | sed 's|^\([0-9a-f]*\) refs/\(.*\)|create refs/bottle/other/\2 \1|'
        } | run update-ref --no-deref --stdin
        { cat /tmp/known; commits refs/tags | new | sed 's/^[0-9a-f]* //'; } |
            run bundle create - ${head:+HEAD} --branches refs/bottle/uncommitted --glob='refs/bottle/stash/*' --glob='refs/bottle/worktree/*' \
                --glob='refs/bottle/other/*' --stdin
        """;

    private const string ListScript = Files + """
        empty=$(run hash-object -t tree --stdin < /dev/null)
        echo "$tree $([ -z "$head" ] && echo $empty || run rev-parse "$head^{tree}")"
        run symbolic-ref --quiet HEAD || echo HEAD
        run worktree list --porcelain | sed -n 's/^worktree //p' | tail -n +2 | while IFS= read -r other; do
            [ -z "$(run -C "$other" status --porcelain 2> /dev/null | head -c 1)" ] || echo x
        done | wc -l
        [ -z "$head" ] || echo "$head HEAD"
        refs refs/heads refs/tags
        others refs
        stashes | sed 's|$| refs/stash|'
        detached | sed 's|$| worktree|'
        run -c core.quotePath=false ls-files --others --ignored --exclude-standard --directory | head -n 1000 | sed 's/^/+/'

        # Repositories inside, submodules too, that are not as they were; a further worktree has the same git folder. A line end in a name is a control
        # character here, as which it is not looked at, but listed.
        own=$(realpath .git)
        lines() { tr '\n\0' '\1\n'; }
        {
            run ls-files --stage -z | lines | sed -n 's/^160000 [^\t]*\t//p'
            find . -path ./.git -prune -o -name .git -print0 | lines | sed 's|^\./||; s|/\.git$||'
        } | sort -u | while IFS= read -r one; do
            if printf '%s' "$one" | LC_ALL=C grep -q "$(printf '\1')"; then
                printf '=%s\n' "$one"
                continue
            fi
            [ -d "$one" ] || continue
            if [ ! -e "$one/.git" ]; then
                [ -z "$(ls -A "$one")" ] || printf '=%s\n' "$one"
                continue
            fi
            ! run check-ignore -q "$one" || continue
            [ "$(cd "$one" && realpath "$(run rev-parse --git-common-dir)")" != "$own" ] || continue
            was=$(run rev-parse --verify --quiet "$BEGUN:$one" || true)
            [ -n "$was" ] && [ "$(run -C "$one" rev-parse --verify --quiet HEAD || true)" = "$was" ] &&
                [ -z "$(run -C "$one" status --porcelain | head -c 1)" ] || printf '=%s\n' "$one"
        done | head -n 1000
        """;

    // The objects go into a folder of the host, which no agent can write. They are read a few times: the time of a launch counts more than the room.
    private const string BeginScript = """
        export GIT_OBJECT_DIRECTORY=/start GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.looseCompression GIT_CONFIG_VALUE_0=0

        """ + Files + """
        [ -n "$head" ] && [ "$tree" = "$(run rev-parse "$head^{tree}")" ] || run commit-tree ${head:+-p "$head"} -m 'files with which the run began' "$tree"
        """;

    // The agent's programs may have written them: each line is marked as not ours.
    private const int MostLines = 20;

    private const long MostList = 16 << 20;

    /// <summary>Packs the branches, new tags of commits, HEAD, stashes, other refs and the files that are not committed.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="known">Commits that the host has; what they contain is not packed.</param>
    /// <param name="bundle">The new file.</param>
    /// <param name="most">The most bytes.</param>
    /// <returns>What git said on files that it could not take; empty for nothing.</returns>
    /// <exception cref="WorkspaceException">git failed on the agent's repository, took too long, or the file would be larger.</exception>
    public static string Pack(BottleWorkspace workspace, IReadOnlyList<string> known, string bundle, long most)
    {
        using SafeFileHandle input = Descriptors.Memory("git-input", Encoding.ASCII.GetBytes(string.Concat(known.Select(one => $"^{one}\n"))));
        using FileStream output = new(bundle, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        return Run(workspace, PackScript, input, output, most, "pack");
    }

    /// <summary>Makes the files of a new clone a commit, of which the objects are in a folder of their own.</summary>
    /// <param name="workspace">The clone, in which no agent has worked yet.</param>
    /// <param name="objects">The folder.</param>
    /// <returns>The commit; null if they are the files of HEAD.</returns>
    /// <exception cref="WorkspaceException">git failed, or took too long.</exception>
    public static string? Begin(BottleWorkspace workspace, string objects)
    {
        using MemoryStream output = new();
        _ = Run(
            workspace, BeginScript, null, output, MostList, "record", mounts: [new(MountKind.ReadWrite, "/start", objects)], variables:
            [("GIT_ALTERNATE_OBJECT_DIRECTORIES", string.Join(':', workspace.ObjectMounts.Select(mount => mount.Target)))]);
        string commit = Encoding.ASCII.GetString(output.ToArray()).Trim();
        return commit.Length == 0 ? null : IsObject(commit) ? commit : throw new WorkspaceException("git recorded the beginning in an unknown way");
    }

    /// <summary>Lists the agent's commits.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="begun">The commit that it began with; null for none.</param>
    /// <param name="patience">git is ended after this time; null for minutes.</param>
    /// <exception cref="WorkspaceException">git failed on the agent's repository, or took too long.</exception>
    public static AgentRefs List(BottleWorkspace workspace, string? begun, TimeSpan? patience = null)
    {
        using MemoryStream output = new();
        _ = Run(workspace, ListScript, null, output, MostList, "list", patience, variables: [("BEGUN", begun ?? "")]);
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ILookup<char, string> marked = lines.ToLookup(line => line[0], line => line[1..].TrimEnd('/'));
        string[][] words = [.. lines.Where(line => line[0] is not ('+' or '=')).Select(line => line.Split(' '))];
        return words is [[var files, var head], [var branch], [var others], .. var refs] && IsObject(files) && IsObject(head)
            && int.TryParse(others, CultureInfo.InvariantCulture, out int worktrees) && refs.All(one => one.Length == 2 && IsObject(one[0]))
            ? new AgentRefs(files, head, branch == "HEAD" ? null : branch, worktrees, [.. refs.Select(one => (one[0], one[1]))])
            {
                Ignored = [.. marked['+']],
                Repositories = [.. marked['=']],
            }
            : throw new WorkspaceException("git listed the agent's repository in an unknown way");
    }

    private static bool IsObject(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static string Run(BottleWorkspace workspace, string script, SafeFileHandle? input, Stream output, long most, string verb,
        TimeSpan? patience = null, IReadOnlyList<Mount>? mounts = null, IReadOnlyList<(string Name, string Value)>? variables = null)
    {
        TimeSpan limit = patience ?? Patience;
        CapturedProcess end = ApartBottle.Run(
            [new(MountKind.ReadWrite, workspace.Root, workspace.Folder), .. workspace.ObjectMounts, .. mounts ?? []], [.. Variables, .. variables ?? []],
            workspace.Root, ["sh", "-c", script], input, output, most, limit);
        string errors = string.Join('\n', end.Errors.Split('\n', MostLines + 1).Take(MostLines).Select(line => "  | " + line));
        return !end.IsWhole ? throw new WorkspaceException($"the agent's work is larger than {most >> 20} MiB")
            : end.IsLate ? throw new WorkspaceException($"git did not {verb} the agent's work within {limit.TotalSeconds:0} s")
            : end.Code != 0 ? throw new WorkspaceException($"git cannot {verb} the agent's repository:\n{errors}")
            : end.Errors.Length > 0 ? errors : "";
    }
}

/// <summary>What git lists of an agent's repository; the agent may have chosen all of it.</summary>
/// <param name="Files">The tree of its files.</param>
/// <param name="Head">The tree of HEAD.</param>
/// <param name="Branch">The branch that HEAD is on, by its full name; null if it is on none.</param>
/// <param name="Worktrees">Its further worktrees with files that are not committed.</param>
/// <param name="Refs">
/// The commits and tags of HEAD and the refs, by name; <see cref="AgentGit.Worktree"/> for the commit of a further worktree that is on no branch.
/// </param>
internal sealed record AgentRefs(string Files, string Head, string? Branch, int Worktrees, IReadOnlyList<(string Commit, string Name)> Refs)
{
    /// <summary>Some of the files and folders that it ignores, as <c>git ls-files</c> quotes them.</summary>
    public required IReadOnlyList<string> Ignored { get; init; }

    /// <summary>Some of the folders with a repository of their own, or of a submodule, that is not as it was at the beginning.</summary>
    public required IReadOnlyList<string> Repositories { get; init; }
}
