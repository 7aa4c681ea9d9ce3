using System.Globalization;
using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>The line at the launch that says which workspace the command has.</summary>
internal static class LaunchNote
{
    private const int MostNames = 3;

    // Folders whose absence stops a build; the hint names one of them first.
    private static readonly string[] Usual = ["node_modules", ".venv", "venv", "vendor"];

    /// <summary>The hint for a shared folder that is a repository.</summary>
    public const string Hint = "the command works in your folder itself; --workspace clone gives it a clone of the repository instead";

    /// <summary>The line of a clone.</summary>
    /// <param name="git">The host's git.</param>
    /// <param name="repository">The host's repository.</param>
    /// <param name="wish">The workspace that was asked for.</param>
    /// <param name="carried">Paths that were carried.</param>
    public static string OfClone(WorkspaceGit git, HostRepository repository, WorkspaceWish wish, IReadOnlyList<string> carried)
    {
        List<string> facts = [];
        if (wish.From is { } from)
        {
            facts.Add($"as {from.Name} left it{(wish.IsClean ? ", what is committed" : "")}");
        }
        else
        {
            facts.Add(Place(git, repository));
            facts.Add(wish.IsClean ? "what is committed" : Uncommitted(git, repository));
        }

        string along = carried.Count == 0 ? "" : $"; carried along: {Some(carried)}";
        string[] ignored = [.. Apart(git, repository).Texts(
            repository.Root, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory")
            .Select(name => name.TrimEnd('/')).Where(name => !carried.Any(path => Paths.Holds(path, name) || Paths.Holds(name, path)))
            .OrderBy(name => Array.IndexOf(Usual, name) is var at and >= 0 ? at : Usual.Length).ThenBy(name => name, StringComparer.Ordinal)];
        string hint = Array.Find(ignored, IsPlain) is { } plain ? $" (--carry {plain})" : "";
        string behind = ignored.Length == 0 ? "" : $"; ignored files stay behind: {Some(ignored)}{hint}";
        return $"the command works in a clone of {repository.Root}: {string.Join(", ", facts)}{along}{behind}";
    }

    /// <summary>The line of an empty folder.</summary>
    public static string OfNone(string root) => $"the command works in an empty folder at the place of {root}";

    private static string Place(WorkspaceGit git, HostRepository repository)
    {
        GitResult branch = git.Run(repository.Root, null, "symbolic-ref", "--quiet", "--short", "HEAD");
        return branch.Code == 0 ? $"branch {Encoding.UTF8.GetString(branch.Output).Trim()}"
            : $"commit {git.Lines(repository.Root, "rev-parse", "--short", "HEAD")[0]}";
    }

    private static string Uncommitted(WorkspaceGit git, HostRepository repository)
    {
        int count = Apart(git, repository).Texts(
            repository.Root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all").Length;
        return count == 0 ? "nothing uncommitted" : string.Create(CultureInfo.InvariantCulture, $"{count} uncommitted file{(count == 1 ? "" : "s")}");
    }

    // Settings and attributes may be an agent's, which may change them meanwhile: git looks at the files in a bottle.
    private static WorkspaceGit Apart(WorkspaceGit git, HostRepository repository) => git.WithoutDrivers(repository.Root).Apart(
        [new(MountKind.ReadOnly, repository.Root, repository.Root), new(MountKind.ReadOnly, repository.CommonFolder, repository.CommonFolder)]);

    // A name that a shell takes as it is: the operator may type the hint.
    private static bool IsPlain(string name) => name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/');

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(TerminalText.Clean)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
