using BotBottle.Core.Providers;

namespace BotBottle.Core.Usage;

/// <summary>The facts of a model call's request about its cost.</summary>
public sealed record RequestFacts
{
    /// <summary>The output limit of a request without any: more than any budget holds.</summary>
    public const long Unbounded = 1L << 40;

    // Limits of single dialects take half the room of a nullable: a record is made for each call.
    private const long None = -1;

    private readonly long _geminiOutput = None;
    private readonly long _converseOutput = None;
    private readonly long _ollamaOutput = None;
    private readonly long _llamaOutput = None;

    /// <summary>The reason for unknown facts. With a fault the other facts are unreliable.</summary>
    public RequestFault Fault { get; init; }

    /// <summary>The key of <see cref="RequestFault.AmbiguousKey"/> or <see cref="RequestFault.BadValue"/>.</summary>
    public string? FaultKey { get; init; }

    /// <summary>The requested model; printable ASCII.</summary>
    public string? Model { get; init; }

    /// <summary>The limit under <c>max_tokens</c>, for the whole output.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>The limit under <c>max_completion_tokens</c>, for the whole output.</summary>
    public long? MaxCompletionTokens { get; init; }

    /// <summary>The limit under <c>max_output_tokens</c>, for the whole output.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>The limit under Gemini's <c>generationConfig.maxOutputTokens</c>, for the whole output.</summary>
    public long? GeminiOutput { get => OrNull(_geminiOutput); init => _geminiOutput = value ?? None; }

    /// <summary>The limit under Converse's <c>inferenceConfig.maxTokens</c>, for the whole output.</summary>
    public long? ConverseOutput { get => OrNull(_converseOutput); init => _converseOutput = value ?? None; }

    /// <summary>The limit under Ollama's <c>options.num_predict</c>, for the whole output.</summary>
    public long? OllamaOutput { get => OrNull(_ollamaOutput); init => _ollamaOutput = value ?? None; }

    /// <summary>The limit under llama.cpp's <c>n_predict</c>, for the whole output.</summary>
    public long? LlamaOutput { get => OrNull(_llamaOutput); init => _llamaOutput = value ?? None; }

    /// <summary>True if the request does not limit its output: the provider's agents work on it and can start others.</summary>
    public bool IsUnbounded { get; init; }

    /// <summary>True if it has a text that is billed as output even if the model wrote another.</summary>
    public bool Predicts { get; init; }

    /// <summary>Maximum number of generated outputs: for each choice and prompt, by each model that may be tried, and a summary.</summary>
    public long Choices { get; init; } = 1;

    /// <summary>True if the request asks for a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>True if the provider generates the response after the HTTP response, so that its usage never passes the proxy.</summary>
    public bool Background { get; init; }

    /// <summary>The distinct types of the call's tools, as written (<c>function</c>, <c>web_search_20250305</c>); Anthropic's client tools have none.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>True if the call has input whose size its body does not show (a conversation, a stored prompt, a file, a picture).</summary>
    public bool HiddenInput { get; init; }

    /// <summary>True if it continues an earlier response, whose input is read again.</summary>
    public bool FollowsResponse { get; init; }

    /// <summary>True if its provider may read the input twice: for a summary, and then to continue from it.</summary>
    public bool Compacts { get; init; }

    /// <summary>True if the body begins like a JSON object or array, in UTF-8, UTF-16 or UTF-32, because some parsers detect the encoding.</summary>
    public bool LooksLikeJson { get; init; }

    /// <summary>The body's size as sent, in bytes.</summary>
    public long BodyBytes { get; init; }

    /// <summary>The body's size without its content coding, as far as it was readable.</summary>
    public long TextBytes { get; init; }

    /// <summary>The input, estimated from the body; at least 1.</summary>
    public long InputEstimate { get; init; } = 1;

    /// <summary>True if the provider counted <see cref="InputEstimate"/>.</summary>
    public bool IsCounted { get; init; }

    /// <summary>
    /// The most tokens that the call may generate, by the key that its provider obeys. A lenient provider ignores another dialect's key, which therefore limits
    /// nothing.
    /// </summary>
    /// <param name="format">The call's dialect.</param>
    public long? LimitOf(CallFormat format) => IsUnbounded ? Unbounded : Limit(format) + (Predicts ? TextBytes : 0);

    private static long? OrNull(long limit) => limit == None ? null : limit;

    private long? Limit(CallFormat format) => format switch
    {
        CallFormat.AnthropicMessages => MaxTokens,
        CallFormat.OpenAiChat => MaxTokens is { } old && MaxCompletionTokens is { } present ? Math.Max(old, present) : MaxCompletionTokens ?? MaxTokens,
        CallFormat.OpenAiResponses => MaxOutputTokens,
        CallFormat.GeminiGenerateContent => GeminiOutput,
        CallFormat.Ollama => OllamaOutput,
        CallFormat.LlamaCpp => LlamaOutput,
        CallFormat.Cohere => MaxTokens,
        CallFormat.GeminiInteractions => GeminiOutput,
        CallFormat.BedrockConverse => ConverseOutput,

        // Every vendor has its own key, and may ignore the others'.
        CallFormat.BedrockInvoke => BedrockPath.IsClaude(Model) ? MaxTokens : null,
        _ => null,
    };

    /// <summary>
    /// True if the request must not be forwarded. An ambiguous key is refused on every path, and so is an undecodable body. On a path with JSON requests, an
    /// unreadable body is refused: an honest client never sends one, and a provider may still read it (Python's json accepts UTF-16), with a model, a
    /// background or a tool that the proxy did not see. On an unknown path a form or a file passes, and a body that looks like JSON to any parser does not.
    /// </summary>
    public bool MustRefuse(CallClass call) => Fault switch
    {
        RequestFault.None => false,
        RequestFault.AmbiguousKey or RequestFault.BadValue or RequestFault.Encoded => true,
        _ => LooksLikeJson || call is { Kind: CallKind.ModelCall, Format: not (CallFormat.Unknown or CallFormat.OpenAiMedia) },
    };
}
