using System.Text.Json.Serialization;
using BotBottle.Core.Text;

namespace BotBottle.Core.Usage;

/// <summary>
/// The tokens of one exchange by class, normalised from the providers' usage objects. No class contains another, except that <paramref name="Reasoning"/> is a
/// part of <paramref name="Output"/>.
/// </summary>
/// <param name="Input">Fresh input: neither read from nor written to a cache.</param>
/// <param name="CacheRead">Input served from the provider's cache.</param>
/// <param name="CacheWrite">Input written to the provider's cache.</param>
/// <param name="Output">All generated tokens, reasoning included.</param>
/// <param name="Reasoning">The reasoning part of <paramref name="Output"/>, if the provider reports it.</param>
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

/// <summary>The tokens of an exchange that another named model than the responding one spent (an advisor, a compaction).</summary>
/// <param name="Model">The model, as the provider names it.</param>
/// <param name="Usage">Its tokens; contained in the exchange's total.</param>
public sealed record ModelUsage(string Model, TokenUsage Usage);

/// <summary>The ledger's figures for one exchange.</summary>
/// <param name="Usage">The charged usage.</param>
/// <param name="Quality">The certainty of the usage.</param>
/// <param name="Suspicious">True if a call that is not known to be free returned no usage, which is reported to the operator.</param>
public sealed record SettledUsage(TokenUsage Usage, UsageQuality Quality, bool Suspicious = false);

/// <summary>Source of an exchange's figures (docs/contracts.md, section 10). Every metered exchange ends with one of these.</summary>
[JsonConverter(typeof(WireName<UsageQuality>))]
public enum UsageQuality
{
    /// <summary>The provider's own final figures.</summary>
    Exact,

    /// <summary>The response was cut. The figures are those seen so far, and at least the visible output.</summary>
    Partial,

    /// <summary>Expected figures are missing: charged by estimate.</summary>
    Estimated,

    /// <summary>The figures are invalid or unreadable: charged by estimate, with a warning.</summary>
    Unknown,
}
