using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads OpenAI Chat Completions and compatible APIs, JSON and SSE. Usage may be in a separate last chunk, in the finishing chunk, in every chunk as running
/// totals, or missing: the last present value of each field counts. Groq sends its usage twice, so the second place is read only if the first is empty.
/// </summary>
internal sealed class OpenAiChatReader() : DialectReader(Shape)
{
    private const int AnswerId = 1;
    private const int ModelName = 2;
    private const int Finish = 3;
    private const int ErrorType = 4;
    private const int ErrorCode = 5;
    private const int Visible = 6;
    private const int Choice = 7;
    private const int ObjectType = 8;
    private const int Usage1 = 0x10;
    private const int Groq = 0x20;
    private const int Object = 15;

    private static readonly string[] FieldPaths =
    [
        "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details.cached_tokens", "prompt_tokens_details.cache_write_tokens",
        "completion_tokens_details.reasoning_tokens", "prompt_cache_hit_tokens", "cached_tokens",
    ];

    private static readonly JsonShape Shape = JsonShape.Of(Paths());

    private CountSet _staged;
    private CountSet _usage;
    private CountSet _groq;
    private TokenUsage _before;
    private bool _finished;
    private bool _done;
    private bool _isList;

    public override bool SawUsage => Has(_usage) || Has(_groq);

    public override bool Generated => base.Generated || Recognised;

    public override TokenUsage Usage => _before + InclusiveField.Resolve(Counts);

    public override bool InputKnown => InclusiveField.InputKnown(Counts);

    public override bool OutputKnown => InclusiveField.OutputKnown(Counts);

    private CountSet Counts => Has(_usage) ? _usage : _groq;

    public override bool Ended(bool cleanEnd) => _done || (cleanEnd && (_finished || IsFailedStream));

    public override void Done() => _done = true;

    public override void Enter(int tag, bool isArray)
    {
        if (_done && IsStream)
        {
            BeginAnother();
        }

        if ((tag & 15) == Object)
        {
            _staged = default;
        }

        Recognised |= tag == Choice;
        Invalid |= IsField(tag);
    }

    public override void Leave(int tag)
    {
        if (tag is (Usage1 | Object) or (Groq | Object))
        {
            ref var counts = ref tag == (Usage1 | Object) ? ref _usage : ref _groq;
            counts.Overlay(_staged);
            Invalid |= Usage.Total > CountSet.Max;
        }
    }

    public override void Number(int tag, ReadOnlySpan<byte> digits) => Invalid |= IsField(tag) && !_staged.TrySet(tag & 15, digits);

    public override void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        switch (tag)
        {
            case AnswerId:
                Id = PlainText.Keep(Id, text);
                break;
            case ModelName when !text.IsEmpty:
                Model = PlainText.Keep(Model, text);
                break;
            case Finish:
                _finished = true;
                break;
            case ObjectType:
                _isList = text.SequenceEqual("list"u8);
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
        // Voyage and Jina report only the total of vectors and rankings, which is all input.
        if (whole && !IsStream && _isList && !Recognised && !Has(_usage) && _usage.Has(InclusiveField.Total))
        {
            _usage.Set(InclusiveField.Input, _usage[InclusiveField.Total]);
        }

        _done |= whole && !IsStream && (SawUsage || Recognised);
    }

    // Data after [DONE] is another response, which is billed in addition.
    private void BeginAnother()
    {
        _before = Usage;
        (_usage, _groq) = (default, default);
        (_done, _finished) = (false, false);
    }

    private static bool Has(in CountSet counts) => counts.Has(InclusiveField.Input) || counts.Has(InclusiveField.Output);

    private static bool IsField(int tag) => tag >= Usage1 && (tag & 15) < FieldPaths.Length;

    private static IEnumerable<JsonPath> Paths()
    {
        yield return new JsonPath("object", ObjectType, JsonWant.Text);
        yield return new JsonPath("id", AnswerId, JsonWant.Text);
        yield return new JsonPath("model", ModelName, JsonWant.Text);
        yield return new JsonPath("choices[]", Choice);
        yield return new JsonPath("choices[].finish_reason", Finish);
        yield return new JsonPath("error", ErrorType, JsonWant.Text);
        yield return new JsonPath("error.type", ErrorType, JsonWant.Text);
        yield return new JsonPath("error.code", ErrorCode, JsonWant.Text);
        foreach (string message in (string[])["delta", "message"])
        {
            foreach (string text
                in (string[])["content", "refusal", "reasoning", "reasoning_content", "function_call.arguments", "tool_calls[].function.arguments"])
            {
                yield return new JsonPath($"choices[].{message}.{text}", Visible, JsonWant.Length);
            }
        }

        yield return new JsonPath("choices[].text", Visible, JsonWant.Length);
        foreach (var (path, tag) in ((string, int)[])[("usage", Usage1), ("x_groq.usage", Groq)])
        {
            yield return new JsonPath(path, tag | Object);
            for (int field = 0; field < FieldPaths.Length; field++)
            {
                yield return new JsonPath($"{path}.{FieldPaths[field]}", tag | field);
            }
        }
    }
}
