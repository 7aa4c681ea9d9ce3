namespace BotBottle.Bench.Allocations;

/// <summary>A benchmark that is no code of ours but what ours is compared with: its allocations are not gated.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class YardstickAttribute : Attribute;
