using BotBottle.Core.Manifests;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Tests.Core.Manifests;

/// <summary>Bottles in memory; records which ones were read.</summary>
internal sealed class MemorySource : IManifestSource
{
    private static readonly string[] Providers = ["claude", "codex"];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public List<string> Read { get; } = [];

    /// <summary>Adds a bottle by its front matter.</summary>
    public MemorySource With(string name, string front)
    {
        _texts[name] = $"---\n{front}\n---\nnotes\n";
        return this;
    }

    public string? ReadBottle(string name, out string file)
    {
        file = $"{name}.md";
        Read.Add(name);
        return _texts.GetValueOrDefault(name);
    }

    public IReadOnlyList<string> BottleNames() => [.. _texts.Keys];

    public IReadOnlyList<BottleManifest> Chain(params string[] names) =>
        BottleChain.Read(names.Select(name => new Written<string>(name, new YamlMark("--bottle", 1, 1))), this, Providers);

    public EffectiveBottle Merge(params string[] names) => BottleMerge.Merge(Chain(names));
}
