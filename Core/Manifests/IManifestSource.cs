namespace BotBottle.Core.Manifests;

/// <summary>Source of bottle definitions. It reads only the files of the chain in use.</summary>
public interface IManifestSource
{
    /// <summary>Reads a bottle's file.</summary>
    /// <param name="name">The bottle's name.</param>
    /// <param name="file">The file's name for messages, whether or not it exists.</param>
    /// <returns>The text; null if there is no such file.</returns>
    string? ReadBottle(string name, out string file);

    /// <summary>The names of all bottles, for the suggestion after a misspelt name.</summary>
    IReadOnlyList<string> BottleNames();
}
