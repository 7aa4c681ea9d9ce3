using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// What lies below a git folder and is no data: symbolic links and special files, through which the host's next git would write or at which it would wait (measured with git 2.39:
/// <c>logs/HEAD</c>, <c>logs/refs/stash</c>, <c>COMMIT_EDITMSG</c> and others are written through a link), and the small files by which git finds objects and remotes elsewhere.
/// git itself makes regular files and folders alone.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed partial class GitTree
{
    private const int MostEntries = 1_000_000;
    private const int Deepest = 200; // each level holds a descriptor
    private const int MostBytes = 64 * 1024; // of one of the small files

    private readonly Dictionary<string, string> _strange = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _leads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private int _left = MostEntries;

    private GitTree()
    {
    }

    /// <summary>A look that was kept.</summary>
    public GitTree(IReadOnlyDictionary<string, string> strange, IReadOnlyDictionary<string, string> leads)
    {
        _strange = new(strange, StringComparer.Ordinal);
        _leads = new(leads, StringComparer.Ordinal);
    }

    /// <summary>A folder in which nothing was found.</summary>
    public static GitTree Nothing { get; } = new();

    /// <summary>Links and special files by their paths, each with what it is.</summary>
    public IReadOnlyDictionary<string, string> Strange => _strange;

    /// <summary>The links among them, with their targets as they are written.</summary>
    public IReadOnlyDictionary<string, string> Links => _links;

    /// <summary>What leads git to objects and remotes elsewhere, by paths, each with its text.</summary>
    public IReadOnlyDictionary<string, string> Leads => _leads;

    /// <summary>What changes how the host's git shows or continues work, by paths, each with its text: an agent's to write, and the operator's to know.</summary>
    public IReadOnlyDictionary<string, string> Told => _told;

    /// <summary>Looks through a git folder. Nothing in it is followed, and a pipe is not opened.</summary>
    /// <param name="git">The folder; nothing is found where there is none. A link in its place is found itself.</param>
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

    /// <summary>What came or changed since an earlier look.</summary>
    /// <param name="before">The earlier look.</param>
    /// <param name="leads">False: what leads elsewhere does not count.</param>
    public IEnumerable<FolderBreach> Since(GitTree before, bool leads = true) =>
        Strange.Where(found => before.Strange.GetValueOrDefault(found.Key) != found.Value).Select(found => new FolderBreach(found.Key, FolderTexts.Strange(found.Key, found.Value)))
            .Concat(Leads.Where(found => leads && before.Leads.GetValueOrDefault(found.Key) != found.Value).Select(found => new FolderBreach(found.Key, FolderTexts.Lead(found.Key))))
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
                case EntryKind.File:
                    if (IsTold(at, top) && RegularFile.TryRead(at, MostBytes) is { } text && (!at.EndsWith("todo", StringComparison.Ordinal) || RunsCommands(text)))
                    {
                        _told[at] = text;
                    }
                    else if (IsLead(at, top))
                    {
                        _leads[at] = RegularFile.TryRead(at, MostBytes) ?? "unreadable";
                    }

                    break;
                case EntryKind.Folder:
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
                case EntryKind.Link:
                    if (folder.TargetOf(entry) is { } target && !IsEditorLock(entry.Name, target))
                    {
                        AddLink(at, target);
                    }

                    break;
                default:
                    _strange[at] = entry.Kind switch { EntryKind.Pipe => "is a named pipe", EntryKind.Socket => "is a socket", _ => "is a device" };
                    break;
            }
        }
    }

    /// <summary>
    /// Emacs locks the message or list that somebody edits by a link that leads to nothing: <c>.#COMMIT_EDITMSG</c> to <c>user@host.pid:boot</c>. git opens no such name, and
    /// what it leads to lies beside it.
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
    /// <c>objects/info/alternates</c>: git runs itself in the folder that is named there, and obeys its config. <c>remotes/</c> and <c>branches/</c>: remotes as they were written
    /// before there was a config, whose URLs git still uses.
    /// </summary>
    private static bool IsLead(string path, string top)
    {
        var name = path.AsSpan(top.Length + 1);
        return name is "objects/info/alternates" or "objects/info/http-alternates" || name.StartsWith("remotes/", StringComparison.Ordinal) || name.StartsWith("branches/", StringComparison.Ordinal);
    }

    /// <summary><c>info/exclude</c> hides files from <c>git status</c>, attributes choose the operator's filters, grafts show another history; a rebase in progress goes on with its list.</summary>
    private static bool IsTold(string path, string top) =>
        path.AsSpan(top.Length + 1) is "info/exclude" or "info/attributes" or "info/grafts" or "info/sparse-checkout" or "rebase-merge/git-rebase-todo" or "sequencer/todo";

    private static bool RunsCommands(string list) => list.Split('\n').Any(line => line.TrimStart().Split(' ')[0] is "exec" or "x");
}
