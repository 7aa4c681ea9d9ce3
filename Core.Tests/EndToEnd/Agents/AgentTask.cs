namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>The scripted model's work on a prompt: one step per call, then a final text.</summary>
/// <param name="Marker">Words that only the prompt contains.</param>
/// <param name="Steps">The steps, in order.</param>
/// <param name="LastWord">The text that ends the turn.</param>
internal sealed record AgentTask(string Marker, IReadOnlyList<AgentStep> Steps, string LastWord);
