using BotBottle.Core.Providers;
using BotBottle.Core.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>Reads the key <c>providers</c>: LLM APIs besides the built-in ones.</summary>
internal static class ProviderSettingsReader
{
    public static IReadOnlyList<ProviderConfiguration> Read(YamlNode node)
    {
        List<ProviderConfiguration> providers = [];
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        foreach (YamlEntry entry in node.AsMapping("providers").Entries)
        {
            ProviderConfiguration provider = ReadOne(entry);
            IReadOnlyList<YamlNode> places = HostNodes(entry.Value);
            foreach ((int at, string host) in provider.Hosts.Index())
            {
                if (!owners.TryAdd(host, provider.Name))
                {
                    YamlMark mark = at < places.Count ? places[at].Mark : entry.Key.Mark;
                    throw new ConfigurationException(mark, $"the host {host} belongs to the provider '{owners[host]}' already");
                }
            }

            providers.Add(provider);
        }

        return providers;
    }

    private static ProviderConfiguration ReadOne(YamlEntry entry)
    {
        string name = entry.Key.Text;
        if (!IsName(name))
        {
            throw new ConfigurationException(entry.Key.Mark, $"'{name}' cannot name a provider: a to z, 0 to 9, '-' and '_', at most 32, a letter first");
        }

        if (ProviderTable.BuiltInNames.Contains(name) && !ProviderTable.IsReplaceable(name))
        {
            throw new ConfigurationException(entry.Key.Mark, $"the provider '{name}' is built in; choose another name");
        }

        string what = $"providers.{name}";
        YamlMapping mapping = entry.Value.AsMapping(what);
        mapping.AllowOnly(what, "hosts", "format", "preset", "region", "resource");
        ProviderPreset? preset = PresetOf(mapping, what, name);
        string? format = mapping.Find("format")?.ReadOneOf($"{what}.format", "anthropic", "openai", "gemini", "bedrock", "ollama")
            ?? preset?.Format;
        List<string> hosts = [.. HostNodes(mapping).Select(host => host.ReadAuthority($"{what}.hosts"))];
        IReadOnlyList<string> known = HostsOf(preset, mapping, what, hosts.Count > 0);
        return hosts.Count + known.Count == 0 ? throw Missing(mapping, what, "hosts")
            : format is null ? throw Missing(mapping, what, "format")
            : hosts.Count == 0 ? new ProviderConfiguration(name, known, format, preset!.Name)
            : new ProviderConfiguration(name, hosts, format, preset is { IsKeyless: true } ? preset.Name : null);
    }

    private static ProviderPreset? PresetOf(YamlMapping mapping, string what, string name)
    {
        if (mapping.Find("preset") is not { } named)
        {
            return ProviderPreset.Named(name);
        }

        string text = named.ReadText($"{what}.preset", 32);
        return ProviderPreset.Named(text) ?? throw new ConfigurationException(named.Mark, $"{what}.preset: {ProviderPreset.Unknown(text)}");
    }

    // The hosts of a preset, completed by the settings. Own hosts replace them.
    private static IReadOnlyList<string> HostsOf(ProviderPreset? preset, YamlMapping mapping, string what, bool hasOwn)
    {
        foreach (string key in (string[])["region", "resource"])
        {
            if (mapping.Find(key) is { } unused && (hasOwn || preset?.Part != key))
            {
                string reason = hasOwn ? "beside 'hosts'" : preset is null ? "without a preset" : $"with the preset {preset.Name}";
                throw new ConfigurationException(unused.Mark, $"{what}: '{key}' has no effect {reason}");
            }
        }

        if (hasOwn || preset?.Part is null)
        {
            return hasOwn ? [] : preset?.Hosts ?? [];
        }

        YamlNode part = mapping.Find(preset.Part) ?? throw Missing(mapping, what, preset.Part);
        string value = part.ReadText($"{what}.{preset.Part}", 63);
        return value.Length > 0 && value[0] != '-' && value[^1] != '-' && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? [.. preset.Hosts.Select(host => host.Replace("{}", value, StringComparison.Ordinal))]
            : throw new ConfigurationException(part.Mark, $"{what}.{preset.Part}: expected a to z, 0 to 9 and '-', found '{value}'");
    }

    private static IReadOnlyList<YamlNode> HostNodes(YamlNode provider) =>
        ((YamlMapping)provider).Find("hosts")?.AsList("hosts").Items ?? [];

    private static ConfigurationException Missing(YamlMapping mapping, string what, string key) =>
        new(mapping.Mark, $"{what}: needs '{key}'");

    private static bool IsName(string name) =>
        name.Length <= 32 && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
