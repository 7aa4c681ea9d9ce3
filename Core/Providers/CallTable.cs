namespace BotBottle.Core.Providers;

/// <summary>
/// Classifies requests to a provider's host by method and path. For a built-in provider it is an allowlist: an unlisted path, with any method but GET, HEAD and
/// OPTIONS, is <see cref="CallKind.Unmetered"/> (a session, a schedule, a deployment). Paths are compared exactly, in their canonical form. A path that differs
/// in one letter is not free, and a path that an upstream might take for a listed call is treated as that call.
/// </summary>
public static class CallTable
{
    /// <summary>The paths that are known on any provider's host, because gateways and local servers often offer both dialects.</summary>
    private static readonly Dictionary<string, CallClass> Posts = new(StringComparer.Ordinal)
    {
        ["/v1/messages"] = new(CallKind.ModelCall, CallFormat.AnthropicMessages),
        ["/v1/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/responses"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        // The spelling of Copilot and of Model Studio.
        ["/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/responses"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        ["/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/compatible-mode/v1/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/compatible-mode/v1/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1/responses/compact"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        ["/backend-api/codex/responses"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),
        ["/backend-api/codex/responses/compact"] = new(CallKind.ModelCall, CallFormat.OpenAiResponses),

        // These may name the model in a multipart form or respond with sound only. They are always model calls, charged by estimate without usage.
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

        // Gemini's own paths, and its OpenAI-compatible ones.
        ["/v1beta/openai/chat/completions"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1beta/openai/embeddings"] = new(CallKind.ModelCall, CallFormat.OpenAiChat),
        ["/v1beta/openai/images/generations"] = new(CallKind.ModelCall, CallFormat.Unknown),
        ["/v1beta/openai/batches"] = new(CallKind.Unmetered, CallFormat.Unknown),
    };

    private static readonly Dictionary<string, CallClass>.AlternateLookup<ReadOnlySpan<char>> PostsBySpan =
        Posts.GetAlternateLookup<ReadOnlySpan<char>>();

    // A hostile path has thousands of segments, and no listed one has more than these.
    private static readonly int MostSegments = Posts.Keys.Max(path => path.Count(c => c == '/'));

    /// <summary>Paths below which a provider continues to work after its response.</summary>
    private static readonly string[] UnmeteredBelow =
        ["/v1/realtime", "/v1/fine_tuning/", "/v1/threads", "/v1/evals", "/v1/videos/", "/v1/sessions", "/v1/chatkit/", "/backend-api/wham/",
        "/api/v1/apps/", "/api/v2/apps/"]; // applications of Model Studio, whose calls name no model

    /// <summary>The path at which a provider counts the input of a call free of charge; null if it does not.</summary>
    public static string? CountPath(string path) => path switch
    {
        "/v1/messages" => "/v1/messages/count_tokens",
        "/v1/responses" => "/v1/responses/input_tokens",
        _ => null,
    };

    /// <summary>Classifies a request.</summary>
    /// <param name="provider">The provider of the host.</param>
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

        // Gateways pass Gemini's calls on; a built-in provider accepts only its own.
        bool takesVerbs = !provider.IsBuiltIn || provider.Format == ApiFormat.Gemini;
        if (takesVerbs && GeminiPath.Classify(path) is { } verb)
        {
            return verb;
        }

        if (!provider.IsBuiltIn && BedrockPath.Classify(provider, method, path) is { } bedrock)
        {
            return bedrock;
        }

        if (AsLenientUpstreamReads(method, path, takesVerbs) is { } meant)
        {
            return meant;
        }

        if (!provider.IsBuiltIn && method == "POST" && AtAnyPrefix(LenientPath.Of(path)) is { } prefixed)
        {
            return prefixed;
        }

        if (method == "POST" && IsFree(provider, path))
        {
            return new CallClass(CallKind.Free, GeminiPath.IsCount(path) ? CallFormat.GeminiGenerateContent : CallFormat.Unknown);
        }

        var kind = provider.Format switch
        {
            // All calls of built-in providers are listed. An unlisted one may start work that continues after its response.
            _ when provider.IsBuiltIn => CallKind.Unmetered,

            // Gemini's model is in the path, so a missing model in the body means nothing.
            ApiFormat.Gemini => CallKind.ModelCall,
            _ => CallKind.Unclassified,
        };
        return new CallClass(kind, CallFormat.Unknown);
    }

    /// <summary>Classifies a request to change the protocol (a WebSocket handshake). The messages after it are metered only on known paths.</summary>
    public static CallClass ClassifyUpgrade(string path) =>
        IsWebSocketModelPath(path) ? new(CallKind.ModelCall, CallFormat.OpenAiResponses) : new(CallKind.Unmetered, CallFormat.Unknown);

    /// <summary>True if a WebSocket on the path carries model calls of the Responses API.</summary>
    public static bool IsWebSocketModelPath(string path) => path is "/v1/responses" or "/backend-api/codex/responses";

    private static bool IsUnmetered(string path) => Array.Exists(UnmeteredBelow, prefix => path.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>
    /// The call that a server with lenient path matching would read. A batch at <c>/v1/batches/</c> names no model, so as an unknown call it would cost
    /// nothing. The result can only be stricter: a free call is null.
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

    /// <summary>
    /// The call that the last segments of a path name, because providers of the settings offer the dialects below folders of their own (/openai/v1, /api/v1).
    /// A free call is null: below a folder that we do not know, a path does not show that nothing is generated.
    /// </summary>
    private static CallClass? AtAnyPrefix(string folded)
    {
        Span<int> starts = stackalloc int[MostSegments];
        int count = 0;
        for (int at = folded.Length; count < MostSegments && at > 0 && (at = folded.LastIndexOf('/', at - 1)) >= 0;)
        {
            starts[count++] = at;
        }

        while (count > 0)
        {
            if (PostsBySpan.TryGetValue(folded.AsSpan(starts[--count]), out CallClass known))
            {
                return known.Kind == CallKind.Free ? null : known;
            }
        }

        return null;
    }

    private static bool IsFree(Provider provider, string path) => provider.Format == ApiFormat.Gemini
        ? FreePaths.IsPlain(path) && ((path.StartsWith("/v1", StringComparison.Ordinal) && GeminiPath.IsCount(path)) || path == "/upload/v1beta/files")
        : FreePaths.Contains(provider, path);
}
