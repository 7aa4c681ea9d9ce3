using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>The files of <see cref="HostFileTable"/> at a shared folder's top, and the texts of those that an agent may change.</summary>
internal sealed class HostFileLook
{
    private const int MostBytes = 512 * 1024;
    private const int MostFiles = 200; // in a folder

    private readonly SortedDictionary<string, HostFile> _there = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string[]> _lines = new(StringComparer.Ordinal);

    /// <summary>Takes the look.</summary>
    /// <param name="folder">A shared folder, without links.</param>
    /// <param name="names">The names at its top.</param>
    public HostFileLook(string folder, IReadOnlyList<string> names)
    {
        foreach (var file in HostFileTable.Rows.Where(file => file.Kind != HostFileKind.Masked))
        {
            foreach (var path in PathsOf(file, names).Where(path => FileFacts.TryOf(Path.Combine(folder, path), Links.Refuse) is not null))
            {
                _there[path] = file;
                if (file.Kind == HostFileKind.Named)
                {
                    Read(folder, path);
                }
            }
        }
    }

    /// <summary>Gets the paths below a folder's top that are in the table and exist, or may exist.</summary>
    public static IEnumerable<string> PathsOf(HostFile file, IReadOnlyList<string> names) => file.Path.Contains('/', StringComparison.Ordinal)
        ? names.Contains(file.Path.Split('/')[0]) ? [file.Path] : []
        : names.Where(file.Matches);

    /// <summary>Gets the new and changed files, as sentences for the operator.</summary>
    public IEnumerable<string> Since(HostFileLook before, string folder)
    {
        var came = _there.Where(found => found.Value.Kind == HostFileKind.MaskedIfThere && !before._there.ContainsKey(found.Key)).ToList();
        if (came.Count > 0)
        {
            yield return $"in {folder} came while the agent ran, and programs of this host obey it: "
                + $"{FolderTexts.Some([.. came.Select(found => $"{found.Key} ({found.Value.Reason})")])}. Read it first, or remove it.";
        }

        var changed = _lines.Keys.Union(before._lines.Keys)
            .Select(path => Difference(path, before._lines.GetValueOrDefault(path), _lines.GetValueOrDefault(path))).OfType<string>()
            .Order(StringComparer.Ordinal).ToList();
        if (changed.Count > 0)
        {
            yield return $"in {folder} the agent changed what hooks, task runners or agents of this host obey: {FolderTexts.Some(changed)}. Read it before "
                + "you run it.";
        }
    }

    private void Read(string folder, string path)
    {
        var full = Path.Combine(folder, path);
        if (FileFacts.TryOf(full, Links.Refuse) is { Kind: FileKind.Folder })
        {
            try
            {
                foreach (var name in UntrustedFolder.Names(full, MostFiles, Links.Refuse) ?? [])
                {
                    _lines[Path.Combine(path, name)] = Lines(Path.Combine(full, name));
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                _lines[path] = [$"cannot be listed: {fault.Message}"];
            }
        }
        else
        {
            _lines[path] = Lines(full);
        }
    }

    private static string[] Lines(string path) =>
        RegularFile.TryRead(path, MostBytes)?.TrimEnd('\n').Split('\n') ?? [$"cannot be read: {FileFacts.TryOf(path, Links.Refuse)}"];

    /// <summary>Counts the lines that are only in one of two texts: a diff without moved lines.</summary>
    private static string? Difference(string path, string[]? before, string[]? now)
    {
        if (before is null || now is null)
        {
            return now is null ? $"{path} (removed)" : $"{path} (new, +{now.Length})";
        }

        if (before.AsSpan().SequenceEqual(now))
        {
            return null;
        }

        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in now)
        {
            counts[line] = counts.GetValueOrDefault(line) + 1;
        }

        foreach (var line in before)
        {
            counts[line] = counts.GetValueOrDefault(line) - 1;
        }

        return $"{path} (+{counts.Values.Where(count => count > 0).Sum()} -{-counts.Values.Where(count => count < 0).Sum()})";
    }
}
