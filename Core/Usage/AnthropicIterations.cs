namespace BotBottle.Core.Usage;

/// <summary>
/// The <c>iterations</c> of an Anthropic usage object: one entry per pass over a model in one call (compaction, advisor, message). The top level has only the
/// passes of the last kind, so the sum of the entries is the spending.
/// </summary>
internal sealed class AnthropicIterations
{
    /// <summary>Maximum number of models, more than one call can use; any others still count in the sum.</summary>
    private const int MaxModels = 16;

    private readonly Dictionary<string, TokenUsage> _models = [];
    private CountSet _entry;
    private string? _entryModel;

    /// <summary>The number of entries so far.</summary>
    public int Count { get; private set; }

    /// <summary>True if an attempt was blocked and another model responded. The top level is billed then.</summary>
    public bool HasFallback { get; private set; }

    /// <summary>True if a sum exceeded the range of valid counts.</summary>
    public bool Overflow { get; private set; }

    /// <summary>The sum of all entries.</summary>
    public TokenUsage Sum { get; private set; }

    /// <summary>The sums of entries that name their model, by model.</summary>
    public IReadOnlyDictionary<string, TokenUsage> Models => _models;

    /// <summary>Starts a new array.</summary>
    public void Clear()
    {
        Count = 0;
        HasFallback = false;
        Sum = default;
        _models.Clear();
        BeginEntry();
    }

    /// <summary>Starts a new entry.</summary>
    public void BeginEntry()
    {
        _entry = default;
        _entryModel = null;
    }

    /// <summary>Sets a figure of the entry; false if it is no count.</summary>
    public bool TrySet(int field, ReadOnlySpan<byte> digits) => _entry.TrySet(field, digits);

    /// <summary>Sets the entry's type.</summary>
    public void SetType(ReadOnlySpan<byte> type) => HasFallback |= type.SequenceEqual("fallback_message"u8);

    /// <summary>Sets the entry's model.</summary>
    public void SetModel(ReadOnlySpan<byte> model) => _entryModel = PlainText.From(model);

    /// <summary>Ends the entry.</summary>
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
