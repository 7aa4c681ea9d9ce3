using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Folders;

/// <summary>
/// Removes the eleven empty folders that earlier versions put into a folder without a repository. They stayed there if the run was killed and their list was
/// lost. An empty .git stops <c>go build</c>.
/// </summary>
internal static class OldStubs
{
    /// <summary>Names that nothing else uses for a folder: an empty one shows that the others beside it are stubs, too.</summary>
    private static readonly string[] Unmistakable = ["HEAD", ".envrc", ".mcp.json"];

    /// <summary>Removes them, if no run of this home uses the folder.</summary>
    /// <param name="folder">The folder, without links.</param>
    public static void Remove(string folder)
    {
        var sign = Unmistakable.Select(name => Path.Combine(folder, name)).FirstOrDefault(IsEmptyFolder);
        if (sign is not null && !IsMountPoint(sign))
        {
            foreach (var name in HostExecuted.Names.Concat([".git", "HEAD"]))
            {
                new Placeholder(Path.Combine(folder, name), null).Remove();
            }
        }
    }

    private static bool IsEmptyFolder(string path) =>
        !Paths.IsLink(path) && Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any();

    /// <summary>
    /// True if a path is a bottle's mask: a bottle that was started with another home of Bot Bottle. Processes of other users cannot be inspected.
    /// </summary>
    private static bool IsMountPoint(string path) => Directory.EnumerateDirectories("/proc")
        .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
        .Any(process => HasMount(Path.Combine(process, "mountinfo"), path));

    private static bool HasMount(string table, string path)
    {
        try
        {
            return new MountTable(File.ReadAllText(table)).Has(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // ended, or another user's
        }
    }
}
