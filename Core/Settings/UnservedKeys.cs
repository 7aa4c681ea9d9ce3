using BotBottle.Core.Settings.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>
/// The keys of settings.yml that are part of its contract and that this version reads, checks and does not act on. An operator who writes
/// them must not believe that they protect anything, so each gives a warning wherever settings are used.
/// </summary>
internal static class UnservedKeys
{
    public static IEnumerable<SettingsWarning> Warn(YamlMapping settings)
    {
        foreach (YamlEntry entry in settings.Entries)
        {
            if (entry.Key.Text == "dlp")
            {
                yield return new SettingsWarning(entry.Key.Mark, "this version does not scan what agents send: 'dlp' protects nothing yet");
            }
        }
    }
}
