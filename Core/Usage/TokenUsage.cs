using System.Text.Json.Serialization;

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
public readonly record struct TokenUsage(long Input, long CacheRead, long CacheWrite, long Output, long Reasoning)
{
    /// <summary>All input, whatever its class.</summary>
    [JsonIgnore]
    public long TotalInput => Input + CacheRead + CacheWrite;

    /// <summary>All tokens, unweighted.</summary>
    [JsonIgnore]
    public long Total => TotalInput + Output;

    /// <summary>The sum, class by class.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => Add(left, right);

    /// <summary>The sum, class by class.</summary>
    public static TokenUsage Add(TokenUsage left, TokenUsage right) => new(
        left.Input + right.Input,
        left.CacheRead + right.CacheRead,
        left.CacheWrite + right.CacheWrite,
        left.Output + right.Output,
        left.Reasoning + right.Reasoning);
}
