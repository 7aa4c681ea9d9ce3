using static BotBottle.Proxy.Tests.Wire.Answer;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The chunked coding of responses, byte for byte (F7 to F11).</summary>
internal static class ChunkedResponseCases
{
    private const string Start = Ok + Chunked + "\r\n";
    private const string Size = "RFC 9112 §7.1";
    private const string Extension = "RFC 9112 §7.1.1";
    private const string Trailer = "RFC 9112 §7.1.2";
    private const string End = "\r\n0\r\n\r\n";

    public static IEnumerable<ResponseCase> All =>
    [
        .. new (string What, string Size)[]
        {
            ("empty", ""), ("0x", "0x5"), ("plus", "+5"), ("minus", "-5"), ("underscore", "0_5"), ("leading space", " 5"), ("letter behind", "5g"),
            ("seventeen digits", "00000000000000005"), ("2^63", "8000000000000000"),
            ("2^64 + 5", "10000000000000005"), ("endless zeros", new string('0', 200) + "5"), ("NUL", "5\0"),
        }.Select(size => Broken("F7", Size, size.What, $"{Start}{size.Size}\r\nhello{End}")),
        .. new (string What, string Line)[]
        {
            ("LF", "5\n"), ("CR", "5\r"), ("CR and a letter", "5\rX\n"), ("CR CR LF", "5\r\r\n"), ("LF in an extension", "5;a\n"),
            ("LF in a quoted value", "5;a=\"\n\"\r\n"), ("CR in an extension", "5;a\rb\r\n"),
            ("257 bytes of extension", "5;" + new string('a', 256) + "\r\n"),
        }.Select(line => Broken("F8", Size, line.What, $"{Start}{line.Line}hello{End}")),
        .. new (string What, string Behind)[]
        {
            ("nothing behind", ""), ("two letters behind", "XX"), ("LF behind", "\n"), ("CR behind", "\r"), ("one byte too many", "X\r\n"),
            ("blank before", " \r\n"),
        }.Select(data => Broken("F9", Size, data.What, $"{Start}5\r\nhello{data.Behind}0\r\n\r\n")),
        .. new (string What, string Behind)[]
        {
            ("letters behind the last", "XX\r\n"), ("bare LF behind the last", "\n"), ("trailer without colon", "X\r\n\r\n"),
            ("blank before a colon", "X : y\r\n\r\n"), ("folded", "X: y\r\n z\r\n\r\n"), ("NUL in a trailer", "X: \0\r\n\r\n"),
            ("8 KiB of trailers", "X: " + new string('y', 9000) + "\r\n\r\n"),
        }.Select(trailer => Broken("F10", Trailer, trailer.What, $"{Start}5\r\nhello\r\n0\r\n{trailer.Behind}")),
        .. new[] { "X: y", "Content-Length: 5", "Set-Cookie: a=b", "X-Bot-Bottle-Reason: x" }.Select(trailer => Good(
            "F10", "RFC 9110 §6.5.1", $"'{trailer}' is dropped", $"{Start}5\r\nhello\r\n0\r\n{trailer}\r\n\r\n", Start, "hello")),
        .. new[] { ";a", ";a=b", ";a=\"b;c\\\"\"", " ; a = b" }.Select(extension => Good(
            "F11", Extension, $"'{extension}' is dropped", $"{Start}5{extension}\r\nhello{End}", Start, "hello")),
        .. new[] { ";", ";=b", ";a=", ";a=\"b", " a", ";a\u0001" }.Select((extension, number) => Broken(
            "F11", Extension, $"malformed {number}", $"{Start}5{extension}\r\nhello{End}")),
        Good("F7", Size, "one chunk per letter", Start + "1\r\nh\r\n1\r\ni\r\n0\r\n\r\n", Start, "hi"),
    ];
}
