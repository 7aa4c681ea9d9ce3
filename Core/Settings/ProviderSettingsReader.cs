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
            foreach ((string host, YamlNode place) in provider.Hosts.Zip(HostNodes(entry.Value)))
            {
                if (!owners.TryAdd(host, provider.Name))
                {
                    throw new ConfigurationException(place.Mark, $"the host {host} belongs to the provider '{owners[host]}' already");
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
        mapping.AllowOnly(what, "hosts", "format");
        YamlNode named = mapping.Find("format") ?? throw Missing(mapping, what, "format");
        string format = named.ReadOneOf($"{what}.format", "anthropic", "openai", "gemini", "bedrock");
        List<string> hosts = [.. HostNodes(mapping).Select(host => host.ReadAuthority($"{what}.hosts"))];
        return hosts.Count == 0 ? throw Missing(mapping, what, "hosts") : new ProviderConfiguration(name, hosts, format);
    }

    private static IReadOnlyList<YamlNode> HostNodes(YamlNode provider) =>
        ((YamlMapping)provider).Find("hosts")?.AsList("hosts").Items ?? [];

    private static ConfigurationException Missing(YamlMapping mapping, string what, string key) =>
        new(mapping.Mark, $"{what}: needs '{key}'");

    private static bool IsName(string name) =>
        name.Length <= 32 && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
