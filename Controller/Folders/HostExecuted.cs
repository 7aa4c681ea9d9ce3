using System.IO.Enumeration;
using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// The files in a folder that the host runs or obeys by itself when a user works there: shells with direnv, editors, git hooks, other agents. An agent that
/// could write them would run code outside its bottle at the next prompt.
/// </summary>
internal static class HostExecuted
{
    /// <summary>The names that are masked at the top of every shared folder, existing or not.</summary>
    public static readonly string[] Names = [.. HostFileTable.Rows.Where(file => file.Kind == HostFileKind.Masked).Select(file => file.Path)];

    private static readonly HashSet<string> Plain = [.. HostFileTable.Rows.Where(file => file.Kind != HostFileKind.Named).Select(file => file.Path)];
    private static readonly HostFile[] Patterns = [.. HostFileTable.Rows.Where(file => file.Path.Contains('*', StringComparison.Ordinal))];

    // An agent may make 100,000 paths of 1,000 names: each name is looked up, and no path is compared with each row.
    private static readonly Dictionary<string, HostFile[]> ByFirstName = HostFileTable.Rows
        .GroupBy(file => file.Path.Split('/')[0], StringComparer.OrdinalIgnoreCase)
        .ToDictionary(same => same.Key, same => same.ToArray(), StringComparer.OrdinalIgnoreCase);

    private const int MostNames = 100_000; // at the top of a folder

    /// <summary>The folder in which Claude Code checks out worktrees. The host obeys nothing in it, so it stays writable.</summary>
    private const string ClaudeWorktrees = ".claude/worktrees";

    /// <summary>True if programs of the host obey a file or folder of this name by themselves.</summary>
    public static bool IsObeyed(string name) => Plain.Contains(name) || Patterns.Any(file => file.Matches(name));

    /// <summary>
    /// The reason why programs of the host obey a file of a repository; null if they do not. They may work in any of its folders, on a file system that ignores
    /// case.
    /// </summary>
    /// <param name="path">The path from the repository's top.</param>
    public static string? WhyObeyed(string path)
    {
        Dictionary<string, HostFile[]>.AlternateLookup<ReadOnlySpan<char>> rows = ByFirstName.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int at = 0; ;)
        {
            int slash = path.IndexOf('/', at);
            ReadOnlySpan<char> name = slash < 0 ? path.AsSpan(at) : path.AsSpan(at, slash - at);
            foreach (HostFile file in rows.TryGetValue(name, out HostFile[]? found) ? found : [])
            {
                if (file.Holds(path.AsSpan(at)))
                {
                    return file.Reason;
                }
            }

            foreach (HostFile pattern in Patterns)
            {
                if (FileSystemName.MatchesSimpleExpression(pattern.Path, name, ignoreCase: true))
                {
                    return pattern.Reason;
                }
            }

            if (slash < 0)
            {
                return null;
            }

            at = slash + 1;
        }
    }

    /// <summary>Inspects a folder.</summary>
    /// <param name="folder">A folder that is shared read-write, without links.</param>
    /// <param name="ownFolder">The folder for the bottle's own folders that cover some of the host's.</param>
    /// <returns>The masks and the placeholders that they need.</returns>
    /// <exception cref="BottleException">One of the names is a symbolic link: a mount would cover its target and leave the link.</exception>
    public static MaskPlan Inspect(string folder, string ownFolder)
    {
        var plan = new MaskPlan();
        foreach (var path in Names.Select(name => Path.Combine(folder, name)))
        {
            plan.MaskFolderOrFile(path, folder);
        }

        MaskWhatIsThere(folder, plan);
        GitFolder.Inspect(folder, ownFolder, plan);
        var worktrees = Path.Combine(folder, ClaudeWorktrees);
        if (plan.GitFolders.Count > 0 && !Paths.IsLink(worktrees) && !File.Exists(worktrees) && !File.Exists(Path.GetDirectoryName(worktrees)))
        {
            plan.PinFolder(worktrees, folder);
        }

        return plan;
    }

    private static void MaskWhatIsThere(string folder, MaskPlan plan)
    {
        IReadOnlyList<string> names;
        try
        {
            names = UntrustedFolder.Names(folder, MostNames, Links.Refuse) ?? [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new BottleException(
                $"{folder} cannot be protected: {fault.Message}. Share a folder in it, or share it read-only with --share {folder}:ro.", fault);
        }

        foreach (var path in HostFileTable.Rows.Where(file => file.Kind == HostFileKind.MaskedIfThere).SelectMany(file => HostFileLook.PathsOf(file, names)))
        {
            var full = Path.Combine(folder, path);
            if (!Path.Exists(full) && !Paths.IsLink(full))
            {
                continue;
            }

            if (Paths.Real(full) != full)
            {
                plan.Note(
                    $"{full} is reached through a symbolic link, which cannot be made read-only: the agent may change what programs of this host obey there.");
            }
            else
            {
                plan.MaskBelow(folder, full);
            }
        }
    }
}
