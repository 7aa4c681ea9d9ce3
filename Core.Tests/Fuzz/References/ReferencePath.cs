using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BotBottle.Fuzz.References;

/// <summary>A reference for canonical paths, token by token (RFC 3986 section 6.2.2), refusing everything that recipients read differently.</summary>
internal static partial class ReferencePath
{
    private const string Unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

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
        List<byte> run = [];
        foreach (Match token in Tokens().Matches(path))
        {
            if (token.Value == "%" || (token.Length == 3 && token.Value is "%00" or "%5c" or "%5C"))
            {
                return null;
            }

            byte value = token.Length == 3 ? byte.Parse(token.ValueSpan[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)token.Value[0];
            if (value < 0x80 && !IsText(run))
            {
                return null;
            }

            run = value < 0x80 ? [] : [.. run, value];
            bool plain = Unreserved.Contains((char)value) || (token.Length == 1 && "/:@!$&'()*+,;=".Contains((char)value));
            canonical.Append(plain ? ((char)value).ToString() : $"%{value:X2}");
        }

        bool dots = Separators().Split(canonical.ToString()).Any(segment => Parameters().Split(segment)[0] is "." or "..");
        return IsText(run) && !dots ? canonical + query : null;
    }

    private static bool IsText(List<byte> run)
    {
        try
        {
            return Strict.GetCharCount(run.ToArray()) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A[!""$-\[\]-~]*\z")]
    private static partial Regex Target();

    [GeneratedRegex("%[0-9A-Fa-f]{2}|.", RegexOptions.Singleline)]
    private static partial Regex Tokens();

    [GeneratedRegex("/|%2F")]
    private static partial Regex Separators();

    [GeneratedRegex(";|%3B")]
    private static partial Regex Parameters();
}
