namespace BotBottle.Core.Providers;

/// <summary>
/// A path as routers read it that decode before they match (a %2F is a slash), ignore case, path parameters, and empty segments, which a final slash
/// is too. For comparison only: what is forwarded stays as it is.
/// </summary>
internal static class LenientPath
{
    /// <summary>Folds a canonical path: lower case, single slashes, none at the end.</summary>
    public static string Of(string path) => string.Concat(
        path.ToLowerInvariant()
            .Replace("%2f", "/", StringComparison.Ordinal)
            .Replace("%3b", ";", StringComparison.Ordinal)
            .Replace("%3a", ":", StringComparison.Ordinal)
            .Split('/')
            .Select(segment => segment.Split(';')[0])
            .Where(segment => segment.Length > 0)
            .Select(segment => "/" + segment));
}
