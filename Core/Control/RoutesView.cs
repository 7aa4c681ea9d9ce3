namespace BotBottle.Core.Control;

/// <summary>What a run may reach, in the order that decides: the newest routes that its proxy was given.</summary>
/// <param name="Routes">The routes; none denies everything.</param>
public sealed record RoutesView(IReadOnlyList<RouteView> Routes);
