namespace BotBottle.Core.Tests.EndToEnd.Agents;

/// <summary>A message of a conversation.</summary>
/// <param name="IsUser">True if it is the user's, or has results of tools.</param>
/// <param name="Text">Its text.</param>
/// <param name="Results">The results of tools in it.</param>
internal sealed record ModelMessage(bool IsUser, string Text, IReadOnlyList<string> Results);
