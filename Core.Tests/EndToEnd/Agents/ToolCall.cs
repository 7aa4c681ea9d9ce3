using System.Text.Json.Nodes;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The call of a tool.</summary>
/// <param name="Name">The tool, as the agent declared it.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Input">The input of a tool that takes free text instead of arguments.</param>
/// <param name="Namespace">The namespace of the tool's declaration; null at the top.</param>
internal sealed record ToolCall(string Name, JsonObject Arguments, string? Input = null, string? Namespace = null);
