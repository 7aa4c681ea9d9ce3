using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads Google Gemini's generateContent: one document, an event stream (<c>alt=sse</c>), or, without that, one array whose elements arrive as they are
/// generated. Each has <c>usageMetadata</c> as running totals; the last present value of each field counts. The prompt includes the cached part. Thoughts, and
/// prompt text from tools, are counted in addition to the candidates and the prompt (docs/contracts.md, section 10).
/// </summary>
internal sealed class GeminiReader() : DialectReader(Shape)
{
    private const int AnswerId = 1;
    private const int ModelName = 2;
    private const int Finish = 3;
    private const int ErrorStatus = 4;
    private const int Visible = 5;
    private const int Candidate = 6;
    private const int Metadata = 7;
    private const int Fields = 0x10;

    private const int Prompt = 0;
    private const int Candidates = 1;
    private const int Total = 2;
    private const int Cached = 3;
    private const int Thoughts = 4;
    private const int ToolUse = 5;

    private static readonly string[] FieldNames =
        ["promptTokenCount", "candidatesTokenCount", "totalTokenCount", "cachedContentTokenCount", "thoughtsTokenCount", "toolUsePromptTokenCount"];

    private static readonly JsonShape Shape = JsonShape.Of(Paths());

    private CountSet _staged;
    private CountSet _counts;
    private bool _finished;
    private bool _whole;

    public override bool SawUsage => _counts.Has(Prompt) || _counts.Has(Candidates) || _counts.Has(Total);

    public override bool Generated => VisibleBytes > 0 || Recognised || Usage.Output > 0;

    public override TokenUsage Usage
    {
        get
        {
            long input = _counts[Prompt] + _counts[ToolUse];
            long output = _counts[Candidates] + _counts[Thoughts];

            // The part of the total beyond all fields was billed, at most at the rate of the output.
            output += Math.Max(0, _counts[Total] - input - output);
            long cached = Math.Min(_counts[Cached], input);
            return new TokenUsage(input - cached, cached, 0, output, Math.Min(_counts[Thoughts], output));
        }
    }

    public override bool InputKnown => _counts.Has(Prompt);

    public override bool OutputKnown => _counts.Has(Candidates) || (_counts.Has(Prompt) && _counts.Has(Total));

    public override bool Ended(bool cleanEnd) => cleanEnd && (_finished || IsFailedStream || (_whole && (SawUsage || Recognised || Error is not null)));

    public override void Enter(int tag, bool isArray)
    {
        if (tag == Metadata)
        {
            _staged = default;
        }

        Recognised |= tag == Candidate;
        Invalid |= IsField(tag);
    }

    public override void Leave(int tag)
    {
        if (tag == Metadata)
        {
            _counts.Overlay(_staged);
            Invalid |= Usage.Total > CountSet.Max;
        }
    }

    public override void Number(int tag, ReadOnlySpan<byte> digits) => Invalid |= IsField(tag) && !_staged.TrySet(tag - Fields, digits);

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
            case ErrorStatus:
                Error = PlainText.From(text);
                break;
            default:
                Invalid |= IsField(tag);
                break;
        }
    }

    public override void Literal(int tag, JsonLiteral literal) => Invalid |= IsField(tag) && literal != JsonLiteral.Null;

    protected override void OnEnd(bool whole) => _whole |= whole && !IsStream;

    private static bool IsField(int tag) => tag >= Fields;

    private static IEnumerable<JsonPath> Paths()
    {
        foreach (string root in (string[])["", "[]."])
        {
            yield return new JsonPath(root + "responseId", AnswerId, JsonWant.Text);
            yield return new JsonPath(root + "modelVersion", ModelName, JsonWant.Text);
            yield return new JsonPath(root + "candidates[]", Candidate);
            yield return new JsonPath(root + "candidates[].finishReason", Finish);
            yield return new JsonPath(root + "promptFeedback.blockReason", Finish);
            yield return new JsonPath(root + "error.status", ErrorStatus, JsonWant.Text);
            yield return new JsonPath(root + "candidates[].content.parts[].text", Visible, JsonWant.Length);
            yield return new JsonPath(root + "candidates[].content.parts[].inlineData.data", Visible, JsonWant.Length);
            yield return new JsonPath(root + "usageMetadata", Metadata);
            for (int field = 0; field < FieldNames.Length; field++)
            {
                yield return new JsonPath($"{root}usageMetadata.{FieldNames[field]}", Fields + field);
            }
        }
    }
}
