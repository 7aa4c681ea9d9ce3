using BotBottle.Core.Providers;

namespace BotBottle.Core.Usage;

/// <summary>What a model call's request says about its cost.</summary>
public sealed record RequestFacts
{
    /// <summary>The limit of a request that has none and may write without end: more than any budget holds.</summary>
    public const long Unbounded = 1L << 40;

    /// <summary>Why the facts are not known, if they are not. Facts beside a fault are not to be relied on.</summary>
    public RequestFault Fault { get; init; }

    /// <summary>The key that <see cref="RequestFault.AmbiguousKey"/> or <see cref="RequestFault.BadValue"/> is about.</summary>
    public string? FaultKey { get; init; }

    /// <summary>The model asked for; printable ASCII.</summary>
    public string? Model { get; init; }

    /// <summary>The limit under <c>max_tokens</c>, for all that may be written.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>The limit under <c>max_completion_tokens</c>, for all that may be written.</summary>
    public long? MaxCompletionTokens { get; init; }

    /// <summary>The limit under <c>max_output_tokens</c>, for all that may be written.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>The limit under Gemini's <c>generationConfig.maxOutputTokens</c>, for all that may be written.</summary>
    public long? GeminiOutput { get; init; }

    /// <summary>Whether nothing that the request says limits what is written: agents of the provider work at it, which start others.</summary>
    public bool IsUnbounded { get; init; }

    /// <summary>Whether it brings a text that is billed as output where the model wrote something else.</summary>
    public bool Predicts { get; init; }

    /// <summary>How many answers are written at the most: for each choice and prompt, by each model that may be tried, and a summary.</summary>
    public long Choices { get; init; } = 1;

    /// <summary>Whether the answer is asked for as a stream.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether the response is to be generated after the answer: its usage would never pass by here.</summary>
    public bool Background { get; init; }

    /// <summary>The distinct types of the tools that the call names, as written (<c>function</c>, <c>web_search_20250305</c>); Anthropic's client tools have none.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>Whether the call has input whose size its body does not show (a conversation, a stored prompt, a file, a picture).</summary>
    public bool HiddenInput { get; init; }

    /// <summary>Whether it goes on from an earlier response, whose input is read again.</summary>
    public bool FollowsResponse { get; init; }

    /// <summary>Whether its provider may read the input twice: once to make a summary of it, and once to go on from that.</summary>
    public bool Compacts { get; init; }

    /// <summary>Whether the body begins as a JSON object or array does, in UTF-8, UTF-16 or UTF-32: parsers exist that find out by themselves.</summary>
    public bool LooksLikeJson { get; init; }

    /// <summary>The body's size as sent, in bytes.</summary>
    public long BodyBytes { get; init; }

    /// <summary>Its size without its content coding, as far as it could be read.</summary>
    public long TextBytes { get; init; }

    /// <summary>The input, estimated from the body; at least 1.</summary>
    public long InputEstimate { get; init; } = 1;

    /// <summary>Whether the provider has counted <see cref="InputEstimate"/>.</summary>
    public bool IsCounted { get; init; }

    /// <summary>The most tokens that the call may generate, by the key that its provider obeys: a lenient one reads over another dialect's, which therefore limits nothing.</summary>
    /// <param name="format">The call's dialect.</param>
    public long? LimitOf(CallFormat format) => IsUnbounded ? Unbounded : Limit(format) + (Predicts ? TextBytes : 0);

    private long? Limit(CallFormat format) => format switch
    {
        CallFormat.AnthropicMessages => MaxTokens,
        CallFormat.OpenAiChat => MaxTokens is { } old && MaxCompletionTokens is { } present ? Math.Max(old, present) : MaxCompletionTokens ?? MaxTokens,
        CallFormat.OpenAiResponses => MaxOutputTokens,
        CallFormat.GeminiGenerateContent => GeminiOutput,
        _ => null,
    };

    /// <summary>
    /// Whether the request must not be forwarded. A key that can be read in two ways is refused wherever it is sent, and so is what cannot be decoded. On a
    /// path whose requests are JSON, what is not readable as such is refused: an honest client never sends it, and a provider may read it all the same (Python's
    /// json takes UTF-16), with a model, a background or a tool in it that was not seen here. Where nothing is known of the path, a form or a file is let
    /// through, and what looks like JSON to anybody is not.
    /// </summary>
    public bool MustRefuse(CallClass call) => Fault switch
    {
        RequestFault.None => false,
        RequestFault.AmbiguousKey or RequestFault.BadValue or RequestFault.Encoded => true,
        _ => LooksLikeJson || call is { Kind: CallKind.ModelCall, Format: not CallFormat.Unknown },
    };
}
