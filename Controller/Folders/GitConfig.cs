using System.Text;
using BotBottle.Controller.Native;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Reads from a git config file the paths that git runs or obeys, by git-config(1). It does not run git, because git would obey a file that an agent may have
/// written.
/// </summary>
internal static class GitConfig
{
    private const int DeepestInclude = 10; // the same limit as git's
    private const int MostBytes = 1 << 20;

    /// <summary>Gets the paths that a config names: core.hooksPath, included files and the paths that they name, and programs with a path.</summary>
    /// <param name="config">The file; it may be missing.</param>
    /// <param name="workTree">The folder to which hooks and programs are relative.</param>
    /// <returns>Absolute paths, which may not exist.</returns>
    public static IEnumerable<string> NamedPaths(string config, string workTree) => NamedPaths(config, workTree, DeepestInclude);

    private static IEnumerable<string> NamedPaths(string config, string workTree, int depth)
    {
        if (depth == 0 || Text(config) is not { } all)
        {
            yield break;
        }

        var section = "";
        foreach (var line in all.Split('\n').Select(text => text.Trim()))
        {
            var end = line.StartsWith('[') ? line.IndexOf(']', StringComparison.Ordinal) : -1;
            section = end > 0 ? line[1..end].Split(' ', '"')[0] : section;
            var pair = line[(end + 1)..].Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair.Length < 2 || Value(pair[1]) is not { Length: > 0 } value)
            {
                continue;
            }

            if (section.StartsWith("include", StringComparison.OrdinalIgnoreCase) && Is(pair[0], "path"))
            {
                var included = Resolve(Path.GetDirectoryName(config)!, value);
                yield return included;
                foreach (var path in NamedPaths(included, workTree, depth - 1))
                {
                    yield return path;
                }
            }
            else if (Is(section, "core") && Is(pair[0], "hookspath"))
            {
                yield return Resolve(workTree, value);
            }
            else if (Program(value) is { } program && File.Exists(Resolve(workTree, program)))
            {
                yield return Resolve(workTree, program);
            }
        }
    }

    /// <summary>Reads the text of a config; git follows links to an included one. Null if there is none that git could read.</summary>
    private static string? Text(string config)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.Read(config, MostBytes, Links.Follow));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Gets a value without quotes and comment.</summary>
    private static string Value(string text)
    {
        var quoted = text.StartsWith('"') && text.LastIndexOf('"') > 0;
        return quoted ? text[1..text.LastIndexOf('"')] : text.Split('#', ';')[0].TrimEnd();
    }

    /// <summary>Gets the first word of a command, if it is a path; a bare name is found along PATH.</summary>
    private static string? Program(string value)
    {
        var word = value.TrimStart('!', ' ').Split(' ')[0].Trim('"', '\'', '\\');
        return word.Contains('/', StringComparison.Ordinal) && !word.Contains('\0', StringComparison.Ordinal) ? word : null;
    }

    private static string Resolve(string folder, string path) => Path.GetFullPath(path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : Path.Combine(folder, path)).TrimEnd('/');

    private static bool Is(string text, string name) => text.Equals(name, StringComparison.OrdinalIgnoreCase);
}
