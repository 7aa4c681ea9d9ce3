using System.Globalization;
using System.Text;
using BotBottle.Controller.Folders;
using BotBottle.Core.Text;

namespace BotBottle.Controller.Workspaces;

/// <summary>
/// Judges the trees of an agent's commits, in a repository apart. A few objects can name billions of files, and one object can be the tree of many folders:
/// what git lists is bounded, and each folder is looked at once, in the order of the list.
/// </summary>
/// <param name="git">The host's git.</param>
/// <param name="apart">The repository.</param>
/// <param name="kept">What the agent began with: what was there already is not judged, whether it was committed or not.</param>
internal sealed class TreeJudge(WorkspaceGit git, string apart, KeptWorkspace kept)
{
    private const long MostList = 256 << 20;
    private const int MostRefused = 1000;
    private const string LinkMode = "120000";

    private readonly WorkspaceGit _git = git.Bounded(MostList);
    private readonly List<string> _refused = [];
    private readonly SortedDictionary<string, string> _obeyed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _judged = [];

    /// <summary>The reasons to refuse the work; empty for none.</summary>
    public IReadOnlyList<string> Refused => _refused;

    /// <summary>Changed files that programs of the host obey.</summary>
    public IReadOnlyList<ObeyedFile> Obeyed => [.. _obeyed.Select(file => new ObeyedFile(file.Key, file.Value))];

    /// <summary>Judges the tree of a commit.</summary>
    /// <exception cref="WorkspaceException">It names more files than can be judged.</exception>
    public void Judge(string commit)
    {
        if (!_judged.Add(commit))
        {
            return;
        }

        string[] paths = _git.Texts(apart, "ls-tree", "-r", "-z", "--name-only", commit); // first, because it ends at its bound without much memory
        Dictionary<string, Change> sinceHead = Changes(kept.Head, commit);
        Dictionary<string, Change> sinceFiles = kept.Files is { } files ? Changes(files, commit) : sinceHead;
        JudgeNames(paths, sinceHead, sinceFiles);
        KeyValuePair<string, Change>[] changes = [.. sinceHead.Where(change => sinceFiles.ContainsKey(change.Key))];
        foreach ((string path, _) in changes)
        {
            if (HostExecuted.WhyObeyed(path) is { } why)
            {
                _obeyed[path] = why;
            }
        }

        JudgeLinks([.. changes.Where(change => change.Value.Mode == LinkMode).Select(change => (change.Key, change.Value.Blob))]);
    }

    private Dictionary<string, Change> Changes(string? from, string commit)
    {
        // :old-mode new-mode old new status NUL path NUL
        string[] texts = _git.Texts(apart, ["diff-tree", "-r", "-z", "--raw", "--no-renames", from ?? _git.EmptyTree(apart), commit]);
        Dictionary<string, Change> changes = new(StringComparer.Ordinal);
        for (int i = 0; i + 1 < texts.Length; i += 2)
        {
            string[] fields = texts[i].Split(' ');
            changes[texts[i + 1]] = new Change(fields[1], fields[3], IsNew: fields[4] == "A");
        }

        return changes;
    }

    /// <summary>
    /// Names that differ only by case, of which the host has not both already: in the commit, or in the files of the beginning. The names of one folder stand
    /// together, so those of the folders above a path are enough.
    /// </summary>
    private void JudgeNames(string[] paths, Dictionary<string, Change> sinceHead, Dictionary<string, Change> sinceFiles)
    {
        List<(string Name, Dictionary<string, (string Name, bool NewToHead, bool NewToFiles)> Names)> open = [("", new(StringComparer.OrdinalIgnoreCase))];
        foreach (string path in paths)
        {
            string[] parts = path.Split('/');
            bool newToHead = sinceHead.TryGetValue(path, out Change? change) && change.IsNew;
            bool newToFiles = sinceFiles.TryGetValue(path, out change) && change.IsNew;
            int same = 0;
            while (same + 1 < open.Count && same + 1 < parts.Length && open[same + 1].Name == parts[same])
            {
                same++;
            }

            open.RemoveRange(same + 1, open.Count - same - 1);
            for (int at = same; at < parts.Length; at++)
            {
                Dictionary<string, (string Name, bool NewToHead, bool NewToFiles)> names = open[at].Names;
                if (!names.TryAdd(parts[at], (parts[at], newToHead, newToFiles)) && names[parts[at]] is var other && other.Name != parts[at]
                    && (newToHead || other.NewToHead) && (newToFiles || other.NewToFiles))
                {
                    string folder = string.Join('/', parts[..at]) + (at > 0 ? "/" : "");
                    Refuse($"{folder}{parts[at]} and {folder}{other.Name} differ only by case");
                }

                if (at + 1 < parts.Length)
                {
                    open.Add((parts[at], new(StringComparer.OrdinalIgnoreCase)));
                }
            }
        }
    }

    private void JudgeLinks(List<(string Path, string Blob)> links)
    {
        if (links.Count == 0)
        {
            return;
        }

        string[] blobs = [.. links.Select(link => link.Blob).Distinct()];
        byte[] answer = _git.Feed(apart, Encoding.ASCII.GetBytes(string.Concat(blobs.Select(blob => blob + "\n"))), "cat-file", "--batch=%(objectsize)");
        Dictionary<string, string> targets = [];
        int start = 0;
        foreach (string blob in blobs)
        {
            int end = answer.AsSpan(start).IndexOf((byte)'\n') + start; // size LF content LF
            if (end < start || !int.TryParse(answer.AsSpan(start, end - start), CultureInfo.InvariantCulture, out int size) || end + size + 1 >= answer.Length)
            {
                throw new WorkspaceException("git does not have the target of a link of the agent's");
            }

            targets[blob] = Encoding.UTF8.GetString(answer, end + 1, size);
            start = end + size + 2;
        }

        foreach ((string path, string blob) in links)
        {
            if (Leads(path, targets[blob]) is { } target)
            {
                Refuse($"{path} is a link that leads out of the repository's files, to {target}");
            }
        }
    }

    private void Refuse(string reason)
    {
        if (_refused.Count < MostRefused)
        {
            _refused.Add(TerminalText.Short(reason, 4096));
        }
    }

    // The target of a link that leads out of the files, into a git folder too; null if it stays inside.
    private string? Leads(string path, string target)
    {
        if (target.StartsWith('/'))
        {
            // The clone is at the repository's own path, so that an absolute link may lead into the files.
            return target.StartsWith($"{kept.Root}/", StringComparison.Ordinal) && IsPlain(target[(kept.Root.Length + 1)..]) ? null : target;
        }

        // Folders above a link are none themselves, but a name in its target may be one: ".." behind it leads anywhere.
        string[] parts = [.. target.Split('/').Where(part => part is not ("" or "."))];
        int up = parts.TakeWhile(part => part == "..").Count();
        return up > path.Count(c => c == '/') || !IsPlain(string.Join('/', parts.Skip(up))) ? target : null;
    }

    private static bool IsPlain(string path) =>
        path.Split('/') is var parts && !parts.Contains("..") && !parts.Contains(".git", StringComparer.OrdinalIgnoreCase);

    private sealed record Change(string Mode, string Blob, bool IsNew);
}
