using System.Globalization;
using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Controller.Shared;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Judges trees in which an agent had a part: those of its commits, in a repository apart, and those that a merge would make. A few objects can name billions
/// of files, and one object can be the tree of many folders: what git lists is bounded, and each folder is looked at once, in the order of the list.
/// </summary>
/// <param name="git">The host's git.</param>
/// <param name="repository">The repository that has the trees.</param>
/// <param name="root">The folder of the files, without links.</param>
/// <param name="own">Commits or trees of the owner's: an entry that one of them has too is not judged.</param>
/// <param name="isForFiles">True if the tree is to become the owner's files: what lies there and is in no tree counts too.</param>
internal sealed class TreeJudge(WorkspaceGit git, string repository, string root, IReadOnlyCollection<string> own, bool isForFiles = false)
{
    private const long MostList = 256 << 20;
    private const long MostLists = 1 << 30; // of all trees together
    private const int MostTarget = 4095; // PATH_MAX without its NUL: the kernel makes no other link
    private const string Head = "HEAD";
    private const int MostRefused = 1000;
    private const int MostReason = 4096;
    private const int MostNamed = 10;
    private const string LinkMode = "120000";
    private const int MostLinks = 40; // the kernel follows no more

    private static readonly string[] PartsOfRepository = ["objects", "refs", "commondir"];

    private readonly WorkspaceGit _git = git.Bounded(MostList);
    private readonly SortedDictionary<string, string> _obeyed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _judged = [];
    private readonly List<string> _refused = []; // of the tree that is judged
    private long _listed;

    /// <summary>Changed files that programs of the host obey.</summary>
    public IReadOnlyList<ObeyedFile> Obeyed => [.. _obeyed.Select(file => new ObeyedFile(file.Key, file.Value))];

    /// <summary>Judges the tree of a commit, or a tree.</summary>
    /// <returns>The reasons to refuse it, some of many; empty for none.</returns>
    /// <exception cref="WorkspaceException">It names more files than can be judged.</exception>
    public string Judge(string tree)
    {
        if (!_judged.TryGetValue(tree, out string? refused))
        {
            _refused.Clear();
            Look(tree);
            refused = string.Join("; ", _refused.Take(MostNamed)) + (_refused.Count > MostNamed ? $"; and {_refused.Count - MostNamed} more" : "");
            _judged[tree] = refused;
        }

        return refused;
    }

    private void Look(string tree)
    {
        Entry[] entries = [.. List("ls-tree", "-r", "-z", "--full-tree", tree).Select(Listed)]; // first: it ends at its bound without much memory
        Dictionary<string, bool>[] changes = [.. (own.Count == 0 ? [_git.EmptyTree(repository)] : own).Distinct().Select(from => Changes(from, tree))];
        HashSet<string> changed = [.. changes[0].Keys.Where(path => Array.TrueForAll(changes, one => one.ContainsKey(path)))];
        foreach (string path in changed)
        {
            if (HostExecuted.WhyObeyed(Shown(path)) is { } why)
            {
                _obeyed[Shown(path)] = why;
            }
        }

        JudgeNames(entries, changes);
        JudgeLinks([.. entries.Where(entry => entry.Mode == LinkMode)], changed);
        JudgeRepositories(entries, changed);
    }

    // A path is text of its bytes, a character for each, so that two paths are never taken for one.
    private string[] List(params IReadOnlyList<string> words)
    {
        byte[] list = _git.Ask(repository, words);
        _listed += list.Length;
        return _listed <= MostLists ? Encoding.Latin1.GetString(list).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            : throw new WorkspaceException($"its branches name more files than can be judged ({MostLists >> 20} MiB of names)");
    }

    private static string Shown(string path) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path));

    // mode type object TAB path
    private static Entry Listed(string line)
    {
        int tab = line.IndexOf('\t', StringComparison.Ordinal);
        return line[..tab].Split(' ') is [var mode, _, var id] ? new Entry(line[(tab + 1)..], mode, id)
            : throw new WorkspaceException("git listed a tree in an unknown way");
    }

    // The paths that are not as they were, and whether each is new. :old-mode new-mode old new status NUL path NUL
    private Dictionary<string, bool> Changes(string from, string tree)
    {
        string[] texts = List("diff-tree", "-r", "-z", "--raw", "--no-renames", from, tree);
        Dictionary<string, bool> changes = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < texts.Length; i += 2)
        {
            changes[texts[i + 1]] = texts[i].EndsWith('A');
        }

        return changes;
    }

    /// <summary>
    /// Names that differ only by case, of which the owner has not both already. The names of one folder stand together, so those of the folders above a path
    /// are enough.
    /// </summary>
    private void JudgeNames(Entry[] entries, Dictionary<string, bool>[] changes)
    {
        List<(string Name, Dictionary<string, (string Name, bool[] IsNew)> Names)> open = [("", [])];
        foreach (Entry entry in entries)
        {
            string[] parts = entry.Path.Split('/');
            bool[] isNew = [.. changes.Select(one => one.GetValueOrDefault(entry.Path))];
            int same = 0;
            while (same + 1 < open.Count && same + 1 < parts.Length && open[same + 1].Name == parts[same])
            {
                same++;
            }

            open.RemoveRange(same + 1, open.Count - same - 1);
            for (int at = same; at < parts.Length; at++)
            {
                (string Name, bool[] IsNew) one = (parts[at], isNew);
                Dictionary<string, (string Name, bool[] IsNew)> names = open[at].Names;
                if (!names.TryAdd(Folded(parts[at]), one) && names[Folded(parts[at])] is var other && other.Name != one.Name
                    && other.IsNew.Zip(isNew).All(pair => pair.First || pair.Second))
                {
                    string folder = string.Join('/', parts[..at]) + (at > 0 ? "/" : "");
                    Refuse($"{folder}{one.Name} and {folder}{other.Name} differ only by case");
                }

                if (at + 1 < parts.Length)
                {
                    open.Add((parts[at], []));
                }
            }
        }
    }

    // Of two names that are no UTF-8, each is itself.
    private static string Folded(string name) => Ascii.IsValid(name) ? name.ToUpperInvariant()
        : Shown(name) is var text && text.Contains('\uFFFD', StringComparison.Ordinal) ? '\0' + name : text.ToUpperInvariant();

    private void JudgeLinks(Entry[] links, HashSet<string> changed)
    {
        if (!Array.Exists(links, link => changed.Contains(link.Path)))
        {
            return;
        }

        Dictionary<string, string> targets = Targets([.. links.Select(link => link.Object).Distinct()]);
        Dictionary<string, string?> inside = links.ToDictionary(link => link.Path, link => Inside(link.Path, targets[link.Object]));
        foreach (Entry link in links.Where(link => changed.Contains(link.Path) && LeadsOut(link.Path, inside)))
        {
            Refuse($"{link.Path} is a link that leads out of the repository's files, to {targets[link.Object]}");
        }
    }

    private Dictionary<string, string> Targets(string[] objects)
    {
        byte[] answer = _git.Feed(
            repository, Encoding.ASCII.GetBytes(string.Concat(objects.Select(one => one + "\n"))), "cat-file", "--batch=%(objectsize)");
        Dictionary<string, string> targets = [];
        int start = 0;
        foreach (string one in objects)
        {
            int end = answer.AsSpan(start).IndexOf((byte)'\n') + start; // size LF content LF
            if (end < start || !int.TryParse(answer.AsSpan(start, end - start), CultureInfo.InvariantCulture, out int size) || end + size + 1 >= answer.Length)
            {
                throw new WorkspaceException("git does not have the target of a link");
            }

            targets[one] = Encoding.Latin1.GetString(answer, end + 1, size);
            start = end + size + 2;
        }

        return targets;
    }

    // The owner's own links may lead out, and one of the agent's may lead to or through one of them.
    private bool LeadsOut(string path, Dictionary<string, string?> inside)
    {
        for (int i = 0; i < MostLinks; i++)
        {
            if (ReturnedWork.Above(path).Append(path).FirstOrDefault(inside.ContainsKey) is not { } link)
            {
                return isForFiles && LeadsOutOnDisk(path); // no further link of the tree is on the way
            }

            if (inside[link] is not { } target)
            {
                return true;
            }

            path = (target + path[link.Length..]).TrimStart('/');
        }

        return false;
    }

    // Through a link that git ignores, or one of a submodule. .NET finds no name that is no UTF-8.
    private bool LeadsOutOnDisk(string path)
    {
        string shown = Shown(path);
        try
        {
            return shown.Contains('\uFFFD', StringComparison.Ordinal) || Paths.Real(Path.Combine(root, shown)) is var real && (!Paths.Holds(root, real)
                || real[root.Length..].Split('/').Contains(".git", StringComparer.OrdinalIgnoreCase));
        }
        catch (IOException)
        {
            return false; // a circle
        }
    }

    // The path to which a link leads, from the top; null if it leads out of the files, into a git folder too. The kernel reads a target up to a NUL.
    private string? Inside(string path, string target)
    {
        string top = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(root)) + "/";
        if (target.Length is 0 or > MostTarget || target.Contains('\0', StringComparison.Ordinal)
            || (target.StartsWith('/') && !target.StartsWith(top, StringComparison.Ordinal)))
        {
            return null;
        }

        // The clone is at the repository's own path, so that an absolute link may lead into the files.
        string[] from = target.StartsWith('/') ? [] : path.Split('/')[..^1];
        string[] parts = [.. (target.StartsWith('/') ? target[top.Length..] : target).Split('/').Where(part => part is not ("" or "."))];

        // Folders above a link are none themselves, but a name in its target may be one: ".." behind it leads anywhere.
        int up = parts.TakeWhile(part => part == "..").Count();
        string[] down = parts[up..];
        return up > from.Length || down.Contains("..") || down.Contains(".git", StringComparer.OrdinalIgnoreCase) ? null
            : string.Join('/', from[..^up].Concat(down));
    }

    /// <summary>
    /// Changes in folders that git takes for a repository when it is called there, whose settings it obeys (gitrepository-layout(5)). The host may get the
    /// missing parts from another branch, so one of them is enough.
    /// </summary>
    private void JudgeRepositories(Entry[] entries, HashSet<string> changed)
    {
        HashSet<string> parts = new(StringComparer.OrdinalIgnoreCase);
        parts.UnionWith(entries.SelectMany(entry => ReturnedWork.Above(entry.Path).Append(entry.Path)).Where(IsPartOfRepository));
        if (parts.Count == 0 && !isForFiles)
        {
            return;
        }

        foreach (string folder in changed.SelectMany(ReturnedWork.Above).Distinct())
        {
            if (Has(Head) && Array.Exists(PartsOfRepository, Has))
            {
                Refuse($"git takes {folder} for a repository, and would obey its settings there");
            }

            bool Has(string part) => parts.Contains($"{folder}/{part}") || (isForFiles && Path.Exists(Path.Combine(root, Shown(folder), part)));
        }
    }

    private static bool IsPartOfRepository(string path) => path.LastIndexOf('/') is > 0 and var slash && path[(slash + 1)..] is var name
        && (name.Equals(Head, StringComparison.OrdinalIgnoreCase) || PartsOfRepository.Contains(name, StringComparer.OrdinalIgnoreCase));

    private void Refuse(string reason)
    {
        string shown = TerminalText.Short(Shown(reason), MostReason);
        if (_refused.Count < MostRefused && !_refused.Contains(shown))
        {
            _refused.Add(shown);
        }
    }

    private sealed record Entry(string Path, string Mode, string Object);
}
