using static BotBottle.Proxy.Tests.Wire.Row;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Lines, names, values, methods, versions and targets of a request's head (F12 to F16, H6).</summary>
internal static class RequestHeadCases
{
    private const string Lines = "RFC 9112 §2.2";
    private const string Field = "RFC 9112 §5.1";
    private const string Value = "RFC 9110 §5.5";
    private const string Line = "RFC 9112 §3";

    public static IEnumerable<RequestCase> All =>
    [
        No("F12", Lines, "LF after the request line", "GET /{id} HTTP/1.1\nHost: {host}\r\n\r\n"),
        No("F12", Lines, "CR after the request line", "GET /{id} HTTP/1.1\rHost: {host}\r\n\r\n"),
        No("F12", Lines, "LF after a field", Get + "X: y\n\r\n"),
        No("F12", Lines, "LF for the end of the head", Get + "\n"),
        No("F12", Lines, "CR CR LF", Get + "X: y\r\r\n\r\n"),
        No("F12", Lines, "CR and a letter at the end", Get + "\rX"),
        No("F12", Value, "CR in a value", Get + "X: a\rb\r\n\r\n"),
        No("F12", Value, "field after a CR without LF", Get + "X: a\rTransfer-Encoding: chunked\r\n\r\n"),
        No("F12", Value, "LF in a value", Get + "X: a\nb: c\r\n\r\n"),
        No("F12", Value, "NUL in a value", Get + "X: a\0b\r\n\r\n"),
        No("F12", Value, "escape in a value", Get + "X: \u001b[0m\r\n\r\n"),
        No("F12", Value, "DEL in a value", Get + "X: \u007f\r\n\r\n"),
        No("F12", Lines, "empty line before the request line", "\r\n" + Get + "\r\n"),
        No("F12", Lines, "LF before the request line", "\n" + Get + "\r\n"),
        YesGet("F12", Value, "tab in a value", "X: a\tb\r\n", "X: a\tb\r\n"),

        No("F13", "RFC 9112 §5.2", "folded by a space", Get + "X: a\r\n b\r\n\r\n"),
        No("F13", "RFC 9112 §5.2", "folded by a tab", Get + "X: a\r\n\tb\r\n\r\n"),
        No("F13", "RFC 9112 §2.2", "blank before the first field", "GET /{id} HTTP/1.1\r\n Host: {host}\r\n\r\n"),
        NoPost("F13", "RFC 9112 §5.2", "folded Transfer-Encoding", "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        No("F13", "RFC 9112 §5.2", "a line of blanks", Get + " \r\n\r\n"),

        No("F14", Field, "space before the colon", Get + "X : a\r\n\r\n"),
        No("F14", Field, "tab before the colon", Get + "X\t: a\r\n\r\n"),
        NoPost("F14", Field, "space before Content-Length's colon (CVE-2022-24766)", "Content-Length : 5\r\n\r\nhello"),
        NoPost("F14", Field, "tab before Transfer-Encoding's colon", "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
        No("F14", Field, "empty name", Get + ": a\r\n\r\n"),
        No("F14", Field, "no colon", Get + "X\r\n\r\n"),
        .. "\0\u0001\u001f \"(),/;<=>?@[\\]{}\u007f\u0080\u00e4\u00ff".Select(c =>
            No("F14", "RFC 9110 §5.6.2", $"byte {(int)c:x2} in a name", $"{Get}X{c}Y: a\r\n\r\n")),
        YesGet("F14", "RFC 9110 §5.6.2", "every token character", "!#$%&'*+-.^_`|~09azAZ: a\r\n", "!#$%&'*+-.^_`|~09azAZ: a\r\n"),
        YesGet("F14", Value, "empty value, and the same name twice", "X:\r\nX:  a  \r\n", "X: \r\nX: a\r\n"),

        .. new (string What, string Line, int Status)[]
        {
            ("blank before", " GET /{id} HTTP/1.1", 400), ("two spaces behind the method", "GET  /{id} HTTP/1.1", 400),
            ("two spaces before the version", "GET /{id}  HTTP/1.1", 400), ("tab for a space", "GET\t/{id}\tHTTP/1.1", 400),
            ("space behind the version", "GET /{id} HTTP/1.1 ", 400), ("no target", "GET HTTP/1.1", 505), ("HTTP/0.9", "GET /{id}", 505),
            ("method alone", "GET", 400), ("space in the target", "GET /{id} x HTTP/1.1", 400),
            ("control character in the method", "G\u0001T /{id} HTTP/1.1", 400), ("NUL before the method", "\0GET /{id} HTTP/1.1", 400),
            ("separator in the method", "GE(T /{id} HTTP/1.1", 400), ("colon in the method", "GET: /{id} HTTP/1.1", 400),
            ("high byte in the method", "G\u00c9T /{id} HTTP/1.1", 400),
            ("HTTP/1.2", "GET /{id} HTTP/1.2", 505), ("HTTP/2.0", "GET /{id} HTTP/2.0", 505), ("HTTP/0.9 named", "GET /{id} HTTP/0.9", 505),
            ("HTTP/3.1", "GET /{id} HTTP/3.1", 505),
            ("HTTP/1.10", "GET /{id} HTTP/1.10", 400), ("HTTP/01.1", "GET /{id} HTTP/01.1", 400), ("HTTP/1", "GET /{id} HTTP/1", 400),
            ("HTTP/1.", "GET /{id} HTTP/1.", 400),
            ("HTTP/1,1", "GET /{id} HTTP/1,1", 400), ("lower case", "GET /{id} http/1.1", 400), ("HTTPS/1.1", "GET /{id} HTTPS/1.1", 400),
            ("no slash", "GET /{id} HTTP1.1", 400),
            ("plus", "GET /{id} HTTP/+1.1", 400), ("hexadecimal", "GET /{id} HTTP/1.a", 400),
            ("the preface of HTTP/2", "PRI * HTTP/2.0", 505),
        }.Select(row => No("F15", Line, row.What, row.Line + "\r\nHost: {host}\r\n\r\n", row.Status)),
        Yes("F15", "RFC 9110 §9.1", "any token is a method", "M-SEARCH! /{id} HTTP/1.1\r\nHost: {host}\r\n\r\n",
            "M-SEARCH! /{id} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        Yes("F15", "RFC 9110 §9.1", "methods are case-sensitive", "get /{id} HTTP/1.1\r\nHost: {host}\r\n\r\n", "get /{id} HTTP/1.1\r\nHost: {host}\r\n\r\n"),

        .. new (string What, string Target)[]
        {
            ("NUL", "/{id}\0"), ("control character", "/{id}\u0001"), ("tab", "/{id}\t"), ("DEL", "/{id}\u007f"), ("high byte", "/{id}\u00e4"),
            ("UTF-8", "/{id}\u00c3\u00a4"),
            ("backslash", "/{id}\\x"), ("fragment", "/{id}#x"), ("fragment in the query", "/{id}?a#x"), ("no slash", "{id}"), ("asterisk", "*"),
            ("userinfo", "http://u@{host}/{id}"), ("another scheme", "ftp://{host}/{id}"), ("https in plain", "https://{host}/{id}"), ("file", "file:///{id}"),
            ("no authority", "http:///{id}"), ("authority form", "{host}:80"),
        }.Select(row => No("F16", "RFC 9112 §3.2", row.What, $"GET {row.Target} HTTP/1.1\r\nHost: {{host}}\r\n\r\n")),

        No("H6", "RFC 9112 §3", "request line over 8 KiB", "GET /{id}" + new string('x', 8200) + " HTTP/1.1\r\n\r\n", 414),
        No("H6", "RFC 9110 §5.4", "fields over 32 KiB", Get + "X: " + new string('x', 33000) + "\r\n\r\n", 431),
        No("H6", "RFC 9110 §5.4", "101 fields", Get + string.Concat(Enumerable.Repeat("X: y\r\n", 100)) + "\r\n", 431),
        No("H6", "RFC 9110 §5.4", "an endless name", Get + new string('x', 40000), 431),
        Yes("F14", "RFC 9110 §5.5", "field values in UTF-8 and Latin-1",
            Get + "X-Title: \u00c3\u009cbung\r\nX-Name: \u00e4\u00ff\r\n\r\n", Get + "X-Title: \u00c3\u009cbung\r\nX-Name: \u00e4\u00ff\r\n\r\n"),
        Yes("H6", "RFC 9112 §3", "a target of 8,000 bytes", $"GET /{{id}}?{new string('x', 7900)} HTTP/1.1\r\nHost: {{host}}\r\n\r\n",
            $"GET /{{id}}?{new string('x', 7900)} HTTP/1.1\r\nHost: {{host}}\r\n\r\n"),
    ];
}
