namespace BotBottle.Core.Dlp;

/// <summary>Finds tokens and known secrets in the unchanged text, and tokens in Base64 and hex.</summary>
/// <param name="detectors">The detectors.</param>
/// <param name="findings">Receives the matches.</param>
/// <param name="encodedTokens">Finds tokens in Base64 and hex; shared by the lanes.</param>
internal sealed class RawLane(DlpDetectors detectors, FindingQueue findings, EncodedTokenMatcher encodedTokens)
{
    private readonly RawSink _sink = new(findings);
    private readonly TokenMatcher _tokenMatcher = new();
    private long _tokens;
    private long _tokensCovered;
    private long _encoded;
    private long _encodedCovered;
    private long _secrets;

    /// <summary>All matches that begin before this place are found.</summary>
    public long Frontier { get; private set; }

    /// <summary>Resets the lane for a new text.</summary>
    public void Reset() => (_tokens, _tokensCovered, _encoded, _encodedCovered, _secrets, Frontier) = (0, 0, 0, 0, 0, 0);

    /// <summary>Scans the next part of the text.</summary>
    /// <param name="window">A part of the text.</param>
    /// <param name="origin">The place of the window's first byte.</param>
    /// <param name="to">The end of the range in which matches may begin.</param>
    /// <param name="whole">The start of an incomplete escape, or the window's end. Tokens are searched only before it.</param>
    /// <param name="total">The length of the text so far.</param>
    /// <param name="isEnd">True at the end of the whole text.</param>
    public void Scan(ReadOnlySpan<byte> window, long origin, long to, long whole, long total, bool isEnd)
    {
        Frontier = to;
        _sink.Origin = origin;
        int stop = (int)(Math.Min(to, whole) - origin);
        if (detectors.TokenPatterns)
        {
            ReadOnlySpan<byte> text = window[..(int)(whole - origin)];
            int covered = (int)Math.Max(0, _tokensCovered - origin);
            _tokens = Math.Max(_tokens, origin + _tokenMatcher.Scan(text, (int)(_tokens - origin), stop, isEnd, _sink, ref covered));
            _tokensCovered = Math.Max(_tokensCovered, origin + covered);
            covered = (int)Math.Max(0, _encodedCovered - origin);
            _encoded = Math.Max(_encoded, origin + encodedTokens.Scan(text, (int)(_encoded - origin), stop, isEnd, _sink, ref covered));
            _encodedCovered = Math.Max(_encodedCovered, origin + covered);
            int held = MarkedRule.Held(window[..(int)(_tokens - origin)]);
            Frontier = Math.Min(Math.Min(_tokens - held, _encoded + EncodedTokenMatcher.Window), whole);
        }

        if (detectors.Secrets is { } secrets)
        {
            long last = Math.Max(_secrets, Math.Min(to, isEnd ? total : total - SecretMatcher.Tail));
            secrets.Scan(window, (int)(_secrets - origin), (int)(last - origin), _sink);
            _secrets = last;
            Frontier = Math.Min(Frontier, last);
        }
    }

    private sealed class RawSink(FindingQueue findings) : MatchSink
    {
        public long Origin { get; set; }

        public override int Limit(int start, int end) => end;

        public override void AddToken(ReadOnlySpan<byte> view, int start, int end, TokenRule rule, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> value) =>
            findings.AddToken(Origin + start, Origin + end, rule, shown, value, Before(view, FirstOf(start, end, value)), isUndone: false);

        public override void AddSecret(ReadOnlySpan<byte> view, int start, int end, int secret) =>
            findings.AddSecret(Origin + start, Origin + end, secret, Before(view, start), isUndone: false);

        private TextBefore Before(ReadOnlySpan<byte> view, int start) => TextBefore.Of(view[..start], Origin + start);
    }
}
