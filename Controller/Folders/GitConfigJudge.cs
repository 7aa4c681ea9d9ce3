using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Separates settings of git that cannot run, include or redirect anything from all others. It lists the harmless ones, so that an unknown key of a later git
/// or another tool is refused.
/// </summary>
/// <param name="writable">Folders that an agent can write: a remote there is a repository whose hooks a push runs.</param>
/// <param name="workTree">The folder to which paths are relative.</param>
internal sealed class GitConfigJudge(IReadOnlyList<string> writable, string workTree)
{
    /// <summary>By section, the names that are harmless with any value. <see cref="IsHarmless"/> has the sections with special rules.</summary>
    private static readonly Dictionary<string, string[]> Harmless = new(StringComparer.Ordinal)
    {
        ["user"] = ["name", "email", "useconfigonly"],
        ["author"] = ["name", "email"],
        ["committer"] = ["name", "email"],
        ["core"] = ["repositoryformatversion", "filemode", "bare", "logallrefupdates", "ignorecase", "precomposeunicode", "symlinks", "autocrlf", "eol",
            "safecrlf", "quotepath", "abbrev", "compression", "whitespace", "longpaths", "trustctime", "checkstat", "untrackedcache", "sparsecheckout",
            "sparsecheckoutcone"],
        ["commit"] = ["gpgsign", "verbose", "status", "cleanup"],
        ["tag"] = ["gpgsign", "sort"],
        ["push"] = ["default", "autosetupremote", "followtags", "useforceifincludes"],
        ["pull"] = ["rebase", "ff"],
        ["fetch"] = ["prune", "prunetags", "all", "parallel", "writecommitgraph", "showforcedupdates", "output"],
        ["merge"] = ["ff", "conflictstyle", "stat", "autostash", "renames", "log", "branchdesc"],
        ["rebase"] = ["autosquash", "autostash", "updaterefs", "stat", "missingcommitscheck"],
        ["rerere"] = ["enabled", "autoupdate"],
        ["diff"] = ["algorithm", "renames", "renamelimit", "colormoved", "colormovedws", "context", "mnemonicprefix", "noprefix", "submodule", "statgraphwidth",
            "wserrorhighlight", "indentheuristic"],
        ["log"] = ["date", "decorate", "follow", "abbrevcommit"],
        ["status"] = ["branch", "short", "showstash", "showuntrackedfiles", "submodulesummary", "aheadbehind", "renames"],
        ["gc"] = ["auto", "autopacklimit", "autodetach", "pruneexpire", "reflogexpire", "reflogexpireunreachable", "worktreepruneexpire"],
        ["maintenance"] = ["auto", "strategy", "autodetach"],
        ["pack"] = ["threads", "window", "depth", "windowmemory"],
        ["index"] = ["version", "threads", "sparse"],
        ["feature"] = ["manyfiles", "experimental"],
        ["init"] = ["defaultbranch"],
        ["stash"] = ["showpatch", "showstat", "showincludeuntracked"],
        ["gui"] = ["geometry", "wmstate"],
        ["i18n"] = ["commitencoding", "logoutputencoding"],
        ["lfs"] = ["repositoryformatversion", "locksverify", "access"],
        ["extensions"] = ["objectformat", "worktreeconfig"],
        ["receive"] = ["denycurrentbranch", "denynonfastforwards", "denydeletes"],
        ["worktree"] = ["guessremote"],
        ["branch"] = ["merge", "rebase", "description", "autosetupmerge", "autosetuprebase", "sort"],
        ["remote"] = ["fetch", "push", "tagopt", "mirror", "prune", "prunetags", "skipdefaultupdate", "skipfetchall"],
        ["submodule"] = ["active", "recurse", "ignore", "branch"],
    };

    /// <summary>Sections in which every name only affects the display.</summary>
    private static readonly string[] Looks = ["color", "column", "advice", "versionsort"];

    /// <summary>Gets the first setting that is new and not harmless; null if there is none.</summary>
    /// <param name="before">The earlier settings.</param>
    /// <param name="now">The present settings.</param>
    public string? Offence(IReadOnlyList<KeyValuePair<string, string>> before, IReadOnlyList<KeyValuePair<string, string>> now)
    {
        // The last setting of a name applies, so a new order of old settings is new, too.
        using var known = before.Where(setting => !IsHarmless(setting, before)).GetEnumerator();
        foreach (var setting in now.Where(setting => !IsHarmless(setting, now)))
        {
            do
            {
                if (!known.MoveNext())
                {
                    return setting.Key;
                }
            }
            while (!known.Current.Equals(setting));
        }

        return null;
    }

    private bool IsHarmless(KeyValuePair<string, string> setting, IReadOnlyList<KeyValuePair<string, string>> all)
    {
        var (section, name) = (setting.Key.Split('.')[0], setting.Key[(setting.Key.LastIndexOf('.') + 1)..]);
        return (section, name) switch
        {
            ("remote", "url" or "pushurl") or ("submodule", "url") => IsElsewhere(setting.Value),
            ("branch", "remote" or "pushremote") or ("remote", "pushdefault") =>
                // without a remote of that name it is a path, or a URL (gh pr checkout)
                setting.Value == "." || all.Any(other => other.Key == $"remote.{setting.Value}.url")
                || (setting.Value.Contains(':', StringComparison.Ordinal) && IsElsewhere(setting.Value)),
            // notes of tools, like gh-resolved: git's own names contain no dash
            ("branch" or "remote", _) when name.Contains('-', StringComparison.Ordinal) => true,
            _ => Looks.Contains(section) || (Harmless.TryGetValue(section, out var names) && names.Contains(name)),
        };
    }

    /// <summary>True if a URL leads to another machine, or to a folder that no agent can write. A URL with a helper (<c>ext::</c>) runs a program.</summary>
    private bool IsElsewhere(string url)
    {
        if (url.Contains("::", StringComparison.Ordinal) || url.StartsWith('-') || url.Any(char.IsControl))
        {
            return false;
        }

        var local = url.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? url[7..] : url;
        var colon = local.IndexOf(':', StringComparison.Ordinal);
        var slash = local.IndexOf('/', StringComparison.Ordinal);
        if (colon > 0 && (slash < 0 || colon < slash))
        {
            // A scheme, or git's own host:path.
            return local.Length > colon + 3 && local[(colon + 1)..].StartsWith("//", StringComparison.Ordinal)
                ? local[..colon].ToLowerInvariant() is "https" or "http" or "ssh" or "git" && local[colon + 3] != '-'
                : !local[..colon].Contains("@-", StringComparison.Ordinal);
        }

        try
        {
            return local.Length > 0 && local[0] != '~' && Paths.Real(Path.Combine(workTree, local)) is var place
                && !writable.Any(folder => Paths.Holds(folder, place) || Paths.LeadsThrough(place, [folder]));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
