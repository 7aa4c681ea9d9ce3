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

    private readonly StartTrees _trees = new(work);

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
        string begun = _trees.WithStart(git, work.Work.Refs.GetValueOrDefault(work.RefOf(null))) ?? committed;

        // Where the agent's files are those of its commit, it has nothing to apply, also if the owner's began otherwise: it has set the owner's changes aside.
        string[] aside = [.. Between(git, begun, work.Uncommitted).Except(Between(git, committed, work.Uncommitted))];
        string from = _trees.With(git, begun, work.Uncommitted, aside);
        AppliedWork applied = new([], [.. aside.Intersect(Between(git, own, work.Uncommitted))], []);
        (string tree, IReadOnlyList<string> conflicts) = _trees.Merge(git, from, own, work.Uncommitted);
        if (conflicts.Count > 0 && _trees.Merge(git, committed, own, work.Uncommitted) is { Conflicts.Count: 0 } other)
        {
            (tree, conflicts) = other; // the owner has set the changes of the beginning aside; the agent's files have them
        }

        if (conflicts.Count > 0)
        {
            return Tuple.Create<byte[], AppliedWork>([], applied with { Conflicts = conflicts });
        }

        work.RequireAllowed(git, tree, own);
        return Tuple.Create(git.Ask(Root, ["diff", .. Form, own, tree]), applied);
    }

    private string[] Between(WorkspaceGit git, string from, string to) => git.Texts(Root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to);
}

/// <summary>What came of applying.</summary>
/// <param name="Lines">git's lines on the changed files; empty if the owner's files have all of it already, or with conflicts.</param>
/// <param name="Kept">Changes of the owner's that the agent set aside or removed; they stay in the owner's files.</param>
/// <param name="Conflicts">Files that both changed in the same places; with one, nothing is applied.</param>
internal sealed record AppliedWork(byte[] Lines, IReadOnlyList<string> Kept, IReadOnlyList<string> Conflicts);
