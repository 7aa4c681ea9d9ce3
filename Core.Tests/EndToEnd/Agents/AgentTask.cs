namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>What the scripted model does about a prompt: a step a call, then a last word.</summary>
/// <param name="Marker">Words that the prompt holds and no other text does.</param>
/// <param name="Steps">The steps, in order.</param>
/// <param name="LastWord">The text that ends the turn.</param>
internal sealed record AgentTask(string Marker, IReadOnlyList<AgentStep> Steps, string LastWord);
