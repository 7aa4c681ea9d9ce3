using BotBottle.Core.Control;
using BotBottle.Core.Settings.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>
/// What settings.yml may ask for by its contract and this version reads, checks and does not do. An operator who writes it must not believe that
/// it protects anything, so each gives a warning wherever settings are used.
/// </summary>
internal static class UnservedKeys
{
    /// <summary>The warnings for a document that was found valid.</summary>
    public static IEnumerable<SettingsWarning> Warn(YamlMapping settings) => settings.Entries.SelectMany(entry => entry.Key.Text switch
    {
        "shutdown" when ((YamlScalar)entry.Value).Text == WireNames.Of(CutoffPolicy.Freeze) =>
            [new SettingsWarning(entry.Value.Mark, "this version does not freeze: 'freeze' acts as 'cutoff'")],
        _ => Enumerable.Empty<SettingsWarning>(),
    });
}
