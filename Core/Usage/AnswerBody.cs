using BotBottle.Core.Http1;
using BotBottle.Core.Providers;
using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// The decoded body of a response. It distinguishes JSON from an event stream by the first byte, and passes the documents to the reader of the call's dialect,
/// or to all readers if the dialect is unknown. Bedrock's streams are binary, and are recognised by the dialect: the prelude of each message has a checksum.
/// Streams of Ollama and of Cohere's first API are JSON documents one after another, so that a whole response is a stream of one document.
/// </summary>
internal sealed class AnswerBody : IByteSink, ISseSink
{
    private readonly DialectReader[] _dialects;
    private readonly SseFramer _framer;
    private readonly CallFormat _format;
    private readonly byte[] _start = new byte[8];
    private int _started;
    private Framing _framing;
    private BedrockEvents? _bedrock;
    private bool _completed;
    private bool _brokenDocument;
    private bool _cutDocument;

    public AnswerBody(CallFormat format)
    {
        _format = format;
        _dialects = format switch
        {
            CallFormat.AnthropicMessages => [new AnthropicReader()],
            CallFormat.OpenAiChat => [new OpenAiChatReader()],
            CallFormat.OpenAiResponses => [new OpenAiResponsesReader()],
            CallFormat.GeminiGenerateContent => [new GeminiReader()],
            CallFormat.BedrockConverse => [new BedrockReader()],
            CallFormat.Ollama => [new FinalCountsReader(FinalCounts.Ollama)],
            CallFormat.LlamaCpp => [new FinalCountsReader(FinalCounts.LlamaCpp)],
            CallFormat.Cohere => [new FinalCountsReader(FinalCounts.Cohere)],
            CallFormat.OpenAiMedia => [new FinalCountsReader(FinalCounts.OpenAiMedia)],
            CallFormat.GeminiInteractions => [new FinalCountsReader(FinalCounts.Interactions)],
            CallFormat.BedrockInvoke => [new AnthropicReader(), new OpenAiChatReader(), new BedrockReader()],
            _ => [new AnthropicReader(), new OpenAiChatReader(), new OpenAiResponsesReader(), new GeminiReader()],
        };
        _framer = new SseFramer(this);
    }

    private enum Framing : byte
    {
        Unknown,
        Json,
        Sse,
        Bedrock,
        Documents,
    }

    /// <summary>True if the rest of the body cannot be read.</summary>
    public bool IsBroken => _brokenDocument || _bedrock is { IsBroken: true };

    /// <summary>True if the body has ended within a message.</summary>
    public bool IsCut => _cutDocument || (_completed && _bedrock is { AtBoundary: false });

    /// <summary>True if an event of our own can be inserted here.</summary>
    public bool AtEventBoundary => _framing == Framing.Sse && _framer.AtBoundary;

    /// <summary>
    /// The reader that understands the response. Anthropic's and the Responses API's figures have the same names, so Anthropic's reader must have seen its
    /// type. Without any figure, the reader that saw generated text is returned.
    /// </summary>
    public DialectReader Best
    {
        get
        {
            if (_dialects.Length == 1)
            {
                return _dialects[0];
            }

            foreach (var dialect in _dialects)
            {
                if ((dialect.SawUsage || dialect.Invalid) && (dialect.Recognised || dialect is not AnthropicReader))
                {
                    return dialect;
                }
            }

            return _dialects.MaxBy(d => d.VisibleBytes)!;
        }
    }

    /// <summary>Takes the head of the response, where Bedrock reports the tokens of some models.</summary>
    public void TakeHead(HeaderTable fields)
    {
        if (_format == CallFormat.BedrockInvoke)
        {
            ((BedrockReader)_dialects[^1]).TakeHead(BedrockField.ReadHead(fields));
        }
    }

    /// <summary>Takes the next decoded bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_framing == Framing.Unknown)
        {
            bytes = Sniff(bytes);
        }

        switch (_framing)
        {
            case Framing.Json:
                ToDialects(bytes);
                break;
            case Framing.Sse:
                _framer.Append(bytes);
                break;
            case Framing.Bedrock:
                _bedrock!.Append(bytes);
                break;
            case Framing.Documents when !_brokenDocument:
                foreach (var dialect in _dialects)
                {
                    _brokenDocument |= !dialect.AppendDocuments(bytes);
                }

                break;
        }
    }

    /// <summary>Takes an event of a WebSocket.</summary>
    public void Append(ResponsesDocument message, bool whole)
    {
        foreach (var dialect in _dialects)
        {
            dialect.IsStream = true;
            (dialect as OpenAiResponsesReader)?.Take(message, whole, errorEnds: true);
        }
    }

    /// <summary>Ends the body.</summary>
    public void Complete()
    {
        _completed = true;
        switch (_framing)
        {
            case Framing.Sse:
                _framer.Complete();
                break;
            case Framing.Bedrock:
                // A message that is not complete has no checksum, so nothing of it counts.
                break;
            case Framing.Documents:
                _cutDocument = Array.Exists(_dialects, dialect => dialect.IsOpen);
                EndDocument();
                break;
            default:
                EndDocument();
                break;
        }
    }

    void ISseSink.Data(ReadOnlySpan<byte> data)
    {
        int room = Math.Min(data.Length, _start.Length - _started);
        data[..room].CopyTo(_start.AsSpan(_started));
        _started += room;
        ToDialects(data);
    }

    void ISseSink.EndEvent()
    {
        bool done = _start.AsSpan(0, _started).TrimEnd((byte)' ').SequenceEqual("[DONE]"u8);
        _started = 0;
        EndDocument();
        if (done)
        {
            foreach (var dialect in _dialects)
            {
                dialect.Done();
            }
        }
    }

    /// <summary>
    /// Detects the form: a byte-order mark and white space may come first; an object or array is JSON, a field name or a comment is a stream.
    /// </summary>
    private ReadOnlySpan<byte> Sniff(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
        if (at < 0)
        {
            return default;
        }

        bool isBedrock = _format is CallFormat.BedrockConverse or CallFormat.BedrockInvoke;
        bool isJson = bytes[at] is (byte)'{' or (byte)'[';
        bool isSequence = _format is CallFormat.Ollama or CallFormat.Cohere;
        _framing = isJson ? (isSequence ? Framing.Documents : Framing.Json) : isBedrock ? Framing.Bedrock : Framing.Sse;
        _bedrock = _framing == Framing.Bedrock ? new BedrockEvents(_dialects, _format == CallFormat.BedrockConverse) : null;
        foreach (var dialect in _dialects)
        {
            dialect.IsStream = _framing != Framing.Json;
        }

        return bytes[at..];
    }

    private void ToDialects(ReadOnlySpan<byte> json)
    {
        foreach (var dialect in _dialects)
        {
            dialect.Append(json);
        }
    }

    private void EndDocument()
    {
        foreach (var dialect in _dialects)
        {
            dialect.EndDocument();
        }
    }
}
