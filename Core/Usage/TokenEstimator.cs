namespace BotBottle.Core.Usage;

/// <summary>
/// Estimates tokens from bytes, only for holds and for calls of unknown usage, which are flagged. For text the median is within a few percent of the public
/// tokenizers (docs/decisions.md has the figures).
/// </summary>
public static class TokenEstimator
{
    /// <summary>English text and code have about four bytes per token with the tokenizers of both built-in providers.</summary>
    private const int BytesPerToken = 4;

    /// <summary>An image of a megabyte is billed as one or two thousand tokens, a document as far more; this figure is above the image's.</summary>
    private const int OpaqueBytesPerToken = 32;

    /// <summary>The tokens of a measured text, at least 1.</summary>
    public static long FromText(TextMeter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Math.Max(1, Ceiling(text.Weight, TextMeter.PerToken) + Ceiling(text.Opaque, OpaqueBytesPerToken));
    }

    /// <summary>The tokens of a number of bytes of any text; 0 for none.</summary>
    public static long FromBytes(long bytes) => Ceiling(bytes, BytesPerToken);

    private static long Ceiling(long amount, int perToken) => (amount + perToken - 1) / perToken;
}
