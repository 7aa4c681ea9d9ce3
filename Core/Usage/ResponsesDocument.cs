using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// The content of one JSON document of the Responses API: an event of a stream or of a WebSocket, or a whole response. It takes effect only in
/// <see cref="OpenAiResponsesReader.Take"/>, because its owner may show only at its end.
/// </summary>
internal sealed class ResponsesDocument : IJsonSink
{
    private const int TypeTag = 1;
    private const int IdTag = 2;
    private const int ModelTag = 3;
    private const int StatusTag = 4;
    private const int ErrorTypeTag = 5;
    private const int ErrorCodeTag = 6;
    private const int Delta = 7;
    private const int Visible = 8;
    private const int Item = 9;
    private const int LaneTag = 10;
    private const int ErrorStatusTag = 11;
    private const int UsageFields = 0x10;
    private const int Object = 15;

    private static readonly string[] FieldPaths =
    [
        "input_tokens", "output_tokens", "total_tokens", "input_tokens_details.cached_tokens", "input_tokens_details.cache_write_tokens",
        "output_tokens_details.reasoning_tokens",
    ];

    public static readonly JsonShape Shape = JsonShape.Of(Paths());

    private CountSet _counts;
    private string? _id;
    private string? _model;
    private string? _lane;
    private bool _hasId;
    private bool _hasModel;

    /// <summary>The figures; empty without usage.</summary>
    public ref readonly CountSet Counts => ref _counts;

    /// <summary>True if there is a usage object.</summary>
    public bool HasUsage { get; private set; }

    /// <summary>True if a figure is no count.</summary>
    public bool Invalid { get; private set; }

    /// <summary>The response's id.</summary>
    public string? Id => _hasId ? _id : null;

    /// <summary>The model of the response.</summary>
    public string? Model => _hasModel ? _model : null;

    /// <summary>The lane of an event on a WebSocket.</summary>
    public string? Lane { get; private set; }

    /// <summary>The type of an error.</summary>
    public string? ErrorType { get; private set; }

    /// <summary>The code of an error.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>The HTTP status in an error event of a WebSocket; 0 for none.</summary>
    public int ErrorStatus { get; private set; }

    /// <summary>True if it is certainly of this dialect.</summary>
    public bool IsRecognised { get; private set; }

    /// <summary>True for an event that ends a response.</summary>
    public bool IsEnd { get; private set; }

    /// <summary>True for an error event.</summary>
    public bool IsError { get; private set; }

    /// <summary>True if its response continues.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>True if it shows generated output.</summary>
    public bool HasOutput { get; private set; }

    /// <summary>The number of bytes of generated text.</summary>
    public long VisibleBytes { get; private set; }

    /// <summary>Starts the next document. Texts that are likely to repeat are kept for comparison.</summary>
    public void Reset()
    {
        _counts = default;
        _hasId = _hasModel = HasUsage = Invalid = IsRecognised = IsEnd = IsError = IsRunning = HasOutput = false;
        Lane = ErrorType = ErrorCode = null;
        ErrorStatus = 0;
        VisibleBytes = 0;
    }

    public void Name(int tag, JsonSpelling spelling)
    {
    }

    public void Enter(int tag, bool isArray)
    {
        if (tag == (UsageFields | Object))
        {
            _counts = default;
        }

        HasOutput |= tag == Item;
        Invalid |= IsField(tag);
    }

    public void Leave(int tag) => HasUsage |= tag == (UsageFields | Object);

    public void Number(int tag, ReadOnlySpan<byte> digits)
    {
        if (tag is StatusTag or ErrorStatusTag && JsonNumbers.TryCount(digits, 599, out long status))
        {
            ErrorStatus = (int)status;
        }

        Invalid |= IsField(tag) && !_counts.TrySet(tag & 15, digits);
    }

    public void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case TypeTag:
                SetType(text);
                break;
            case IdTag:
                _id = PlainText.Keep(_id, text);
                _hasId = true;
                break;
            case ModelTag:
                _model = PlainText.Keep(_model, text);
                _hasModel = true;
                break;
            case LaneTag:
                Lane = _lane = PlainText.Keep(_lane, text);
                break;
            case StatusTag:
                IsRunning = text.SequenceEqual("queued"u8) || text.SequenceEqual("in_progress"u8);
                break;
            case ErrorTypeTag:
                ErrorType = PlainText.From(text);
                break;
            case ErrorCodeTag:
                ErrorCode = PlainText.From(text);
                break;
            default:
                Invalid |= IsField(tag);
                break;
        }
    }

    public void TextLength(int tag, int bytes) => VisibleBytes += bytes;

    public void Literal(int tag, JsonLiteral literal) => Invalid |= IsField(tag) && literal != JsonLiteral.Null;

    private void SetType(ReadOnlySpan<byte> type)
    {
        IsRecognised |= type.StartsWith("response"u8);
        IsEnd = type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8)
            || type.SequenceEqual("response.failed"u8) || type.SequenceEqual("response.cancelled"u8);
        IsError = type.SequenceEqual("error"u8);
        HasOutput |= type.StartsWith("response.output"u8) || type.StartsWith("response.reasoning"u8);
    }

    private static bool IsField(int tag) => tag >= UsageFields && (tag & 15) < FieldPaths.Length;

    private static IEnumerable<JsonPath> Paths()
    {
        yield return new JsonPath("type", TypeTag, JsonWant.Text);
        yield return new JsonPath("object", TypeTag, JsonWant.Text);
        yield return new JsonPath("delta", Delta, JsonWant.Length);
        yield return new JsonPath("code", ErrorCodeTag, JsonWant.Text);
        yield return new JsonPath("stream_id", LaneTag, JsonWant.Text);
        yield return new JsonPath("status_code", ErrorStatusTag);
        foreach (string prefix in (string[])["", "response."])
        {
            yield return new JsonPath(prefix + "id", IdTag, JsonWant.Text);
            yield return new JsonPath(prefix + "model", ModelTag, JsonWant.Text);
            yield return new JsonPath(prefix + "status", StatusTag, JsonWant.Text);
            yield return new JsonPath(prefix + "error.type", ErrorTypeTag, JsonWant.Text);
            yield return new JsonPath(prefix + "error.code", ErrorCodeTag, JsonWant.Text);
            yield return new JsonPath(prefix + "usage", UsageFields | Object);
            for (int field = 0; field < FieldPaths.Length; field++)
            {
                yield return new JsonPath($"{prefix}usage.{FieldPaths[field]}", UsageFields | field);
            }
        }

        yield return new JsonPath("output[]", Item);
        yield return new JsonPath("output[].content[].text", Visible, JsonWant.Length);
        yield return new JsonPath("output[].arguments", Visible, JsonWant.Length);
    }
}
