using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Bottles;

/// <summary>
/// Which folders outside the system's own hold the agent's tools. A <c>claude</c> that npm, nvm or pyenv put under HOME or /opt
/// would not be found in a bottle whose HOME is private; the folders that PATH and its links lead to are shared read-only, and
/// nothing else of HOME with them.
/// </summary>
internal sealed class ToolFolders
{
    /// <summary>Shared whole anyway.</summary>
    private static readonly string[] SystemFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc/alternatives"];

    /// <summary>
    /// Folders that hold a <c>bin</c> beside things that are not tools: of these <c>bin</c> alone is shared. ~/.cargo holds the
    /// registry's tokens, ~/.local everybody's data, ~/.fly and ~/.pulumi logins, ~/.foundry wallets.
    /// </summary>
    private static readonly string[] BinAlone = [".local", ".cargo", "go", ".config", ".fly", ".pulumi", ".foundry", "."];

    private readonly string _home;
    private readonly ProtectedPaths _protectedPaths;
    private readonly IReadOnlyList<string> _writable;
    private readonly SortedSet<string> _folders = new(StringComparer.Ordinal);
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

    /// <summary>Finds them.</summary>
    /// <param name="path">The host's PATH.</param>
    /// <param name="home">The host's HOME, without links.</param>
    /// <param name="command">The agent's program; where it lies is shared even when PATH does not lead there.</param>
    /// <param name="workingFolder">For a relative <paramref name="command"/>.</param>
    /// <param name="protectedPaths">Never shared, even when PATH leads there.</param>
    /// <param name="writable">
    /// What an agent may write, without links. A virtual environment on PATH lies there often; a link in it may be an earlier agent's, and
    /// would bring in any folder of the host that it names.
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

        // rustup's proxies in ~/.cargo/bin run the toolchains that lie beside it.
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
            return; // there with its share, or not at all
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

        foreach (var file in new DirectoryInfo(real).EnumerateFiles().Where(file => file.LinkTarget is not null))
        {
            AddTarget(file.FullName);
        }
    }

    /// <summary>Shares the place at which a program really lies.</summary>
    /// <param name="file">The program, or a link to it.</param>
    /// <param name="named">Whether the operator named it: its folder comes then, wherever it lies, and without it nothing would start.</param>
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

    /// <summary>A PATH entry that is a link (fnm, nix) is found only if the folder that holds the link is there too.</summary>
    private void AddLinkChain(string entry)
    {
        var holder = System.IO.Path.GetDirectoryName(Paths.IsLink(entry) ? entry : System.IO.Path.GetDirectoryName(entry)!);
        if (holder is not null && !IsSystem(holder) && Paths.Real(holder) == holder)
        {
            Share(holder);
        }
    }

    /// <summary>The folder that a program needs: its package or prefix where that can be told, else its own folder.</summary>
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

        // ~/.local/share/NAME, ~/.local/pipx, ~/.local/state/NAME belong to one tool each.
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
    /// In somebody's home, and not in a tool's own hidden folder (~/.nvm): a project or a heap of scripts, beside which anything may lie. Of these a
    /// <c>bin</c> alone is shared; whoever needs more says <c>--share</c>.
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
