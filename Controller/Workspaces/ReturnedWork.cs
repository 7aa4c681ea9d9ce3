using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Brings an agent's work that was taken (<see cref="WorkTaker"/>) into the host's branch and files, by the host's git with hooks, filters, drivers and
/// signatures off.
/// </summary>
/// <param name="Git">The host's git.</param>
/// <param name="Kept">The run's workspace.</param>
/// <param name="Work">The work.</param>
/// <param name="Prefix">The beginning of its refs.</param>
internal sealed record ReturnedWork(WorkspaceGit Git, KeptWorkspace Kept, TakenWork Work, string Prefix)
{
    private const int MostNamed = 10;

    // The form that git apply reads, whatever the owner's settings say: without prefixes it would change files of other names.
    private static readonly string[] Plain = ["--src-prefix=a/", "--dst-prefix=b/", "--no-color", "--no-relative", "--submodule=short"];

    /// <summary>The ref of the files that are not committed.</summary>
    public string Uncommitted => Prefix + "uncommitted";

    /// <summary>The commit, or the tree without files, from which the agent began.</summary>
    public string Base => Kept.Head ?? Git.EmptyTree(Kept.Root);

    /// <summary>The ref of one of the agent's branches; of its HEAD for null.</summary>
    public string RefOf(string? branch) => Prefix + (branch is null ? "HEAD" : $"heads/{branch}");

    /// <summary>Merges a ref of the work into the current branch. A conflict is left in the files, as git leaves it.</summary>
    /// <param name="wanted">The ref.</param>
    /// <param name="title">The message of a merge commit.</param>
    /// <param name="identity">The committer, as settings of git.</param>
    /// <exception cref="WorkspaceException">Files that git does not know would be overwritten.</exception>
    public GitResult Merge(string wanted, string title, IReadOnlyList<string> identity)
    {
        WorkspaceGit git = Git.WithoutDrivers(Kept.Root).With(identity);
        string[] lost = [.. InTheWay(git, wanted)];
        return lost.Length == 0
            ? git.Run(Kept.Root, null, ["merge", "--no-edit", "--no-verify", "--no-verify-signatures", "-m", title, wanted])
            : throw new WorkspaceException(
                $"the merge would overwrite files that git does not know: {TerminalText.Clean(string.Join(", ", lost.Take(MostNamed)))}"
                    + $"{(lost.Length > MostNamed ? $" and {lost.Length - MostNamed} more" : "")}; move them away");
    }

    /// <summary>Applies what is not committed to the files, as a patch: all of it, or nothing. Null if there is nothing.</summary>
    public GitResult? Apply()
    {
        WorkspaceGit git = Git.WithoutDrivers(Kept.Root);
        string from = Work.Refs.ContainsKey(RefOf(null)) ? RefOf(null) : Base;
        byte[] patch = git.Ask(Kept.Root, ["diff", "--binary", "--full-index", "--no-ext-diff", "--no-textconv", .. Plain, from, Uncommitted]);
        return patch.Length == 0 ? null : git.Run(Kept.Root, patch, "apply", "--binary", "--whitespace=nowarn", "-");
    }

    // git merge overwrites files that the host ignores without a question, an .env for one, and would take the agent's content for them.
    private IEnumerable<string> InTheWay(WorkspaceGit git, string wanted)
    {
        HashSet<string> known = new(git.Texts(Kept.Root, "ls-files", "-z"), StringComparer.Ordinal);
        string[] made = New(git, wanted);
        string[] unread = Array.Exists(made, IsNoText) ? git.Texts(Kept.Root, "ls-files", "--others", "-z") : [];
        return made.SelectMany(path => IsNoText(path) ? unread.Where(own => Meet(own, path)) : Lost(git, path, known)).Distinct(StringComparer.Ordinal);
    }

    // .NET cannot ask for a name that is no UTF-8. Two such names may look alike here: better one refusal too many.
    private static bool IsNoText(string path) => path.Contains('\uFFFD', StringComparison.Ordinal);

    private static bool Meet(string one, string other) => $"{one}/".StartsWith($"{other}/", StringComparison.Ordinal)
        || $"{other}/".StartsWith($"{one}/", StringComparison.Ordinal);

    // The files that the merge makes. With a conflict the tree holds what git would leave in the files.
    private string[] New(WorkspaceGit git, string wanted)
    {
        if (git.Run(Kept.Root, null, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").Code != 0)
        {
            return git.Texts(Kept.Root, "ls-tree", "-r", "-z", "--name-only", wanted);
        }

        // The name of the merged tree, and then the names of files with a conflict, each with NUL behind it.
        GitResult merged = git.Run(Kept.Root, null, "merge-tree", "--write-tree", "-z", "--no-messages", "HEAD", wanted);
        int end = merged.Output.AsSpan().IndexOf((byte)0);
        return merged.Code > 1 || end < 0
            ? throw new WorkspaceException($"git cannot merge: {merged.Errors}")
            : git.Texts(
                Kept.Root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=AT", "HEAD",
                Encoding.ASCII.GetString(merged.Output.AsSpan(0, end)));
    }

    private string[] Lost(WorkspaceGit git, string path, HashSet<string> known)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            string above = path[..slash];
            if (FileFacts.TryOf(Path.Combine(Kept.Root, above), Links.Refuse) is { Kind: not FileKind.Folder })
            {
                return known.Contains(above) ? [] : [above];
            }
        }

        return FileFacts.TryOf(Path.Combine(Kept.Root, path), Links.Refuse) switch
        {
            null => [],
            { Kind: FileKind.Folder } when known.Contains(path) => IsEmpty(path) ? [] : [path], // a submodule, which git would remove with its .git
            { Kind: FileKind.Folder } => git.Texts(Kept.Root, "--literal-pathspecs", "ls-files", "--others", "-z", "--", path),
            _ => known.Contains(path) ? [] : [path],
        };
    }

    private bool IsEmpty(string path) => UntrustedFolder.Names(Path.Combine(Kept.Root, path), int.MaxValue - 1, Links.Refuse) is not { Count: > 0 };
}
