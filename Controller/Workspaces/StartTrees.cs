using System.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>Merges trees from the files with which a run began: what the owner had not committed then is on both sides, and no conflict.</summary>
/// <param name="work">The work.</param>
internal sealed class StartTrees(ReturnedWork work)
{
    // The work of a merge may double with each of an agent's merges.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private string Root => work.Root;

    /// <summary>
    /// The files with which the agent began, with the changes of a commit of its own. Where both changed the same lines, the commit has the last word: it was
    /// made upon these files.
    /// </summary>
    /// <param name="git">The host's git.</param>
    /// <param name="commit">The commit; null for none.</param>
    /// <returns>The tree or commit; null if it began without files.</returns>
    /// <exception cref="WorkspaceException">git cannot merge.</exception>
    public string? WithStart(WorkspaceGit git, string? commit)
    {
        if (commit is null || work.Kept.Files is not { } files)
        {
            return commit ?? work.Kept.Begun;
        }

        (string tree, IReadOnlyList<string> conflicts) = Merge(git, commit, files);
        return With(git, tree, commit, conflicts);
    }

    /// <summary>Merges two trees from a third.</summary>
    /// <exception cref="WorkspaceException">git cannot merge.</exception>
    public (string Tree, IReadOnlyList<string> Conflicts) Merge(WorkspaceGit git, string from, string one, string other)
    {
        string first = Commit(from, []);
        return Merge(git, Commit(one, ["-p", first]), Commit(other, ["-p", first]));

        string Commit(string tree, IReadOnlyList<string> parent) => Text(git.With(["user.name=owner", "user.email=owner@localhost"]).Ask(
            Root, ["commit-tree", .. parent, "-m", "apart", $"{tree}^{{tree}}"]));
    }

    /// <summary>The tree, with some paths as another has them.</summary>
    public string With(WorkspaceGit git, string tree, string other, IReadOnlyCollection<string> paths)
    {
        if (paths.Count == 0)
        {
            return tree;
        }

        string index = Path.Combine(work.RunFolder, "apart-index");
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

    /// <summary>Merges two commits. The names of files with a conflict are told; the tree then holds what git would leave in the files.</summary>
    /// <exception cref="WorkspaceException">git cannot merge.</exception>
    public (string Tree, IReadOnlyList<string> Conflicts) Merge(WorkspaceGit git, string one, string other)
    {
        // tree NUL, and then each path NUL
        GitResult merged = (git with { MostTime = Patience }).Run(
            Root, null, "merge-tree", "--write-tree", "--allow-unrelated-histories", "-z", "--name-only", "--no-messages", one, other);
        return merged.Code is 0 or 1
            && Encoding.UTF8.GetString(merged.Output).Split('\0', StringSplitOptions.RemoveEmptyEntries) is [var tree, .. var conflicts] ? (tree, conflicts)
            : throw new WorkspaceException($"git cannot merge: {merged.Errors}");
    }

    private static string Text(byte[] output) => Encoding.ASCII.GetString(output).Trim();
}
