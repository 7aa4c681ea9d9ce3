using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>Keys of earlier formats. Each is an error that names its replacement.</summary>
internal static class EarlierFormats
{
    private static readonly Dictionary<string, string> Ways = new(StringComparer.Ordinal)
    {
        ["runtime"] = "'runtime' is no longer supported: gVisor is found by the backend. Remove it",
        ["ssh"] = "'ssh' is no longer supported: declare each repository under 'git-gate.repos' with url, identity, host_key",
        ["git"] = "'git' is no longer supported: 'git.user' is 'git-gate.user' now, and 'git.remotes' is 'git-gate.repos'",
        ["git_user"] = "'git_user' is no longer supported: it is 'git-gate.user' now",
    };

    /// <summary>Refuses the first such key.</summary>
    public static void Refuse(YamlMapping front)
    {
        foreach (YamlEntry entry in front.Entries)
        {
            if (Ways.TryGetValue(entry.Key.Text, out string? way))
            {
                throw new ConfigurationException(entry.Key.Mark, way);
            }
        }
    }
}
