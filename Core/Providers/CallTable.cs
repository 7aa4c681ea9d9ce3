namespace BotBottle.Core.Providers;

/// <summary>
/// What each method and path on a provider's host does. On a built-in provider's hosts it is an allowlist: what is on no list, with any method but GET, HEAD and
/// OPTIONS, counts as <see cref="CallKind.Unmetered"/> (a session, a schedule, a deployment). Paths are compared exactly, in the canonical form in which they are forwarded: what is not
/// listed letter for letter is not free, and what an upstream might take for a listed call is treated as that call.
/// </summary>
public static class CallTable
{
    /// <summary>The paths that are known on any provider's host: gateways and local servers often speak both dialects.</summary>
    private static readonly Dictionary<string, CallClass> Posts = new(StringComparer.Ordinal)
    {
        ["/v1/messages"] = new(CallKind.ModelCall, CallFormat.AnthropicMessages),
        ["/v1/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/responses"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        // Copilot's own spelling, and Model Studio's.
        ["/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/responses"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        ["/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/compatible-mode/v1/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/compatible-mode/v1/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/responses/compact"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        ["/backend-api/codex/responses"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        ["/backend-api/codex/responses/compact"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),

        // A model may be named in a multipart form or the answer be sound alone, so that these are model calls for good: no usage, then an estimate.
        ["/v1/audio/speech"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/v1/audio/transcriptions"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/v1/audio/translations"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/v1/images/generations"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/v1/images/edits"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/v1/images/variations"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/backend-api/codex/images/generations"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/backend-api/codex/images/edits"] = new(CallKind.ModelCall, CallFormat.Unknown),

        ["/v1/messages/count_tokens"] = new(CallKind.Free, CallFormat.AnthropicMessages),
        ["/v1/responses/input_tokens"] = new(CallKind.Free, CallFormat.OpenAiResponses),
        ["/v1/moderations"] = new(CallKind.Free, CallFormat.Unknown),

        ["/v1/messages/batches"] = new(CallKind.Unmetered, CallFormat.AnthropicMessages),
        ["/v1/batches"] = new(CallKind.Unmetered, CallFormat.Unknown),
        ["/v1/videos"] = new(CallKind.Unmetered, CallFormat.Unknown),

        // Gemini's own, and what it has of OpenAI's.
        ["/v1beta/openai/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1beta/openai/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1beta/openai/images/generations"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/v1beta/openai/batches"] = new(CallKind.Unmetered, CallFormat.Unknown),
    };

    /// <summary>Below these a provider works on its own, after its answer.</summary>
    private static readonly string[] UnmeteredBelow =
        ["/v1/realtime", "/v1/fine_tuning/", "/v1/threads", "/v1/evals", "/v1/videos/", "/v1/sessions", "/v1/chatkit/", "/backend-api/wham/",
        "/api/v1/apps/", "/api/v2/apps/"]; // Model Studio's applications, whose calls name no model

    /// <summary>Where a provider counts the input of a call to that path, free of charge; null where it does not.</summary>
    public static string? CountPath(string path) => path switch
    {
        "/v1/messages" => "/v1/messages/count_tokens",
        "/v1/responses" => "/v1/responses/input_tokens",
        _ => null,
    };

    /// <summary>Classifies a request.</summary>
    /// <param name="provider">Whose host it goes to.</param>
    /// <param name="method">The method, as sent.</param>
    /// <param name="path">The canonical path, without query.</param>
    public static CallClass Classify(Provider provider, string method, string path)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(path);
        if (method is "GET" or "HEAD" or "OPTIONS")
        {
            return new CallClass(CallKind.Free, CallFormat.Unknown);
        }

        if (method == "POST" && Posts.TryGetValue(path, out var known))
        {
            return known;
        }

        if (IsUnmetered(path))
        {
            return new CallClass(CallKind.Unmetered, CallFormat.Unknown);
        }

        if (GeminiPath.IsUnmetered(path))
        {
            return new CallClass(CallKind.Unmetered, CallFormat.Unknown);
        }

        // Gateways carry Gemini's calls through; a built-in provider has its own alone.
        bool takesVerbs = !provider.IsBuiltIn || provider.Format == ApiFormat.Gemini;
        if (takesVerbs && GeminiPath.Classify(path) is { } verb)
        {
            return verb;
        }

        if (AsLenientUpstreamReads(method, path, takesVerbs) is { } meant)
        {
            return meant;
        }

        if (method == "POST" && IsFree(provider, path))
        {
            return new CallClass(CallKind.Free, GeminiPath.IsCount(path) ? CallFormat.GeminiGenerateContent : CallFormat.Unknown);
        }

        var kind = provider.Format switch
        {
            // What is built in is known whole: what is on no list may begin work that goes on after its answer.
            _ when provider.IsBuiltIn => CallKind.Unmetered,

            // Gemini's models are in the path, not in the body: that a call names none says nothing.
            ApiFormat.Gemini => CallKind.ModelCall,
            _ => CallKind.Unclassified,
        };
        return new CallClass(kind, CallFormat.Unknown);
    }

    /// <summary>Classifies a request to change the protocol (a WebSocket handshake): what follows it can only be metered where it is known.</summary>
    public static CallClass ClassifyUpgrade(string path) =>
        IsWebSocketModelPath(path) ? new(CallKind.ModelCall, CallFormat.OpenAiResponses) : new(CallKind.Unmetered, CallFormat.Unknown);

    /// <summary>Whether a WebSocket there carries model calls of the Responses API.</summary>
    public static bool IsWebSocketModelPath(string path) => path is "/v1/responses" or "/backend-api/codex/responses";

    private static bool IsUnmetered(string path) => Array.Exists(UnmeteredBelow, prefix => path.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// What a server that is generous about spelling would take the path for: a batch at <c>/v1/batches/</c> names no model, so that as an unknown call
    /// it would cost nothing. Only strictness comes of it: what would be free is null.
    /// </summary>
    private static CallClass? AsLenientUpstreamReads(string method, string path, bool takesVerbs)
    {
        if (!method.Equals("POST", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string folded = LenientPath.Of(path);
        if (Posts.TryGetValue(folded, out var known) && known.Kind != CallKind.Free)
        {
            return known;
        }

        return IsUnmetered(folded) ? new CallClass(CallKind.Unmetered, CallFormat.Unknown) : takesVerbs ? GeminiPath.Classify(folded) : null;
    }

    private static bool IsFree(Provider provider, string path) => provider.Format == ApiFormat.Gemini
        ? FreePaths.IsPlain(path) && ((path.StartsWith("/v1", StringComparison.Ordinal) && GeminiPath.IsCount(path)) || path == "/upload/v1beta/files")
        : FreePaths.Contains(provider, path);
}
