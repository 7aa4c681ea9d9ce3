using BotBottle.Controller.Native;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Shared;

/// <summary>Reads a file that configures a run: once, as UTF-8, and only a regular file of a bounded size.</summary>
internal static class ConfigurationFile
{
    /// <summary>The consequence of an unusable settings.yml, in the one wording that all messages use.</summary>
    public const string UntilMended = "Until it is corrected no run starts, and a running controller keeps the last valid settings.";

    /// <summary>Most bytes that are read. It is more than any such file needs; the parser of each file allows less.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Reads the text of the file.</summary>
    /// <param name="path">The file; absolute.</param>
    /// <param name="name">Name of the file in messages.</param>
    /// <param name="links">Whether symbolic links are followed; refused where an agent could have placed one.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="IOException">It is not a regular file, it is too long, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it.</exception>
    /// <exception cref="Core.Yaml.ConfigurationException">It is not UTF-8.</exception>
    public static string Read(string path, string name, Links links) => VisibleText.Decode(RegularFile.Read(path, MostBytes, links), name);

    /// <summary>
    /// Reads the text of a file that may be absent; null if it is. What the caller makes of the text is outside of this try: a library that is missing from the
    /// installation raises <see cref="FileNotFoundException"/> too, and must not look like an absent file.
    /// </summary>
    /// <inheritdoc cref="Read"/>
    public static string? ReadIfPresent(string path, string name, Links links)
    {
        try
        {
            return Read(path, name, links);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
