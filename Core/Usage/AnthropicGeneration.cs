namespace BotBottle.Core.Usage;

/// <summary>The figures of one Anthropic message, from all of its usage objects.</summary>
internal sealed class AnthropicGeneration
{
    private static readonly Dictionary<string, TokenUsage> NoModels = [];

    private CountSet _counts;
    private AnthropicIterations? _iterations;
    private bool _iterationsAreLast;
    private bool _final;

    /// <summary>True if any figure was seen.</summary>
    public bool SawUsage { get; private set; }

    /// <summary>True if the input is known, from the start or the end.</summary>
    public bool InputKnown => _counts.Has(AnthropicField.Input);

    /// <summary>True if the output is known. The figure of message_start is only a placeholder.</summary>
    public bool OutputKnown => _final && _counts.Has(AnthropicField.Output);

    /// <summary>True if the passes over a model are listed.</summary>
    public bool HasIterations => _iterations is not null;

    /// <summary>The passes by model, if they count.</summary>
    public IReadOnlyDictionary<string, TokenUsage> Models => _iterations is { HasFallback: false } ? _iterations.Models : NoModels;

    /// <summary>Clears all figures.</summary>
    public void Clear()
    {
        _counts = default;
        _iterations = null;
        _final = false;
        SawUsage = false;
    }

    /// <summary>Takes a complete usage object.</summary>
    public void Update(in CountSet counts, AnthropicIterations? iterations, bool final)
    {
        _counts.Overlay(counts);
        _final |= final && counts.Has(AnthropicField.Output);
        SawUsage |= !counts.IsEmpty || iterations is not null;
        if (iterations is not null)
        {
            _iterations = iterations;
            _iterationsAreLast = true;
        }
        else if (counts.Has(AnthropicField.Output))
        {
            _iterationsAreLast = false;
        }
    }

    /// <summary>
    /// The token classes. If the iterations came with the last figures, they are complete. If later figures came without them, neither is complete, and the
    /// larger counts.
    /// </summary>
    public TokenUsage Resolve()
    {
        var top = AnthropicField.Resolve(_counts);
        if (_iterations is not { HasFallback: false } iterations)
        {
            return top;
        }

        return _iterationsAreLast || iterations.Sum.Total >= top.Total ? iterations.Sum : top;
    }
}
