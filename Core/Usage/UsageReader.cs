using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the usage of one model call from its response as it passes. It detects JSON or an event stream from the bytes, because the ChatGPT backend sends its
/// streams without a Content-Type. It never buffers and never throws, whatever the bytes are. Call <see cref="Append"/> any number of times,
/// <see cref="Complete"/> once, <see cref="Dispose"/>. Not safe for several threads.
/// </summary>
public sealed class UsageReader : IDisposable
{
    private readonly ContentDecoder? _decoder;
    private readonly AnswerBody _body;
    private bool _undecodable;
    private long _bodyBytes;
    private UsageResult? _result;

    /// <summary>A reader for a body without content coding.</summary>
    /// <param name="format">The dialect of the call; an unknown one is detected.</param>
    public UsageReader(CallFormat format)
        : this(format, ContentCoding.Identity, null)
    {
    }

    /// <summary>A reader for a body with a content coding.</summary>
    /// <param name="format">The dialect of the call; an unknown one is detected.</param>
    /// <param name="coding">The response's content coding.</param>
    /// <param name="decoders">The source of decoders; without one a coded body is undecodable.</param>
    public UsageReader(CallFormat format, ContentCoding coding, ContentDecoders? decoders)
    {
        _body = new AnswerBody(format);
        _decoder = decoders?.Open(coding);
        _undecodable = coding != ContentCoding.Identity && _decoder is null;
    }

    /// <summary>The figures so far, as a minimum of the call's spending.</summary>
    public TokenUsage Observed => _body.Best.Invalid ? default : _body.Best.Usage;

    /// <summary>The number of bytes of generated text so far, without envelope and padding.</summary>
    public long VisibleBytes => _body.Best.VisibleBytes;

    /// <summary>True if the response has reached its own end, so that later bytes do not change its usage.</summary>
    public bool Ended => Ends(_body.Best, cleanEnd: false);

    /// <summary>True if the body is an event stream between two events, where an event of our own can be inserted.</summary>
    public bool AtEventBoundary => _decoder is null && _body.AtEventBoundary;

    /// <summary>Takes the header fields of the response, before its body.</summary>
    public void TakeHead(HeaderTable fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        _body.TakeHead(fields);
    }

    /// <summary>Takes the next bytes of the body, as received (without chunk framing).</summary>
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

        _undecodable |= _body.IsBroken;
    }

    /// <summary>Takes an event of a WebSocket that belongs to this call, instead of a body.</summary>
    /// <param name="message">The event, after the end of its message.</param>
    public void Take(ResponsesEventReader message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _bodyBytes += message.Bytes;
        _body.Append(message.Document, message.IsWhole);
    }

    /// <summary>Ends the response. Further calls return the same result.</summary>
    /// <param name="cleanEnd">True if the message ended by its framing; false if either side dropped it.</param>
    public UsageResult Complete(bool cleanEnd)
    {
        if (_result is not null)
        {
            return _result;
        }

        _body.Complete();
        return _result = Result(cleanEnd);
    }

    /// <summary>
    /// The result of <see cref="Complete"/> if no more bytes come, for a response that has <see cref="Ended"/>. Another generation may still follow in it.
    /// </summary>
    public UsageResult SoFar() => _result ?? Result(cleanEnd: true);

    /// <inheritdoc/>
    public void Dispose() => _decoder?.Dispose();

    private UsageResult Result(bool cleanEnd)
    {
        var dialect = _body.Best;
        bool ended = Ends(dialect, cleanEnd);

        // The figures before a fault of the framing are only a minimum.
        bool isSound = !dialect.Invalid && !_body.IsBroken;
        return new UsageResult
        {
            Usage = dialect.Invalid ? default : dialect.Usage,
            Quality = Judge(dialect, cleanEnd),
            InputKnown = HasInput(dialect, ended) && isSound,
            OutputKnown = HasOutput(dialect) && ended && isSound,
            ServedModel = dialect.Model,
            ResponseId = dialect.Id,
            Terminal = ended,
            Generated = dialect.Generated,
            Error = dialect.Error,
            VisibleBytes = dialect.VisibleBytes,
            BodyBytes = _bodyBytes,
            Undecodable = _undecodable,
            OtherModels = dialect.Invalid ? [] : dialect.OtherModels,
        };
    }

    private bool Ends(DialectReader dialect, bool cleanEnd) => !_body.IsBroken && !_body.IsCut && dialect.Ended(cleanEnd && !_undecodable);

    // No text comes out of no input. An input of 0 before the end is a placeholder: of a response that is queued, for example.
    private static bool HasInput(DialectReader dialect, bool ended) =>
        dialect.InputKnown && (dialect.Usage.TotalInput > 0 || (ended && dialect.VisibleBytes == 0));

    private static bool HasOutput(DialectReader dialect) => dialect.OutputKnown && (dialect.Usage.Output > 0 || dialect.VisibleBytes == 0);

    private UsageQuality Judge(DialectReader dialect, bool cleanEnd)
    {
        if (dialect.Invalid || _body.IsBroken)
        {
            return UsageQuality.Unknown;
        }

        bool ended = Ends(dialect, cleanEnd);
        if (ended && HasInput(dialect, ended) && HasOutput(dialect))
        {
            return dialect.Hidden || dialect.HasMissed ? UsageQuality.Estimated : UsageQuality.Exact;
        }

        if (_undecodable)
        {
            return UsageQuality.Unknown;
        }

        if (!cleanEnd || _body.IsCut || dialect.SawUsage || (dialect.Generated && !ended))
        {
            return UsageQuality.Partial;
        }

        return ended ? UsageQuality.Estimated : UsageQuality.Unknown;
    }
}
