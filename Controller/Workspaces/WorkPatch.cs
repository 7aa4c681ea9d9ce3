using System.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Applies what an agent has not committed to the owner's files, as a patch, by the host's git with filters and drivers off. The owner's files are merged with
/// the agent's from the files that both began with, apart; the patch is what then differs from the owner's, and it fits because it was made for them.
/// </summary>
/// <param name="work">The work.</param>
internal sealed class WorkPatch(ReturnedWork work)
{
    // The form that git apply reads, whatever the owner's settings say: without prefixes it would change files of other names.
    private static readonly string[] Form =
    [
        "--binary", "--full-index", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "--no-color", "--no-relative",
        "--submodule=short",
    ];

    private string Root => work.Root;

    /// <summary>Applies all of it, or nothing.</summary>
    /// <exception cref="WorkspaceException">The owner's index is no file, or git cannot merge.</exception>
    public AppliedWork Apply()
    {
        WorkspaceGit git = work.Git.WithoutDrivers(Root);
        (byte[] patch, AppliedWork applied) = OwnerFiles.Use(git, HostRepository.Require(Root), work.RunFolder, Compare)
            ?? throw new WorkspaceException($"{Root} has an index that is no file");
        if (patch.Length == 0 || applied.Conflicts.Count > 0)
        {
            return applied;
        }

        GitResult done = Run();
        return done.Code == 0 ? applied with { Lines = Run("--stat", "--summary").Output }
            : throw new WorkspaceException(done.Errors.Trim().Replace('\t', ' '));

        GitResult Run(params IReadOnlyList<string> options) => git.Run(Root, patch, ["apply", "--binary", "--whitespace=nowarn", .. options, "-"]);
    }

    // The patch for the owner's files, which are a tree.
    private Tuple<byte[], AppliedWork> Compare(WorkspaceGit git, string own)
    {
        string committed = work.Work.Refs.GetValueOrDefault(work.RefOf(null)) ?? work.Kept.Head ?? git.EmptyTree(Root);
        string begun = WithStart(git, committed);

        // Where the agent's files are those of its commit, it has nothing to apply, also if the owner's began otherwise: it has set the owner's changes aside.
        string[] aside = [.. Between(git, begun, work.Uncommitted).Except(Between(git, committed, work.Uncommitted))];
        string from = With(git, begun, work.Uncommitted, aside);
        AppliedWork applied = new([], [.. aside.Intersect(Between(git, own, work.Uncommitted))], []);
        (string tree, IReadOnlyList<string> conflicts) = TryMerge(git, from, own);
        if (conflicts.Count > 0 && TryMerge(git, committed, own) is { Conflicts.Count: 0 } other)
        {
            (tree, conflicts) = other; // the owner has set the changes of the beginning aside; the agent's files have them
        }

        return conflicts.Count > 0 ? Tuple.Create<byte[], AppliedWork>([], applied with { Conflicts = conflicts })
            : Tuple.Create(git.Ask(Root, ["diff", .. Form, own, tree]), applied);
    }

    private (string Tree, IReadOnlyList<string> Conflicts) TryMerge(WorkspaceGit git, string from, string own)
    {
        string first = Commit(from, []);
        return Merge(git, Commit(own, ["-p", first]), Commit(work.Uncommitted, ["-p", first]));

        string Commit(string tree, IReadOnlyList<string> parent) => Text(git.With(["user.name=owner", "user.email=owner@localhost"]).Ask(
            Root, ["commit-tree", .. parent, "-m", "apart", $"{tree}^{{tree}}"]));
    }

    // The files with which the agent began, with the changes of its commits. Where both changed the same lines, the agent's commit has the last word.
    private string WithStart(WorkspaceGit git, string committed)
    {
        if (work.Kept.Files is not { } files || !work.Work.Refs.ContainsKey(work.RefOf(null)))
        {
            return work.Kept.Files ?? committed;
        }

        (string tree, IReadOnlyList<string> conflicts) = Merge(git, committed, files);
        return With(git, tree, committed, conflicts);
    }

    // The name of the merged tree, and then the names of files with a conflict, each with NUL behind it.
    private (string Tree, IReadOnlyList<string> Conflicts) Merge(WorkspaceGit git, string one, string other)
    {
        GitResult merged = git.Run(
            Root, null, "merge-tree", "--write-tree", "--allow-unrelated-histories", "-z", "--name-only", "--no-messages", one, other);
        return merged.Code is 0 or 1
            && Encoding.UTF8.GetString(merged.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries) is [var tree, .. var conflicts] ? (tree, conflicts)
            : throw new WorkspaceException($"git cannot merge: {merged.Errors}");
    }

    private string[] Between(WorkspaceGit git, string from, string to) => git.Texts(Root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to);

    // The tree, with some paths as another has them.
    private string With(WorkspaceGit git, string tree, string other, IReadOnlyCollection<string> paths)
    {
        if (paths.Count == 0)
        {
            return tree;
        }

        string index = Path.Combine(work.RunFolder, "apply-index");
        try
        {
            WorkspaceGit own = git.Using(("GIT_INDEX_FILE", index));
            own.Ask(Root, "read-tree", tree);
            work.Stage(own, work.Entries(own, paths, "ls-tree", "-r", other), paths);
            return Text(own.Ask(Root, "write-tree"));
        }
        finally
        {
            File.Delete(index);
        }
    }

    private static string Text(byte[] output) => Encoding.ASCII.GetString(output).Trim();
}

/// <summary>What came of applying.</summary>
/// <param name="Lines">git's lines on the changed files; empty if the owner's files have all of it already, or with conflicts.</param>
/// <param name="Kept">Changes of the owner's that the agent set aside or removed; they stay in the owner's files.</param>
/// <param name="Conflicts">Files that both changed in the same places; with one, nothing is applied.</param>
internal sealed record AppliedWork(byte[] Lines, IReadOnlyList<string> Kept, IReadOnlyList<string> Conflicts);
