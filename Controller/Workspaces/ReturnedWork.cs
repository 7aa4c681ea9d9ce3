using System.Text;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>An agent's work that was taken (<see cref="WorkTaker"/>), for the host's git to bring into the owner's branch and files.</summary>
/// <param name="Git">The host's git.</param>
/// <param name="Kept">The run's workspace.</param>
/// <param name="RunFolder">The run's folder.</param>
/// <param name="Work">The work.</param>
/// <param name="Prefix">The beginning of its refs.</param>
internal sealed record ReturnedWork(WorkspaceGit Git, KeptWorkspace Kept, string RunFolder, TakenWork Work, string Prefix)
{
    private const int Sha1Digits = 40;
    private const int MostNamed = 10;

    /// <summary>The top folder of the owner's files.</summary>
    public string Root => Kept.Root;

    /// <summary>The ref of the files that are not committed.</summary>
    public string Uncommitted => Prefix + "uncommitted";

    /// <summary>The agent's branches that have new commits.</summary>
    public IEnumerable<string> Branches => Work.Refs.Keys.Where(name => name.StartsWith(RefOf(""), StringComparison.Ordinal))
        .Select(name => name[RefOf("").Length..]);

    /// <summary>The ref of one of the agent's branches; of its HEAD for null.</summary>
    public string RefOf(string? branch) => Prefix + (branch is null ? "HEAD" : $"heads/{branch}");

    /// <summary>Refuses to go on with refs that were not taken.</summary>
    /// <exception cref="RefusedWorkException">One of them was not.</exception>
    public void RequireTaken(params IReadOnlyCollection<string> names)
    {
        if (Work.Refused.FirstOrDefault(one => names.Contains(Prefix + one.Name)) is { } refused)
        {
            throw new RefusedWorkException($"the agent's work is refused: {refused.Why}");
        }
    }

    /// <summary>Some names of files, in a line, without control characters.</summary>
    public static string Some(IReadOnlyList<string> paths) => TerminalText.Clean(string.Join(", ", paths.Take(MostNamed)))
        + (paths.Count > MostNamed ? $" and {paths.Count - MostNamed} more" : "");

    /// <summary>The folders above a path, from the top.</summary>
    public static IEnumerable<string> Above(string path)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }
    }

    /// <summary>
    /// Judges the tree that the owner's files would become: of two works that are allowed each by itself, one may move a link that the other has made deeper,
    /// or bring the missing part of a repository.
    /// </summary>
    /// <param name="git">A git that finds the tree.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="own">What the owner has already.</param>
    /// <exception cref="WorkspaceException">It is refused.</exception>
    public void RequireAllowed(WorkspaceGit git, string tree, params IReadOnlyList<string> own)
    {
        if (new TreeJudge(git, Root, Root, [.. own, .. Kept.Owners], isForFiles: true).Judge(tree) is { Length: > 0 } refused)
        {
            throw new WorkspaceException($"with the agent's work your files would have what is refused: {refused}");
        }
    }

    /// <summary>The agent's branches, and its HEAD, whose commits the current branch does not have.</summary>
    public string[] Unmerged() =>
        [.. Git.Lines(Root, "for-each-ref", "--no-merged=HEAD", "--format=%(refname)", RefOf("").TrimEnd('/'), RefOf(null)).Where(Work.Refs.ContainsKey)
            .Select(name => name[Prefix.Length..])];

    /// <summary>The commit of a name; null if there is none.</summary>
    public string? CommitOf(WorkspaceGit git, string name) =>
        git.Run(Root, null, "rev-parse", "--verify", "--quiet", $"{name}^{{commit}}") is { Code: 0 } found ? Encoding.ASCII.GetString(found.Output).Trim()
            : null;

    /// <summary>
    /// The entries of a commit (<c>ls-tree -r</c>) or of the index (<c>ls-files --stage</c>) for some paths, as <see cref="Stage"/> takes them.
    /// </summary>
    public string Entries(WorkspaceGit git, IReadOnlyCollection<string> paths, params IReadOnlyList<string> command) => paths.Count == 0 ? ""
        : string.Concat(git.Texts(Root, [command[0], "-z", .. command.Skip(1)])
            .Where(entry => paths.Contains(entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..])).Select(entry => entry + '\0'));

    /// <summary>Makes the entries of the index for some paths those; a path without an entry leaves the index.</summary>
    public void Stage(WorkspaceGit git, string entries, IReadOnlyCollection<string> paths)
    {
        if (paths.Count > 0)
        {
            string none = new('0', Kept.Begun?.Length ?? Sha1Digits);
            git.Feed(Root, Encoding.UTF8.GetBytes(string.Concat(paths.Select(path => $"0 {none}\t{path}\0")) + entries), "update-index", "-z", "--index-info");
        }
    }
}
