namespace BotBottle.Controller.Bottles.Resources;

/// <summary>Measures one limited resource of a bottle.</summary>
internal interface IGauge
{
    /// <summary>Checks once.</summary>
    /// <param name="now">The time since any fixed start.</param>
    /// <returns>The exceeded limit, or null and the time until the next check: the less room, the sooner.</returns>
    (LimitBreach? Breach, TimeSpan Next) Look(TimeSpan now);
}

/// <summary>A folder that a bottle writes to.</summary>
/// <param name="Path">The folder, as the host sees it.</param>
/// <param name="Key">Its key below <c>limits:</c>; null for a shared folder, of which only the free space of the disk is watched.</param>
/// <param name="Name">Its name in messages.</param>
/// <param name="Limit">Most bytes that it may use.</param>
internal sealed record WatchedFolder(string Path, string? Key, string Name, long Limit);
