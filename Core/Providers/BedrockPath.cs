namespace BotBottle.Core.Providers;

/// <summary>
/// The paths of Amazon Bedrock: <c>/model/MODEL/converse</c>, with the model's id or its ARN, encoded, as one segment. Gateways offer them below folders of
/// their own. Paths and kinds are those of the SDK's models (@aws-sdk/client-bedrock-runtime 3.1164.0, client-bedrock).
/// </summary>
public static class BedrockPath
{
    private const string ModelFolder = "/model/";

    private const string ClaudeName = "anthropic.claude";

    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    /// <summary>The class of a request to a provider of the settings, in any spelling of its path; null for a path that is not Bedrock's.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="method">The method, as sent.</param>
    /// <param name="path">The canonical path.</param>
    public static CallClass? Classify(Provider provider, string method, string path)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(path);
        bool isBedrock = provider.Format == ApiFormat.Bedrock;
        if (isBedrock && method == "POST" && IsCount(path))
        {
            return new(CallKind.Free, CallFormat.BedrockConverse);
        }

        // An encoded slash is one here, so that an ARN has several segments.
        string folded = LenientPath.Of(path);
        int model = folded.IndexOf(ModelFolder, StringComparison.Ordinal);
        int verb = folded.LastIndexOf('/') + 1;
        bool hasModel = model >= 0 && model + ModelFolder.Length < verb;
        return folded[verb..] switch
        {
            "converse" or "converse-stream" when hasModel => new(CallKind.ModelCall, CallFormat.BedrockConverse),
            "invoke" or "invoke-with-response-stream" when hasModel => new(CallKind.ModelCall, CallFormat.BedrockInvoke),

            // Text is judged by models and billed in units of its own; the response has no tokens, so the charge is an estimate.
            "apply" when isBedrock && folded.Contains("/guardrail/", StringComparison.Ordinal) => new(CallKind.ModelCall, CallFormat.Unknown),
            "invoke" when isBedrock && folded.EndsWith("/guardrail-checks/invoke", StringComparison.Ordinal) => new(CallKind.ModelCall, CallFormat.Unknown),

            // Speech in both directions over HTTP/2, and work that continues after its response.
            "invoke-with-bidirectional-stream" when hasModel => new(CallKind.Unmetered, CallFormat.Unknown),
            "async-invoke" or "model-invocation-job" or "model-customization-jobs" or "evaluation-jobs" or "provisioned-model-throughput"
                when isBedrock => new(CallKind.Unmetered, CallFormat.Unknown),
            _ => null,
        };
    }

    /// <summary>The model's id or ARN in a path, decoded; null for another path.</summary>
    public static string? ModelOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int verb = path.TrimEnd('/').LastIndexOf('/');
        int from = path.IndexOf(ModelFolder, StringComparison.OrdinalIgnoreCase) + ModelFolder.Length;
        return from >= ModelFolder.Length && verb > from ? Uri.UnescapeDataString(path[from..verb]) : null;
    }

    /// <summary>
    /// True if an id or ARN is certainly that of a Claude, whose <c>max_tokens</c> limits its output. The name of an application's profile, of a custom model
    /// or of an endpoint is its owner's choice, and shows nothing.
    /// </summary>
    public static bool IsClaude(string? model)
    {
        if (model is null)
        {
            return false;
        }

        ReadOnlySpan<char> id = model;
        if (model.StartsWith("arn:", StringComparison.Ordinal))
        {
            int slash = model.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || !(model[..slash].EndsWith(":foundation-model", StringComparison.Ordinal)
                || model[..slash].EndsWith(":inference-profile", StringComparison.Ordinal)))
            {
                return false;
            }

            id = id[(slash + 1)..];
        }

        // A system profile's id begins with its geography: us., eu., apac., global.
        int dot = id.IndexOf('.');
        return id.StartsWith(ClaudeName) || (dot >= 0 && id[(dot + 1)..].StartsWith(ClaudeName));
    }

    /// <summary>True if a model is a prompt that is stored at Bedrock: its text, limits and tools are in no request.</summary>
    public static bool IsStoredPrompt(string? model) =>
        model is not null && model.StartsWith("arn:", StringComparison.OrdinalIgnoreCase) && model.Contains(":prompt/", StringComparison.OrdinalIgnoreCase);

    // All servers read the same last segment: an encoded colon or slash in the model changes only the segments before it.
    private static bool IsCount(string path)
    {
        const string verb = "/count-tokens";
        if (!path.StartsWith(ModelFolder, StringComparison.Ordinal) || !path.EndsWith(verb, StringComparison.Ordinal)
            || path.Length <= ModelFolder.Length + verb.Length)
        {
            return false;
        }

        string model = path[ModelFolder.Length..^verb.Length]
            .Replace("%3A", ":", StringComparison.Ordinal).Replace("%2F", "-", StringComparison.Ordinal);
        return model.AsSpan().IndexOfAnyExcept(Plain) < 0 && !model.Contains("..", StringComparison.Ordinal);
    }
}
