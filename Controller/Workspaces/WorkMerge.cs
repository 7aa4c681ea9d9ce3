using System.Text;
using BotBottle.Controller.Native;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Merges commits of an agent's into the owner's current branch, by the host's git with hooks, filters, drivers and signatures off. The merge commit is made
/// first, without the files; the branch then only has to be moved forward, which git does even where the owner has the same changes already.
/// </summary>
/// <param name="work">The work.</param>
internal sealed class WorkMerge(ReturnedWork work)
{
    private const int MostNamed = 10;
    private const string Names = "--name-only";

    private string Root => work.Root;

    /// <summary>Merges a ref of the work. A conflict is left in the files, as git leaves it.</summary>
    /// <param name="wanted">The ref.</param>
    /// <param name="title">The message of a merge commit.</param>
    /// <param name="identity">The committer, as settings of git.</param>
    /// <returns>git's result; what it wrote are the changed files, or the conflicts.</returns>
    /// <exception cref="WorkspaceException">Files of the owner's that are not committed would be overwritten, or git cannot merge.</exception>
    public GitResult Merge(string wanted, string title, IReadOnlyList<string> identity)
    {
        WorkspaceGit git = work.Git.WithoutDrivers(Root).With(identity);
        string? head = work.CommitOf(git, "HEAD");
        string? made = head is null || work.CommitOf(git, wanted) is not { } theirs || IsBusy(git) || IsIn(git, theirs, head) ? null
            : IsIn(git, head, theirs) ? theirs
            : Together(git, head, theirs, title);
        HashSet<string> same = made is null ? [] : Same(git, head!, made);
        string[] lost = [.. InTheWay(git, wanted).Where(path => !same.Contains(path))];
        if (lost.Length > 0)
        {
            throw new WorkspaceException($"the merge would overwrite files that git does not know: {Some(lost)}; move them away");
        }

        return made is null
            // git says why there is nothing to merge, or leaves the conflict.
            ? git.Run(Root, null, ["merge", "--no-edit", "--no-verify", "--no-verify-signatures", "-m", title, wanted])
            : Forward(git.Using(("GIT_REFLOG_ACTION", $"merge {wanted}")), head!, made, same);
    }

    private GitResult Forward(WorkspaceGit git, string head, string made, HashSet<string> same)
    {
        string before = work.Entries(git, same, "ls-files", "--stage");
        work.Stage(git, work.Entries(git, same, "ls-tree", "-r", made), same);
        GitResult merged = git.Run(Root, null, "merge", "--ff-only", "--quiet", "--no-verify-signatures", made);
        if (merged.Code != 0)
        {
            work.Stage(git, before, same);
            return merged;
        }

        return merged with
        {
            Output = git.Ask(Root, "diff", "--stat", "--no-ext-diff", "--no-textconv", "--no-color", "--find-renames", head, made, "--"),
        };
    }

    private bool IsIn(WorkspaceGit git, string commit, string other) => git.Run(Root, null, "merge-base", "--is-ancestor", commit, other).Code == 0;

    // In the middle of a merge, or with its conflicts, git says so itself.
    private bool IsBusy(WorkspaceGit git) => work.CommitOf(git, "MERGE_HEAD") is not null || git.Texts(Root, "ls-files", "--unmerged", "-z").Length > 0;

    // The merge commit; null with a conflict, or unrelated histories.
    private string? Together(WorkspaceGit git, string head, string theirs, string title)
    {
        GitResult merged = git.Run(Root, null, "merge-tree", "--write-tree", "--no-messages", head, theirs);
        string? tree = merged.Code == 0 ? Encoding.ASCII.GetString(merged.Output).Trim() : merged.Code == 1 ? FromStart(git, head, theirs) : null;
        return tree is null ? null : Encoding.ASCII.GetString(git.Ask(Root, "commit-tree", "-p", head, "-p", theirs, "-m", title, tree)).Trim();
    }

    // The owner may have committed meanwhile what the agent began with, which its commits have too.
    private string? FromStart(WorkspaceGit git, string head, string theirs)
    {
        StartTrees trees = new(work);
        return work.Kept.Files is { } files && trees.WithStart(git, theirs) is { } made && trees.Merge(git, files, head, made) is { Conflicts.Count: 0 } merged
            ? merged.Tree : null;
    }

    // Files of the owner's that are not committed, and are what the merge would make of them: git would refuse to replace them.
    private HashSet<string> Same(WorkspaceGit git, string head, string made)
    {
        HostRepository repository = HostRepository.Require(Root);
        HashSet<string> changed = [.. FilesBetween(git, head, made)];
        (HashSet<string> same, string[] other) = OwnerFiles.Use(git, repository, work.RunFolder, (look, tree) =>
        {
            HashSet<string> unequal = [.. Between(look, tree, made)];
            string[] own = [.. Between(look, head, tree).Where(changed.Contains)];
            ILookup<bool, string> isSame = own.ToLookup(path => !unequal.Contains(path) && !IsNoText(path));
            return Tuple.Create(isSame[true].ToHashSet(), isSame[false].ToArray());
        }) ?? Tuple.Create<HashSet<string>, string[]>([], []);
        return other.Length == 0 ? same
            : throw new WorkspaceException(
                $"the merge would overwrite what you have not committed: {Some(other)}\n  Commit yours first, then merge again: git add -A, git commit");
    }

    // Without submodules, of which git replaces nothing but the entry.
    private IEnumerable<string> FilesBetween(WorkspaceGit git, string from, string to)
    {
        // :old-mode new-mode old new status NUL path NUL
        string[] texts = git.Texts(Root, "diff-tree", "-r", "-z", "--raw", "--no-renames", from, to);
        for (int i = 0; i + 1 < texts.Length; i += 2)
        {
            if (!texts[i].Split(' ')[..2].Any(mode => mode.EndsWith(WorkspaceClone.Submodule, StringComparison.Ordinal)))
            {
                yield return texts[i + 1];
            }
        }
    }

    private string[] Between(WorkspaceGit git, string from, string to) => git.Texts(Root, "diff-tree", "-r", "-z", Names, "--no-renames", from, to);

    private static string Some(string[] paths) => TerminalText.Clean(string.Join(", ", paths.Take(MostNamed)))
        + (paths.Length > MostNamed ? $" and {paths.Length - MostNamed} more" : "");

    // git merge overwrites files that the host ignores without a question, an .env for one, and would take the agent's content for them.
    private IEnumerable<string> InTheWay(WorkspaceGit git, string wanted)
    {
        HashSet<string> known = new(git.Texts(Root, "ls-files", "-z"), StringComparer.Ordinal);
        string[] made = New(git, wanted);
        string[] unread = Array.Exists(made, IsNoText) ? git.Texts(Root, "ls-files", "--others", "-z") : [];
        return made.SelectMany(path => IsNoText(path) ? unread.Where(own => Meet(own, path)) : Lost(git, path, known)).Distinct(StringComparer.Ordinal);
    }

    // .NET cannot ask for a name that is no UTF-8. Two such names may look alike here: better one refusal too many.
    private static bool IsNoText(string path) => path.Contains('\uFFFD', StringComparison.Ordinal);

    private static bool Meet(string one, string other) => $"{one}/".StartsWith($"{other}/", StringComparison.Ordinal)
        || $"{other}/".StartsWith($"{one}/", StringComparison.Ordinal);

    // The files that the merge makes. With a conflict the tree holds what git would leave in the files.
    private string[] New(WorkspaceGit git, string wanted)
    {
        if (git.Run(Root, null, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").Code != 0)
        {
            return git.Texts(Root, "ls-tree", "-r", "-z", "--name-only", wanted);
        }

        // The name of the merged tree, and then the names of files with a conflict, each with NUL behind it.
        GitResult merged = git.Run(Root, null, "merge-tree", "--write-tree", "-z", "--no-messages", "HEAD", wanted);
        int end = merged.Output.AsSpan().IndexOf((byte)0);
        return merged.Code > 1 || end < 0
            ? throw new WorkspaceException($"git cannot merge: {merged.Errors}")
            : git.Texts(
                Root, "diff-tree", "-r", "-z", Names, "--no-renames", "--diff-filter=AT", "HEAD",
                Encoding.ASCII.GetString(merged.Output.AsSpan(0, end)));
    }

    private string[] Lost(WorkspaceGit git, string path, HashSet<string> known)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            string above = path[..slash];
            if (FileFacts.TryOf(Path.Combine(Root, above), Links.Refuse) is { Kind: not FileKind.Folder })
            {
                return known.Contains(above) ? [] : [above];
            }
        }

        return FileFacts.TryOf(Path.Combine(Root, path), Links.Refuse) switch
        {
            null => [],
            { Kind: FileKind.Folder } when known.Contains(path) => IsEmpty(path) ? [] : [path], // a submodule, which git would remove with its .git
            { Kind: FileKind.Folder } => git.Texts(Root, "--literal-pathspecs", "ls-files", "--others", "-z", "--", path),
            _ => known.Contains(path) ? [] : [path],
        };
    }

    private bool IsEmpty(string path) => UntrustedFolder.Names(Path.Combine(Root, path), int.MaxValue - 1, Links.Refuse) is not { Count: > 0 };
}
