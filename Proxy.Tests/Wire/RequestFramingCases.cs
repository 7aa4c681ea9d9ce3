using static BotBottle.Proxy.Tests.Wire.Row;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The end of a request's body: Content-Length, Transfer-Encoding, and unexpected bodies (F1 to F6, F21, F22).</summary>
internal static class RequestFramingCases
{
    private const string Both = "RFC 9112 §6.1";
    private const string Length = "RFC 9110 §8.6";
    private const string HiddenRequest = "GET /hidden HTTP/1.1\r\nHost: x.example\r\n\r\n";
    private const string Chunks = "0\r\n\r\n";

    public static IEnumerable<RequestCase> All =>
    [
        NoPost("F1", Both, "length, then chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks),
        NoPost("F1", Both, "chunked, then length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + Chunks),
        NoPost("F1", Both, "zero length and chunked", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks),
        NoPost("F1", Both, "length and an unknown coding", "Content-Length: 5\r\nTransfer-Encoding: x\r\n\r\n"),

        .. new (string What, string Value)[]
        {
            ("empty", ""), ("leading comma", ",chunked"), ("trailing comma", "chunked,"), ("chunked, identity", "chunked, identity"),
            ("identity, chunked", "identity, chunked"), ("gzip, chunked", "gzip, chunked"), ("twice in a list", "chunked, chunked"),
            ("xchunked", "xchunked"), ("chunkedx", "chunkedx"), ("quoted", "\"chunked\""), ("parameter", "chunked;a=b"), ("identity", "identity"),
            ("vertical tab before", "\u000bchunked"), ("form feed behind", "chunked\u000c"), ("no-break space", "\u00a0chunked"),
            ("next line", "chunked\u0085"), ("NUL behind", "chunked\0"), ("Kelvin sign", "chun\u00e2\u0084\u00aaed"), ("cow", "cow"),
        }.Select(coding => NoPost("F2", Both, coding.What, $"Transfer-Encoding: {coding.Value}\r\n\r\n{Chunks}")),
        NoPost("F2", Both, "two lines", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks),
        NoPost("F2", Both, "two lines, one is not chunked", "Transfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n\r\n" + Chunks),
        YesPost("F2", Both, "any case", "tRANSFER-eNCODING: ChunKed\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nhi"),
        YesPost("F2", "RFC 9110 §5.5", "blanks around", "Transfer-Encoding: \t chunked \t\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nhi"),

        No("F3", Both, "chunked in HTTP/1.0", "POST /{id} HTTP/1.0\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks + Smuggled),

        NoPost("F4", Length, "two equal lines", "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
        NoPost("F4", Length, "two different lines", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
        NoPost("F4", Length, "equal list", "Content-Length: 5, 5\r\n\r\nhello"),
        NoPost("F4", Length, "different list", "Content-Length: 5,6\r\n\r\nhello"),
        NoPost("F4", Length, "trailing comma", "Content-Length: 5,\r\n\r\nhello"),

        .. new (string What, string Value)[]
        {
            ("empty", ""), ("plus", "+5"), ("minus", "-5"), ("minus zero", "-0"), ("hexadecimal", "0x5"), ("underscore", "1_0"), ("leading zero", "05"),
            ("octal looking", "010"), ("two zeros", "00"), ("letters behind", "5x"), ("NUL behind", "5\0"), ("fraction", "5.0"), ("exponent", "5e0"),
            ("two numbers", "5 5"), ("2^63", "9223372036854775808"), ("2^64 + 5", "18446744073709551621"), ("sixty digits", new string('9', 60)),
            ("full-width digit", "\u00ef\u00bc\u0095"), ("Arabic digit", "\u00d9\u00a5"), ("vertical tab", "5\u000b"), ("quoted", "\"5\""), ("word", "five"),
        }.Select(length => NoPost("F5", Length, length.What, $"Content-Length: {length.Value}\r\n\r\nhello")),
        YesPost("F5", Length, "blanks around", "Content-Length: \t5 \r\n\r\nhello", "Content-Length: 5\r\n\r\nhello"),
        No("F5", Length, "a plain number with a sign in the name", Post + "Content-Length+: 5\r\n\r\nhello\r\n") with
        {
            // '+' is a token character, so that this is another field and there is no body. A request line follows.
            Status = 200, Reason = null, Seen = [Post + "Content-Length+: 5\r\n\r\n"],
        },

        .. new[] { "GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "PROPFIND" }.Select(method => Yes(
            "F6", "RFC 9110 §9.3.1", $"{method} with a body",
            $"{method} /{{id}} HTTP/1.1\r\nHost: {{host}}\r\nContent-Length: 5\r\n\r\nhello",
            $"{method} /{{id}} HTTP/1.1\r\nHost: {{host}}\r\nContent-Length: 5\r\n\r\nhello")),
        Yes("F6", "RFC 9110 §9.3.1", "GET with a request for a body (CL.0)", Get + "Content-Length: 41\r\n\r\n" + HiddenRequest,
            Get + "Content-Length: 41\r\n\r\n" + HiddenRequest),
        YesPost("F6", Length, "POST of nothing says so", "Content-Length: 0\r\n\r\n", "Content-Length: 0\r\n\r\n"),
        YesPost("F6", "RFC 9112 §6.3", "POST without framing has no body", "\r\n", "\r\n"),
        Yes("F6", "RFC 9112 §6.3", "GET of a chunked nothing", Get + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", Get + "Transfer-Encoding: chunked\r\n\r\n"),

        NoPost("F21", "RFC 9110 §10.1.1", "another expectation", "Expect: 200-ok\r\nContent-Length: 5\r\n\r\nhello", 417),
        NoPost("F21", "RFC 9110 §10.1.1", "obfuscated", "Expect: 100-continue, x\r\nContent-Length: 5\r\n\r\nhello", 417),
        NoPost("F21", "RFC 9110 §10.1.1", "twice", "Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello", 417),
        NoPost("F21", "RFC 9110 §10.1.1", "tabbed", "Expect: 100-continue\u000b\r\nContent-Length: 5\r\n\r\nhello"),
        Yes("F21", "RFC 9110 §10.1.1", "without a body", Get + "Expect: 100-continue\r\n\r\n", Get + "\r\n"),

        Yes("F22", "RFC 9112 §9.3.2", "three in one write", Get + "\r\n" + Post + "Content-Length: 2\r\n\r\nhi" + Get + "\r\n",
            Get + "\r\n", Post + "Content-Length: 2\r\n\r\nhi", Get + "\r\n"),
        Yes("F22", "RFC 9112 §9.6", "bytes after close are ignored", Get + "Connection: close\r\n\r\n" + Smuggled, Get + "\r\n") with { Keeps = false },
        Yes("F22", "RFC 9112 §9.6", "bytes after HTTP/1.0 are ignored", "GET /{id} HTTP/1.0\r\nHost: {host}\r\n\r\n" + Smuggled, Get + "\r\n")
        with { Keeps = false },
        Yes("F22", "RFC 9112 §9.3.2", "the second is refused on its own", Get + "\r\nGET /{id} HTTP/1.1\r\n\r\n", Get + "\r\n") with
        {
            Keeps = false, Says = "/{id}",
        },
    ];
}
