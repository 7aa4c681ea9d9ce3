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

            // Vectors, pictures: the response holds no usage, so the charge is an estimate.
            "EMBEDCONTENT" or "BATCHEMBEDCONTENTS" or "PREDICT" or "GENERATEANSWER" => new(CallKind.ModelCall, CallFormat.Unknown),
            "BATCHGENERATECONTENT" or "ASYNCBATCHEMBEDCONTENT" or "PREDICTLONGRUNNING" => new(CallKind.Unmetered, CallFormat.Unknown),
            _ => null,
        };
    }

    /// <summary>True if the call counts tokens, which is free. False for a path with a second colon, because an upstream might read another verb.</summary>
    public static bool IsCount(string path) => Verb(path) == "countTokens" && path.IndexOf(':', StringComparison.Ordinal) == path.LastIndexOf(':');

    /// <summary>True if the created object spends on its own afterwards, in any version of the API and below any project.</summary>
    public static bool IsUnmetered(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.TrimEnd('/').Split('/')[^1].ToUpperInvariant() is "CACHEDCONTENTS" or "TUNEDMODELS" or "TUNINGJOBS" or "BATCHPREDICTIONJOBS" or "BATCHES";
    }

    /// <summary>The model in a path, or null.</summary>
    public static string? ModelOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int colon = path.LastIndexOf(':');
        int slash = path.LastIndexOf('/');
        return colon > slash + 1 && path[..slash].EndsWith("/models", StringComparison.Ordinal) ? path[(slash + 1)..colon] : null;
    }

    private static string Verb(string path)
    {
        int colon = path.LastIndexOf(':');
        return colon > path.LastIndexOf('/') ? path[(colon + 1)..] : "";
    }
}
