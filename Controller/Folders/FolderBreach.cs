namespace BotBottle.Controller.Folders;

/// <summary>A file in a shared folder that makes the host's own programs act for the agent.</summary>
/// <param name="Path">The path, which an agent chose.</param>
/// <param name="Message">The finding, its effect on the host, and the remedy.</param>
internal sealed record FolderBreach(string Path, string Message);
