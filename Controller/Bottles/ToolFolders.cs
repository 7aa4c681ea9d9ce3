using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// Finds the folders outside the system's own that contain the agent's tools. A <c>claude</c> that npm, nvm or pyenv put under HOME or /opt would not be found
/// in a bottle with a private HOME. The folders that PATH and its links lead to are shared read-only, and nothing else of HOME.
/// </summary>
internal sealed class ToolFolders
{
    /// <summary>Folders that are always shared as a whole.</summary>
    private static readonly string[] SystemFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/alternatives"];

    /// <summary>
    /// Folders that contain a <c>bin</c> beside other things than tools; only <c>bin</c> of them is shared. ~/.cargo contains the registry's tokens, ~/.local
    /// data of all programs, ~/.fly and ~/.pulumi logins, ~/.foundry wallets.
    /// </summary>
    private static readonly string[] BinAlone = [".local", ".cargo", "go", ".config", ".fly", ".pulumi", ".foundry", "."];

    private readonly string _home;
    private readonly ProtectedPaths _protectedPaths;
    private readonly IReadOnlyList<string> _writable;
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _searched = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];

    private ToolFolders(string home, ProtectedPaths protectedPaths, IReadOnlyList<string> writable)
    {
        _writable = writable;
        _home = home;
        _protectedPaths = protectedPaths;
    }

    /// <summary>The folders to share, without links, outer before inner; none lies in another.</summary>
    public IReadOnlyList<string> Folders => [.. _folders.Where(folder => !_folders.Any(other => other != folder && Paths.Holds(other, folder)))];

    /// <summary>PATH for the agent: the host's, without relative and missing entries.</summary>
    public string Path => string.Join(':', _path);

    /// <summary>Finds the folders.</summary>
    /// <param name="path">The host's PATH.</param>
    /// <param name="home">The host's HOME, without links.</param>
    /// <param name="command">The agent's program; its folder is shared even if it is not on PATH.</param>
    /// <param name="workingFolder">For a relative <paramref name="command"/>.</param>
    /// <param name="protectedPaths">Paths that are never shared, even if they are on PATH.</param>
    /// <param name="writable">
    /// Folders that an agent may write, without links. A virtual environment on PATH is often there. A link in it may be an earlier agent's, and would share
    /// any folder of the host that it names.
    /// </param>
    public static ToolFolders Find(
        string path, string home, string command, string workingFolder, ProtectedPaths protectedPaths, IReadOnlyList<string> writable)
    {
        var tools = new ToolFolders(home, protectedPaths, writable);
        foreach (var entry in path.Split(':').Where(entry => entry.StartsWith('/')).Distinct())
        {
            tools.AddEntry(entry);
        }

        if (command.Contains('/', StringComparison.Ordinal))
        {
            tools.AddTarget(System.IO.Path.GetFullPath(System.IO.Path.Combine(workingFolder, command)), named: true);
        }

        // rustup's proxies in ~/.cargo/bin run the toolchains beside it.
        var rustup = System.IO.Path.Combine(home, ".rustup");
        if (tools._path.Contains(System.IO.Path.Combine(home, ".cargo/bin")) && Directory.Exists(rustup))
        {
            tools.Share(rustup);
        }

        return tools;
    }

    private void AddEntry(string entry)
    {
        if (!Directory.Exists(entry))
        {
            return;
        }

        _path.Add(entry);
        if (Paths.LeadsThrough(entry, _writable))
        {
            return; // available with its share, or not at all
        }

        var real = Paths.Real(entry);
        if (!IsSystem(real))
        {
            Share(Root(real));
            if (real != entry)
            {
                AddLinkChain(entry);
            }
        }

        // /bin and /usr/bin are one folder on most hosts. What a link beside its target leads to is found at the target.
        if (_searched.Add(real))
        {
            foreach (var file in new DirectoryInfo(real).EnumerateFiles()
                .Where(file => file.LinkTarget?.Contains('/', StringComparison.Ordinal) == true))
            {
                AddTarget(file.FullName);
            }
        }
    }

    /// <summary>Shares the real folder of a program.</summary>
    /// <param name="file">The program, or a link to it.</param>
    /// <param name="named">True if the operator named it: then its folder is shared in any place, because nothing would start without it.</param>
    private void AddTarget(string file, bool named = false)
    {
        if (Paths.LeadsThrough(file, _writable))
        {
            return;
        }

        var real = Paths.Real(file);
        if (File.Exists(real) && !IsSystem(real) && Root(System.IO.Path.GetDirectoryName(real)!) is var root && (named || IsBin(root) || !IsPersonal(root)))
        {
            Share(root);
        }
    }

    /// <summary>Shares the folders of a PATH entry that is a link (fnm, nix): it is found only if the folder of the link is shared too.</summary>
    private void AddLinkChain(string entry)
    {
        var holder = System.IO.Path.GetDirectoryName(Paths.IsLink(entry) ? entry : System.IO.Path.GetDirectoryName(entry)!);
        if (holder is not null && !IsSystem(holder) && Paths.Real(holder) == holder)
        {
            Share(holder);
        }
    }

    /// <summary>Gets the folder that a program needs: its package or prefix if that is known, else its own folder.</summary>
    private string Root(string folder)
    {
        if (Before(folder, "/node_modules/") is { } modules)
        {
            return modules + "/node_modules";
        }

        if (Paths.Holds("/nix/store", folder))
        {
            return "/nix/store";
        }

        // ~/.local/share/NAME, ~/.local/pipx and ~/.local/state/NAME belong to one tool each.
        var local = System.IO.Path.GetRelativePath(_home, folder).Split('/');
        if (local is [".local", "share" or "state", var name, ..])
        {
            return System.IO.Path.Combine(_home, ".local", local[1], name);
        }

        var parent = System.IO.Path.GetDirectoryName(folder)!;
        var holdsOnlyTools = IsBin(folder) && !IsPersonal(folder) && !BinAlone.Contains(System.IO.Path.GetRelativePath(_home, parent)) && parent != "/";
        return holdsOnlyTools ? parent : folder;
    }

    private static bool IsBin(string folder) => System.IO.Path.GetFileName(folder) is "bin" or "shims" or "sbin";

    /// <summary>
    /// True for a folder in a user's home that is not a tool's own hidden folder (~/.nvm): a project or a collection of scripts, which may contain anything.
    /// Only a <c>bin</c> of it is shared; for more, the operator uses <c>--share</c>.
    /// </summary>
    private bool IsPersonal(string folder)
    {
        string? inside = Paths.Holds(_home, folder) ? System.IO.Path.GetRelativePath(_home, folder)
            : folder.Split('/') is ["", "home", _, .. var rest] ? string.Join('/', rest)
            : null;
        return inside is not null && !inside.StartsWith('.') && !inside.Contains("node_modules", StringComparison.Ordinal);
    }

    private void Share(string folder)
    {
        if (_protectedPaths.Refusal(folder) is null)
        {
            _folders.Add(folder);
        }
    }

    private static string? Before(string path, string mark)
    {
        var at = (path + "/").IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : path[..at];
    }

    private static bool IsSystem(string path) => SystemFolders.Any(folder => Paths.Holds(folder, path));
}
