using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads OpenAI Responses, JSON, SSE and WebSocket, including the ChatGPT backend. Usage is in the event that ends the response, and null in all earlier ones;
/// three kinds of event end one. Responses of other endpoints with the same field names (images, compaction) are read in the same way.
/// </summary>
internal sealed class OpenAiResponsesReader() : DialectReader(ResponsesDocument.Shape)
{
    private readonly ResponsesDocument _document = new();
    private CountSet _counts;
    private TokenUsage _before;
    private bool _ended;
    private bool _hasOutput;

    public override bool SawUsage => !_counts.IsEmpty;

    public override bool Generated => base.Generated || _hasOutput;

    public override TokenUsage Usage => _before + InclusiveField.Resolve(_counts);

    public override bool InputKnown => InclusiveField.InputKnown(_counts);

    public override bool OutputKnown => InclusiveField.OutputKnown(_counts);

    public override bool Ended(bool cleanEnd) => _ended;

    public override void Enter(int tag, bool isArray) => _document.Enter(tag, isArray);

    public override void Leave(int tag) => _document.Leave(tag);

    public override void Number(int tag, ReadOnlySpan<byte> digits) => _document.Number(tag, digits);

    public override void Text(int tag, ReadOnlySpan<byte> text, bool whole) => _document.Text(tag, text, whole);

    public override void TextLength(int tag, int bytes) => _document.TextLength(tag, bytes);

    public override void Literal(int tag, JsonLiteral literal) => _document.Literal(tag, literal);

    /// <summary>Takes a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="whole">True if the document is complete.</param>
    /// <param name="errorEnds">True if an error event ends the response: on a WebSocket no event follows, in an event stream the failure event may.</param>
    public void Take(ResponsesDocument document, bool whole, bool errorEnds)
    {
        VisibleBytes += document.VisibleBytes;
        _hasOutput |= document.HasOutput;
        Recognised |= document.IsRecognised;
        Model = document.Model ?? Model;
        Error = document.ErrorCode ?? Error ?? document.ErrorType;
        BeginResponse(document.Id);
        if (document.HasUsage)
        {
            _counts.Overlay(document.Counts);
        }

        Invalid |= document.Invalid || Usage.Total > CountSet.Max;
        bool ends = IsStream ? document.IsEnd || (errorEnds && document.IsError) : !document.IsRunning && (SawUsage || Recognised);
        _ended |= whole && ends;
    }

    protected override void OnEnd(bool whole)
    {
        Take(_document, whole, errorEnds: false);
        _document.Reset();
    }

    /// <summary>Starts another response if the id differs from the one whose usage is known; it is billed in addition.</summary>
    private void BeginResponse(string? id)
    {
        if (id is null)
        {
            return;
        }

        if (Id is not null && Id != id && SawUsage)
        {
            _before = Usage;
            _counts = default;
            _ended = false;
        }

        Id = id;
    }
}
