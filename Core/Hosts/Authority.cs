using BotBottle.Core.Text;

namespace BotBottle.Core.Hosts;

/// <summary>
/// A host and a port (RFC 3986 section 3.2 without userinfo): the target of a CONNECT, of an absolute-form request or of a Host header field.
/// </summary>
/// <param name="Host">The canonical host.</param>
/// <param name="Port">1 to 65535.</param>
public readonly record struct Authority(HostName Host, int Port)
{
    /// <summary>
    /// Parses <c>host</c> or <c>host:port</c>. Without a port it uses <paramref name="defaultPort"/>; null requires a port (CONNECT). False for userinfo, an
    /// empty or invalid port, and every host that <see cref="HostName"/> refuses.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int? defaultPort, out Authority authority)
    {
        authority = default;
        if (!TrySplit(text, out var hostText, out var namedPort)
            || (namedPort ?? defaultPort) is not { } port
            || !HostName.TryParse(hostText, out var host))
        {
            return false;
        }

        authority = new Authority(host, port);
        return true;
    }

    /// <summary>The text <c>host:port</c>, always with the port.</summary>
    public override string ToString() => $"{Host}:{Port}";

    /// <summary>Splits the port off at the colon after the host; the colons of an IPv6 literal are inside its brackets. The host is not checked.</summary>
    internal static bool TrySplit(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out int? port)
    {
        port = null;
        host = text;
        var bracket = text.LastIndexOf((byte)']');
        var colon = text[(bracket + 1)..].IndexOf((byte)':');
        if (colon < 0)
        {
            return true;
        }

        colon += bracket + 1;
        host = text[..colon];
        if (!WireNumber.TryParsePort(text[(colon + 1)..], out var number))
        {
            return false;
        }

        port = number;
        return true;
    }
}
