namespace BotBottle.Controller.Bottles.Resources;

/// <summary>A folder that a bottle writes to.</summary>
/// <param name="Path">The folder, as the host sees it.</param>
/// <param name="Key">Its key below <c>limits:</c>; null for a shared folder, of which only the free space of the disk is watched.</param>
/// <param name="Name">Its name in messages.</param>
/// <param name="Limit">Most bytes that it may use.</param>
internal sealed record WatchedFolder(string Path, string? Key, string Name, long Limit);
