namespace BotBottle.Core.Dlp;

/// <summary>
/// Finds values that are written partly or wholly with escapes (<see cref="EscapeReader"/>). It looks only at stretches with escapes, from <see cref="Reach"/>
/// bytes before the first to as many after the last, and copies no other text. No match reaches further.
/// </summary>
/// <param name="detectors">The detectors.</param>
/// <param name="findings">Receives the matches.</param>
/// <param name="encodedTokens">Finds tokens in Base64 and hex; shared by the lanes.</param>
internal sealed class EscapedLane(DlpDetectors detectors, FindingQueue findings, EncodedTokenMatcher encodedTokens) : MatchSink
{
    /// <summary>The most bytes of text that a match spans.</summary>
    public const int Reach = 1024;

    private readonly TokenMatcher _tokenMatcher = new();
    private FoldedText? _folded;
    private bool _isOpen;
    private long _at;
    private long _seen;
    private long _lastEscape;
    private int _tokens;
    private int _tokensCovered;
    private int _encoded;
    private int _encodedCovered;
    private int _secrets;

    /// <summary>All matches that begin before this place are found.</summary>
    public long Frontier { get; private set; }

    /// <summary>True if the last escape is incomplete; it begins at <see cref="Place"/>.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>The end of the search for escapes.</summary>
    public long Place => _at;

    /// <summary>Resets the lane for a new text.</summary>
    public void Reset()
    {
        (_isOpen, _at, _seen, _lastEscape, Frontier, IsPartial) = (false, 0, 0, 0, 0, false);
    }

    /// <summary>Scans the next part of the text.</summary>
    /// <param name="window">A part of the text, from at least <see cref="Reach"/> bytes before <see cref="Place"/>.</param>
    /// <param name="origin">The place of the window's first byte.</param>
    /// <param name="to">The end of the range in which escapes may begin.</param>
    /// <param name="isEnd">True if the text ends with the window.</param>
    public void Scan(ReadOnlySpan<byte> window, long origin, long to, bool isEnd)
    {
        IsPartial = false;
        EscapeSearch search = new(window, (int)(to - origin));
        while (_at < to)
        {
            int at = (int)(_at - origin);
            if (_isOpen && _at - _lastEscape < FoldedText.Near && CopyClose(window, origin, (int)(to - origin), isEnd))
            {
                continue;
            }

            int next = search.Next(at);
            if (next != at)
            {
                Copy(window, origin, next);
                continue;
            }

            Escape escape = EscapeReader.Read(window, next, _isOpen && _at == _lastEscape, isEnd);
            if (escape.Kind == EscapeKind.Partial)
            {
                IsPartial = true;
                break;
            }

            if (escape.Kind == EscapeKind.None)
            {
                Copy(window, origin, next + escape.Length);
                continue;
            }

            Open(window, origin, next);
            if (escape.Value >= 0)
            {
                MakeRoom();
                _folded!.Add((byte)escape.Value, _at, _at + escape.Length);
            }

            _at += escape.Length;
            _lastEscape = _at;
        }

        // An incomplete escape cannot belong to a match that ends in the window.
        _seen = IsPartial ? origin + window.Length : _at;
        if (_isOpen)
        {
            Decide(isEnd);
        }
        else
        {
            Frontier = _at;
        }
    }

    /// <inheritdoc/>
    public override int Limit(int start, int end) => _folded!.FirstEndingBehind(start, _folded.Start(start) + Reach);

    /// <inheritdoc/>
    public override void AddToken(ReadOnlySpan<byte> view, int start, int end, TokenRule rule, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> value)
    {
        if (_folded!.IsEscaped(start, end))
        {
            findings.AddToken(_folded.Start(start), _folded.End(end - 1), rule, shown, value, Before(FirstOf(start, end, value)), isUndone: true);
        }
    }

    /// <inheritdoc/>
    public override void AddSecret(ReadOnlySpan<byte> view, int start, int end, int secret)
    {
        (long first, long last) = (_folded!.Start(start), _folded.End(end - 1));
        if (_folded.IsEscaped(start, end) && last - first <= SecretMatcher.Tail + 1)
        {
            findings.AddSecret(first, last, secret, Before(start), isUndone: true);
        }
    }

    private TextBefore Before(int index)
    {
        TextBefore before = new();
        for (int i = Math.Max(0, index - TextBefore.Most); i < index; i++)
        {
            before.Add(_folded!.Bytes[i], _folded.Start(i));
        }

        return before;
    }

    private void Open(ReadOnlySpan<byte> window, long origin, int at)
    {
        if (_isOpen)
        {
            return;
        }

        long from = Math.Max(Math.Max(_lastEscape, origin), _at - Reach - TokenMatcher.LookBehind);
        _folded ??= new FoldedText();
        _folded.Reset(from);
        (_tokens, _tokensCovered, _encoded, _encodedCovered, _secrets) = (0, 0, 0, 0, 0);
        _isOpen = true;
        _lastEscape = _at;
        Add(window[(int)(from - origin)..at], from);
    }

    // Copies escapes that are close together, as an encoder makes of a whole text, or an agent that wants to slow the scan down.
    private bool CopyClose(ReadOnlySpan<byte> window, long origin, int to, bool isEnd)
    {
        MakeRoom(FoldedText.LeastRoom);
        (int at, int last) = ((int)(_at - origin), (int)(_lastEscape - origin));
        int next = _folded!.AddClose(window, origin, at, to, ref last, isEnd);
        (_at, _lastEscape) = (origin + next, origin + last);
        return next != at;
    }

    // Copies the text between escapes into the view, within reach.
    private void Copy(ReadOnlySpan<byte> window, long origin, int to)
    {
        if (_isOpen)
        {
            long end = Math.Min(origin + to, _lastEscape + Reach);
            Add(window[(int)(_at - origin)..(int)(end - origin)], _at);
            _at = end;
            if (end == _lastEscape + Reach)
            {
                Decide(isEnd: true);
                _isOpen = false;
            }
        }

        _at = origin + to;
    }

    private void Add(ReadOnlySpan<byte> bytes, long start)
    {
        while (!bytes.IsEmpty)
        {
            MakeRoom();
            ReadOnlySpan<byte> part = bytes[..Math.Min(bytes.Length, _folded!.Room)];
            _folded.Add(part, start);
            start += part.Length;
            _at = Math.Max(_at, start);
            bytes = bytes[part.Length..];
        }
    }

    private void MakeRoom(int least = 1)
    {
        bool isFar = _folded!.IsFar(_at);
        if (_folded.Room < least || isFar)
        {
            Decide(isEnd: false);
            int decided = Math.Min(Math.Min(_tokens, _encoded), _secrets);
            int drop = isFar ? Math.Min(decided, _folded.FirstBeginningAt(0, _at - Reach)) : Math.Max(0, decided - TokenMatcher.LookBehind);
            _folded.Drop(drop, _at);
            (_tokens, _encoded, _secrets) = (_tokens - drop, _encoded - drop, _secrets - drop);
            (_tokensCovered, _encodedCovered) = (Math.Max(0, _tokensCovered - drop), Math.Max(0, _encodedCovered - drop));
        }
    }

    private void Decide(bool isEnd)
    {
        FoldedText folded = _folded!;
        int count = folded.Count;
        ReadOnlySpan<byte> view = folded.Bytes;
        if (detectors.TokenPatterns)
        {
            // Text out of reach counts as the end, even if only invisible characters came since.
            _tokens = _tokenMatcher.Scan(view, _tokens, Passed(_tokens), true, this, ref _tokensCovered);
            _tokens = _tokenMatcher.Scan(view, _tokens, count, isEnd, this, ref _tokensCovered);
            _encoded = encodedTokens.Scan(view, _encoded, Passed(_encoded), true, this, ref _encodedCovered);
            _encoded = encodedTokens.Scan(view, _encoded, count, isEnd, this, ref _encodedCovered);
        }
        else
        {
            (_tokens, _encoded) = (count, count);
        }

        if (detectors.Secrets is { } secrets)
        {
            int to = isEnd ? count : folded.FirstBeginningAt(_secrets, Math.Max(_seen, _at) - SecretMatcher.Tail);
            secrets.Scan(view, _secrets, to, this);
            _secrets = Math.Max(_secrets, to);
        }
        else
        {
            _secrets = count;
        }

        int open = Math.Min(_tokens - MarkedRule.Held(view[.._tokens]), _encoded + EncodedTokenMatcher.Window);
        Frontier = open < count ? folded.Start(open) : _at;

        int Passed(int from) => folded.FirstBeginningAt(from, _at - Reach);
    }
}
