using static BotBottle.Proxy.Tests.Wire.Row;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The chunked coding of requests, byte for byte (F7 to F11).</summary>
internal static class ChunkedRequestCases
{
    private const string Size = "RFC 9112 §7.1";
    private const string Extension = "RFC 9112 §7.1.1";
    private const string Trailer = "RFC 9112 §7.1.2";
    private const string Te = "Transfer-Encoding: chunked\r\n\r\n";
    private const string End = "\r\n0\r\n\r\n";

    public static IEnumerable<RequestCase> All =>
    [
        .. new (string What, string Size)[]
        {
            ("empty", ""), ("0x", "0x5"), ("plus", "+5"), ("minus", "-5"), ("underscore", "0_5"), ("leading space", " 5"), ("leading tab", "\t5"),
            ("letter behind", "5g"), ("not hexadecimal", "g"), ("seventeen digits", "00000000000000005"), ("2^63", "8000000000000000"),
            ("2^64 + 5", "10000000000000005"), ("endless zeros", new string('0', 200) + "5"), ("full-width", "\u00ef\u00bc\u0095"), ("NUL", "5\0"),
            ("quoted", "\"5\""),
        }.Select(size => NoPost("F7", Size, size.What, $"{Te}{size.Size}\r\nhello{End}")),
        YesPost("F7", Size, "sixteen digits", Te + "0000000000000005\r\nhello" + End, Te + "hello"),
        YesPost("F7", Size, "both cases", Te + "a\r\n0123456789\r\nA\r\n0123456789" + End, Te + "01234567890123456789"),

        .. new (string What, string Line)[]
        {
            ("LF", "5\n"), ("CR", "5\r"), ("CR and a letter", "5\rX\n"), ("CR CR LF", "5\r\r\n"), ("LF CR", "5\n\r"),
            ("LF in an extension (CVE-2025-55315)", "5;\n"),
            ("LF in an extension's name", "5;a\n"), ("LF in an extension's value", "5;a=\n"), ("LF in a quoted value (GHSA-355h-qmc2-wpwf)", "5;a=\"\n\"\r\n"),
            ("CR in a quoted value", "5;a=\"\r\"\r\n"), ("CRLF in a quoted value", "5;a=\"\r\n\"\r\n"), ("CR in an extension", "5;a\rb\r\n"),
        }.Select(line => NoPost("F8", Size, line.What, $"{Te}{line.Line}hello{End}")),
        NoPost("F8", Extension, "257 bytes for one chunk", $"{Te}5;{new string('a', 256)}\r\nhello{End}"),
        NoPost("F8", Extension, "over 16 KiB for a body", Te + string.Concat(Enumerable.Repeat($"1;{new string('a', 250)}\r\nx\r\n", 70)) + "0\r\n\r\n"),

        .. new (string What, string Behind)[]
        {
            ("nothing behind", ""), ("two letters behind", "XX"), ("LF behind", "\n"), ("CR behind", "\r"), ("LF CR behind", "\n\r"),
            ("one byte too many", "X\r\n"),
            ("two bytes too many", "XY\r\n"), ("blank before", " \r\n"),
        }.Select(data => NoPost("F9", Size, data.What, $"{Te}5\r\nhello{data.Behind}0\r\n\r\n")),
        NoPost("F9", Size, "a byte too few", Te + "5\r\nhell\r\n0\r\n\r\n"),

        .. new (string What, string Behind)[]
        {
            ("letters behind the last", "XX\r\n"), ("bare LF behind the last", "\n"), ("CR and a letter behind the last", "\rX"),
            ("trailer without colon", "X\r\n\r\n"),
            ("trailer with a blank before its colon", "X : y\r\n\r\n"), ("folded trailer", "X: y\r\n z\r\n\r\n"), ("trailer that ends with LF", "X: y\n\r\n"),
            ("NUL in a trailer", "X: \0\r\n\r\n"), ("empty name", ": y\r\n\r\n"),
        }.Select(trailer => NoPost("F10", Trailer, trailer.What, $"{Te}5\r\nhello\r\n0\r\n{trailer.Behind}")),
        NoPost("F10", Trailer, "65 trailers", Te + "0\r\n" + string.Concat(Enumerable.Range(0, 65).Select(i => $"X{i}: y\r\n")) + "\r\n", 431),
        NoPost("F10", Trailer, "over 8 KiB of trailers", Te + "0\r\nX: " + new string('y', 9000) + "\r\n\r\n", 431),
        .. new[] { "X: y", "Content-Length: 5", "Transfer-Encoding: chunked", "Host: evil.example", "Authorization: Bearer x" }.Select(trailer => YesPost(
            "F10", "RFC 9110 §6.5.1", $"'{trailer}' is dropped", $"{Te}5\r\nhello\r\n0\r\n{trailer}\r\n\r\n", Te + "hello")),
        YesPost("F10", Trailer, "the Trailer field is dropped too", "Trailer: X\r\n" + Te + "5\r\nhello\r\n0\r\nX: y\r\n\r\n", Te + "hello"),

        .. new (string What, string Extension)[]
        {
            ("name", ";a"), ("value", ";a=b"), ("quoted", ";a=\"b;c\\\"\""), ("several", ";a=b;c;d=\"\""), ("blanks", " ; a = b ;c"),
            ("256 bytes", ";" + new string('a', 255)),
        }.Select(extension => YesPost("F11", Extension, extension.What, $"{Te}5{extension.Extension}\r\nhello{End}", Te + "hello")),
        .. new (string What, string Extension)[]
        {
            ("empty name", ";"), ("no name", ";=b"), ("no value", ";a="), ("open quote", ";a=\"b"), ("no semicolon", " a"), ("blank in a name", ";a b"),
            ("letters behind a quote", ";a=\"b\"c"), ("control character", ";a\u0001"), ("high byte", ";a=\u0080"), ("two equals", ";a==b"),
        }.Select(extension => NoPost("F11", Extension, extension.What, $"{Te}5{extension.Extension}\r\nhello{End}")),
        YesPost("F11", Extension, "of the last chunk", Te + "5\r\nhello\r\n0;a=b\r\n\r\n", Te + "hello"),
    ];
}
