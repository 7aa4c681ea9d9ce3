using System.Text.RegularExpressions;

namespace BotBottle.Core.Tests.Repository.Layout;

/// <summary>
/// The folders of one project and their uses of each other: by the <c>using</c> lines, which the compiler keeps exact (an unnecessary one is an error), by
/// names that are qualified with a folder, and from a folder to its parent, whose names need no <c>using</c>.
/// </summary>
/// <param name="Project">The project's folder, and the last part of its namespace: <c>Core</c>.</param>
/// <param name="Files">The text of each source file, by its path below the project: <c>Dlp/DlpScan.cs</c>.</param>
internal sealed partial record SourceLayers(string Project, IReadOnlyDictionary<string, string> Files)
{
    private const string Root = "BotBottle";

    /// <summary>Reads the project from the tree.</summary>
    public static SourceLayers Read(string tree, string project)
    {
        string folder = Path.Combine(tree, project);
        return new SourceLayers(project, Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .ToDictionary(file => file, file => File.ReadAllText(Path.Combine(folder, file))));
    }

    /// <summary>The folders; the project itself has an empty name.</summary>
    public string[] Folders => [.. Files.Keys.Select(FolderOf).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The uses between folders, each with a file.</summary>
    public IEnumerable<(string From, string To, string File)> Uses()
    {
        string[] folders = Folders;
        ILookup<string, string> types = Files.Keys.ToLookup(Path.GetFileNameWithoutExtension, FolderOf)!;
        foreach ((string file, string text) in Files)
        {
            string from = FolderOf(file);
            string space = $"{Root}.{Project}{(from.Length == 0 ? "" : $".{from.Replace('/', '.')}")}";
            Assert.That(Namespace().Match(text) is { Success: true } named ? named.Groups[1].Value : space, Is.EqualTo(space),
                $"{Project}/{file}: the namespace is the folder");
            string prefix = $"{Root}.{Project}.";
            IEnumerable<string> used = Using().Matches(text).Select(match => match.Groups[1].Value)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => name[prefix.Length..].Replace('.', '/'))
                .Concat(Qualified().Matches(text)
                    .SelectMany(match => types[match.Groups[2].Value].Where(folder => folder.EndsWith(match.Groups[1].Value, StringComparison.Ordinal))))
                .Concat(from.Contains('/', StringComparison.Ordinal) ? [FolderOf(from)] : []);
            foreach (string to in used.Select(name => folders.Contains(name) ? name : FolderOf(name)).Where(to => to != from && folders.Contains(to))
                .Distinct())
            {
                yield return (from, to, file);
            }
        }
    }

    /// <summary>A circle of folders, each used by the one before it; null when there is none.</summary>
    public string? Circle()
    {
        ILookup<string, (string From, string To, string File)> uses = Uses().ToLookup(use => use.From);
        HashSet<string> done = [];
        foreach (string folder in Folders)
        {
            if (Search(folder, []) is { } found)
            {
                return found;
            }
        }

        return null;

        string? Search(string folder, List<(string Folder, string File)> way)
        {
            if (way.FindIndex(step => step.Folder == folder) is >= 0 and int start)
            {
                return string.Join(" -> ", way.Skip(start).Select(step => $"{step.Folder} ({step.File})").Append(folder));
            }

            if (done.Contains(folder))
            {
                return null;
            }

            foreach ((_, string to, string file) in uses[folder])
            {
                if (Search(to, [.. way, (folder, file)]) is { } found)
                {
                    return found;
                }
            }

            done.Add(folder);
            return null;
        }
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and int end ? path[..end] : "";

    [GeneratedRegex(@"^using (?:static )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b([A-Z]\w*)\.([A-Z]\w*)\b")]
    private static partial Regex Qualified();
}
