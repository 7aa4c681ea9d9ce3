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
        "--submodule=short", "--unified=3", "--inter-hunk-context=0",
    ];

    private readonly StartTrees _trees = new(work);

    private string Root => work.Root;

    /// <summary>Applies all of it, or nothing.</summary>
    /// <exception cref="WorkspaceException">The owner's index is no file, a file is in the way, the result is refused, or git cannot merge.</exception>
    /// <exception cref="ChangedFilesException">git ended in the middle, and the files could not be put back.</exception>
    public AppliedWork Apply()
    {
        WorkspaceGit git = work.Git.WithoutDrivers(Root);
        HostRepository repository = HostRepository.Require(Root);
        string before = "";
        Tuple<AppliedWork, GitResult?> done = OwnerFiles.Use(git, repository, work.RunFolder, (look, own) =>
        {
            before = own;
            return Apply(look, own);
        }) ?? throw new WorkspaceException($"{Root} has an index that is no file");
        return done.Item2 is not { Code: not 0 } failed ? done.Item1
            : OwnerFiles.TreeOf(git, repository, work.RunFolder) == before ? throw new WorkspaceException(failed.Errors.Trim().Replace('\t', ' '))
            : throw new ChangedFilesException(failed.Errors.Trim().Replace('\t', ' '));
    }

    private Tuple<AppliedWork, GitResult?> Apply(WorkspaceGit git, string own)
    {
        (string tree, AppliedWork applied) = Compare(git, own);
        byte[] patch = applied.Conflicts.Count > 0 ? [] : git.Ask(Root, ["diff", .. Form, own, tree]);
        if (patch.Length == 0)
        {
            return Tuple.Create<AppliedWork, GitResult?>(applied, null);
        }

        // git apply removes every file before it makes the first.
        WrittenFiles written = new(work);
        written.Require(git, own, tree, git.Texts(Root, "ls-tree", "-r", "-z", "--name-only", own));
        GitResult done = Run();
        if (done.Code != 0)
        {
            written.PutBack(git, own, tree, []);
            return Tuple.Create<AppliedWork, GitResult?>(applied, done);
        }

        return Tuple.Create<AppliedWork, GitResult?>(applied with { Lines = Run("--stat", "--summary").Output }, done);

        GitResult Run(params IReadOnlyList<string> options) => work.Git.WithoutDrivers(Root).Run(
            Root, patch, ["apply", "--binary", "--whitespace=nowarn", .. options, "-"]);
    }

    // What the owner's files, which are a tree, are to be.
    private (string Tree, AppliedWork Applied) Compare(WorkspaceGit git, string own)
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

        if (conflicts.Count == 0)
        {
            work.RequireAllowed(git, tree, own);
        }

        return (tree, applied with { Conflicts = conflicts });
    }

    private string[] Between(WorkspaceGit git, string from, string to) => git.Texts(Root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to);
}

/// <summary>What came of applying.</summary>
/// <param name="Lines">git's lines on the changed files; empty if the owner's files have all of it already, or with conflicts.</param>
/// <param name="Kept">Changes of the owner's that the agent set aside or removed; they stay in the owner's files.</param>
/// <param name="Conflicts">Files that both changed in the same places; with one, nothing is applied.</param>
internal sealed record AppliedWork(byte[] Lines, IReadOnlyList<string> Kept, IReadOnlyList<string> Conflicts);
