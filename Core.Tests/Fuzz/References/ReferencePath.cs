using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BotBottle.Fuzz.References;

/// <summary>
/// A reference for canonical paths: token by token (RFC 3986 section 6.2.2), then the steps of section 5.2.4 as they are written there, refusing what
/// recipients read differently.
/// </summary>
internal static partial class ReferencePath
{
    private const string Unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>The canonical form of an origin-form target; null if it is refused.</summary>
    public static string? Of(string target)
    {
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        string path = mark < 0 ? target : target[..mark];
        string query = mark < 0 ? "" : target[mark..];
        if (target == "*")
        {
            return target;
        }

        if (!path.StartsWith('/') || !Target().IsMatch(path) || !Target().IsMatch(query))
        {
            return null;
        }

        StringBuilder canonical = new();
        StringBuilder bytes = new();
        foreach (Match token in Tokens().Matches(path))
        {
            if (token.Value is "%" or "%00")
            {
                return null;
            }

            byte value = token.Length == 3 ? byte.Parse(token.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)token.Value[0];
            bytes.Append((char)value);
            bool plain = Unreserved.Contains((char)value) || (token.Length == 1 && "/:@!$&'()*+,;=".Contains((char)value));
            canonical.Append(plain ? ((char)value).ToString() : $"%{value:X2}");
        }

        string[] segments = canonical.ToString().Split('/');
        bool hidden = segments.Any(segment => segment is not ("." or "..")
            && Separators().Split(segment).Any(part => Parameters().Split(part)[0] is "." or ".."));
        return hidden || Overlong().IsMatch(bytes.ToString()) ? null : RemoveDots(canonical.ToString()) + query;
    }

    private static string RemoveDots(string path)
    {
        string input = path;
        string output = "";
        while (input.Length > 0)
        {
            if (input.StartsWith("/./", StringComparison.Ordinal) || input == "/.")
            {
                input = "/" + input[Math.Min(3, input.Length)..];
            }
            else if (input.StartsWith("/../", StringComparison.Ordinal) || input == "/..")
            {
                input = "/" + input[Math.Min(4, input.Length)..];
                output = output[..Math.Max(0, output.LastIndexOf('/'))];
            }
            else
            {
                int end = input.IndexOf('/', 1);
                end = end < 0 ? input.Length : end;
                output += input[..end];
                input = input[end..];
            }
        }

        return output;
    }

    [GeneratedRegex(@"\A[!""$-\[\]-~]*\z")]
    private static partial Regex Target();

    [GeneratedRegex("%[0-9A-Fa-f]{2}|.", RegexOptions.Singleline)]
    private static partial Regex Tokens();

    [GeneratedRegex("%2F|%5C")]
    private static partial Regex Separators();

    [GeneratedRegex(";|%3B")]
    private static partial Regex Parameters();

    // The begin of a form longer than the shortest, of a character above U+10FFFF, or of five and six bytes.
    [GeneratedRegex("[\\u00c0\\u00c1\\u00f5-\\u00fd][\\u0080-\\u00bf]|\\u00e0[\\u0080-\\u009f]|\\u00f0[\\u0080-\\u008f]|\\u00f4[\\u0090-\\u00bf]")]
    private static partial Regex Overlong();
}
