using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads a client's message on a WebSocket of the Responses API as it passes: its kind, its lane, and its cost facts, by the same reader as for an HTTP body.
/// The agent is hostile: a type or a lane that another JSON parser could read differently is a fault. Call <see cref="Append"/> any number of times,
/// <see cref="Complete"/> once, <see cref="Dispose"/>.
/// </summary>
public sealed class ResponsesRequestReader : IJsonSink, IDisposable
{
    private const int Type = 0;
    private const int Lane = 1;
    private const int Generate = 2;
    private const int PreviousId = 4;

    /// <summary>The longest lane; no client uses a longer one.</summary>
    private const int MaxLane = 128;

    /// <summary>The keys by tag. The last one is only listed to be refused: the Realtime API wraps its events in it, which would hide their facts.</summary>
    private static readonly string[] Keys = ["type", "stream_id", "generate", "response"];

    private static readonly JsonShape Shape = JsonShape.Of(
        [.. Keys.Select((key, tag) => new JsonPath(key, tag, tag is Type or Lane ? JsonWant.Text : JsonWant.None)),
            new JsonPath("previous_response_id", PreviousId, JsonWant.Text)],
        foldsCase: true);

    private readonly RequestFactsReader _facts = new();
    private readonly JsonScanner _scanner;
    private ResponsesRequestKind _kind;
    private string? _lane;
    private string? _previous;
    private int _seen;
    private int _bad = -1;
    private RequestFault _fault;

    /// <summary>A reader for one message.</summary>
    public ResponsesRequestReader() => _scanner = new JsonScanner(Shape, this);

    /// <summary>Takes the next bytes of the message.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _facts.Append(bytes);
        _scanner.Append(bytes);
    }

    /// <summary>Ends the message; returns the request.</summary>
    public ResponsesRequest Complete()
    {
        var facts = _facts.Complete();
        if (facts.Fault == RequestFault.None && _bad >= 0)
        {
            facts = facts with { Fault = _fault, FaultKey = Keys[_bad] };
        }

        return new ResponsesRequest(facts.Fault == RequestFault.None ? _kind : ResponsesRequestKind.Unknown, _lane, _previous, facts);
    }

    /// <inheritdoc/>
    public void Dispose() => _facts.Dispose();

    void IJsonSink.Name(int tag, JsonSpelling spelling)
    {
        if (spelling != JsonSpelling.Plain || (_seen & (1 << tag)) != 0)
        {
            Fail(RequestFault.AmbiguousKey, tag);
        }

        _seen |= 1 << tag;
    }

    void IJsonSink.Enter(int tag, bool isArray) => Fail(RequestFault.BadValue, tag);

    void IJsonSink.Leave(int tag)
    {
    }

    void IJsonSink.Number(int tag, ReadOnlySpan<byte> digits) => Fail(RequestFault.BadValue, tag);

    void IJsonSink.Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case Type:
                _kind = text switch
                {
                    _ when text.SequenceEqual("response.create"u8) => ResponsesRequestKind.Create,
                    _ when text.SequenceEqual("response.cancel"u8) || text.SequenceEqual("response.processed"u8) => ResponsesRequestKind.Free,
                    _ => ResponsesRequestKind.Unknown,
                };
                break;
            case Lane when whole && text.Length is > 0 and <= MaxLane && text.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0:
                _lane = PlainText.From(text);
                break;
            case PreviousId:
                _previous = PlainText.From(text);
                break;
            default:
                Fail(RequestFault.BadValue, tag);
                break;
        }
    }

    void IJsonSink.TextLength(int tag, int bytes)
    {
    }

    void IJsonSink.Literal(int tag, JsonLiteral literal)
    {
        // A warm-up (generate: false) is a normal call, because the provider decides whether it is billed.
        if (tag != Generate && literal != JsonLiteral.Null)
        {
            Fail(RequestFault.BadValue, tag);
        }
    }

    // The previous response affects only the estimate, so its spelling does not matter.
    private void Fail(RequestFault fault, int tag)
    {
        if (_bad < 0 && tag < Keys.Length)
        {
            _bad = tag;
            _fault = fault;
        }
    }
}
