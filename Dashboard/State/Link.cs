namespace BotBottle.Dashboard.State;

/// <summary>How it stands with the controller.</summary>
/// <param name="Up">Whether its stream runs.</param>
/// <param name="Reason">Why not; null while it does, and before the first try is over.</param>
/// <param name="Since">Since when.</param>
internal sealed record Link(bool Up, string? Reason, DateTimeOffset Since);
