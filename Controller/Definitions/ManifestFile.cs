using BotBottle.Controller.Commands;

namespace BotBottle.Controller.Definitions;

/// <summary>A manifest on disk.</summary>
internal static class ManifestFile
{
    private const string Extension = ".md";
    private const long MaxBytes = 1024 * 1024;

    /// <summary>The file of a name in a folder.</summary>
    public static string PathOf(string folder, string name) => Path.Combine(folder, name + Extension);

    /// <summary>Its text; null where there is no such file.</summary>
    /// <exception cref="CommandFailure">It is there and cannot be read.</exception>
    public static string? Read(string path)
    {
        try
        {
            // A repository may put a link to a device or a pipe in a file's place, whose reading would never end: these have no length.
            long length = Directory.Exists(path) ? throw new IOException(FileTrouble.IsFolder(path)) : new FileInfo(path).Length;
            return length == 0 ? "" : length <= MaxBytes ? File.ReadAllText(path) : throw new IOException($"it is longer than {MaxBytes} bytes");
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, FileTrouble.Say(path, path, failure), null, failure);
        }
    }

    /// <summary>The names of all manifests of a folder, in order; none where there is no folder.</summary>
    public static IReadOnlyList<string> Names(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*" + Extension).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]
        : [];
}
