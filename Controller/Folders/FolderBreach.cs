namespace BotBottle.Controller.Folders;

/// <summary>Something in a shared folder that makes the host's own programs act for the agent.</summary>
/// <param name="Path">Where; an agent chose it.</param>
/// <param name="Message">What it is, what the host would do, and what to do about it.</param>
internal sealed record FolderBreach(string Path, string Message);
