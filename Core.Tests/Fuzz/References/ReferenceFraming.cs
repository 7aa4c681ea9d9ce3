using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace BotBottle.Fuzz.References;

/// <summary>The framing of a head (RFC 9112 section 6), refusing every ambiguity.</summary>
internal static partial class ReferenceFraming
{
    /// <summary><c>chunked</c>, a decimal length, or empty without framing; null if it is refused.</summary>
    /// <param name="head">The head.</param>
    /// <param name="minor">The minor version.</param>
    public static string? Of(ReferenceHead head, int minor)
    {
        string[] codings = [.. head.Values("transfer-encoding")];
        string[] lengths = [.. head.Values("content-length")];
        if (codings.Length > 0)
        {
            return codings.Length == 1 && lengths.Length == 0 && minor == 1 && codings[0].Equals("chunked", StringComparison.OrdinalIgnoreCase)
                ? "chunked"
                : null;
        }

        if (lengths.Length == 0)
        {
            return "";
        }

        return lengths.Length == 1 && Decimal().IsMatch(lengths[0])
            && BigInteger.Parse(lengths[0], CultureInfo.InvariantCulture) < BigInteger.Pow(2, 63) ? lengths[0] : null;
    }

    [GeneratedRegex(@"\A(0|[1-9][0-9]*)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
