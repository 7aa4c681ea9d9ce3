namespace BotBottle.Core.Routes;

/// <summary>What is scanned for on a route.</summary>
/// <param name="Outbound">The detectors on requests; null for the default, empty for none.</param>
/// <param name="Inbound">The detectors on answers; null for the default, empty for none.</param>
/// <param name="OnMatch">What a match in a request does.</param>
public sealed record RouteDlp(IReadOnlyList<string>? Outbound, IReadOnlyList<string>? Inbound, DlpReaction OnMatch);
