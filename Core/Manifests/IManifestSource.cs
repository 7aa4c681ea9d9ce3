namespace BotBottle.Core.Manifests;

/// <summary>Where bottle definitions are read from, one at a time: a file that is not in the chain in use is not read.</summary>
public interface IManifestSource
{
    /// <summary>A bottle's text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="file">The file's name as the operator knows it, whether it exists or not.</param>
    /// <returns>Null when there is none.</returns>
    string? ReadBottle(string name, out string file);

    /// <summary>The names of all bottles, to find what a misspelt one was meant to be.</summary>
    IReadOnlyList<string> BottleNames();
}
