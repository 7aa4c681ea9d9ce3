namespace BotBottle.Core.Providers;

/// <summary>
/// A path as lenient routers read it: they decode before they match (a %2F or a backslash is a slash) and ignore case, path parameters, empty segments and a
/// final slash. It is only for comparison; the proxy forwards the original path.
/// </summary>
internal static class LenientPath
{
    /// <summary>Folds a canonical path: lower case, single slashes, no final slash.</summary>
    public static string Of(string path) => IsPlain(path) ? path : string.Concat(
        path.ToLowerInvariant()
            .Replace("%2f", "/", StringComparison.Ordinal)
            .Replace("%5c", "/", StringComparison.Ordinal)
            .Replace('\\', '/')
            .Replace("%3b", ";", StringComparison.Ordinal)
            .Replace("%3a", ":", StringComparison.Ordinal)
            .Split('/')
            .Select(segment => segment.Split(';')[0])
            .Where(segment => segment.Length > 0)
            .Select(segment => "/" + segment));

    // Most paths need no folding: no empty segment, no parameter, no encoding, no capital.
    private static bool IsPlain(string path)
    {
        if (path.Length < 2 || path[0] != '/' || path[^1] == '/')
        {
            return false;
        }

        for (int i = 1; i < path.Length; i++)
        {
            char c = path[i];
            if (c is '%' or ';' or '\\' or (>= 'A' and <= 'Z') or > '~' || (c == '/' && path[i - 1] == '/'))
            {
                return false;
            }
        }

        return true;
    }
}
