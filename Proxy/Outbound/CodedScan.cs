using BotBottle.Core.Dlp;
using BotBottle.Core.Scan;
using BotBottle.Core.Settings;

namespace BotBottle.Proxy.Outbound;

/// <summary>
/// Searches a coded body while it is sent. Coded bytes may be sent when the text that they decode to has been cleared: each piece is held until the text that
/// was decoded up to it is cleared.
/// </summary>
internal sealed class CodedScan : IByteSink, IDisposable
{
    /// <summary>
    /// A zstd block is decoded only when it is complete, so that this many coded bytes may not have produced any text yet (RFC 8878 section 3.1.1.2.4).
    /// </summary>
    private const int LongestBlock = 128 * 1024 + 32;

    /// <summary>A small piece may decode to megabytes of values. At most this many different ones are reported for it; a body with more is refused.</summary>
    public const int MostFindings = 1024;

    private static ReadOnlySpan<byte> GzipStart => [0x1F, 0x8B, 8]; // RFC 1952 section 2.3.1 defines no other method

    private readonly DlpDetectors _detectors;
    private readonly DlpScan _scan;
    private readonly ContentDecoder? _decoder;
    private readonly bool _isDeclared;
    private readonly int _lag;
    private readonly Queue<(long Coded, long Text)> _pieces = [];
    private readonly List<DlpFinding> _found = [];
    private readonly HashSet<(DlpKind Kind, DlpSeverity Severity, string Rule, string Fingerprint)> _told = [];
    private long _total;
    private long _cleared;
    private bool _isOver;

    private CodedScan(DlpDetectors detectors, ContentDecoder? decoder, bool isDeclared, int lag)
    {
        _detectors = detectors;
        _scan = detectors.Rent();
        _decoder = decoder;
        _isDeclared = isDeclared;
        _lag = lag;
        Problem = decoder is null && isDeclared ? "has a content coding other than one of gzip, deflate, br and zstd" : null;
        _isOver = decoder is null;
    }

    /// <summary>Starts a search.</summary>
    /// <param name="detectors">The detectors.</param>
    /// <param name="coding">The content coding.</param>
    /// <param name="decoders">Opens the decoder.</param>
    /// <param name="isDeclared">True if the request declares the coding. Otherwise the body counts as coded if it begins like gzip.</param>
    public static CodedScan Open(DlpDetectors detectors, ContentCoding coding, ContentDecoders decoders, bool isDeclared) =>
        new(detectors, decoders.Open(coding), isDeclared, coding == ContentCoding.Zstd ? LongestBlock : 0);

    /// <summary>The reason why the body cannot be searched; null if it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>The number of coded bytes at the end that must not be sent yet.</summary>
    public long Held => _isOver ? 0 : _total - Math.Max(0, Math.Min(_cleared, _total - _lag));

    /// <summary>Searches the next coded bytes.</summary>
    public IReadOnlyList<DlpFinding> Append(ReadOnlySpan<byte> coded)
    {
        Forget();
        if (_isOver)
        {
            return _found;
        }
        if (!_isDeclared && !BeginsAsGzip(coded))
        {
            _isOver = true;
            return _found;
        }
        _total += coded.Length;
        DecodeStatus status = _decoder!.Append(coded, this);
        if (HoldsTooMuch())
        {
            return _found;
        }
        if (status != DecodeStatus.Open)
        {
            // A lenient receiver might decode a body that is damaged on purpose, so that it could hide a secret from the proxy.
            _isOver = true;
            Problem = status == DecodeStatus.TooLarge ? "exceeds the size limit when it is decoded"
                : _isDeclared ? "does not match its content coding" : "begins like gzip but is not valid gzip";
            return _found;
        }
        _pieces.Enqueue((_total, _scan.Total));
        while (_pieces.TryPeek(out (long Coded, long Text) piece) && piece.Text <= _scan.Total - _scan.Held)
        {
            _cleared = piece.Coded;
            _pieces.Dequeue();
        }
        return _found;
    }

    /// <summary>Ends the search when the body is complete.</summary>
    public IReadOnlyList<DlpFinding> Complete()
    {
        Forget();
        if (!_isOver)
        {
            Add(_scan.Complete());
            _ = HoldsTooMuch();
            _isOver = true;
        }
        return _found;
    }

    public void Dispose()
    {
        _detectors.Return(_scan);
        _decoder?.Dispose();
    }

    void IByteSink.Append(ReadOnlySpan<byte> bytes)
    {
        if (_told.Count <= MostFindings)
        {
            Add(_scan.Append(bytes));
        }
    }

    private bool HoldsTooMuch()
    {
        if (_told.Count <= MostFindings)
        {
            return false;
        }
        _isOver = true;
        Problem = $"holds more than {MostFindings} different values that must not leave";
        return true;
    }

    private void Forget()
    {
        _found.Clear();
        _told.Clear();
    }

    // Nothing can be masked in a coded body, so that further occurrences of a value add nothing.
    private void Add(IReadOnlyList<DlpFinding> findings)
    {
        for (int i = 0; i < findings.Count && _told.Count <= MostFindings; i++)
        {
            if (_told.Add((findings[i].Kind, findings[i].Severity, findings[i].Rule, findings[i].Fingerprint)))
            {
                _found.Add(findings[i]);
            }
        }
    }

    private bool BeginsAsGzip(ReadOnlySpan<byte> next)
    {
        ReadOnlySpan<byte> rest = GzipStart[(int)Math.Min(_total, GzipStart.Length)..];
        int count = Math.Min(rest.Length, next.Length);
        return next[..count].SequenceEqual(rest[..count]);
    }
}
