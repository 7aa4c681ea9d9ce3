using BotBottle.Core.Settings.Yaml;

namespace BotBottle.Core.Settings;

/// <summary>Something in a valid file that does not do what its writer may expect.</summary>
/// <param name="Mark">Where.</param>
/// <param name="Text">What does not happen.</param>
public sealed record SettingsWarning(YamlMark Mark, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Mark}: {Text}";
}
