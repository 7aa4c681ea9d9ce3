namespace BotBottle.Core.Providers;

/// <summary>
/// Classifies requests to a provider's host by method and path, out of <see cref="ListedCalls"/>. For a built-in provider these are an allowlist: an unlisted
/// path, with any method but GET, HEAD and OPTIONS, is <see cref="CallKind.Unmetered"/>. A call is free only in its exact, canonical path: one that differs in
/// a letter is not, and a path that an upstream might take for a listed call is treated as that call.
/// </summary>
public static class CallTable
{
    // At the vendor's own folder. What is free at one API may be billed at another: such calls are free at their own vendor's format only.
    private static readonly CallTree Exact = Tree((group, row) => group.IsCharged(row), (group, path) => group.Base + path);

    private static readonly CallTree ExactOfBuiltIn = Tree((group, row) => group.IsBuiltIn && group.IsCharged(row), (group, path) => group.Base + path);

    private static readonly Dictionary<ApiFormat, CallTree> Free = Enum.GetValues<ApiFormat>().ToDictionary(
        format => format, format => Tree((group, row) => group.Api == format && row.Class.Kind == CallKind.Free, (group, path) => group.Base + path));

    private static readonly Dictionary<ApiFormat, CallTree> FreeOfBuiltIn = Enum.GetValues<ApiFormat>().ToDictionary(
        format => format,
        format => Tree((group, row) => group.IsBuiltIn && group.Api == format && row.Class.Kind == CallKind.Free, (group, path) => group.Base + path));

    private static readonly CallTree BelowAnyFolder = Tree((_, row) => row.Class.Kind != CallKind.Free, (_, path) => path);

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

        if (Find(provider, method, path) is { } known)
        {
            return known;
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

    /// <summary>The class of a listed call; null for an unlisted one.</summary>
    internal static CallClass? Find(Provider provider, string method, string path)
    {
        bool isPost = method == "POST";
        if (isPost && OwnCall(provider, path) is { } own)
        {
            return own;
        }

        if (ListOf(provider).Find(path) is { Kind: CallKind.Unmetered } unmetered)
        {
            return unmetered;
        }

        if (GeminiPath.IsUnmetered(path))
        {
            return new CallClass(CallKind.Unmetered, CallFormat.Unknown);
        }

        if (isPost && provider.Format == ApiFormat.Gemini && GeminiPath.ClassifyFree(path) is { } free)
        {
            return free;
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

        if (AsLenientUpstreamReads(provider, method, path, takesVerbs) is { } meant)
        {
            return meant;
        }

        if (isPost && !provider.IsBuiltIn && AtAnyPrefix(LenientPath.Of(path)) is { } prefixed)
        {
            return prefixed;
        }

        return isPost && FreePaths.Contains(provider, path) ? new CallClass(CallKind.Free, CallFormat.Unknown) : null;
    }

    /// <summary>Classifies a request to change the protocol (a WebSocket handshake). The messages after it are metered only on known paths.</summary>
    public static CallClass ClassifyUpgrade(string path) =>
        IsWebSocketModelPath(path) ? new(CallKind.ModelCall, CallFormat.OpenAiResponses) : new(CallKind.Unmetered, CallFormat.Unknown);

    /// <summary>True if a WebSocket on the path carries model calls of the Responses API.</summary>
    public static bool IsWebSocketModelPath(string path) => path is "/v1/responses" or "/backend-api/codex/responses";

    // Calls of an added provider that one API has free and another bills are billed: its name does not show whose API it speaks. So are those below a model
    // call, because a gateway may match no more than the beginning of a path.
    private static CallClass? OwnCall(Provider provider, string path)
    {
        CallClass? listed = ListOf(provider).Find(path);
        CallClass? free = FreePaths.IsPlain(path) ? (provider.IsBuiltIn ? FreeOfBuiltIn : Free)[provider.Format].Find(path) : null;
        return provider.IsBuiltIn ? free ?? listed : listed ?? (free is null || IsBelowModelCall(path) ? null : free);
    }

    private static bool IsBelowModelCall(string path)
    {
        for (int end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (Exact.Find(path.AsSpan(0, end)) is { Kind: CallKind.ModelCall })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The call that a server with lenient path matching would read. A batch at <c>/v1/batches/</c> names no model, so as an unknown call it would cost
    /// nothing. The result can only be stricter: a free call is null.
    /// </summary>
    private static CallClass? AsLenientUpstreamReads(Provider provider, string method, string path, bool takesVerbs)
    {
        if (!method.Equals("POST", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string folded = LenientPath.Of(path);
        return ListOf(provider).Find(folded) is { Kind: not CallKind.Free } listed ? listed : takesVerbs ? GeminiPath.Classify(folded) : null;
    }

    /// <summary>
    /// The strictest of the calls that the path's last segments name, because providers of the settings offer the dialects below folders of their own
    /// (/openai/v1, /api/v1). A free call is null: below a folder that we do not know, a path does not show that nothing is generated.
    /// </summary>
    private static CallClass? AtAnyPrefix(string folded)
    {
        CallClass? strictest = null;
        for (int at = 0; at >= 0 && at < folded.Length && strictest is not { Kind: CallKind.Unmetered }; at = folded.IndexOf('/', at + 1))
        {
            strictest = CallTree.Stricter(strictest, BelowAnyFolder.Find(folded.AsSpan(at)));
        }

        return strictest;
    }

    private static CallTree ListOf(Provider provider) => provider.IsBuiltIn ? ExactOfBuiltIn : Exact;

    private static CallTree Tree(Func<CallGroup, (string Path, CallClass Class), bool> isTaken, Func<CallGroup, string, string> pathOf)
    {
        CallTree tree = new();
        foreach (CallGroup group in ListedCalls.Groups)
        {
            foreach (var row in group.Rows.Where(row => isTaken(group, row)))
            {
                tree.Add(pathOf(group, row.Path), row.Class);
            }
        }

        return tree;
    }
}
