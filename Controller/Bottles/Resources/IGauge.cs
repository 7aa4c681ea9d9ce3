namespace BotBottle.Controller.Bottles.Resources;

/// <summary>Measures one limited resource of a bottle.</summary>
internal interface IGauge
{
    /// <summary>Checks once.</summary>
    /// <param name="now">The time since any fixed start.</param>
    /// <returns>The exceeded limit, or null and the time until the next check: the less room, the sooner.</returns>
    (LimitBreach? Breach, TimeSpan Next) Look(TimeSpan now);
}
