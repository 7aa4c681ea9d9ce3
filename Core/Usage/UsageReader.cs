using BotBottle.Core.Providers;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the usage of one model call out of its answer while it passes. Whether the answer is JSON or an event stream is sniffed from the bytes: the
/// ChatGPT backend sends its streams without a Content-Type. Nothing is gathered, and nothing throws, whatever the bytes are.
/// Call order: <see cref="Append"/> any number of times, <see cref="Complete"/> once, <see cref="Dispose"/>. One thread at a time.
/// </summary>
public sealed class UsageReader : IDisposable
{
    private readonly ContentDecoder? _decoder;
    private readonly AnswerBody _body;
    private bool _undecodable;
    private long _bodyBytes;
    private UsageResult? _result;

    /// <summary>A reader for a body without content coding.</summary>
    /// <param name="format">The dialect of the call; unknown is sniffed.</param>
    public UsageReader(CallFormat format)
        : this(format, ContentCoding.Identity, null)
    {
    }

    /// <summary>A reader for a body with that content coding.</summary>
    /// <param name="format">The dialect of the call; unknown is sniffed.</param>
    /// <param name="coding">The answer's content coding.</param>
    /// <param name="decoders">Where a decoder comes from; without one a coded body is undecodable.</param>
    public UsageReader(CallFormat format, ContentCoding coding, ContentDecoders? decoders)
    {
        _body = new AnswerBody(format);
        _decoder = decoders?.Open(coding);
        _undecodable = coding != ContentCoding.Identity && _decoder is null;
    }

    /// <summary>The figures so far: a floor of what the call spends.</summary>
    public TokenUsage Observed => _body.Best.Invalid ? default : _body.Best.Usage;

    /// <summary>The bytes of generated text so far, without envelope and padding.</summary>
    public long VisibleBytes => _body.Best.VisibleBytes;

    /// <summary>Whether the answer has come to its own end: nothing that is still to come changes its usage.</summary>
    public bool Ended => _body.Best.Ended(cleanEnd: false);

    /// <summary>Whether the body is an event stream that stands between two events, where an event of our own can be put in.</summary>
    public bool AtEventBoundary => _decoder is null && _body.AtEventBoundary;

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
            _body.Append(bytes);
        }
        else
        {
            _undecodable = _decoder.Append(bytes, _body) != DecodeStatus.Open;
        }
    }

    /// <summary>Reads an event of a WebSocket that belongs to this call, instead of a body.</summary>
    /// <param name="message">The event, whose message is over.</param>
    public void Take(ResponsesEventReader message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _bodyBytes += message.Bytes;
        _body.Append(message.Document, message.IsWhole);
    }

    /// <summary>The answer is over. Calling it again gives the same result.</summary>
    /// <param name="cleanEnd">Whether the message ended as its framing says; false if either side dropped it.</param>
    public UsageResult Complete(bool cleanEnd)
    {
        if (_result is not null)
        {
            return _result;
        }

        _body.Complete();
        return _result = Result(cleanEnd);
    }

    /// <summary>What <see cref="Complete"/> would say if nothing more came, of an answer that has <see cref="Ended"/>: another generation may still follow in it.</summary>
    public UsageResult SoFar() => _result ?? Result(cleanEnd: true);

    /// <inheritdoc/>
    public void Dispose() => _decoder?.Dispose();

    private UsageResult Result(bool cleanEnd)
    {
        bool whole = cleanEnd && !_undecodable;
        var dialect = _body.Best;
        return new UsageResult
        {
            Usage = dialect.Invalid ? default : dialect.Usage,
            Quality = Judge(dialect, cleanEnd),
            InputKnown = dialect.InputKnown && !dialect.Invalid,
            OutputKnown = dialect.OutputKnown && dialect.Ended(whole) && !dialect.Invalid,
            ServedModel = dialect.Model,
            ResponseId = dialect.Id,
            Terminal = dialect.Ended(whole),
            Generated = dialect.Generated,
            Error = dialect.Error,
            VisibleBytes = dialect.VisibleBytes,
            BodyBytes = _bodyBytes,
            Undecodable = _undecodable,
            OtherModels = dialect.Invalid ? [] : dialect.OtherModels,
        };
    }

    private UsageQuality Judge(DialectReader dialect, bool cleanEnd)
    {
        if (dialect.Invalid)
        {
            return UsageQuality.Unknown;
        }

        bool ended = dialect.Ended(cleanEnd && !_undecodable);
        if (ended && dialect.InputKnown && dialect.OutputKnown)
        {
            return dialect.Hidden ? UsageQuality.Estimated : UsageQuality.Exact;
        }

        if (_undecodable)
        {
            return UsageQuality.Unknown;
        }

        if (!cleanEnd || dialect.SawUsage || (dialect.Generated && !ended))
        {
            return UsageQuality.Partial;
        }

        return ended ? UsageQuality.Estimated : UsageQuality.Unknown;
    }
}
