namespace BotBottle.Core.Dlp;

/// <summary>The scanners of one text. Each lane keeps its own progress.</summary>
internal sealed class Lanes
{
    private readonly EscapedLane? _escaped;
    private readonly RawLane _raw;
    private readonly RuleLane? _rules;

    /// <summary>Creates the lanes that the detectors need.</summary>
    /// <param name="detectors">The detectors.</param>
    /// <param name="findings">Receives the matches.</param>
    public Lanes(DlpDetectors detectors, FindingQueue findings)
    {
        EncodedTokenMatcher encodedTokens = new();
        _escaped = detectors.TokenPatterns || detectors.Secrets is not null ? new EscapedLane(detectors, findings, encodedTokens) : null;
        _raw = new RawLane(detectors, findings, encodedTokens);
        _rules = detectors.Rules.Count > 0 ? new RuleLane(detectors, findings) : null;
    }

    /// <summary>All matches that begin before this place are found.</summary>
    public long Frontier => Math.Min(Math.Min(_raw.Frontier, _escaped?.Frontier ?? long.MaxValue), _rules?.Frontier ?? long.MaxValue);

    /// <summary>Resets the lanes for a new text.</summary>
    public void Reset()
    {
        _escaped?.Reset();
        _raw.Reset();
        _rules?.Reset();
    }

    /// <summary>Scans the next part of the text.</summary>
    /// <param name="window">A part of the text.</param>
    /// <param name="origin">The place of the window's first byte.</param>
    /// <param name="to">The end of the range in which matches may begin.</param>
    /// <param name="total">The length of the text so far.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    public void Scan(ReadOnlySpan<byte> window, long origin, long to, long total, bool isEnd)
    {
        long whole = origin + window.Length;
        if (_escaped is not null)
        {
            _escaped.Scan(window, origin, to, isEnd);
            whole = _escaped.IsPartial ? _escaped.Place : whole;
        }

        _raw.Scan(window, origin, to, whole, total, isEnd);
        _rules?.Scan(window, origin, to, total, isEnd);
    }
}
