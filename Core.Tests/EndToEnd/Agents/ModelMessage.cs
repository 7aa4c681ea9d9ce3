namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>A message of a conversation.</summary>
/// <param name="IsUser">Whether it is the user's, or brings results of tools.</param>
/// <param name="Text">Its text.</param>
/// <param name="Results">The results of tools that it brings.</param>
internal sealed record ModelMessage(bool IsUser, string Text, IReadOnlyList<string> Results);
