using static BotBottle.Proxy.Tests.Wire.TunnelCase;

namespace BotBottle.Proxy.Tests.Wire;

/// <summary>Server names that differ from authorities (T2, T5), first bytes (F23, H5), leaves for denied hosts (H6, 5 per second).</summary>
internal static class TunnelCases
{
    private const string Names = "RFC 9110 §7.4";
    private const string Tunnels = "RFC 9110 §9.3.6";
    private const string Records = "RFC 8446 §5.1";

    /// <summary>A TLS alert, fatal: unrecognized_name (RFC 6066 section 3).</summary>
    private const string UnrecognizedName = "\u0015\u0003\u0003\0\u0002\u0002\u0070";

    public static IEnumerable<TunnelCase> All =>
    [
        new("T2", Names, "CONNECT, server name and Host are one"),
        new("T2", Names, "the server name is in other letters") { ServerName = "WWW.Example.com" },
        new("T2", Names, "the authority is in other letters") { Connect = "WWW.EXAMPLE.COM:443" },
        new("T2", Names, "no server name, and the Host is the tunnel's") { ServerName = "" },
        new("T2", Names, "no server name, and the Host is another") { ServerName = "", Input = Get("api.anthropic.com"), Status = 421 },
        new("T2", Names, "the server name is another host's") { ServerName = "other.example", Status = 421 },
        new("T2", Names, "the server name is another open host's") { ServerName = "api.anthropic.com", Status = 421 },
        new("T2", Names, "server name and Host are another open host's") { ServerName = "api.anthropic.com", Input = Get("api.anthropic.com"), Status = 421 },
        new("T2", Names, "the server name is below the tunnel's") { ServerName = "a.www.example.com", Status = 421 },
        new("T2", Names, "the server name is above the tunnel's") { ServerName = "example.com", Status = 421 },
        new("T2", Names, "the tunnel is denied, and the server name is open") { Connect = "denied.example:443", Status = 421 },
        new("T2", Names, "a TLS listener goes by the server name") { Connect = null },
        new("T2", Names, "a TLS listener, and the Host is another") { Connect = null, Input = Get("api.anthropic.com"), Status = 421 },
        new("T2", Names, "a TLS listener without a server name") { Connect = null, ServerName = "", Status = 0, Last = UnrecognizedName },

        new("T5", Tunnels, "a denied host is denied inside of its tunnel") { Connect = "denied.example:443", ServerName = "denied.example",
            Input = Get("denied.example"), Status = 403 },
        new("T5", Tunnels, "a denied host on a plain tunnel") { Connect = "denied.example:80", ServerName = null, Input = Get("denied.example"), Status = 403 },
        new("T5", Tunnels, "a port that no route names") { Connect = "www.example.com:8443", Input = Get("www.example.com:8443"), Status = 403 },
        new("T5", Tunnels, "an open host behind five denied ones") { DeniedBefore = 5 },

        new("F23", Tunnels, "the ClientHello comes with the CONNECT") { Early = true },
        new("F23", Tunnels, "the ClientHello for another host comes with the CONNECT") { Early = true, ServerName = "other.example", Status = 421 },
        new("F23", Tunnels, "a request comes with the CONNECT to port 80") { Early = true, Connect = $"{Host}:80", ServerName = null },
        new("F23", Tunnels, "a denied request comes with the CONNECT to port 80") { Early = true, Connect = "denied.example:80", ServerName = null,
            Input = Get("denied.example"), Status = 403 },
        new("F23", Tunnels, "a request comes with the CONNECT to port 443") { Early = true, ServerName = null, Status = 0 },

        .. new (string What, string First)[]
        {
            ("a request", Get(Host)), ("an SSH banner", "SSH-2.0-OpenSSH_9.2\r\n"), ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            ("NUL", "\0"), ("SOCKS4", "\u0004\u0001\u0001\u00bb\u0001\u0001\u0001\u0001\0"),
            ("SOCKS5", "\u0005\u0001\0"), ("SMTP", "EHLO x\r\n"), ("a TLS alert", UnrecognizedName), ("application data", "\u0017\u0003\u0003\0\u0001x"),
            ("SSL 2", "\u0080\u002e\u0001\u0003\u0001"), ("an empty line", "\r\n"),
            ("a handshake that is no ClientHello", "\u0016\u0003\u0003\0\u0004\u0002\0\0\0"), ("an empty record", "\u0016\u0003\u0003\0\0"),
            ("a ClientHello cut to nothing", "\u0016\u0003\u0003\0\u0004\u0001\0\0\0"),
            ("a record of SSL 2's version", "\u0016\u0002\0\0\u0004\u0001\0\0\0"),
        }.SelectMany(row => new[]
        {
            new TunnelCase("H5", Records, $"a tunnel begins with {row.What}") { ServerName = null, Input = row.First, Status = 0 },
            new TunnelCase("H5", Records, $"a TLS listener's connection begins with {row.What}") { Connect = null, ServerName = null, Input = row.First,
                Status = 0, Last = UnrecognizedName },
        }),

        new("H6", "5 leaves a second for denied hosts", "the fifth denied host has a leaf")
        {
            DeniedBefore = 4, Connect = "denied.example:443", ServerName = "denied.example", Input = Get("denied.example"), Status = 403,
        },
        new("H6", "5 leaves a second for denied hosts", "the sixth has its refusal at the CONNECT") { DeniedBefore = 5, Connect = "denied.example:443",
            ServerName = null, Connected = 403, Status = 0 },
        new("H6", "5 leaves a second for denied hosts", "a denied host that has a leaf keeps it")
        {
            DeniedBefore = 6, Connect = "denied0.example:443", ServerName = "denied0.example", Input = Get("denied0.example"), Status = 403,
        },
    ];
}
