namespace BotBottle.Core.Routes;

/// <summary>
/// The ways in which servers read a canonical path: some decode <c>%2F</c> or <c>%5C</c> into separators, and some merge slashes. A regular expression must
/// hold for each of them, so that an encoded separator leads to no path that it excludes. A prefix or an exact path needs no more: a path below a prefix is
/// below it in every reading.
/// </summary>
internal static class PathReadings
{
    private const string Slash = "%2F";
    private const string Backslash = "%5C";
    private const string Empty = "//";

    /// <summary>True if an expression matches the path in every reading. What the expression itself writes has the one meaning that it gives.</summary>
    public static bool AllMatch(RoutePattern pattern, string path) => pattern.IsMatch(path) && (IsPlain(path) || Of(pattern, path).All(pattern.IsMatch));

    private static bool IsPlain(string path) =>
        !path.Contains(Slash, StringComparison.Ordinal) && !path.Contains(Backslash, StringComparison.Ordinal)
        && !path.Contains(Empty, StringComparison.Ordinal);

    private static IEnumerable<string> Of(RoutePattern pattern, string path) =>
        from slashes in Decoded(pattern, path, Slash)
        from both in Decoded(pattern, slashes, Backslash)
        from reading in pattern.Text.Contains(Empty, StringComparison.Ordinal) ? [both] : new[] { both, Merge(both) }.Distinct()
        select reading;

    private static IEnumerable<string> Decoded(RoutePattern pattern, string path, string separator) =>
        path.Contains(separator, StringComparison.Ordinal) && !pattern.Text.Contains(separator, StringComparison.Ordinal)
            ? [path, path.Replace(separator, "/", StringComparison.Ordinal)] : [path];

    private static string Merge(string path)
    {
        while (path.Contains(Empty, StringComparison.Ordinal))
        {
            path = path.Replace(Empty, "/", StringComparison.Ordinal);
        }

        return path;
    }
}
