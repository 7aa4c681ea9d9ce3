namespace BotBottle.Controller.Definitions;

/// <summary>One line of the definition in force.</summary>
/// <param name="Key">Its key in a manifest: <c>env.NAME</c>, <c>egress.routes[0]</c>.</param>
/// <param name="Value">The value, in readable form.</param>
/// <param name="From">Its origin; empty for a default.</param>
internal sealed record DefinitionLine(string Key, string Value, string From);
