namespace BotBottle.Bench.Allocations;

/// <summary>Marks a benchmark of foreign code for comparison; its allocations are not limited.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class YardstickAttribute : Attribute;
