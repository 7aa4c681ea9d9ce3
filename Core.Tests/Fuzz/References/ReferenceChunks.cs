using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;

namespace BotBottle.Fuzz.References;

/// <summary>A slow and simple reference for the chunked coding (RFC 9112 section 7.1): regular expressions over the whole text.</summary>
internal static partial class ReferenceChunks
{
    /// <summary>The content and the consumed bytes if the text begins with a complete body; null otherwise.</summary>
    public static (string Content, int Consumed)? Decode(string wire)
    {
        var content = new StringBuilder();
        for (var at = 0; ;)
        {
            var line = SizeLine().Match(wire, at);
            if (!line.Success)
            {
                return null;
            }

            at += line.Length;
            var size = BigInteger.Parse("0" + line.Groups["size"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                var end = Trailers().Match(wire, at);
                return end.Success ? (content.ToString(), at + end.Length) : null;
            }

            if (size > wire.Length - at - 2 || wire.Substring(at + (int)size, 2) != "\r\n")
            {
                return null;
            }

            content.Append(wire, at, (int)size);
            at += (int)size + 2;
        }
    }

    private const string Token = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";

    [GeneratedRegex($$"""\G(?<size>[0-9A-Fa-f]{1,16})([ \t]*;[ \t]*{{Token}}([ \t]*=[ \t]*({{Token}}|"([\t !#-\[\]-~\x80-\xFF]|\\[\t -~\x80-\xFF])*"))?)*\r\n""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex SizeLine();

    [GeneratedRegex($$"""\G({{Token}}:[\t -~\x80-\xFF]*\r\n)*\r\n""", RegexOptions.ExplicitCapture)]
    private static partial Regex Trailers();
}
