namespace BotBottle.Core.Providers;

/// <summary>
/// The paths of Google's APIs (AIP-136): a resource, a colon and a verb, as in <c>/v1beta/models/gemini-2.5-pro:generateContent</c>. The resource ends in
/// <c>models/NAME</c>; at Vertex AI it is below a project and a location.
/// </summary>
public static class GeminiPath
{
    /// <summary>The class of a verb in any spelling; null for an unknown one.</summary>
    public static CallClass? Classify(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Verb(path).ToUpperInvariant() switch
        {
            "GENERATECONTENT" or "STREAMGENERATECONTENT" => new(CallKind.ModelCall, CallFormat.GeminiGenerateContent),

            // At Vertex AI, the request and response of the model's publisher.
            "RAWPREDICT" or "STREAMRAWPREDICT" => new(CallKind.ModelCall, IsAnthropic(path) ? CallFormat.AnthropicMessages : CallFormat.Unknown),

            // Vectors, pictures: the response holds no usage, so the charge is an estimate.
            "EMBEDCONTENT" or "BATCHEMBEDCONTENTS" or "PREDICT" or "GENERATEANSWER" => new(CallKind.ModelCall, CallFormat.Unknown),
            "BATCHGENERATECONTENT" or "ASYNCBATCHEMBEDCONTENT" or "PREDICTLONGRUNNING" => new(CallKind.Unmetered, CallFormat.Unknown),

            // A file that comes into a store is read for its vectors.
            "IMPORTFILE" or "UPLOADTOFILESEARCHSTORE" => new(CallKind.Unmetered, CallFormat.Unknown),
            _ => null,
        };
    }

    /// <summary>
    /// The class of a call that counts tokens, cancels work or asks how far it is, which is free; null for another. At Vertex AI, the count of Anthropic's
    /// models is a verb at a model of this name. In an odd path, or one with a second colon, an upstream might read another verb.
    /// </summary>
    public static CallClass? ClassifyFree(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.StartsWith("/v1", StringComparison.Ordinal) || !FreePaths.IsPlain(path)
            || path.IndexOf(':', StringComparison.Ordinal) != path.LastIndexOf(':'))
        {
            return null;
        }

        return Verb(path) switch
        {
            "countTokens" or "computeTokens" => new(CallKind.Free, CallFormat.GeminiGenerateContent),
            "cancel" or "fetchPredictOperation" => new(CallKind.Free, CallFormat.Unknown),
            "rawPredict" when path.EndsWith("/publishers/anthropic/models/count-tokens:rawPredict", StringComparison.Ordinal) =>
                new(CallKind.Free, CallFormat.AnthropicMessages),
            _ => null,
        };
    }

    /// <summary>True if the created object spends on its own afterwards, in any version of the API and below any project.</summary>
    public static bool IsUnmetered(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.TrimEnd('/').Split('/')[^1].ToUpperInvariant()
            is "CACHEDCONTENTS" or "AUTH_TOKENS" or "TUNEDMODELS" or "TUNINGJOBS" or "BATCHPREDICTIONJOBS" or "BATCHES";
    }

    /// <summary>The model in a path, or null.</summary>
    public static string? ModelOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int colon = path.LastIndexOf(':');
        int slash = path.LastIndexOf('/');
        return colon > slash + 1 && path[..slash].EndsWith("/models", StringComparison.Ordinal) ? path[(slash + 1)..colon] : null;
    }

    private static bool IsAnthropic(string path) => path.Contains("/publishers/anthropic/models/", StringComparison.Ordinal);

    private static string Verb(string path)
    {
        int colon = path.LastIndexOf(':');
        return colon > path.LastIndexOf('/') ? path[(colon + 1)..] : "";
    }
}
