using System.Runtime.Versioning;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>One walk through a shared folder, in which no link is followed. It finds repositories, links, and the names that host programs obey.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ShareWalk
{
    /// <summary>The longest walk, in files and folders.</summary>
    public const int MostEntries = 500_000;

    private const int Deepest = 200; // each level holds a file descriptor

    /// <summary>Folders of dependencies that an agent fetched, with thousands of such names: users do not open an editor in them.</summary>
    private static readonly HashSet<string> Dependencies = new(StringComparer.Ordinal)
    {
        "node_modules", ".venv", "venv", "site-packages", "vendor", "target", ".tox", ".nox", ".gradle", "__pycache__", "bower_components", ".pnpm-store",
        ".yarn", ".cargo",
    };

    private readonly List<(string Folder, string Git, FileKind Kind)> _repositories = [];
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);
    private readonly HashSet<string> _obeyed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);
    private int _left = MostEntries;

    /// <summary>Walks through the folder.</summary>
    /// <param name="folder">A shared folder, without links.</param>
    public ShareWalk(string folder)
    {
        using var top = OpenFolder.TryOpen(folder);
        if (top is not null)
        {
            Walk(top, folder, 0, dependency: false);
        }
    }

    /// <summary>
    /// Folders that git takes for a work tree or a bare repository, each with its git folder (or the file or link that names it) and the kind of that.
    /// </summary>
    public IReadOnlyList<(string Folder, string Git, FileKind Kind)> Repositories => _repositories;

    /// <summary>Symbolic links outside of git folders, with their targets as written.</summary>
    public IReadOnlyDictionary<string, string> Links => _links;

    /// <summary>Names below the top that programs of the host obey (<see cref="HostExecuted"/>).</summary>
    public IReadOnlySet<string> Obeyed => _obeyed;

    /// <summary>Folders that could not be read.</summary>
    public IReadOnlySet<string> Unread => _unread;

    /// <summary>The names at the folder's top.</summary>
    public IReadOnlyList<string> Top { get; private set; } = [];

    /// <summary>False if the folder has more entries than <see cref="MostEntries"/>.</summary>
    public bool Complete => _left > 0;

    /// <summary>Number of entries seen.</summary>
    public int Entries => MostEntries - _left;

    private void Walk(OpenFolder folder, string path, int depth, bool dependency)
    {
        var entries = folder.List(_left);
        if (depth == 0)
        {
            Top = [.. entries.Select(entry => entry.Name)];
        }

        if (IsRepository(entries))
        {
            _repositories.Add((path, path, FileKind.Folder));
        }

        foreach (var entry in entries)
        {
            if (--_left <= 0)
            {
                return;
            }

            // git recognizes .git in any case on file systems that ignore case.
            if (entry.Name.Equals(".git", StringComparison.OrdinalIgnoreCase))
            {
                _repositories.Add((path, Path.Join(path, entry.Name), entry.Kind));
            }
            else if (entry.Kind == FileKind.Link && folder.TargetOf(entry) is { } target)
            {
                _links[Path.Join(path, entry.Name)] = target;
            }
            else if (entry.Kind == FileKind.Folder)
            {
                Enter(folder, entry, path, depth, dependency || Dependencies.Contains(entry.Name));
            }

            if (depth > 0 && !dependency && HostExecuted.IsObeyed(entry.Name))
            {
                _obeyed.Add(Path.Join(path, entry.Name));
            }
        }
    }

    private void Enter(OpenFolder folder, FolderEntry entry, string path, int depth, bool dependency)
    {
        var at = Path.Join(path, entry.Name);
        var denied = depth >= Deepest;
        using var inner = denied ? null : folder.TryOpen(entry, out denied);
        if (inner is not null)
        {
            Walk(inner, at, depth + 1, dependency);
        }
        else if (denied)
        {
            _unread.Add(at);
        }
    }

    /// <summary>
    /// True for a folder that git takes for a (bare) repository when a user works in it. As in git, it depends on the names, here or in the folder that
    /// commondir names.
    /// </summary>
    private static bool IsRepository(List<FolderEntry> entries)
    {
        var (head, objects, refs, common) = (false, false, false, false);
        foreach (var entry in entries)
        {
            head |= entry.Name == "HEAD";
            objects |= entry.Name == "objects";
            refs |= entry.Name == "refs";
            common |= entry.Name == "commondir";
        }

        return head && ((objects && refs) || common);
    }
}
