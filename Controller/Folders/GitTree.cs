using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The entries below a git folder that are not data. Symbolic links and special files: the host's next git would write through them or block at them (measured
/// with git 2.39: <c>logs/HEAD</c>, <c>logs/refs/stash</c>, <c>COMMIT_EDITMSG</c> and others are written through a link). Small files that lead git to objects
/// and remotes elsewhere. git itself makes only regular files and folders.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class GitTree
{
    private const int MostEntries = 1_000_000;
    private const int Deepest = 200; // each level holds a file descriptor
    private const int MostBytes = 64 * 1024; // of one of the small files

    private readonly Dictionary<string, string> _strange = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _leads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private int _left = MostEntries;

    private GitTree()
    {
    }

    /// <summary>Loads a stored look.</summary>
    public GitTree(IReadOnlyDictionary<string, string> strange, IReadOnlyDictionary<string, string> leads)
    {
        _strange = new(strange, StringComparer.Ordinal);
        _leads = new(leads, StringComparer.Ordinal);
    }

    /// <summary>The look at an empty folder.</summary>
    public static GitTree Nothing { get; } = new();

    /// <summary>Links and special files by their paths, each with its description.</summary>
    public IReadOnlyDictionary<string, string> Strange => _strange;

    /// <summary>The links among them, with their targets as written.</summary>
    public IReadOnlyDictionary<string, string> Links => _links;

    /// <summary>The files that lead git to objects and remotes elsewhere, by paths, each with its text.</summary>
    public IReadOnlyDictionary<string, string> Leads => _leads;

    /// <summary>
    /// The files that change how the host's git shows or continues work, by paths, each with its text. An agent may write them, and the operator is told.
    /// </summary>
    public IReadOnlyDictionary<string, string> Told => _told;

    /// <summary>Looks through a git folder. It follows no link and opens no pipe.</summary>
    /// <param name="git">The folder; the look is empty if it does not exist. A link in its place is itself an entry.</param>
    public static GitTree Look(string git)
    {
        GitTree tree = new();
        if (new FileInfo(git).LinkTarget is { } target)
        {
            tree.AddLink(git, target);
            return tree;
        }

        using var top = OpenFolder.TryOpen(git);
        if (top is not null)
        {
            tree.Walk(top, git, git, 0);
        }

        if (tree._left <= 0)
        {
            tree._strange[git] = $"holds more than {MostEntries} entries, and was not searched to its end";
        }

        return tree;
    }

    /// <summary>Gets the entries that are new or changed since an earlier look.</summary>
    /// <param name="before">The earlier look.</param>
    /// <param name="leads">False to ignore files that lead elsewhere.</param>
    public IEnumerable<FolderBreach> Since(GitTree before, bool leads = true) =>
        Strange.Where(found => before.Strange.GetValueOrDefault(found.Key) != found.Value)
            .Select(found => new FolderBreach(found.Key, FolderTexts.Strange(found.Key, found.Value)))
            .Concat(Leads.Where(found => leads && before.Leads.GetValueOrDefault(found.Key) != found.Value)
                .Select(found => new FolderBreach(found.Key, FolderTexts.Lead(found.Key))))
            .OrderBy(breach => breach.Path, StringComparer.Ordinal);

    private void Walk(OpenFolder folder, string path, string top, int depth)
    {
        if (depth > Deepest)
        {
            _strange[path] = $"is more than {Deepest} folders deep, and was not searched";
            return;
        }

        foreach (var entry in folder.List(_left))
        {
            if (--_left <= 0)
            {
                return;
            }

            var at = Path.Join(path, entry.Name);
            switch (entry.Kind)
            {
                case FileKind.Regular:
                    if (IsTold(at, top) && RegularFile.TryRead(at, MostBytes) is { } text
                        && (!at.EndsWith("todo", StringComparison.Ordinal) || RunsCommands(text)))
                    {
                        _told[at] = text;
                    }
                    else if (IsLead(at, top))
                    {
                        _leads[at] = RegularFile.TryRead(at, MostBytes) ?? "unreadable";
                    }

                    break;
                case FileKind.Folder:
                    using (var inner = folder.TryOpen(entry, out var denied))
                    {
                        if (inner is not null)
                        {
                            Walk(inner, at, top, depth + 1);
                        }
                        else if (denied)
                        {
                            _strange[at] = "is a folder that cannot be read";
                        }
                    }

                    break;
                case FileKind.Link:
                    if (folder.TargetOf(entry) is { } target && !IsEditorLock(entry.Name, target))
                    {
                        AddLink(at, target);
                    }

                    break;
                default:
                    _strange[at] = entry.Kind switch { FileKind.Pipe => "is a named pipe", FileKind.Socket => "is a socket", _ => "is a device" };
                    break;
            }
        }
    }

    /// <summary>
    /// True for Emacs's lock of a message or list that is being edited: a link that leads to nothing, <c>.#COMMIT_EDITMSG</c> to <c>user@host.pid:boot</c>. git
    /// opens no such name, and its target is beside it.
    /// </summary>
    private static bool IsEditorLock(string name, string target) => name.StartsWith(".#", StringComparison.Ordinal) && LockTarget().IsMatch(target);

    [GeneratedRegex(@"^[^/\n]+@[^/\n]+\.[0-9]+(:[0-9]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex LockTarget();

    private void AddLink(string path, string target)
    {
        _strange[path] = $"is a symbolic link to {target}";
        _links[path] = target;
    }

    /// <summary>
    /// True for files that lead elsewhere. <c>objects/info/alternates</c>: git runs itself in the folder that it names, and obeys that folder's config.
    /// <c>remotes/</c> and <c>branches/</c>: remotes in the format before the config, whose URLs git still uses.
    /// </summary>
    private static bool IsLead(string path, string top)
    {
        var name = path.AsSpan(top.Length + 1);
        return name is "objects/info/alternates" or "objects/info/http-alternates" || name.StartsWith("remotes/", StringComparison.Ordinal)
            || name.StartsWith("branches/", StringComparison.Ordinal);
    }

    /// <summary>
    /// True for files to report. <c>info/exclude</c> hides files from <c>git status</c>, attributes choose the operator's filters, grafts show another history;
    /// a rebase in progress continues with its list.
    /// </summary>
    private static bool IsTold(string path, string top) =>
        path.AsSpan(top.Length + 1) is "info/exclude" or "info/attributes" or "info/grafts" or "info/sparse-checkout" or "rebase-merge/git-rebase-todo"
            or "sequencer/todo";

    private static bool RunsCommands(string list) => list.Split('\n').Any(line => line.TrimStart().Split(' ')[0] is "exec" or "x");
}
