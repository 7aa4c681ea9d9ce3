namespace BotBottle.Core.Usage;

/// <summary>
/// The <c>iterations</c> of an Anthropic usage object: one entry for each pass over a model that one call made (compaction, advisor, message). The
/// top level leaves all but the last kind out, so that their sum is what was spent.
/// </summary>
internal sealed class AnthropicIterations
{
    /// <summary>More models than one call has any use for; what is beyond is in the sum all the same.</summary>
    private const int MaxModels = 16;

    private readonly Dictionary<string, TokenUsage> _models = [];
    private CountSet _entry;
    private string? _entryModel;

    /// <summary>The entries so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether an attempt was blocked and answered by another model: then the top level is what is billed.</summary>
    public bool HasFallback { get; private set; }

    /// <summary>Whether a sum left the range of sane counts.</summary>
    public bool Overflow { get; private set; }

    /// <summary>All entries together.</summary>
    public TokenUsage Sum { get; private set; }

    /// <summary>The entries that name their model, by model.</summary>
    public IReadOnlyDictionary<string, TokenUsage> Models => _models;

    /// <summary>A new array begins.</summary>
    public void Clear()
    {
        Count = 0;
        HasFallback = false;
        Sum = default;
        _models.Clear();
        BeginEntry();
    }

    /// <summary>A new entry begins.</summary>
    public void BeginEntry()
    {
        _entry = default;
        _entryModel = null;
    }

    /// <summary>A figure of the entry; false if it is no count.</summary>
    public bool TrySet(int field, ReadOnlySpan<byte> digits) => _entry.TrySet(field, digits);

    /// <summary>The entry's type.</summary>
    public void SetType(ReadOnlySpan<byte> type) => HasFallback |= type.SequenceEqual("fallback_message"u8);

    /// <summary>The entry's model.</summary>
    public void SetModel(ReadOnlySpan<byte> model) => _entryModel = PlainText.From(model);

    /// <summary>The entry is over.</summary>
    public void EndEntry()
    {
        var usage = AnthropicField.Resolve(_entry);
        Count++;
        Sum += usage;
        Overflow |= Sum.Total > CountSet.Max;
        if (_entryModel is not null && (_models.Count < MaxModels || _models.ContainsKey(_entryModel)))
        {
            _models[_entryModel] = _models.GetValueOrDefault(_entryModel) + usage;
        }
    }
}
