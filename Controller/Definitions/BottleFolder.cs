using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Manifests;

namespace BotBottle.Controller.Definitions;

/// <summary>The bottle definitions of this host, in its <c>bottles</c> folder.</summary>
/// <param name="home">The home of the folder.</param>
internal sealed class BottleFolder(BottleHome home) : IManifestSource
{
    private readonly List<string> _read = [];

    /// <summary>The requested files, existing or not, for a watch.</summary>
    public IReadOnlyList<string> Files => _read;

    /// <inheritdoc/>
    public string? ReadBottle(string name, out string file)
    {
        string path = ManifestFile.PathOf(home.Bottles, name);
        file = $"bottles/{name}.md";
        _read.Add(path);
        return ManifestFile.Read(path, Links.Follow);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> BottleNames() => ManifestFile.Names(home.Bottles, Links.Follow);
}
