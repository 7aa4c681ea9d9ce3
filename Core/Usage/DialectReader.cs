using BotBottle.Core.Scan;

namespace BotBottle.Core.Usage;

/// <summary>
/// Reads the usage out of the documents of one answer: the one document of a JSON answer, or the data of each event of a stream.
/// What counts is told by exact paths alone, so that a "usage" in text that a model wrote, or in a tool's result, counts for nothing.
/// </summary>
internal abstract class DialectReader : IJsonSink
{
    private readonly JsonScanner _scanner;

    protected DialectReader(JsonShape shape) => _scanner = new JsonScanner(shape, this);

    /// <summary>A figure was no count: then none of them is believed.</summary>
    public bool Invalid { get; protected set; }

    /// <summary>Whether any figure was seen.</summary>
    public abstract bool SawUsage { get; }

    /// <summary>Whether any document was of this dialect without doubt.</summary>
    public bool Recognised { get; protected set; }

    /// <summary>Whether the provider began to generate.</summary>
    public virtual bool Generated => SawUsage || VisibleBytes > 0;

    /// <summary>The model that answers.</summary>
    public string? Model { get; protected set; }

    /// <summary>The provider's id of the answer.</summary>
    public string? Id { get; protected set; }

    /// <summary>The type or code of an error.</summary>
    public string? Error { get; protected set; }

    /// <summary>The bytes of generated text so far.</summary>
    public long VisibleBytes { get; protected set; }

    /// <summary>The figures so far.</summary>
    public abstract TokenUsage Usage { get; }

    /// <summary>Whether the input's figures are there.</summary>
    public abstract bool InputKnown { get; }

    /// <summary>Whether the output's final figure is there.</summary>
    public abstract bool OutputKnown { get; }

    /// <summary>Whether something is known to have been spent that no figure shows.</summary>
    public virtual bool Hidden => false;

    /// <summary>The tokens of other models, contained in <see cref="Usage"/>.</summary>
    public virtual IReadOnlyList<ModelUsage> OtherModels => [];

    /// <summary>Whether the documents of the answer are the events of a stream; set before the first of them.</summary>
    public bool IsStream { get; set; }

    /// <summary>Whether an event said that the stream failed: nothing comes after it.</summary>
    protected bool IsFailedStream => IsStream && Error is not null;

    /// <summary>Whether the answer came to its own end.</summary>
    /// <param name="cleanEnd">Whether the message that carries it ended as its framing says.</param>
    public abstract bool Ended(bool cleanEnd);

    /// <summary>The next bytes of the current document.</summary>
    public void Append(ReadOnlySpan<byte> json) => _scanner.Append(json);

    /// <summary>The current document is over.</summary>
    public void EndDocument()
    {
        bool whole = _scanner.Status is JsonStatus.Done or JsonStatus.Trailing;
        if (_scanner.Status != JsonStatus.Empty)
        {
            OnEnd(whole);
        }

        _scanner.Reset();
    }

    /// <summary>The stream said <c>[DONE]</c>.</summary>
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

    /// <summary>The document ended; <paramref name="whole"/> is false if it was cut off or broken.</summary>
    protected abstract void OnEnd(bool whole);
}
