namespace BotBottle.Core.Usage;

/// <summary>
/// Tokens from bytes, where no provider says them. Only ever used for holds and for calls whose usage is unknown, and flagged there: it needs the right
/// magnitude, and errs upwards.
/// </summary>
public static class TokenEstimator
{
    /// <summary>English text and code come to about four bytes a token with the tokenizers of both built-in providers.</summary>
    private const int AsciiBytesPerToken = 4;

    /// <summary>A Chinese character is three bytes and about one token; two-byte scripts cost less than this says.</summary>
    private const int WideBytesPerToken = 3;

    /// <summary>An image of a megabyte is billed as one or two thousand tokens, a document as far more: this lies above the first.</summary>
    private const int OpaqueBytesPerToken = 32;

    /// <summary>The tokens of a measured text, at least 1.</summary>
    public static long FromText(TextMeter text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Math.Max(1, Ceiling(text.Ascii, AsciiBytesPerToken) + Ceiling(text.Wide, WideBytesPerToken) + Ceiling(text.Opaque, OpaqueBytesPerToken));
    }

    /// <summary>The tokens of that many bytes of text of any kind; 0 for none.</summary>
    public static long FromBytes(long bytes) => Ceiling(bytes, AsciiBytesPerToken);

    private static long Ceiling(long bytes, int perToken) => (bytes + perToken - 1) / perToken;
}
