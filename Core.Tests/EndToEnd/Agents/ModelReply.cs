using BotBottle.Core.Usage;

namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The scripted model's reply to a call: a text, or the call of one tool.</summary>
/// <param name="Text">The text; empty beside a tool call.</param>
/// <param name="Tool">The tool call; null for a text.</param>
/// <param name="Usage">The tokens that it reports.</param>
internal sealed record ModelReply(string Text, ToolCall? Tool, TokenUsage Usage);
