namespace BotBottle.Proxy.Run;

/// <summary>The place of a finding in a request.</summary>
/// <param name="Name">The name in refusals.</param>
/// <param name="Obstacle">The reason why the finding cannot be masked there; null if it can.</param>
/// <param name="IsHead">True in the head of a request.</param>
internal readonly record struct FindingPlace(string Name, string? Obstacle, bool IsHead = false);
