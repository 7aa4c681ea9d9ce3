namespace BotBottle.Core.Usage;

/// <summary>
/// The output limit of a request, from every field that limits or multiplies it. The highest of several limits counts, for each choice of each prompt in each
/// attempt.
/// </summary>
internal struct OutputLimits
{
    /// <summary>
    /// The number of attempts of a request that leaves its fallbacks to the provider (<c>fallbacks: "default"</c>, which Claude Code sends). The true number is
    /// not documented; each attempt is made only if the one before declined.
    /// </summary>
    private const long DefaultFallbacks = 3;

    private long _choices;
    private long _prompts;
    private long _fallbacks;
    private long? _fallbackLimit;
    private long _thinking;
    private long _ofModel;
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

    /// <summary>The limit under Converse's <c>inferenceConfig.maxTokens</c>.</summary>
    public long? ConverseOutput { get; set; }

    /// <summary>The limit under Ollama's <c>options.num_predict</c>, or null without one.</summary>
    public long? OllamaOutput { get; set; }

    /// <summary>The limit under llama.cpp's <c>n_predict</c>, or null without one.</summary>
    public long? LlamaOutput { get; set; }

    /// <summary>Converse's limit of the whole output, or null. Limits that are passed on to the model only raise it.</summary>
    public readonly long? OfConverse => Of(ConverseOutput is { } limit ? Math.Max(limit, _ofModel) : null);

    /// <summary>True if the request has a text that a provider bills even if the model did not write it (<c>prediction</c>).</summary>
    public bool Predicts { get; set; }

    /// <summary>The number of prompts in a list, each with its own response; 0 without a list.</summary>
    public readonly long Prompts => _prompts;

    /// <summary>True if the provider's agents work on the response, in any number (<c>multi_agent</c>).</summary>
    public readonly bool IsUnbounded => _agents is Agents.Said or Agents.On;

    /// <summary>Maximum number of generated outputs: choices, prompts, attempts, and one more for a summary.</summary>
    public readonly long Answers => Math.Max(1, _choices) * Math.Max(1, _prompts) * (1 + _fallbacks + (_compacts ? 1 : 0));

    /// <summary>The limit of the whole output, or null.</summary>
    /// <param name="limit">The limit in the dialect's own key.</param>
    public readonly long? Of(long? limit) => limit is { } most ? (Math.Max(most, _fallbackLimit ?? 0) + _thinking) * Answers : null;

    /// <summary>Adds choices.</summary>
    public void AddChoices(long choices) => _choices = Math.Max(_choices, choices);

    /// <summary>Adds a prompt.</summary>
    public void AddPrompt() => _prompts++;

    /// <summary>Adds a model that is tried if the one before declined.</summary>
    public void AddFallback() => _fallbacks++;

    /// <summary>Adds the fallbacks that the provider chooses.</summary>
    public void AddDefaultFallbacks() => _fallbacks = Math.Max(_fallbacks, DefaultFallbacks);

    /// <summary>Adds the limit of a fallback.</summary>
    public void LimitFallback(long limit) => _fallbackLimit = Math.Max(_fallbackLimit ?? 0, limit);

    /// <summary>Adds a limit that Converse passes on to the model.</summary>
    public void RaiseConverse(long limit) => _ofModel = Math.Max(_ofModel, limit);

    /// <summary>Adds Model Studio's limit for thoughts, which its output limit excludes.</summary>
    public void AddThinking(long limit) => _thinking = Math.Max(_thinking, limit);

    /// <summary>Adds a summary of the input before the response.</summary>
    public void Compact() => _compacts = true;

    /// <summary>Allows the provider's agents, unless the request forbids them.</summary>
    public void AddAgents() => _agents = _agents == Agents.None ? Agents.Said : _agents;

    /// <summary>Allows or forbids the provider's agents; if the request does both, they are allowed.</summary>
    /// <param name="enabled">The request's value.</param>
    public void EnableAgents(bool enabled) => _agents = enabled || _agents == Agents.On ? Agents.On : Agents.Off;
}
