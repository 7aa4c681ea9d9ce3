using static BotBottle.Proxy.Tests.Wire.Row;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>The destination of a request: Host, authority, tunnel, port, path (T1 to T11, T16 to T18).</summary>
internal static class TargetCases
{
    private const string Host = "RFC 9112 §3.2";
    private const string Uri = "RFC 3986 §3.2.2";

    /// <summary>Invalid spellings of hosts and ports in CONNECT requests.</summary>
    private static readonly (string Id, string What, string Authority)[] NoAuthority =
    [
        ("T6", "two trailing dots", "{host}..:443"), ("T6", "leading dot", ".{host}:443"), ("T6", "empty label", "www..example.com:443"),
        ("T6", "label of 64", new string('a', 64) + ".com:443"),
        ("T6", "name of 256", string.Concat(Enumerable.Repeat("abcdefg.", 32)) + ":443"), ("T6", "asterisk", "*.example.com:443"),
        ("T6", "percent", "www%2eexample.com:443"),
        ("T6", "hyphen first", "-www.example.com:443"), ("T6", "hyphen last", "www-.example.com:443"), ("T6", "NUL", "{host}\0.example:443"),
        ("T7", "full-width", "\u00ef\u00bd\u0097ww.example.com:443"), ("T7", "ideographic dot", "www\u00e3\u0080\u0082example.com:443"),
        ("T7", "circled letter", "\u00e2\u0093\u0094xample.com:443"),
        ("T7", "umlaut", "b\u00fccher.example:443"),
        ("T9", "userinfo", "user@{host}:443"), ("T9", "userinfo with password", "u:p@{host}:443"), ("T9", "backslash and at", "evil.example\\@{host}:443"),
        ("T9", "fragment and at", "evil.example#@{host}:443"),
        ("T9", "no port", "{host}"), ("T9", "empty port", "{host}:"), ("T9", "port 0", "{host}:0"), ("T9", "port 65536", "{host}:65536"),
        ("T9", "leading zero", "{host}:0443"),
        ("T9", "sign", "{host}:+443"), ("T9", "letters", "{host}:https"), ("T9", "two ports", "{host}:443:443"), ("T9", "blank", "{host}: 443"),
        ("T9", "a path", "{host}:443/"), ("T9", "a scheme", "https://{host}:443"),
        ("T10", "127.1", "127.1:443"), ("T10", "decimal", "2130706433:443"), ("T10", "hexadecimal", "0x7f000001:443"),
        ("T10", "hexadecimal part", "0x7f.0.0.1:443"), ("T10", "octal", "0177.0.0.1:443"),
        ("T10", "leading zeros", "127.000.000.001:443"), ("T10", "five parts", "127.0.0.0.1:443"), ("T10", "256", "127.0.0.256:443"),
        ("T10", "a number last", "example.1:443"),
        ("T10", "0x last", "example.0x1:443"), ("T10", "trailing dot", "2130706433.:443"),
        ("T11", "no brackets", "::1:443"), ("T11", "zone", "[fe80::1%eth0]:443"), ("T11", "encoded zone", "[fe80::1%25eth0]:443"),
        ("T11", "open bracket", "[::1:443"), ("T11", "closed twice", "[::1]]:443"),
        ("T11", "nine groups", "[1:2:3:4:5:6:7:8:9]:443"), ("T11", "two gaps", "[1::2::3]:443"), ("T11", "five digits", "[::12345]:443"),
        ("T11", "IPv4 in the middle", "[::1.2.3.4:5]:443"),
        ("T11", "IPvFuture", "[v1.x]:443"), ("T11", "a name in brackets", "[www.example.com]:443"), ("T11", "empty brackets", "[]:443"),
    ];

    public static IEnumerable<RequestCase> All =>
    [
        No("T1", Host, "no Host", "GET /{id} HTTP/1.1\r\n\r\n"),
        No("T1", Host, "two Hosts", Get + "Host: {host}\r\n\r\n"),
        No("T1", Host, "two different Hosts", Get + "host: evil.example\r\n\r\n"),
        .. new (string What, string Value)[]
        {
            ("empty", ""), ("list", "{host}, {host}"), ("userinfo", "u@{host}"), ("path", "{host}/x"), ("scheme", "http://{host}"), ("inner blank", "{host} x"),
            ("bad port", "{host}:99999"),
            ("empty port", "{host}:"), ("two dots", "{host}.."), ("full-width", "\u00ef\u00bd\u0097ww.example.com"), ("number", "2130706433"),
            ("NUL", "{host}\0"), ("open bracket", "[::1"),
        }.Select(row => No("T1", Host, $"Host is invalid: {row.What}", $"GET /{{id}} HTTP/1.1\r\nHost: {row.Value}\r\n\r\n")),
        No("T1", Host, "Host is not the absolute target's", "GET http://{host}/{id} HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
        No("T1", Host, "Host is another port than the absolute target's", "GET http://{host}/{id} HTTP/1.1\r\nHost: {host}:8080\r\n\r\n"),
        Yes("T1", Host, "absolute target on a server's connection", "GET http://{host}/{id}?q HTTP/1.1\r\nHost: {host}\r\n\r\n",
            "GET /{id}?q HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        Yes("T1", Host, "Host is written from the checked value", "GET /{id} HTTP/1.1\r\nhOST:   PLAIN.Example.com.:80\r\n\r\n",
            "GET /{id} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        Yes("T1", Host, "nothing in HTTP/1.0 but a tunnel's authority", "GET /{id} HTTP/1.0\r\n\r\n", Get + "\r\n") with { Way = Way.Tunnel80, Keeps = false },
        No("T1", Host, "nothing in HTTP/1.0", "GET /{id} HTTP/1.0\r\n\r\n"),

        No("T2", "RFC 9110 §7.4", "inner Host is not the tunnel's", "GET /{id} HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n", 421) with { Way = Way.Tunnel443 },
        No("T2", "RFC 9110 §7.4", "inner Host is not the server name's", "GET /{id} HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n", 421)
        with { Way = Way.Server443 },
        No("T2", "RFC 9110 §7.4", "inner port is not the tunnel's", "GET /{id} HTTP/1.1\r\nHost: {host}:8443\r\n\r\n", 421) with { Way = Way.Tunnel443 },
        No("T2", "RFC 9110 §7.4", "inner absolute target is not the tunnel's", "GET https://api.anthropic.com/{id} HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n",
            421) with { Way = Way.Tunnel443 },
        No("T2", "RFC 9110 §7.4", "plain scheme inside TLS", "GET http://{host}/{id} HTTP/1.1\r\nHost: {host}\r\n\r\n") with { Way = Way.Tunnel443 },
        No("T3", "RFC 9110 §7.4", "the second request names another host", Get + "\r\nGET /{id} HTTP/1.1\r\nHost: api.anthropic.com\r\n\r\n") with
        {
            Way = Way.Tunnel443, Status = 200, Reason = null, Seen = [Get + "\r\n"],
        },
        No("T4", "RFC 9112 §3.2.2", "a denied host by absolute target", "GET http://denied.example/{id} HTTP/1.1\r\nHost: denied.example\r\n\r\n", 403) with
        {
            Way = Way.Proxy, Reason = "host_not_allowed", Keeps = true,
        },
        No("T4", "RFC 9112 §3.2.2", "a denied host on port 80", "GET /{id} HTTP/1.1\r\nHost: denied.example\r\n\r\n", 403)
        with { Reason = "host_not_allowed", Keeps = true },
        No("T4", "RFC 9112 §3.2", "origin-form to a proxy", Get + "\r\n") with { Way = Way.Proxy },
        No("T4", "RFC 9112 §3.2.2", "https by absolute target", "GET https://{host}/{id} HTTP/1.1\r\nHost: {host}\r\n\r\n") with { Way = Way.Proxy },
        Yes("T4", "RFC 9112 §3.2.2", "absolute target", "GET HTTP://{host}:80/{id} HTTP/1.1\r\nHost: {host}\r\n\r\n", Get + "\r\n") with { Way = Way.Proxy },

        .. NoAuthority.Select(
            row => No(row.Id, Uri, $"CONNECT: {row.What}", $"CONNECT {row.Authority} HTTP/1.1\r\nHost: {{host}}\r\n\r\n") with { Way = Way.Proxy }),
        No("T9", "RFC 9110 §9.3.6", "CONNECT whose Host is another", "CONNECT {host}:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n") with { Way = Way.Proxy },
        .. new[] { 1, 22, 25, 444, 6379, 8443 }.Select(port => No(
            "T9", "ports 443 and 80 alone", $"port {port}", $"GET http://{{host}}:{port}/{{id}} HTTP/1.1\r\nHost: {{host}}:{port}\r\n\r\n", 403) with
        {
            Way = Way.Proxy, Reason = "host_not_allowed", Keeps = true,
        }),
        .. new[] { "evilplain.example.com", "plain.example.com.evil.example", "example.com", "xplain.example.com", "a.plain.example.com", "plain_example.com" }
            .Select(host => No(
            "T8", "whole labels", host, $"GET http://{host}/{{id}} HTTP/1.1\r\nHost: {host}\r\n\r\n", 403)
            with { Way = Way.Proxy, Reason = "host_not_allowed", Keeps = true }),
        .. new[] { "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "1.1.1.1", "[2606:4700::1111]" }.Select(host => No(
            "T10", "literals are no names", host, $"GET http://{host}/{{id}} HTTP/1.1\r\nHost: {host}\r\n\r\n", 403)
            with { Way = Way.Proxy, Reason = "host_not_allowed", Keeps = true }),

        .. new (string What, string Path)[]
        {
            ("dots with parameter", "/{id}/..;a=b/x"), ("dots between encoded slashes", "/{id}%2f..%2fx"), ("dots behind a backslash", "/{id}%5c../x"),
            ("NUL", "/{id}%00"), ("overlong slash", "/{id}%c0%af"), ("overlong dot", "/{id}/%c0%ae%c0%ae/"), ("beyond Unicode", "/{id}%f4%91%80%af"),
            ("no digits", "/{id}%"), ("one digit", "/{id}%2"), ("not hexadecimal", "/{id}%zz"), ("%u", "/{id}%u002e"), ("plain backslash", "/{id}\\x"),
        }.Select(row => No("T17", "RFC 3986 §6.2.2", row.What, $"GET {row.Path} HTTP/1.1\r\nHost: {{host}}\r\n\r\n")),
        .. new (string What, string Sent, string Seen)[]
        {
            ("encoded letters are decoded", "/{id}/%41%7e", "/{id}/A~"), ("encoded slash stays", "/{id}/@a%2fb", "/{id}/@a%2Fb"),
            ("double encoding stays", "/{id}%252e%252e", "/{id}%252e%252e"),
            ("empty segments stay", "/{id}//x", "/{id}//x"), ("parameters stay", "/{id};a=b", "/{id};a=b"),
            ("quotes are encoded", "/{id}\"<>", "/{id}%22%3C%3E"), ("query stays as it is", "/{id}?%2e%2e/%00&a=<", "/{id}?%2e%2e/%00&a=<"),
            ("three dots are a name", "/{id}/...", "/{id}/..."), ("dot segment", "/{id}/a/../x", "/{id}/x"), ("encoded dots", "/{id}/a/%2e%2e/x", "/{id}/x"),
            ("half encoded", "/{id}/a/.%2E/x", "/{id}/x"), ("dot", "/{id}/./x", "/{id}/x"), ("at the end", "/{id}/a/..", "/{id}/"),
            ("above the root", "/../../{id}", "/{id}"), ("encoded backslash", "/{id}%5cx", "/{id}%5Cx"), ("Latin-1", "/{id}/caf%e9", "/{id}/caf%E9"),
            ("surrogate", "/{id}%ed%a0%80", "/{id}%ED%A0%80"), ("lone byte", "/{id}%ff", "/{id}%FF"),
        }.Select(row => Yes(
            "T17", "RFC 3986 §6.2.2", row.What, $"GET {row.Sent} HTTP/1.1\r\nHost: {{host}}\r\n\r\n", $"GET {row.Seen} HTTP/1.1\r\nHost: {{host}}\r\n\r\n")),

        .. new[]
        {
            "X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE", "X-Method-Override: DELETE", "X-Original-URL: /admin", "X-Rewrite-URL: /admin",
            "X-Original-Host: evil.example",
            "X-Forwarded-For: 10.0.0.1", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http", "X-Forwarded-Port: 22", "X-Forwarded-Prefix: /admin",
            "Forwarded: host=evil.example", "X-Host: evil.example",
            "X-HTTP-Host-Override: evil.example", "X-Real-IP: 127.0.0.1", "Destination: https://evil.example/admin",
        }.Select(line => YesGet("T18", "fields that speak for the request line", line, line + "\r\n")),
        YesGet("T18", "RFC 9110 §14", "Range passes", "Range: bytes=0-1\r\n", "Range: bytes=0-1\r\n"),
        Yes("T18", "RFC 4918 §9.9", "MOVE loses its second path", "MOVE /{id} HTTP/1.1\r\nHost: {host}\r\nDestination: http://{host}/admin\r\n\r\n",
            "MOVE /{id} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
    ];
}
