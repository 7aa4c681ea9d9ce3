using System.Buffers;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the facts of a model call out of its body while it passes; nothing is gathered. The facts are ready when the last byte has been seen, before
/// it is sent on. The agent is hostile: whatever another JSON parser could read otherwise is a fault.
/// Call order: <see cref="Append"/> any number of times, <see cref="Complete"/> once, <see cref="Dispose"/>. One thread at a time.
/// </summary>
public sealed class RequestFactsReader : IByteSink, IDisposable
{
    private static readonly SearchValues<byte> BeforeJson = SearchValues.Create([0, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', 0xEF, 0xBB, 0xBF, 0xFE, 0xFF]);

    private readonly RequestFactsSink _sink = new();
    private readonly JsonScanner _scanner;
    private readonly TextMeter _meter = new();
    private readonly ContentDecoder? _decoder;
    private byte _first;
    private bool _undecodable;
    private long _bodyBytes;

    /// <summary>A reader for a body without content coding.</summary>
    public RequestFactsReader()
        : this(ContentCoding.Identity, null)
    {
    }

    /// <summary>A reader for a body with that content coding.</summary>
    /// <param name="coding">The request's content coding.</param>
    /// <param name="decoders">Where a decoder comes from; without one a coded body is <see cref="RequestFault.Encoded"/>.</param>
    public RequestFactsReader(ContentCoding coding, ContentDecoders? decoders)
    {
        _scanner = new JsonScanner(RequestTags.Shape, _sink);
        _decoder = decoders?.Open(coding);
        _undecodable = coding != ContentCoding.Identity && _decoder is null;
    }

    /// <summary>Reads the next bytes of the body, as they are on the wire (chunk framing removed).</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _bodyBytes += bytes.Length;
        if (_undecodable)
        {
            return;
        }

        if (_decoder is null)
        {
            Read(bytes);
        }
        else
        {
            _undecodable = _decoder.Append(bytes, this) != DecodeStatus.Open;
        }
    }

    /// <summary>
    /// Whether a provider may have all that it waits for, whatever else may come: a whole document (streaming readers begin at its end), or one that is broken for
    /// this reader and may be whole for a more lenient one. Never for what is no JSON: forms and files.
    /// </summary>
    public bool IsWhole => _undecodable || (LooksLikeJson && _scanner.Status is not (JsonStatus.Empty or JsonStatus.Open));

    private bool LooksLikeJson => _first is (byte)'{' or (byte)'[';

    /// <summary>The body is over.</summary>
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
            // Byte order marks, blanks, and the zeros that both have in wider encodings.
            int at = bytes.IndexOfAnyExcept(BeforeJson);
            _first = at < 0 ? (byte)0 : bytes[at];
        }

        _meter.Append(bytes);
        _scanner.Append(bytes);
    }

    /// <summary>A body that could not be read is taken for compressed text, which shrinks about fourfold: a token a byte.</summary>
    private long Estimate() => _undecodable ? Math.Max(1, _bodyBytes) : TokenEstimator.FromText(_meter);
}
