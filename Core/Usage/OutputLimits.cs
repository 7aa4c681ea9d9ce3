namespace BotBottle.Core.Usage;

/// <summary>
/// How much a request lets its model write, gathered from every place that limits or multiplies it. Of several limits the highest counts, and it counts for each
/// choice of each prompt in each attempt.
/// </summary>
internal struct OutputLimits
{
    /// <summary>
    /// The attempts of a request that leaves its fallbacks to the provider (<c>fallbacks: "default"</c>, which Claude Code sends). How many those are is said nowhere; each is made
    /// only where the one before declined.
    /// </summary>
    private const long DefaultFallbacks = 3;

    private long _choices;
    private long _prompts;
    private long _fallbacks;
    private long? _fallbackLimit;
    private long _thinking;
    private bool _compacts;
    private Agents _agents;

    private enum Agents : byte
    {
        None,
        Off,
        Said,
        On,
    }

    /// <summary>The limit under <c>max_tokens</c>.</summary>
    public long? MaxTokens { get; set; }

    /// <summary>The limit under <c>max_completion_tokens</c>.</summary>
    public long? MaxCompletionTokens { get; set; }

    /// <summary>The limit under <c>max_output_tokens</c>.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary>The limit under Gemini's <c>generationConfig.maxOutputTokens</c>.</summary>
    public long? GeminiOutput { get; set; }

    /// <summary>Whether a text is given that a provider bills where the model did not write it (<c>prediction</c>).</summary>
    public bool Predicts { get; set; }

    /// <summary>The prompts of a list, which are answered each by itself; 0 where there is no list.</summary>
    public readonly long Prompts => _prompts;

    /// <summary>Whether agents of the provider work at the response, as many as they like (<c>multi_agent</c>).</summary>
    public readonly bool IsUnbounded => _agents is Agents.Said or Agents.On;

    /// <summary>How many answers are written at the most: choices, prompts, attempts; a summary is one more.</summary>
    public readonly long Answers => Math.Max(1, _choices) * Math.Max(1, _prompts) * (1 + _fallbacks + (_compacts ? 1 : 0));

    /// <summary>A limit for all that is written, or null.</summary>
    /// <param name="limit">The limit under a dialect's key.</param>
    public readonly long? Of(long? limit) => limit is { } most ? (Math.Max(most, _fallbackLimit ?? 0) + _thinking) * Answers : null;

    /// <summary>So many choices are asked for.</summary>
    public void AddChoices(long choices) => _choices = Math.Max(_choices, choices);

    /// <summary>One more prompt.</summary>
    public void AddPrompt() => _prompts++;

    /// <summary>One more model that is tried where the one before declined.</summary>
    public void AddFallback() => _fallbacks++;

    /// <summary>The provider chooses the fallbacks.</summary>
    public void AddDefaultFallbacks() => _fallbacks = Math.Max(_fallbacks, DefaultFallbacks);

    /// <summary>The limit of a fallback.</summary>
    public void LimitFallback(long limit) => _fallbackLimit = Math.Max(_fallbackLimit ?? 0, limit);

    /// <summary>Model Studio's limit for thoughts, which its limit for the answer leaves out.</summary>
    public void AddThinking(long limit) => _thinking = Math.Max(_thinking, limit);

    /// <summary>A summary of the input is written before the answer.</summary>
    public void Compact() => _compacts = true;

    /// <summary>Agents of the provider may work at it, if nothing says that they may not.</summary>
    public void AddAgents() => _agents = _agents == Agents.None ? Agents.Said : _agents;

    /// <summary>They may or may not; of both, they may.</summary>
    /// <param name="enabled">What the request says.</param>
    public void EnableAgents(bool enabled) => _agents = enabled || _agents == Agents.On ? Agents.On : Agents.Off;
}
