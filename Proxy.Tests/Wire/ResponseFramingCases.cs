using static BotBottle.Proxy.Tests.Wire.Answer;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The end of a response's body (F1 to F5, F17 to F19).</summary>
internal static class ResponseFramingCases
{
    private const string Both = "RFC 9112 §6.1";
    private const string Length = "RFC 9110 §8.6";
    private const string Poison = Ok + "Content-Length: 6\r\n\r\npoison";
    private const string Body = "RFC 9112 §6.3";

    public static IEnumerable<ResponseCase> All =>
    [
        Bad("F1", Both, "length, then chunked", Ok + "Content-Length: 5\r\n" + Chunked + "\r\n0\r\n\r\n"),
        Bad("F1", Both, "chunked, then length", Ok + Chunked + "Content-Length: 5\r\n\r\n0\r\n\r\n"),
        .. new (string What, string Value)[]
        {
            ("empty", ""), ("comma first", ",chunked"), ("chunked, identity", "chunked, identity"), ("gzip, chunked", "gzip, chunked"),
            ("twice", "chunked, chunked"), ("xchunked", "xchunked"),
            ("quoted", "\"chunked\""), ("identity", "identity"), ("vertical tab", "\u000bchunked"), ("no-break space", "\u00a0chunked"),
            ("next line", "chunked\u0085"), ("Kelvin sign", "chun\u00e2\u0084\u00aaed"),
        }.Select(coding => Bad("F2", Both, coding.What, $"{Ok}Transfer-Encoding: {coding.Value}\r\n\r\n0\r\n\r\n")),
        Bad("F2", Both, "two lines", Ok + Chunked + Chunked + "\r\n0\r\n\r\n"),
        Good("F2", Both, "any case", Ok + "tRANSFER-eNCODING:  ChunKed\t\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Ok + Chunked + "\r\n", "hi"),
        Bad("F3", Both, "chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\n" + Chunked + "\r\n0\r\n\r\n"),
        Bad("F3", Both, "chunked 204", "HTTP/1.1 204 None\r\n" + Chunked + "\r\n0\r\n\r\n"),
        Bad("F3", Both, "chunked 103", "HTTP/1.1 103 Hints\r\n" + Chunked + "\r\n0\r\n\r\n" + Ok + "\r\n"),
        .. new (string What, string Fields)[]
        {
            ("two equal lines", "Content-Length: 2\r\nContent-Length: 2\r\n"), ("two different lines", "Content-Length: 2\r\nContent-Length: 3\r\n"),
            ("list", "Content-Length: 2, 2\r\n"), ("comma", "Content-Length: 2,\r\n"),
        }.Select(row => Bad("F4", Length, row.What, $"{Ok}{row.Fields}\r\nhi")),
        .. new (string What, string Value)[]
        {
            ("empty", ""), ("plus", "+2"), ("minus", "-2"), ("hexadecimal", "0x2"), ("underscore", "0_2"), ("leading zero", "02"), ("letter behind", "2x"),
            ("blank inside", "2 2"), ("2^63", "9223372036854775808"),
            ("2^64 + 2", "18446744073709551618"), ("full-width", "\u00ef\u00bc\u0092"), ("fraction", "2.0"),
        }.Select(length => Bad("F5", Length, length.What, $"{Ok}Content-Length: {length.Value}\r\n\r\nhi")),
        Good("F5", Length, "nothing", Ok + "Content-Length: 0\r\n\r\n", Ok + "Content-Length: 0\r\n\r\n", ""),

        .. new[] { "Content-Length: 42\r\n", Chunked, "" }.Select(framing => Good(
            "F17", Body, $"HEAD with '{framing.Trim()}'", $"{Ok}{framing}\r\n", $"{Ok}{(framing == Chunked ? "" : framing)}\r\n", null)
            with { Method = "HEAD" }),
        Good("F17", Body, "304 with a length", "HTTP/1.1 304 Same\r\nContent-Length: 42\r\n\r\n", "HTTP/1.1 304 Same\r\nContent-Length: 42\r\n\r\n", null),
        Good("F17", Body, "304 that is chunked", "HTTP/1.1 304 Same\r\n" + Chunked + "\r\n", "HTTP/1.1 304 Same\r\n\r\n", null),
        Good("F17", Body, "204", "HTTP/1.1 204 None\r\n\r\n", "HTTP/1.1 204 None\r\n\r\n", null),
        Good("F17", Length, "204 of length 0", "HTTP/1.1 204 None\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 204 None\r\n\r\n", null),
        Bad("F17", Length, "204 of length 2", "HTTP/1.1 204 None\r\nContent-Length: 2\r\n\r\nhi"),
        Bad("F17", Both, "HEAD with both", Ok + "Content-Length: 5\r\n" + Chunked + "\r\n") with { Method = "HEAD" },
        Bad("F17", Length, "HEAD with two lengths", Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n") with { Method = "HEAD" },
        Bad("F17", Length, "304 with a bad length", "HTTP/1.1 304 Same\r\nContent-Length: x\r\n\r\n"),
        Good("F17", Body, "HEAD with a body anyway", Ok + "Content-Length: 2\r\n\r\n", Ok + "Content-Length: 2\r\n\r\n", null)
        with { Method = "HEAD", Behind = "hi", Reuses = false },
        Good("F17", Body, "204 with a body anyway", "HTTP/1.1 204 None\r\n\r\n", "HTTP/1.1 204 None\r\n\r\n", null)
        with { Behind = "hi", Reuses = false },

        Good("F18", Body, "to the end of the connection", Ok + "\r\nhello", Ok + Chunked + "\r\n", "hello") with { Ends = true, Reuses = false },
        Good("F18", Body, "to the end in HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nhello", Ok + Chunked + "\r\n", "hello") with { Ends = true, Reuses = false },
        Good("F18", Body, "nothing to the end", Ok + "\r\n", Ok + Chunked + "\r\n", "") with { Ends = true, Reuses = false },
        Broken("F18", Body, "length that does not come", Ok + "Content-Length: 9\r\n\r\nhello", ends: true),
        Broken("F18", Body, "chunked without an end", Ok + Chunked + "\r\n5\r\nhello\r\n", ends: true),
        Broken("F18", Body, "an end within a chunk", Ok + Chunked + "\r\n9\r\nhello", ends: true),
        Broken("F18", Body, "an end within a size", Ok + Chunked + "\r\n5\r\nhello\r\n0", ends: true),
        Broken("F18", Body, "an end within the trailers", Ok + Chunked + "\r\n5\r\nhello\r\n0\r\nX: y\r\n", ends: true),

        Good("F19", "RFC 9112 §9.3", "another response after it", Ok + "Content-Length: 2\r\n\r\nhi", Ok + "Content-Length: 2\r\n\r\n", "hi")
        with { Behind = Poison, Reuses = false },
        Good("F19", "RFC 9112 §9.3", "a byte after it", Ok + "Content-Length: 2\r\n\r\nhi", Ok + "Content-Length: 2\r\n\r\n", "hi")
        with { Behind = "!", Reuses = false },
        Good("F19", "RFC 9112 §9.3", "another response after the last chunk", Ok + Chunked + "\r\n2\r\nhi\r\n0\r\n\r\n", Ok + Chunked + "\r\n", "hi")
        with { Behind = Poison, Reuses = false },
        Good("F19", "RFC 9112 §9.6", "a connection that is to be closed", Ok + "Connection: close\r\nContent-Length: 2\r\n\r\nhi",
            Ok + "Content-Length: 2\r\n\r\n", "hi") with { Reuses = false },
        Good("F19", "RFC 9112 §9.3", "HTTP/1.0 that does not say keep-alive", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
            Ok + "Content-Length: 2\r\n\r\n", "hi") with { Reuses = false },
        Bad("F19", "RFC 9112 §9.3", "nothing at all", "") with { Method = "POST", Ends = true },
    ];
}
