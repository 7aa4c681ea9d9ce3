namespace BotBottle.Core.Usage;

/// <summary>
/// Tokens from bytes, where no provider says them. Only ever used for holds and for calls whose usage is unknown, and flagged there. Of text it is within a
/// few percent of the tokenizers that are public, in the median (docs/decisions.md has the figures).
/// </summary>
public static class TokenEstimator
{
    /// <summary>English text and code come to about four bytes a token with the tokenizers of both built-in providers.</summary>
    private const int BytesPerToken = 4;

    /// <summary>An image of a megabyte is billed as one or two thousand tokens, a document as far more: this lies above the first.</summary>
    private const int OpaqueBytesPerToken = 32;

    /// <summary>The tokens of a measured text, at least 1.</summary>
    public static long FromText(TextMeter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Math.Max(1, Ceiling(text.Weight, TextMeter.PerToken) + Ceiling(text.Opaque, OpaqueBytesPerToken));
    }

    /// <summary>The tokens of that many bytes of text of any kind; 0 for none.</summary>
    public static long FromBytes(long bytes) => Ceiling(bytes, BytesPerToken);

    private static long Ceiling(long amount, int perToken) => (amount + perToken - 1) / perToken;
}
