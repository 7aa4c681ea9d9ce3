using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the usage from the documents of one response: the document of a JSON response, or the data of each event of a stream. Only exact paths count, so that
/// a "usage" in a model's text, or in a tool's result, does not.
/// </summary>
internal abstract class DialectReader : IJsonSink
{
    private readonly JsonScanner _scanner;

    protected DialectReader(JsonShape shape) => _scanner = new JsonScanner(shape, this);

    /// <summary>True if a figure was no count; all figures are rejected then.</summary>
    public bool Invalid { get; protected set; }

    /// <summary>True if any figure was seen.</summary>
    public abstract bool SawUsage { get; }

    /// <summary>True if a document was certainly of this dialect.</summary>
    public bool Recognised { get; protected set; }

    /// <summary>True if the provider began to generate.</summary>
    public virtual bool Generated => SawUsage || VisibleBytes > 0;

    /// <summary>The model of the response.</summary>
    public string? Model { get; protected set; }

    /// <summary>The provider's id of the response.</summary>
    public string? Id { get; protected set; }

    /// <summary>The type or code of an error.</summary>
    public string? Error { get; protected set; }

    /// <summary>The number of bytes of generated text so far.</summary>
    public long VisibleBytes { get; protected set; }

    /// <summary>The figures so far.</summary>
    public abstract TokenUsage Usage { get; }

    /// <summary>True if the input's figures are known.</summary>
    public abstract bool InputKnown { get; }

    /// <summary>True if the output's final figure is known.</summary>
    public abstract bool OutputKnown { get; }

    /// <summary>True if some spending shows in no figure.</summary>
    public virtual bool Hidden => false;

    /// <summary>True if the stream had an event of a kind that no reader knows, which may have spent, too.</summary>
    public bool HasMissed { get; private set; }

    /// <summary>The tokens of other models, contained in <see cref="Usage"/>.</summary>
    public virtual IReadOnlyList<ModelUsage> OtherModels => [];

    /// <summary>True if the documents are the events of a stream; set before the first of them.</summary>
    public bool IsStream { get; set; }

    /// <summary>True if an event reported that the stream failed; no event follows it.</summary>
    protected bool IsFailedStream => IsStream && Error is not null;

    /// <summary>True if the response reached its own end.</summary>
    /// <param name="cleanEnd">True if the message ended by its framing.</param>
    public abstract bool Ended(bool cleanEnd);

    /// <summary>Takes the next bytes of the present document.</summary>
    public void Append(ReadOnlySpan<byte> json) => _scanner.Append(json);

    /// <summary>Takes the next bytes of documents that follow one another, on lines of their own or not.</summary>
    /// <returns>False if a document cannot be read: the start of the next one is unknown then.</returns>
    public bool AppendDocuments(ReadOnlySpan<byte> json)
    {
        while (!json.IsEmpty)
        {
            json = json[_scanner.Append(json, untilEnd: true)..];
            switch (_scanner.Status)
            {
                case JsonStatus.Done:
                    EndDocument();
                    break;
                case JsonStatus.Broken or JsonStatus.TooDeep:
                    return false;
            }
        }

        return true;
    }

    /// <summary>True within a document.</summary>
    public bool IsOpen => _scanner.Status == JsonStatus.Open;

    /// <summary>Ends the present document.</summary>
    public void EndDocument()
    {
        bool whole = _scanner.Status is JsonStatus.Done or JsonStatus.Trailing;
        if (_scanner.Status != JsonStatus.Empty)
        {
            OnEnd(whole);
        }

        _scanner.Reset();
    }

    /// <summary>Handles an event of an unknown kind.</summary>
    public void MissEvent() => HasMissed = true;

    /// <summary>Handles an error that ends the stream and is no document of the dialect.</summary>
    public void Fail(ReadOnlySpan<byte> error) => Error = PlainText.From(error);

    /// <summary>Handles <c>[DONE]</c> in the stream.</summary>
    public virtual void Done()
    {
    }

    /// <inheritdoc/>
    void IJsonSink.Name(int tag, JsonSpelling spelling)
    {
    }

    /// <inheritdoc/>
    public abstract void Enter(int tag, bool isArray);

    /// <inheritdoc/>
    public abstract void Leave(int tag);

    /// <inheritdoc/>
    public abstract void Number(int tag, ReadOnlySpan<byte> digits);

    /// <inheritdoc/>
    public abstract void Text(int tag, ReadOnlySpan<byte> text, bool whole);

    /// <inheritdoc/>
    public virtual void TextLength(int tag, int bytes) => VisibleBytes += bytes;

    /// <inheritdoc/>
    public abstract void Literal(int tag, JsonLiteral literal);

    /// <summary>Handles the end of a document; <paramref name="whole"/> is false if it was cut off or broken.</summary>
    protected abstract void OnEnd(bool whole);
}
