using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The call of a tool.</summary>
/// <param name="Name">The tool, as the agent declared it.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Input">What a tool takes whose input is free text, in place of arguments.</param>
/// <param name="Namespace">Where the tool was declared, if not at the top.</param>
internal sealed record ToolCall(string Name, JsonObject Arguments, string? Input = null, string? Namespace = null);
