using BotBottle.Core.Yaml;

namespace BotBottle.Core.Manifests;

/// <summary>A value with the place where it was written, so that what is in force can say where it comes from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Mark">The place.</param>
public sealed record Written<T>(T Value, YamlMark Mark);
