namespace BotBottle.Controller.State;

/// <summary>How many of a run's events were kept and not kept in the minute since <paramref name="Since"/>.</summary>
internal readonly record struct EventQuota(DateTimeOffset Since, int Kept, int Dropped);
