namespace BotBottle.Controller.Definitions;

/// <summary>One line of what is in force.</summary>
/// <param name="Key">Where it would stand in a manifest: <c>env.NAME</c>, <c>egress.routes[0]</c>.</param>
/// <param name="Value">The value, as people write it.</param>
/// <param name="From">The place that it comes from; empty for a default.</param>
internal sealed record DefinitionLine(string Key, string Value, string From);
