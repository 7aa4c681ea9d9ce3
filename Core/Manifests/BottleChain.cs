using BotBottle.Core.Text;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>
/// The definitions that make up a bottle, in the order of merging: parents first, in the order in which they are named, then the child. A definition that is
/// reached twice counts at its first place.
/// </summary>
public sealed class BottleChain
{
    private readonly IManifestSource _source;
    private readonly IReadOnlyList<string> _providers;
    private readonly List<BottleManifest> _merged = [];
    private readonly List<string> _open = [];

    private BottleChain(IManifestSource source, IReadOnlyList<string> providers)
    {
        _source = source;
        _providers = providers;
    }

    /// <summary>Reads a chain.</summary>
    /// <param name="names">The requested bottles in order, each with the place of the request.</param>
    /// <param name="source">The source of definitions.</param>
    /// <param name="providers">The known providers.</param>
    /// <exception cref="ConfigurationException">A name is unknown, the chain has a circle, or one of its files is invalid.</exception>
    public static IReadOnlyList<BottleManifest> Read(IEnumerable<Written<string>> names, IManifestSource source, IReadOnlyList<string> providers)
    {
        BottleChain chain = new(source, providers);
        foreach (Written<string> name in names)
        {
            chain.Add(name);
        }

        return chain._merged;
    }

    private void Add(Written<string> name)
    {
        if (_open.Contains(name.Value))
        {
            string circle = string.Join(" → ", [.. _open.SkipWhile(open => open != name.Value), name.Value]);
            throw new ConfigurationException(name.Mark, $"extends: circular chain: {circle}");
        }

        if (_merged.Any(manifest => manifest.Name == name.Value))
        {
            return;
        }

        string text = _source.ReadBottle(name.Value, out string file) ?? throw Unknown(name, file);
        BottleManifest manifest = BottleReader.Read(name.Value, text, file, _providers);
        _open.Add(name.Value);
        foreach (Written<string> parent in manifest.Extends)
        {
            Add(parent);
        }

        _open.RemoveAt(_open.Count - 1);
        _merged.Add(manifest);
    }

    private ConfigurationException Unknown(Written<string> name, string file)
    {
        return new ConfigurationException(name.Mark, $"there is no bottle '{name.Value}' ({file}); {NearestKey.Hint(name.Value, [.. _source.BottleNames()])}");
    }
}
