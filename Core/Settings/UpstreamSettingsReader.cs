using BotBottle.Core.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>Reads the key <c>upstream</c> of settings.yml.</summary>
internal static class UpstreamSettingsReader
{
    public static UpstreamSettings Read(YamlNode node)
    {
        YamlMapping mapping = node.AsMapping("upstream");
        mapping.AllowOnly("upstream", "ca", "resolve");
        Dictionary<string, string> resolve = new(StringComparer.Ordinal);
        foreach (YamlEntry entry in mapping.Find("resolve")?.AsMapping("upstream.resolve").Entries ?? [])
        {
            string host = entry.Key.ReadHost("upstream.resolve");
            if (!resolve.TryAdd(host, entry.Value.ReadAddress($"upstream.resolve.{host}")))
            {
                throw new ConfigurationException(entry.Key.Mark, $"upstream.resolve: the host {host} is given twice");
            }
        }

        return new UpstreamSettings(mapping.Find("ca")?.ReadText("upstream.ca", 4096), resolve);
    }
}
