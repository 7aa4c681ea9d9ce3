namespace BotBottle.Core.Dlp;

/// <summary>The ways in which one text is looked at, each of which remembers how far it is.</summary>
internal sealed class Lanes
{
    private readonly EscapedLane? _escaped;
    private readonly RawLane _raw;
    private readonly RuleLane? _rules;

    /// <summary>Prepares the lanes that there is something to look for in.</summary>
    /// <param name="detectors">What to look for.</param>
    /// <param name="findings">Where it goes.</param>
    public Lanes(DlpDetectors detectors, FindingQueue findings)
    {
        EncodedTokenMatcher encodedTokens = new();
        _escaped = detectors.TokenPatterns || detectors.Secrets is not null ? new EscapedLane(detectors, findings, encodedTokens) : null;
        _raw = new RawLane(detectors, findings, encodedTokens);
        _rules = detectors.Rules.Count > 0 ? new RuleLane(detectors, findings) : null;
    }

    /// <summary>All that begins before this place was found.</summary>
    public long Frontier => Math.Min(Math.Min(_raw.Frontier, _escaped?.Frontier ?? long.MaxValue), _rules?.Frontier ?? long.MaxValue);

    /// <summary>Begins a new text.</summary>
    public void Reset()
    {
        _escaped?.Reset();
        _raw.Reset();
        _rules?.Reset();
    }

    /// <summary>Goes on.</summary>
    /// <param name="window">A part of the text.</param>
    /// <param name="origin">Where it begins.</param>
    /// <param name="to">Up to where matches may begin that are to be found now.</param>
    /// <param name="total">How long the text is so far.</param>
    /// <param name="isEnd">Whether that is all.</param>
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
