namespace BotBottle.Core.Dlp;

/// <summary>Takes what the matchers find in one view of a text. Places are the view's.</summary>
internal abstract class MatchSink
{
    /// <summary>Up to where a match that begins at a place may look and reach: the end of the view, or less.</summary>
    /// <param name="start">The place.</param>
    /// <param name="end">The end of what there is.</param>
    public abstract int Limit(int start, int end);

    /// <summary>A token.</summary>
    /// <param name="view">The view.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="rule">Its row.</param>
    /// <param name="shown">The bytes at its beginning that are the rule's own; 0 where it stands there in another encoding.</param>
    /// <param name="value">The value, decoded.</param>
    public abstract void AddToken(ReadOnlySpan<byte> view, int start, int end, TokenRule rule, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> value);

    /// <summary>A known secret.</summary>
    /// <param name="view">The view.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="secret">Which of the detectors' secrets.</param>
    public abstract void AddSecret(ReadOnlySpan<byte> view, int start, int end, int secret);
}
