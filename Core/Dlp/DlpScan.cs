namespace BotBottle.Core.Dlp;

/// <summary>
/// Scans one text in one direction, in pieces of any size, which do not change the findings. The caller holds the last <see cref="Held"/> bytes back. All bytes
/// before them are cleared, and no later finding includes them.
/// </summary>
/// <remarks>
/// Without known secrets and rules, only bytes that may become a token are held. With them, a constant tail is held too
/// (<see cref="DlpDetectors.ConstantTail"/>), whatever the bytes are: a content-dependent hold would reveal the secret to an agent byte by byte. Not safe for
/// several threads.
/// </remarks>
/// <param name="detectors">The detectors.</param>
public sealed class DlpScan(DlpDetectors detectors)
{
    /// <summary>The most bytes that are ever held.</summary>
    public const int MaxHeld = TokenRule.MaxLength + 256;

    // The bytes before and after a place that a lane needs to judge it.
    private const int Behind = EscapedLane.Reach + TokenMatcher.LookBehind + 64;
    private const int Ahead = MaxHeld;

    private readonly byte[] _joint = new byte[2 * (Behind + Ahead) + 4096];
    private readonly FindingQueue _findings = new(detectors);
    private Lanes? _lanes;
    private long _origin;
    private int _length;
    private bool _isComplete;

    /// <summary>The number of bytes so far.</summary>
    public long Total { get; private set; }

    /// <summary>The number of bytes at the end of the appended text that must not leave yet.</summary>
    public int Held { get; private set; }

    /// <summary>Scans the next piece of the text.</summary>
    /// <returns>The findings that became certain, in order of place; their bytes were held until now.</returns>
    /// <exception cref="InvalidOperationException">The text is already complete.</exception>
    public IReadOnlyList<DlpFinding> Append(ReadOnlySpan<byte> piece)
    {
        if (_isComplete)
        {
            throw new InvalidOperationException("the text is complete; Reset begins another one");
        }

        long start = Total;
        Total += piece.Length;
        int front = Math.Min(piece.Length, Behind + Ahead);
        Keep(piece[..front]);
        if (front == piece.Length)
        {
            Scan(_joint.AsSpan(0, _length), _origin, Total);
            return Report();
        }

        // Copies the pieces together only where they meet.
        Scan(_joint.AsSpan(0, _length), _origin, start + Behind);
        Scan(piece, start, Total);
        IReadOnlyList<DlpFinding> found = Report();
        int kept = Math.Min(piece.Length, Behind + Ahead);
        (_origin, _length) = (Total - kept, 0);
        Keep(piece[^kept..]);
        return found;
    }

    /// <summary>Ends the text; no bytes are held any more.</summary>
    /// <returns>The findings that became certain.</returns>
    public IReadOnlyList<DlpFinding> Complete()
    {
        _isComplete = true;
        Scan(_joint.AsSpan(0, _length), _origin, Total);
        return Report();
    }

    /// <summary>Resets the scan for another text.</summary>
    public void Reset()
    {
        (_origin, _length, _isComplete, Total, Held) = (0, 0, false, 0, 0);
        _findings.Reset();
        _lanes?.Reset();
    }

    private void Scan(ReadOnlySpan<byte> window, long origin, long to)
    {
        _lanes ??= new Lanes(detectors, _findings);
        _lanes.Scan(window, origin, to, Total, _isComplete);
    }

    private IReadOnlyList<DlpFinding> Report()
    {
        long frontier = _lanes!.Frontier;
        IReadOnlyList<DlpFinding> found = _findings.Report(_isComplete ? long.MaxValue : frontier);
        Held = _isComplete ? 0 : (int)(Total - Math.Min(frontier, _findings.First));
        return found;
    }

    // Appends to the kept bytes, and drops those that no lane needs any more.
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _joint.Length)
        {
            int kept = Math.Min(_length, Behind + Ahead);
            _joint.AsSpan(_length - kept, kept).CopyTo(_joint);
            _origin += _length - kept;
            _length = kept;
        }

        bytes.CopyTo(_joint.AsSpan(_length));
        _length += bytes.Length;
    }
}
