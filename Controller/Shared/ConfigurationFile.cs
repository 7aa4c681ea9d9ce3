using BotBottle.Controller.Native;
using BotBottle.Core.Yaml;

namespace BotBottle.Controller.Shared;

/// <summary>Reads a file that steers a run: once, a regular file of a bounded size, as UTF-8.</summary>
internal static class ConfigurationFile
{
    /// <summary>What a settings.yml that cannot be used comes to; told in one wording everywhere.</summary>
    public const string UntilMended = "Until it is mended no run starts, and a controller that is up keeps the last good settings.";

    /// <summary>More than any such file needs; its reader allows less.</summary>
    public const int MostBytes = 1 << 20;

    /// <summary>Its text.</summary>
    /// <param name="path">The file; absolute.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="links">Refused where an agent could have put one.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">It is no regular file, is longer, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="Core.Yaml.ConfigurationException">It is not UTF-8.</exception>
    public static string Read(string path, string name, Links links) => VisibleText.Decode(RegularFile.Read(path, MostBytes, links), name);
}
