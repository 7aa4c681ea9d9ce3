using System.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>Applies what an agent has not committed to the owner's files, as a patch, by the host's git with filters and drivers off.</summary>
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
    /// <returns>git's result; null if there is nothing, or the files have it already.</returns>
    public GitResult? Apply()
    {
        WorkspaceGit git = work.Git.WithoutDrivers(Root);
        GitResult? first = null;

        // From the files that the owner would have without them; or where the owner has set those of the beginning aside, from the commit.
        string committed = work.Work.Refs.GetValueOrDefault(work.RefOf(null)) ?? work.Kept.Head ?? git.EmptyTree(Root);
        foreach (string from in new[] { WithStart(git, committed), committed }.Distinct())
        {
            byte[] patch = git.Ask(Root, ["diff", .. Form, from, work.Uncommitted]);
            if (patch.Length == 0 || Run("--check", "--reverse").Code == 0)
            {
                return null;
            }

            GitResult applied = Run();
            if (applied.Code == 0)
            {
                return applied with { Output = Run("--stat", "--summary").Output };
            }

            first ??= applied;

            GitResult Run(params IReadOnlyList<string> options) => git.Run(Root, patch, ["apply", "--binary", "--whitespace=nowarn", .. options, "-"]);
        }

        return first;
    }

    // The files with which the agent began, with the changes of its commits. Where both changed the same lines, the agent's commit has the last word.
    private string WithStart(WorkspaceGit git, string committed)
    {
        if (work.Kept.Files is not { } files || !work.Work.Refs.ContainsKey(work.RefOf(null)))
        {
            return work.Kept.Files ?? committed;
        }

        // The name of the merged tree, and then the names of files with a conflict, each with NUL behind it.
        GitResult merged = git.Run(
            Root, null, "merge-tree", "--write-tree", "--allow-unrelated-histories", "-z", "--name-only", "--no-messages", committed, files);
        return Encoding.UTF8.GetString(merged.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [var tree] when merged.Code == 0 => tree,
            [var tree, .. var conflicts] when merged.Code == 1 => With(git, tree, committed, conflicts),
            _ => committed,
        };
    }

    // The tree, with some paths as a commit has them.
    private string With(WorkspaceGit git, string tree, string commit, string[] paths)
    {
        string index = Path.Combine(work.RunFolder, "apply-index");
        try
        {
            WorkspaceGit own = git.Using(("GIT_INDEX_FILE", index));
            own.Ask(Root, "read-tree", tree);
            work.Stage(own, work.Entries(own, paths, "ls-tree", "-r", commit), paths);
            return Encoding.ASCII.GetString(own.Ask(Root, "write-tree")).Trim();
        }
        finally
        {
            File.Delete(index);
        }
    }
}
