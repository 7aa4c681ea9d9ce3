using System.Text.Json.Serialization;
using BotBottle.Core.Text;

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

/// <summary>The part of an exchange's tokens that a named model other than the answering one spent (an advisor, a compaction).</summary>
/// <param name="Model">The model, as the provider names it.</param>
/// <param name="Usage">Its tokens; contained in the exchange's total.</param>
public sealed record ModelUsage(string Model, TokenUsage Usage);

/// <summary>The ledger's figures for one exchange.</summary>
/// <param name="Usage">What is charged.</param>
/// <param name="Quality">How sure it is.</param>
/// <param name="Suspicious">Whether a call that is not known to be free answered without usage, so that an operator should hear of it.</param>
public sealed record SettledUsage(TokenUsage Usage, UsageQuality Quality, bool Suspicious = false);

/// <summary>How the tokens of an exchange were learned (docs/contracts.md, section 10). Every metered exchange ends in one of these.</summary>
[JsonConverter(typeof(WireName<UsageQuality>))]
public enum UsageQuality
{
    /// <summary>The provider's own final figures.</summary>
    Exact,

    /// <summary>The answer was cut: what was seen of it, at least its visible floor.</summary>
    Partial,

    /// <summary>No figures came where they were due: charged by estimate.</summary>
    Estimated,

    /// <summary>Figures came that cannot be right or cannot be read: charged by estimate, and said loudly.</summary>
    Unknown,
}
