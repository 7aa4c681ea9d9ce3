
namespace BotBottle.Core.Tests.Repository.Layout;

/// <summary>The sources that these tests were built from.</summary>
internal static class SourceTree
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", ".git"];

    /// <summary>The top folder of the repository.</summary>
    public static string Folder { get; } = Find();

    /// <summary>Each C# file of ours, by its path below <see cref="Folder"/>.</summary>
    public static IEnumerable<string> SourceFiles() => Below(Folder).Select(file => Path.GetRelativePath(Folder, file));

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder, "*.cs")
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !NotOurs.Contains(Path.GetFileName(inner))).SelectMany(Below));

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BotBottle.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new FileNotFoundException("BotBottle.sln is in no folder above the tests.");
    }
}
