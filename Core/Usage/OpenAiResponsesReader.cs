using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// OpenAI Responses, JSON and SSE, the ChatGPT backend too. Usage is on the event that ends the response, and null on all before it; three kinds of
/// event end one. Answers of other endpoints with the same field names (images, compaction) read the same.
/// </summary>
internal sealed class OpenAiResponsesReader() : DialectReader(Shape)
{
    private const int Type = 1;
    private const int ResponseId = 2;
    private const int ModelName = 3;
    private const int Status = 4;
    private const int ErrorType = 5;
    private const int ErrorCode = 6;
    private const int Delta = 7;
    private const int Visible = 8;
    private const int Item = 9;
    private const int UsageFields = 0x10;
    private const int Object = 15;

    private static readonly string[] FieldPaths =
    [
        "input_tokens", "output_tokens", "total_tokens", "input_tokens_details.cached_tokens", "input_tokens_details.cache_write_tokens",
        "output_tokens_details.reasoning_tokens",
    ];

    private static readonly JsonShape Shape = JsonShape.Of(Paths());

    private CountSet _staged;
    private CountSet _counts;
    private TokenUsage _before;
    private string? _eventId;
    private bool _stagedUsage;
    private bool _running;
    private bool _endEvent;
    private bool _ended;
    private bool _hasOutput;

    public override bool SawUsage => !_counts.IsEmpty;

    public override bool Generated => base.Generated || _hasOutput;

    public override TokenUsage Usage => _before + InclusiveField.Resolve(_counts);

    public override bool InputKnown => InclusiveField.InputKnown(_counts);

    public override bool OutputKnown => InclusiveField.OutputKnown(_counts);

    public override bool Ended(bool cleanEnd) => _ended;

    public override void Enter(int tag, bool isArray)
    {
        if (tag == (UsageFields | Object))
        {
            _staged = default;
        }

        _hasOutput |= tag == Item;
        Invalid |= IsField(tag);
    }

    public override void Leave(int tag) => _stagedUsage |= tag == (UsageFields | Object);

    public override void Number(int tag, ReadOnlySpan<byte> digits) => Invalid |= IsField(tag) && !_staged.TrySet(tag & 15, digits);

    public override void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case Type:
                SetType(text);
                break;
            case ResponseId:
                _eventId = PlainText.Keep(Id, text);
                break;
            case ModelName:
                Model = PlainText.Keep(Model, text);
                break;
            case Status:
                _running = text.SequenceEqual("queued"u8) || text.SequenceEqual("in_progress"u8);
                break;
            case ErrorType:
                Error ??= PlainText.From(text);
                break;
            case ErrorCode:
                Error = PlainText.From(text);
                break;
            default:
                Invalid |= IsField(tag);
                break;
        }
    }

    public override void Literal(int tag, JsonLiteral literal) => Invalid |= IsField(tag) && literal != JsonLiteral.Null;

    protected override void OnEnd(bool whole)
    {
        BeginResponse();
        if (_stagedUsage)
        {
            _counts.Overlay(_staged);
            Invalid |= Usage.Total > CountSet.Max;
        }

        _ended |= whole && (IsStream ? _endEvent : !_running && (SawUsage || Recognised));
        _stagedUsage = false;
        _endEvent = false;
        _running = false;
        _eventId = null;
    }

    /// <summary>Another response id than the one whose usage is known is another response, billed beside it.</summary>
    private void BeginResponse()
    {
        if (_eventId is null)
        {
            return;
        }

        if (Id is not null && Id != _eventId && SawUsage)
        {
            _before = Usage;
            _counts = default;
            _ended = false;
        }

        Id = _eventId;
    }

    private void SetType(ReadOnlySpan<byte> type)
    {
        Recognised |= type.StartsWith("response"u8);
        _endEvent = type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8)
            || type.SequenceEqual("response.failed"u8) || type.SequenceEqual("response.cancelled"u8);
        _hasOutput |= type.StartsWith("response.output"u8) || type.StartsWith("response.reasoning"u8);
    }

    private static bool IsField(int tag) => tag >= UsageFields && (tag & 15) < FieldPaths.Length;

    private static IEnumerable<JsonPath> Paths()
    {
        yield return new JsonPath("type", Type, JsonWant.Text);
        yield return new JsonPath("object", Type, JsonWant.Text);
        yield return new JsonPath("delta", Delta, JsonWant.Length);
        yield return new JsonPath("code", ErrorCode, JsonWant.Text);
        foreach (string prefix in (string[])["", "response."])
        {
            yield return new JsonPath(prefix + "id", ResponseId, JsonWant.Text);
            yield return new JsonPath(prefix + "model", ModelName, JsonWant.Text);
            yield return new JsonPath(prefix + "status", Status, JsonWant.Text);
            yield return new JsonPath(prefix + "error.type", ErrorType, JsonWant.Text);
            yield return new JsonPath(prefix + "error.code", ErrorCode, JsonWant.Text);
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
