namespace BotBottle.Controller.Bottles.Resources;

/// <summary>Something of a bottle that is limited.</summary>
internal interface IGauge
{
    /// <summary>Looks once.</summary>
    /// <param name="now">The time, from any start.</param>
    /// <returns>The limit that was passed, or null and when to look again: the less room, the sooner.</returns>
    (LimitBreach? Breach, TimeSpan Next) Look(TimeSpan now);
}
