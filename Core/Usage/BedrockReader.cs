using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the figures that Amazon Bedrock itself reports. A Converse response has a usage object; a Converse stream has it in the event <c>metadata</c>, after
/// the message. Of InvokeModel, whose bodies are each vendor's own, it reads the metrics in the last event of a stream, Nova's usage object (which is
/// Converse's), and the response's head; the first of these that exists counts.
/// </summary>
internal sealed class BedrockReader() : DialectReader(Shape)
{
    private const int Stop = 1;
    private const int Visible = 2;
    private const int Output = 3;
    private const int Usages = 0x10;
    private const int Metrics = 0x20;
    private const int Object = 15;

    // The events before metadata. Another one could report tokens of a kind that does not exist yet.
    private static readonly byte[][] Events =
    [
        "messageStart"u8.ToArray(), "contentBlockStart"u8.ToArray(), "contentBlockDelta"u8.ToArray(), "contentBlockStop"u8.ToArray(), "messageStop"u8.ToArray(),
    ];

    private static readonly JsonShape Shape = JsonShape.Of(Paths());

    private CountSet _staged;
    private CountSet _stagedMetrics;
    private CountSet _usage;
    private CountSet _metrics;
    private CountSet _head;
    private bool _isNamed;
    private bool _isMetadata;
    private bool _whole;
    private bool _stopped;

    public override bool SawUsage => !Counts.IsEmpty;

    public override bool Generated => base.Generated || Recognised;

    public override TokenUsage Usage => BedrockField.Resolve(Counts);

    public override bool InputKnown => BedrockField.InputKnown(Counts);

    public override bool OutputKnown => BedrockField.OutputKnown(Counts);

    private CountSet Counts => !_usage.IsEmpty ? _usage : !_metrics.IsEmpty ? _metrics : _head;

    public override bool Ended(bool cleanEnd) => _stopped || (cleanEnd && (IsFailedStream || (_whole && (SawUsage || Recognised))));

    /// <summary>Takes the figures in the response's head.</summary>
    public void TakeHead(in CountSet counts) => _head = BedrockField.Resolve(counts).Total <= CountSet.Max ? counts : default;

    /// <summary>Starts an event of a Converse stream.</summary>
    public void BeginEvent(ReadOnlySpan<byte> name)
    {
        _isNamed = true;
        _isMetadata = name.SequenceEqual("metadata"u8);
        bool isKnown = _isMetadata;
        foreach (byte[] known in Events)
        {
            isKnown |= name.SequenceEqual(known);
        }

        if (isKnown)
        {
            Recognised = true;
        }
        else
        {
            MissEvent();
        }
    }

    public override void Enter(int tag, bool isArray)
    {
        Recognised |= tag == Output;
        if (tag is (Usages | Object) or (Metrics | Object))
        {
            StagedAt(tag) = default;
        }

        Invalid |= IsField(tag);
    }

    public override void Leave(int tag)
    {
    }

    public override void Number(int tag, ReadOnlySpan<byte> digits) => Invalid |= IsField(tag) && !StagedAt(tag).TrySet(tag & 15, digits);

    public override void Text(int tag, ReadOnlySpan<byte> text, bool whole)
    {
        Recognised |= tag == Stop;
        Invalid |= IsField(tag);
    }

    public override void Literal(int tag, JsonLiteral literal) => Invalid |= IsField(tag) && literal != JsonLiteral.Null;

    // Only a whole document counts: that of an event ends after its checksum.
    protected override void OnEnd(bool whole)
    {
        if (whole && (!_isNamed || _isMetadata))
        {
            _usage.Overlay(_staged);
            _metrics.Overlay(_stagedMetrics);
            Invalid |= Usage.Total > CountSet.Max;
            _stopped |= IsStream && (_isMetadata || !_stagedMetrics.IsEmpty);
        }

        _whole |= whole && !IsStream;
        (_staged, _stagedMetrics) = (default, default);
    }

    private ref CountSet StagedAt(int tag) => ref (tag & ~15) == Metrics ? ref _stagedMetrics : ref _staged;

    private static bool IsField(int tag) => tag >= Usages && (tag & 15) < CountSet.Fields;

    private static IEnumerable<JsonPath> Paths()
    {
        yield return new JsonPath("stopReason", Stop);
        yield return new JsonPath("output", Output);
        foreach (string block in (string[])["output.message.content[]", "delta", "contentBlockDelta.delta"])
        {
            foreach (string text
                in (string[])["text", "reasoningContent.text", "reasoningContent.reasoningText.text", "toolUse.input", "citationsContent.content[].text"])
            {
                yield return new JsonPath($"{block}.{text}", Visible, JsonWant.Length);
            }
        }

        // The texts of Meta, Amazon Titan, Mistral, Cohere and AI21.
        foreach (string text
            in (string[])["generation", "outputText", "results[].outputText", "outputs[].text", "text", "generations[].text", "completions[].data.text"])
        {
            yield return new JsonPath(text, Visible, JsonWant.Length);
        }

        foreach (var (path, tag, names) in ((string, int, (string, int)[])[])
            [("usage", Usages, BedrockField.OfConverse), ("amazon-bedrock-invocationMetrics", Metrics, BedrockField.OfMetrics)])
        {
            yield return new JsonPath(path, tag | Object);
            foreach (var (name, field) in names)
            {
                yield return new JsonPath($"{path}.{name}", tag | field);
            }
        }
    }
}
