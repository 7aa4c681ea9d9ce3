namespace BotBottle.Core.Dlp;

/// <summary>Receives the matches in one view of a text. Places refer to the view.</summary>
internal abstract class MatchSink
{
    /// <summary>The end of the bytes that a match from a place on may use: the end of the view, or less.</summary>
    /// <param name="start">The place.</param>
    /// <param name="end">The end of the available bytes.</param>
    public abstract int Limit(int start, int end);

    /// <summary>Adds a token.</summary>
    /// <param name="view">The view.</param>
    /// <param name="start">The start of the match.</param>
    /// <param name="end">The end of the match.</param>
    /// <param name="rule">The token's rule.</param>
    /// <param name="shown">The number of leading bytes that belong to the rule; 0 in another encoding.</param>
    /// <param name="value">The decoded value.</param>
    public abstract void AddToken(ReadOnlySpan<byte> view, int start, int end, TokenRule rule, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> value);

    /// <summary>The first byte of a value, which a finding may leave out. A context ends before it.</summary>
    protected static int FirstOf(int start, int end, ReadOnlySpan<byte> value) => Math.Min(start, Math.Max(0, end - value.Length));

    /// <summary>Adds a known secret.</summary>
    /// <param name="view">The view.</param>
    /// <param name="start">The start of the match.</param>
    /// <param name="end">The end of the match.</param>
    /// <param name="secret">The index of the secret in the detectors.</param>
    public abstract void AddSecret(ReadOnlySpan<byte> view, int start, int end, int secret);
}
