using static BotBottle.Proxy.Tests.Wire.Row;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Parts of requests that end at the proxy: hop-by-hop fields, its own fields, methods for it, unsupported protocols (H1 to H5, H10).</summary>
internal static class LifecycleCases
{
    private const string Hops = "RFC 9110 §7.6.1";
    private const string Forwards = "RFC 9110 §7.6.2";

    public static IEnumerable<RequestCase> All =>
    [
        YesGet("H1", Hops, "Connection and the fields that it names", "Connection: X-One, x-two\r\nX-One: 1\r\nX-Two: 2\r\nX-Three: 3\r\n", "X-Three: 3\r\n"),
        YesGet("H1", Hops, "over several Connection fields", "Connection: keep-alive\r\nX-One: 1\r\nConnection: ,x-one ,\r\n"),
        .. new[] { "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "Proxy-Authorization: Basic eDp5", "Proxy-Anything: 1", "TE: trailers", "TE: gzip",
            "Trailer: X", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__" }
            .Select(line => YesGet("H1", Hops, line, line + "\r\n")),
        .. new[]
        {
            "Authorization: Bearer x", "Cookie: a=b", "X-Api-Key: k", "Api-Key: k", "X-Goog-Api-Key: k", "Content-Type: text/plain",
            "Content-Encoding: identity",
        }.Select(line => YesGet("H1", Hops, $"{line.Split(':')[0]} cannot be named away", $"Connection: {line.Split(':')[0]}\r\n{line}\r\n", line + "\r\n")),
        YesGet("H1", Hops, "Host cannot be named away", "Connection: host\r\n"),
        YesPost("H1", Hops, "Content-Length cannot be named away", "Connection: content-length\r\nContent-Length: 2\r\n\r\nhi", "Content-Length: 2\r\n\r\nhi"),
        YesPost("H1", Hops, "Transfer-Encoding cannot be named away", "Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\nhi"),

        .. new[] { "X-Bot-Bottle-Reason: x", "X-Bot-Bottle-Run: other", "x-bot-bottle-anything: 1" }
            .Select(line => YesGet("H2", "our own fields", line, line + "\r\n")),

        .. new[] { "TRACE", "TRACK", "trace", "Track" }.Select(method =>
            No("H3", "RFC 9110 §9.3.8", method, $"{method} /{{id}} HTTP/1.1\r\nHost: {{host}}\r\nAuthorization: S3CRET\r\n\r\n", 405)),
        No("H3", "RFC 9110 §9.3.8", "TRACE with content", "TRACE /{id} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5\r\n\r\nhello", 405),
        .. new[] { Way.Server80, Way.Server443, Way.Tunnel80, Way.Tunnel443 }.Select(way =>
            No("H3", "RFC 9110 §9.3.6", $"CONNECT inside {way}", "CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n", 405) with { Way = way }),
        No("H3", "RFC 9110 §9.3.6", "CONNECT with content", "CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\nContent-Length: 3\r\n\r\nabc", 405)
        with { Way = Way.Proxy },
        No("H3", "RFC 9110 §9.3.6", "chunked CONNECT", "CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 405)
        with { Way = Way.Proxy },
        Yes("H3", "RFC 9112 §3.2.4", "OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: {host}\r\nX-Row: /{id} \r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: {host}\r\nX-Row: /{id}\r\n\r\n"),
        Yes("H3", "RFC 9112 §3.2.4", "OPTIONS for a server as a whole", "OPTIONS http://{host} HTTP/1.1\r\nHost: {host}\r\nX-Row: /{id}\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: {host}\r\nX-Row: /{id}\r\n\r\n") with
        {
            Way = Way.Proxy,
        },
        Yes("H3", Forwards, "Max-Forwards counts down", "OPTIONS /{id} HTTP/1.1\r\nHost: {host}\r\nMax-Forwards: 10\r\n\r\n",
            "OPTIONS /{id} HTTP/1.1\r\nHost: {host}\r\nMax-Forwards: 9\r\n\r\n"),
        Yes("H3", Forwards, "Max-Forwards 0 ends here", "OPTIONS /{id} HTTP/1.1\r\nHost: {host}\r\nMax-Forwards: 0\r\n\r\n")
        with { Says = "Content-Length: 0" },
        Yes("H3", Forwards, "Max-Forwards of another method is ignored", Get + "Max-Forwards: 0\r\n\r\n", Get + "Max-Forwards: 0\r\n\r\n"),
        .. new[] { "-1", "x", "", "1 1", "99999999999999999999" }.Select(value =>
            No("H3", Forwards, $"Max-Forwards '{value}'", $"OPTIONS /{{id}} HTTP/1.1\r\nHost: {{host}}\r\nMax-Forwards: {value}\r\n\r\n")),
        No("H3", Forwards, "Max-Forwards twice", "OPTIONS /{id} HTTP/1.1\r\nHost: {host}\r\nMax-Forwards: 1\r\nMax-Forwards: 0\r\n\r\n"),

        YesGet("H4", "RFC 9113 §3.1", "no upgrade to h2c", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
        YesGet("H4", "RFC 9110 §7.8", "no upgrade to TLS", "Connection: upgrade\r\nUpgrade: TLS/1.2\r\n"),

        No("H5", "RFC 9113 §3.4", "the preface of HTTP/2 in TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505) with { Way = Way.Tunnel443 },
        No("H5", "RFC 9113 §3.4", "the preface of HTTP/2 in a plain tunnel", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505) with { Way = Way.Tunnel80 },
        No("H5", "RFC 4253 §4.2", "an SSH banner in TLS", "SSH-2.0-OpenSSH_9.2\r\n") with { Way = Way.Tunnel443 },
        No("H5", "RFC 4253 §4.2", "an SSH banner on port 80", "SSH-2.0-OpenSSH_9.2\r\n"),
        No("H5", "RFC 4253 §4.2", "an SSH banner to a proxy", "SSH-2.0-OpenSSH_9.2\r\n") with { Way = Way.Proxy },
        No("H5", "RFC 8446 §5.1", "a TLS record to a proxy", "\u0016\u0003\u0001\u0002\0\u0001") with { Way = Way.Proxy },
        No("H5", "RFC 1928", "SOCKS5 to a proxy", "\u0005\u0001\0") with { Way = Way.Proxy },

        .. Depths(),

        No("H9", "RFC 9110 §8.4", "an unknown coding on a model call", Call("Content-Encoding: compress", "{}"))
        with { Way = Way.Provider, Keeps = true, Reason = "dlp_match" },
        No("H9", "RFC 9110 §8.4", "an invalid coding", Call("Content-Encoding: gzip", """{"model":"m"}"""))
        with { Way = Way.Provider, Keeps = true, Reason = "dlp_match" },
        No("H9", "RFC 9110 §8.4", "codings on top of each other", Call("Content-Encoding: gzip, gzip", """{"model":"m"}"""))
        with { Way = Way.Provider, Keeps = true, Reason = "dlp_match" },
        No("H9", "RFC 9110 §8.4", "two fields of codings", Call("Content-Encoding: gzip\r\nContent-Encoding: br", """{"model":"m"}"""))
        with { Way = Way.Provider, Keeps = true, Reason = "dlp_match" },

        No("H10", "an error page says nothing of the request", "a secret in a refused head", Get + "Authorization: Bearer S3CRET\r\nX : S3CRET\r\n\r\n"),
        No("H10", "an error page says nothing of the request", "a secret in a denied request",
            "GET /{id}?S3CRET HTTP/1.1\r\nHost: denied.example\r\nAuthorization: Bearer S3CRET\r\n\r\n", 403) with
        {
            Reason = "host_not_allowed", Keeps = true,
        },
        No("H10", "one scheme", "ftp", "GET ftp://{host}/{id} HTTP/1.1\r\nHost: {host}\r\n\r\n") with { Way = Way.Proxy },
        No("H10", "one scheme", "gopher", "GET gopher://{host}/{id} HTTP/1.1\r\nHost: {host}\r\n\r\n") with { Way = Way.Proxy },
    ];

    private const int Deep = 20_000;

    // A recursive parser overflows its stack here (RFC 8259 section 9: parsers set limits), as Squid's chunked decoder did (CVE-2024-25111).
    private static IEnumerable<RequestCase> Depths() =>
    [
        .. new (string What, string Text)[]
        {
            ("arrays", new string('[', Deep)), ("closed arrays", new string('[', Deep) + new string(']', Deep)),
            ("objects", string.Concat(Enumerable.Repeat("{\"a\":", Deep))),
            ("arrays behind a model", """{"model":"m","x":""" + new string('[', Deep)),
        }.Select(row => No("H8", "RFC 8259 §9", $"{Deep} {row.What} in a model call", Call("", row.Text)) with { Way = Way.Provider, Keeps = true }),
        YesPost("H8", "RFC 8259 §9", "the JSON of another host is not read", $"Content-Length: {Deep}\r\n\r\n{new string('[', Deep)}",
            $"Content-Length: {Deep}\r\n\r\n{new string('[', Deep)}"),
        YesPost("H8", "RFC 9112 §7.1", "4,000 chunks of one byte", "Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat("1\r\nx\r\n", 4000))
            + "0\r\n\r\n", $"Transfer-Encoding: chunked\r\n\r\n{new string('x', 4000)}"),
        YesGet("H8", Hops, "Connection names 100 options",
            $"Connection: {string.Join(",", Enumerable.Range(0, 99).Select(i => $"x-{i}"))},,x-named\r\nX-Named: 1\r\n"),
        No("H8", Hops, "Connection names 101 options", Get + $"Connection: {string.Join(",", Enumerable.Repeat("x", 101))}\r\n\r\n", 431),
        No("H8", Hops, "Connection names 4,000 options", Get + $"Connection: {string.Concat(Enumerable.Repeat("x,", 4000))}close-not\r\n\r\n", 431),
        No("H8", Hops, "Connection names 101 options over several fields", Get + string.Concat(Enumerable.Repeat("Connection: a, b, c, d\r\n", 26)) + "\r\n",
            431),
        Yes("H8", "RFC 3986 §5.2.4", "1,000 dot segments",
            $"GET {string.Concat(Enumerable.Repeat("/x", 1000))}{string.Concat(Enumerable.Repeat("/..", 1000))}/{{id}} HTTP/1.1\r\nHost: {{host}}\r\n\r\n",
            Get + "\r\n"),
        No("H8", "RFC 9110 §8.4", "1,000 codings on a model call", Call("Content-Encoding: " + string.Join(",", Enumerable.Repeat("gzip", 1000)), "{}"))
        with { Way = Way.Provider, Keeps = true, Reason = "dlp_match" },
    ];

    private static string Call(string field, string body) =>
        $"POST /v1/messages HTTP/1.1\r\nHost: {{host}}\r\nX-Row: /{{id}} \r\n{(field.Length > 0 ? field + "\r\n" : "")}Content-Length: {body.Length}\r\n\r\n"
            + $"{body}";
}
