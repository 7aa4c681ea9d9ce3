using System.Text;
using BotBottle.Core.Text;

namespace BotBottle.Core.Routes;

/// <summary>
/// The ways in which servers read a canonical path: some decode <c>%2F</c> or <c>%5C</c> into separators, or other delimiters, some cut parameters off
/// (<c>;x</c>), and some merge slashes. A regular expression must hold for each of them, so that a spelling leads to no path that it excludes. A prefix or an
/// exact path needs no more: a path below a prefix is below it in every reading.
/// </summary>
internal static class PathReadings
{
    private const string Slash = "%2F";
    private const string Backslash = "%5C";
    private const string Empty = "//";

    // The other reserved characters that a segment may hold (RFC 3986 section 3.3).
    private const string Delimiters = "!$&'()*+,;=:@";

    /// <summary>True if an expression matches the path in every reading. What the expression itself writes has the one meaning that it gives.</summary>
    public static bool AllMatch(RoutePattern pattern, string path) => pattern.IsMatch(path) && (IsPlain(path) || Of(pattern, path).All(pattern.IsMatch));

    private static bool IsPlain(string path) =>
        path.AsSpan().IndexOfAny('%', ';') < 0 && !path.Contains(Empty, StringComparison.Ordinal);

    private static IEnumerable<string> Of(RoutePattern pattern, string path) =>
        from slashes in Separated(pattern, path, Slash)
        from both in Separated(pattern, slashes, Backslash)
        from decoded in Decoded(pattern, both)
        from cut in Cut(pattern, decoded)
        from reading in pattern.Text.Contains(Empty, StringComparison.Ordinal) ? [cut] : new[] { cut, Merge(cut) }.Distinct()
        select reading;

    private static IEnumerable<string> Separated(RoutePattern pattern, string path, string separator) =>
        path.Contains(separator, StringComparison.Ordinal) && !pattern.Text.Contains(separator, StringComparison.Ordinal)
            ? [path, path.Replace(separator, "/", StringComparison.Ordinal)] : [path];

    private static IEnumerable<string> Decoded(RoutePattern pattern, string path) =>
        pattern.Text.Contains('%', StringComparison.Ordinal) ? [path] : new[] { path, Decode(path) }.Distinct();

    private static IEnumerable<string> Cut(RoutePattern pattern, string path) =>
        path.Contains(';', StringComparison.Ordinal) && !pattern.Text.Contains(';', StringComparison.Ordinal)
            ? [path, string.Join('/', path.Split('/').Select(segment => segment.Split(';')[0]))] : [path];

    private static string Decode(string path)
    {
        StringBuilder decoded = new(path.Length);
        for (int at = 0; at < path.Length; at++)
        {
            int value = path[at] == '%' ? (WireNumber.HexDigit((byte)path[at + 1]) << 4) | WireNumber.HexDigit((byte)path[at + 2]) : 0;
            bool isDelimiter = Delimiters.Contains((char)value, StringComparison.Ordinal);
            decoded.Append(isDelimiter ? (char)value : path[at]);
            at += isDelimiter ? 2 : 0;
        }

        return decoded.ToString();
    }

    private static string Merge(string path)
    {
        while (path.Contains(Empty, StringComparison.Ordinal))
        {
            path = path.Replace(Empty, "/", StringComparison.Ordinal);
        }

        return path;
    }
}
