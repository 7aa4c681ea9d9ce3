using BotBottle.Controller.Native;
using BotBottle.Controller.Shared;
using BotBottle.Core.Manifests;

namespace BotBottle.Controller.Definitions;

/// <summary>The bottle definitions of this host, in its <c>bottles</c> folder.</summary>
/// <param name="home">Where it is.</param>
internal sealed class BottleFolder(BottleHome home) : IManifestSource
{
    private readonly List<string> _read = [];

    /// <summary>The files that were asked for, there or not, for whoever watches them.</summary>
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
