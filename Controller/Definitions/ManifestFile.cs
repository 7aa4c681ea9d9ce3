using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;

namespace BotBottle.Controller.Definitions;

/// <summary>Reads a manifest from disk.</summary>
internal static class ManifestFile
{
    private const string Extension = ".md";
    private const int MostEntries = 10_000;

    /// <summary>Gets the path of a name's file in a folder.</summary>
    public static string PathOf(string folder, string name) => Path.Combine(folder, name + Extension);

    /// <summary>Reads its text; null if there is no such file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="links">Whether links are followed; refused in a repository, where an agent may have made one.</param>
    /// <exception cref="CommandFailure">The file exists and cannot be read.</exception>
    /// <exception cref="Core.Yaml.ConfigurationException">It is not UTF-8.</exception>
    public static string? Read(string path, Links links)
    {
        try
        {
            return ConfigurationFile.ReadIfPresent(path, path, links);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, FileTrouble.Say(path, path, failure), null, failure);
        }
    }

    /// <summary>Gets the names of all manifests of a folder, sorted, whatever kind of file has the name; none if the folder does not exist.</summary>
    /// <exception cref="CommandFailure">The folder cannot be read, or has too many entries.</exception>
    public static IReadOnlyList<string> Names(string folder, Links links)
    {
        try
        {
            IReadOnlyList<string> names = UntrustedFolder.Names(folder, MostEntries, links) ?? [];
            return [.. names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Select(name => name[..^Extension.Length])
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCode.Usage, $"{folder} cannot be read: {failure.Message}", null, failure);
        }
    }
}
