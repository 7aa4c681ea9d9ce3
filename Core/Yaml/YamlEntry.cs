namespace BotBottle.Core.Yaml;

/// <summary>One <c>key: value</c> of a mapping.</summary>
/// <param name="Key">The key; unique in its mapping.</param>
/// <param name="Value">The value.</param>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value);
