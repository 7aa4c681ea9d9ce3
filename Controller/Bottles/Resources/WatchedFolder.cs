namespace BotBottle.Controller.Bottles.Resources;

/// <summary>A folder that a bottle writes to.</summary>
/// <param name="Path">The folder, as the host sees it.</param>
/// <param name="Key">Its key below <c>limits:</c>; null for a shared folder, of which only the disk's free space is watched.</param>
/// <param name="Name">What it is called in a message.</param>
/// <param name="Limit">The most bytes that it may take.</param>
internal sealed record WatchedFolder(string Path, string? Key, string Name, long Limit);
