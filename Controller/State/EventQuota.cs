namespace BotBottle.Controller.State;

/// <summary>Number of a run's events that were stored and dropped in the minute since <paramref name="Since"/>.</summary>
internal readonly record struct EventQuota(DateTimeOffset Since, int Kept, int Dropped);
