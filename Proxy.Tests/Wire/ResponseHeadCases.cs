using static BotBottle.Proxy.Tests.Wire.Answer;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Status lines, header fields, interim responses, and parts of a response that end at the proxy (F12 to F15, F20, H1, H2, H6).</summary>
internal static class ResponseHeadCases
{
    private const string Rest = "Content-Length: 2\r\n\r\nhi";
    private const string Lines = "RFC 9112 §2.2";
    private const string Status = "RFC 9112 §4";
    private const string Field = "RFC 9112 §5.1";
    private const string Interim = "RFC 9110 §15.2";
    private const string Hops = "RFC 9110 §7.6.1";

    public static IEnumerable<ResponseCase> All =>
    [
        Bad("F12", Lines, "LF after the status line", "HTTP/1.1 200 OK\n" + Rest),
        Bad("F12", Lines, "LF after a field", Ok + "X: y\n" + Rest),
        Bad("F12", Lines, "LF for the end", Ok + "Content-Length: 2\r\n\nhi"),
        Bad("F12", Lines, "CR CR LF", Ok + "X: y\r\r\n" + Rest),
        Bad("F12", Lines, "CR in a value", Ok + "X: a\rb\r\n" + Rest),
        Bad("F12", Lines, "NUL in a value", Ok + "X: a\0b\r\n" + Rest),
        Bad("F12", Lines, "escape in a value", Ok + "X: \u001b[0m\r\n" + Rest),
        Bad("F12", Lines, "empty line before", "\r\n" + Ok + Rest),
        Bad("F13", "RFC 9112 §5.2", "folded", Ok + "X: a\r\n b\r\n" + Rest),
        Bad("F13", "RFC 9112 §5.2", "blank before the first field", Ok + " X: a\r\n" + Rest),
        Bad("F13", "RFC 9112 §5.2", "folded Transfer-Encoding", Ok + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        Bad("F14", Field, "space before the colon", Ok + "X : a\r\n" + Rest),
        Bad("F14", Field, "space before Content-Length's colon", Ok + "Content-Length : 2\r\n\r\nhi"),
        Bad("F14", Field, "empty name", Ok + ": a\r\n" + Rest),
        Bad("F14", Field, "no colon", Ok + "X\r\n" + Rest),
        Bad("F14", Field, "high byte in a name", Ok + "X\u00e4: a\r\n" + Rest),
        Bad("H8", Hops, "Connection names 101 options", Ok + $"Connection: {string.Join(", ", Enumerable.Repeat("x", 101))}\r\n" + Rest),
        GoodFields("F14", "RFC 9110 §5.5", "high bytes in a value", "X: \u00e4\u00c3\u00a4\r\n", "X: \u00e4\u00c3\u00a4\r\n"),

        .. new (string What, string Line)[]
        {
            ("HTTP/2", "HTTP/2 200 OK"), ("HTTP/2.0", "HTTP/2.0 200 OK"), ("HTTP/1.2", "HTTP/1.2 200 OK"), ("HTTP/0.9", "HTTP/0.9 200 OK"),
            ("HTTP/1.10", "HTTP/1.10 200 OK"), ("lower case", "http/1.1 200 OK"), ("ICY", "ICY 200 OK"),
            ("two digits", "HTTP/1.1 20 OK"), ("four digits", "HTTP/1.1 2000 OK"), ("below 100", "HTTP/1.1 099 OK"), ("letters", "HTTP/1.1 2x0 OK"),
            ("plus", "HTTP/1.1 +20 OK"), ("two spaces", "HTTP/1.1  200 OK"), ("tab", "HTTP/1.1\t200\tOK"),
            ("no status", "HTTP/1.1 OK"), ("no space behind the status", "HTTP/1.1 200OK"), ("NUL in the reason", "HTTP/1.1 200 O\0K"),
            ("blank before", " HTTP/1.1 200 OK"), ("SSH", "SSH-2.0-x"), ("a body at once", "hello"), ("TLS", "\u0015\u0003\u0001\0\u0002\u0002"),
            ("SMTP", "220 mail.example ESMTP"),
        }.Select(row => Bad("F15", Status, row.What, $"{row.Line}\r\n{Rest}")),
        Good("F15", Status, "no reason", "HTTP/1.1 200 \r\n" + Rest, "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n", "hi"),
        Good("F15", Status, "no reason and no space", "HTTP/1.1 200\r\n" + Rest, "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n", "hi"),
        Good("F15", "RFC 9110 §15", "an unknown status", "HTTP/1.1 799 Odd \u00e4\r\n" + Rest, "HTTP/1.1 799 Odd \u00e4\r\nContent-Length: 2\r\n\r\n",
            "hi"),

        Good("T19", "RFC 9110 §15.4", "a redirect is the client's to follow", "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n" + Rest,
            "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 2\r\n\r\n", "hi"),

        Good("F20", Interim, "early hints pass", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Ok + Rest,
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + Ok + "Content-Length: 2\r\n\r\n", "hi"),
        Good("F20", Interim, "hop-by-hop fields of an interim end here",
            "HTTP/1.1 103 Early Hints\r\nConnection: x-hop\r\nX-Hop: 1\r\nKeep-Alive: x\r\nX-Bot-Bottle-Reason: y\r\nAlt-Svc: h3\r\nX: 1\r\n\r\n" + Ok + Rest,
            "HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\n" + Ok + "Content-Length: 2\r\n\r\n", "hi"),
        Good("F20", Interim, "the proxy sends the 100 itself", "HTTP/1.1 100 Continue\r\n\r\n" + Ok + Rest, Ok + "Content-Length: 2\r\n\r\n", "hi"),
        Good("F20", Interim, "eight of them", string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 8)) + Ok + Rest,
            Ok + "Content-Length: 2\r\n\r\n", "hi"),
        Bad("F20", Interim, "nine of them", string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 9)) + Ok + Rest),
        Bad("F20", Interim, "with a length", "HTTP/1.1 100 Continue\r\nContent-Length: 2\r\n\r\nhi" + Ok + Rest),
        Bad("F20", Interim, "nothing after it", "HTTP/1.1 100 Continue\r\n\r\n") with { Ends = true },
        Bad("F20", "RFC 9110 §15.2.2", "101 without a request", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"),

        GoodFields("H1", Hops, "Connection and the fields that it names", "Connection: X-One\r\nX-One: 1\r\nX-Two: 2\r\n", "X-Two: 2\r\n"),
        .. new[] { "Keep-Alive: timeout=60", "Proxy-Authenticate: Basic realm=x", "Proxy-Connection: keep-alive", "Trailer: X", "Upgrade: h2c", "TE: x",
            "Alt-Svc: h3=\":443\"" }.Select(line => GoodFields("H1", Hops, line, line + "\r\n")),
        GoodFields("H1", Hops, "Set-Cookie cannot be named away", "Connection: set-cookie\r\nSet-Cookie: a=b\r\n", "Set-Cookie: a=b\r\n"),
        .. new[] { "X-Bot-Bottle-Reason: budget_exhausted", "x-bot-bottle-run: x" }.Select(line => GoodFields("H2", "our own fields", line, line + "\r\n")),

        Bad("H6", "RFC 9112 §4", "status line over 8 KiB", "HTTP/1.1 200 " + new string('x', 8300) + "\r\n" + Rest),
        GoodFields("H6", "RFC 9110 §5.4", "a field of 60 KiB", "X: " + new string('x', 60 * 1024) + "\r\n", "X: " + new string('x', 60 * 1024) + "\r\n"),
        Bad("H6", "RFC 9110 §5.4", "fields over 64 KiB", Ok + "X: " + new string('x', 66000) + "\r\n" + Rest),
        Bad("H6", "RFC 9110 §5.4", "513 fields", Ok + string.Concat(Enumerable.Repeat("X: y\r\n", 512)) + Rest),
        Bad("F19", "RFC 9112 §9.3", "an end in the middle of the head", Ok + "Content-Le") with { Ends = true },
    ];
}
