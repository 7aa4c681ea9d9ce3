namespace BotBottle.Core.Dlp;

/// <summary>
/// Scans one text in one direction, which comes in any pieces; what it finds does not depend on them. The caller keeps the last <see cref="Held"/> bytes
/// back: whatever lies before them is cleared, and belongs to no finding that is still to come.
/// </summary>
/// <remarks>
/// Without known secrets and rules only what may become a token is held. With them a constant tail is held as well (<see cref="DlpDetectors.ConstantTail"/>),
/// whatever the bytes are: a hold that depended on them would tell an agent, byte by byte, what the secret is.
/// Not for several threads at once.
/// </remarks>
/// <param name="detectors">What to look for.</param>
public sealed class DlpScan(DlpDetectors detectors)
{
    /// <summary>The most bytes that are ever held.</summary>
    public const int MaxHeld = TokenRule.MaxLength + 256;

    // What a lane needs before and behind the place that it judges.
    private const int Behind = EscapedLane.Reach + TokenMatcher.LookBehind + 64;
    private const int Ahead = MaxHeld;

    private readonly byte[] _joint = new byte[2 * (Behind + Ahead) + 4096];
    private readonly FindingQueue _findings = new(detectors);
    private Lanes? _lanes;
    private long _origin;
    private int _length;
    private bool _isComplete;

    /// <summary>The bytes so far.</summary>
    public long Total { get; private set; }

    /// <summary>How many bytes at the end of what was appended must not leave yet.</summary>
    public int Held { get; private set; }

    /// <summary>Looks at the next piece of the text.</summary>
    /// <returns>What has become certain, in order of place. Its bytes were held until now.</returns>
    /// <exception cref="InvalidOperationException">The text was complete.</exception>
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

        // Only where the pieces meet they are copied together.
        Scan(_joint.AsSpan(0, _length), _origin, start + Behind);
        Scan(piece, start, Total);
        IReadOnlyList<DlpFinding> found = Report();
        int kept = Math.Min(piece.Length, Behind + Ahead);
        (_origin, _length) = (Total - kept, 0);
        Keep(piece[^kept..]);
        return found;
    }

    /// <summary>Ends the text: nothing is held any more.</summary>
    /// <returns>What has become certain.</returns>
    public IReadOnlyList<DlpFinding> Complete()
    {
        _isComplete = true;
        Scan(_joint.AsSpan(0, _length), _origin, Total);
        return Report();
    }

    /// <summary>Begins another text.</summary>
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

    // Appends to what is kept, and makes room by forgetting what no lane needs any more.
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
