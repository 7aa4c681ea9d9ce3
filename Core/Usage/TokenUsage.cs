namespace BotBottle.Core.Usage;

/// <summary>
/// The tokens of one exchange by class; no class contains another, save that <paramref name="Reasoning"/> is a part of
/// <paramref name="Output"/> (reference: the providers' usage objects, normalised).
/// </summary>
/// <param name="Input">Fresh input: neither read from nor written to a cache.</param>
/// <param name="CacheRead">Input served from the provider's cache.</param>
/// <param name="CacheWrite">Input written to the provider's cache.</param>
/// <param name="Output">Everything generated, reasoning included.</param>
/// <param name="Reasoning">The part of <paramref name="Output"/> that is reasoning, where the provider tells it.</param>
public readonly record struct TokenUsage(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning);
