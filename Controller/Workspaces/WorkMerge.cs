using System.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Merges commits of an agent's into the owner's current branch, by the host's git with hooks, filters, drivers and signatures off. The merge commit is made
/// first, without the files; the branch then only has to be moved forward, which git does even where the owner has the same changes already.
/// </summary>
/// <param name="work">The work.</param>
internal sealed class WorkMerge(ReturnedWork work)
{
    // Whatever the owner's settings say.
    private static readonly string[] Settled = ["--strategy=ort", "--no-squash", "--no-autostash", "--no-verify-signatures"];

    private readonly WrittenFiles _written = new(work);

    private string Root => work.Root;

    /// <summary>Merges a ref of the work. A conflict is left in the files, as git leaves it.</summary>
    /// <param name="wanted">The ref.</param>
    /// <param name="title">The message of a merge commit.</param>
    /// <param name="identity">The committer, as settings of git.</param>
    /// <returns>git's result; what it wrote are the changed files, or the conflicts.</returns>
    /// <exception cref="WorkspaceException">
    /// Files of the owner's that are not committed would be overwritten, the merged tree is refused (<see cref="TreeJudge"/>), or git cannot merge.
    /// </exception>
    public GitResult Merge(string wanted, string title, IReadOnlyList<string> identity)
    {
        WorkspaceGit git = work.Git.WithoutDrivers(Root).With(identity);
        string? head = work.CommitOf(git, "HEAD");
        if (work.CommitOf(git, wanted) is not { } theirs || IsBusy(git) || (head is not null && (IsIn(git, theirs, head) || !IsRelated(git, head, theirs))))
        {
            return Plain(git, wanted, title); // git says why there is nothing to merge
        }

        string from = head ?? git.EmptyTree(Root);
        (string tree, bool isClean) = head is null || IsIn(git, head, theirs) ? (theirs, true) : Together(git, head, theirs);
        HashSet<string> same = Same(git, from, tree, isClean);
        _written.Require(git, from, tree, [.. git.Texts(Root, "ls-files", "-z"), .. same]);

        if (!isClean)
        {
            return Plain(git, wanted, title);
        }

        string made = tree == theirs ? theirs : Text(git.Ask(Root, "commit-tree", "-p", from, "-p", theirs, "-m", title, tree));
        return Forward(git.Using(("GIT_REFLOG_ACTION", $"merge {wanted}")), head, from, made, same);
    }

    private GitResult Plain(WorkspaceGit git, string wanted, string title) => git.Run(
        Root, null, ["merge", .. Settled, "--ff", "--commit", "--no-edit", "--no-verify", "-m", title, wanted]);

    private GitResult Forward(WorkspaceGit git, string? head, string from, string made, HashSet<string> same)
    {
        // git moves the branch last, when the files are written: whether it can is asked before.
        string old = head ?? new string('0', from.Length);
        GitResult ready = git.Run(Root, Encoding.ASCII.GetBytes($"start\nverify HEAD {old}\nprepare\nabort\n"), "update-ref", "--stdin");
        if (ready.Code != 0)
        {
            return ready;
        }

        OwnerIndex index = new(HostRepository.Require(Root));
        work.Stage(git, work.Entries(git, same, "ls-tree", "-r", made), same);
        GitResult merged = git.Run(Root, null, ["merge", .. Settled, "--ff-only", "--quiet", made]);
        if (merged.Code != 0)
        {
            index.PutBack();
            _written.PutBack(git, from, made, same);
            return merged;
        }

        return merged with
        {
            Output = git.Ask(Root, "diff", "--stat", "--no-ext-diff", "--no-textconv", "--no-color", "--find-renames", from, made, "--"),
        };
    }

    private bool IsIn(WorkspaceGit git, string commit, string other) => git.Run(Root, null, "merge-base", "--is-ancestor", commit, other).Code == 0;

    private bool IsRelated(WorkspaceGit git, string head, string theirs) => git.Run(Root, null, "merge-base", head, theirs).Code == 0;

    // In the middle of a merge, or with its conflicts, git says so itself.
    private bool IsBusy(WorkspaceGit git) => work.CommitOf(git, "MERGE_HEAD") is not null || git.Texts(Root, "ls-files", "--unmerged", "-z").Length > 0;

    // The merged tree. With a conflict it holds what git would leave in the files.
    private (string Tree, bool IsClean) Together(WorkspaceGit git, string head, string theirs)
    {
        StartTrees trees = new(work);
        (string tree, IReadOnlyList<string> conflicts) = trees.Merge(git, head, theirs);

        // The owner may have committed meanwhile what the agent began with, which its commits have too.
        return conflicts.Count == 0 ? (tree, true)
            : work.Kept.Files is { } files && trees.WithStart(git, theirs) is { } made && trees.Merge(git, files, head, made) is { Conflicts.Count: 0 } merged
                ? (merged.Tree, true)
            : (tree, false);
    }

    /// <summary>
    /// The files of the owner's that are not committed, and are what the merge makes of them: git would refuse to replace them. The others that the merge would
    /// touch are a reason to refuse, whether they are in the files or in the index; git itself loses some that are in the index alone.
    /// </summary>
    private HashSet<string> Same(WorkspaceGit git, string from, string tree, bool isClean)
    {
        Dictionary<string, string> made = Changes(git, "diff-tree", "-r", from, tree);
        Dictionary<string, string> staged = Changes(git, "diff-index", "--cached", "--ita-invisible-in-index", from);
        Dictionary<string, string> own = OwnerFiles.Use(git, HostRepository.Require(Root), work.RunFolder, (look, files) =>
        {
            work.RequireAllowed(look, new StartTrees(work).With(look, files, tree, made.Keys), files, from);
            return Changes(look, "diff-tree", "-r", from, files);
        }) ?? throw new WorkspaceException($"{Root} has an index that is no file");
        string[] existing = [.. made.Where(one => !IsGone(one.Value)).Select(one => one.Key)];
        HashSet<string> files = [.. existing];
        HashSet<string> folders = [.. existing.SelectMany(ReturnedWork.Above)];
        ILookup<bool, string> touched = own.Keys.Union(staged.Keys).Where(IsTouched).ToLookup(IsSame);
        string[] other = [.. touched[false].Order(StringComparer.Ordinal)];
        return other.Length == 0 ? [.. touched[true]]
            : throw new WorkspaceException(
                $"the merge would overwrite what you have not committed: {ReturnedWork.Some(other)}\n  "
                    + "Commit yours first, then merge again: git add -A, git commit");

        bool IsTouched(string path) => made.ContainsKey(path) || (Is(own, path) || Is(staged, path)) && (folders.Contains(path)
            || ReturnedWork.Above(path).Any(files.Contains));

        bool IsSame(string path) => isClean && !WrittenFiles.IsNoText(path) && made.TryGetValue(path, out string? entry) && own.GetValueOrDefault(path) == entry
            && staged.GetValueOrDefault(path, entry) == entry;

        static bool Is(Dictionary<string, string> changes, string path) => changes.TryGetValue(path, out string? entry) && !IsGone(entry);

        static bool IsGone(string entry) => entry[0] == '0';
    }

    // Each changed path with its new mode and object. Without submodules, of which git replaces nothing but the entry.
    private Dictionary<string, string> Changes(WorkspaceGit git, string command, params IReadOnlyList<string> words)
    {
        // :old-mode new-mode old new status NUL path NUL
        string[] texts = git.Texts(Root, [command, "-z", "--raw", "--no-renames", "--no-abbrev", .. words]);
        Dictionary<string, string> changes = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < texts.Length; i += 2)
        {
            string[] fields = texts[i].Split(' ');
            if (!fields[..2].Any(mode => mode.EndsWith(WorkspaceClone.Submodule, StringComparison.Ordinal)))
            {
                changes[texts[i + 1]] = $"{fields[1]} {fields[3]}";
            }
        }

        return changes;
    }

    private static string Text(byte[] output) => Encoding.ASCII.GetString(output).Trim();
}
