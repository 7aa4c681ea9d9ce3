using System.Buffers;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the facts of a model call from its body as it passes, without buffering. The facts are complete after the last byte, before that byte is sent on. The
/// agent is hostile: a body that another JSON parser could read differently is a fault. Call <see cref="Append"/> any number of times, <see cref="Complete"/>
/// once, <see cref="Dispose"/>. Not safe for several threads.
/// </summary>
public sealed class RequestFactsReader : IByteSink, IDisposable
{
    private static readonly SearchValues<byte> BeforeJson =
        SearchValues.Create([0, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', 0xEF, 0xBB, 0xBF, 0xFE, 0xFF]);

    private readonly RequestFactsSink _sink = new();
    private readonly JsonScanner _scanner;
    private readonly TextMeter _meter = new();
    private readonly ContentCoding _coding;
    private readonly ContentDecoders? _decoders;
    private ContentDecoder? _decoder;
    private byte _first;
    private bool _undecodable;
    private long _bodyBytes;

    /// <summary>A reader for a body without content coding.</summary>
    public RequestFactsReader()
        : this(ContentCoding.Identity, null)
    {
    }

    /// <summary>A reader for a body with a content coding.</summary>
    /// <param name="coding">The request's content coding.</param>
    /// <param name="decoders">The source of decoders; without one a coded body is <see cref="RequestFault.Encoded"/>.</param>
    public RequestFactsReader(ContentCoding coding, ContentDecoders? decoders)
    {
        _scanner = new JsonScanner(RequestTags.Shape, _sink);
        _coding = coding;
        _decoders = decoders;
        _undecodable = coding == ContentCoding.Unsupported;
    }

    /// <summary>Takes the next bytes of the body, as received (without chunk framing).</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isDecoded">True if the caller has decoded them. All of a body is decoded, or nothing.</param>
    public void Append(ReadOnlySpan<byte> bytes, bool isDecoded = false)
    {
        _bodyBytes += bytes.Length;
        bool isCoded = !isDecoded && _coding != ContentCoding.Identity;
        if (isCoded && _decoder is null && !_undecodable)
        {
            _decoder = _decoders?.Open(_coding);
            _undecodable = _decoder is null;
        }

        if (_undecodable)
        {
            return;
        }

        if (!isCoded)
        {
            Read(bytes);
        }
        else
        {
            _undecodable = _decoder!.Append(bytes, this) != DecodeStatus.Open;
        }
    }

    /// <summary>
    /// True if a provider may already act on the body: a complete document (streaming readers begin at its end), or a broken one that may be complete for a
    /// more lenient reader. Never true for bodies other than JSON: forms and files.
    /// </summary>
    public bool IsWhole => _undecodable || (LooksLikeJson && _scanner.Status is not (JsonStatus.Empty or JsonStatus.Open));

    private bool LooksLikeJson => _first is (byte)'{' or (byte)'[';

    /// <summary>Ends the body; returns its facts.</summary>
    public RequestFacts Complete()
    {
        var facts = _sink.Facts with { LooksLikeJson = LooksLikeJson, BodyBytes = _bodyBytes, TextBytes = _meter.Bytes, InputEstimate = Estimate() };
        if (_undecodable)
        {
            return facts with { Fault = RequestFault.Encoded, FaultKey = null };
        }

        bool whole = _scanner.Status == JsonStatus.Done && _sink.IsObject;
        return whole || facts.Fault != RequestFault.None ? facts : facts with { Fault = RequestFault.NotJson };
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder?.Dispose();

    void IByteSink.Append(ReadOnlySpan<byte> bytes) => Read(bytes);

    private void Read(ReadOnlySpan<byte> bytes)
    {
        if (_first == 0)
        {
            // Byte-order marks, blanks, and the zeros in their wider encodings.
            int at = bytes.IndexOfAnyExcept(BeforeJson);
            _first = at < 0 ? (byte)0 : bytes[at];
        }

        _meter.Append(bytes);
        _scanner.Append(bytes);
    }

    /// <summary>The input estimate. An undecodable body counts as compressed text, which shrinks about fourfold: a token per byte.</summary>
    private long Estimate() => _undecodable ? Math.Max(1, _bodyBytes) : TokenEstimator.FromText(_meter);
}
