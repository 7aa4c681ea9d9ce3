using BotBottle.Controller.Native;

namespace BotBottle.Controller.Workspaces;

/// <summary>The owner's files that git is going to write: what it must not overwrite, and how they were if it ends in the middle.</summary>
/// <param name="work">The work.</param>
internal sealed class WrittenFiles(ReturnedWork work)
{
    private string Root => work.Root;

    /// <summary>
    /// Requires that no file is in the way. git overwrites files that it ignores without a question, an .env for one, and would take the agent's content for
    /// them.
    /// </summary>
    /// <param name="git">A git that finds the trees.</param>
    /// <param name="from">The files as they are.</param>
    /// <param name="tree">The files as they are to be.</param>
    /// <param name="known">Files that may be replaced.</param>
    /// <exception cref="WorkspaceException">Some are in the way.</exception>
    public void Require(WorkspaceGit git, string from, string tree, IReadOnlyCollection<string> known)
    {
        HashSet<string> replaced = new(known, StringComparer.Ordinal);
        string[] made = git.Texts(Root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=AT", from, tree);
        string[] unread = Array.Exists(made, IsNoText) ? [.. git.Texts(Root, "ls-files", "--others", "-z").Where(own => !replaced.Contains(own))] : [];
        string[] lost = [.. made.SelectMany(path => IsNoText(path) ? unread.Where(own => Meet(own, path)) : Lost(git, path, replaced))
            .Distinct(StringComparer.Ordinal)];
        if (lost.Length > 0)
        {
            throw new WorkspaceException($"it would overwrite files that git does not know: {ReturnedWork.Some(lost)}; move them away");
        }
    }

    /// <summary>
    /// Puts files back after git has ended in the middle: those that it has removed, and those that are what it was to make. Others, which somebody has changed
    /// meanwhile, stay.
    /// </summary>
    /// <param name="git">A git that finds the trees.</param>
    /// <param name="from">The files as they were.</param>
    /// <param name="tree">The files as they were to be.</param>
    /// <param name="same">Files that were so before.</param>
    public void PutBack(WorkspaceGit git, string from, string tree, IReadOnlyCollection<string> same)
    {
        string index = Path.Combine(work.RunFolder, "back-index");
        WorkspaceGit own = git.Using(("GIT_INDEX_FILE", index));
        try
        {
            string[] touched = [.. git.Texts(Root, "diff-tree", "-r", "-z", "--name-only", "--no-renames", from, tree).Except(same)
                .Where(path => !IsNoText(path))];
            work.Stage(own, work.Entries(own, touched, "ls-tree", "-r", tree), touched);
            own.Run(Root, null, "update-index", "-q", "--refresh"); // else each file counts as changed
            HashSet<string> unlike = [.. own.Texts(Root, "diff-files", "-z", "--name-only")];
            foreach (string path in own.Texts(Root, "ls-files", "-z").Where(path => !unlike.Contains(path)))
            {
                File.Delete(Path.Combine(Root, path));
            }

            own.Ask(Root, "read-tree", "--empty");
            work.Stage(own, work.Entries(own, touched, "ls-tree", "-r", from), touched);
            own.Run(Root, null, "checkout-index", "--all", "--quiet");
        }
        finally
        {
            File.Delete(index);
        }
    }

    /// <summary>True for a name that is no UTF-8, for which .NET cannot ask. Two such names may look alike here: better one refusal too many.</summary>
    public static bool IsNoText(string path) => path.Contains('\uFFFD', StringComparison.Ordinal);

    private static bool Meet(string one, string other) => $"{one}/".StartsWith($"{other}/", StringComparison.Ordinal)
        || $"{other}/".StartsWith($"{one}/", StringComparison.Ordinal);

    private IEnumerable<string> Lost(WorkspaceGit git, string path, HashSet<string> known)
    {
        foreach (string above in ReturnedWork.Above(path))
        {
            if (FileFacts.TryOf(Path.Combine(Root, above), Links.Refuse) is { Kind: not FileKind.Folder })
            {
                return known.Contains(above) ? [] : [above];
            }
        }

        return FileFacts.TryOf(Path.Combine(Root, path), Links.Refuse) switch
        {
            null => [],
            { Kind: FileKind.Folder } when known.Contains(path) => IsEmpty(path) ? [] : [path], // a submodule, which git would remove with its .git
            { Kind: FileKind.Folder } => git.Texts(Root, "--literal-pathspecs", "ls-files", "--others", "-z", "--", path).Where(own => !known.Contains(own)),
            _ => known.Contains(path) ? [] : [path],
        };
    }

    private bool IsEmpty(string path) => UntrustedFolder.Names(Path.Combine(Root, path), int.MaxValue - 1, Links.Refuse) is not { Count: > 0 };
}
