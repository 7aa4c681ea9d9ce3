namespace BotBottle.Core.Tests.Repository.Docs;

/// <summary>The repository that the tests were built from.</summary>
internal static class RepositoryTree
{
    // Folders that builds and tools create, which are not in git.
    private static readonly string[] Made = ["bin", "obj", "node_modules", ".git", ".vs", ".idea", ".vscode", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>The top folder: the one above the tests that contains the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files below a folder, without those of builds and tools; paths are relative to <see cref="Root"/> and have slashes.</summary>
    /// <param name="pattern">A pattern of file names, such as <c>*.md</c>.</param>
    /// <param name="folder">The folder, relative to <see cref="Root"/>; empty for all.</param>
    public static IEnumerable<string> Files(string pattern, string folder = "") =>
        Below(Path.Combine(Root, folder), pattern).Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    /// <summary>The text of a file.</summary>
    /// <param name="path">Its path, relative to <see cref="Root"/>.</param>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Below(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern)
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !Made.Contains(Path.GetFileName(inner))).SelectMany(inner => Below(inner, pattern)));

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "BotBottle.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new FileNotFoundException("BotBottle.sln is in no folder above the tests.");
    }
}
