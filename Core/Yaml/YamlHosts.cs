using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Core.Yaml;

/// <summary>Reads scalars as hosts, by the rules for hosts in requests (<see cref="HostName"/>).</summary>
public static class YamlHosts
{
    /// <summary>Reads a host in canonical text.</summary>
    public static string ReadHost(this YamlNode node, string what)
    {
        YamlScalar scalar = node.AsScalar(what);
        return HostName.TryParse(scalar.Text, out HostName? host) ? host.ToString() : throw scalar.Expected(what, "a host name");
    }

    /// <summary>Reads <c>host</c> or <c>host:port</c> in canonical text; without a port in the file there is none in the result.</summary>
    public static string ReadAuthority(this YamlNode node, string what)
    {
        YamlScalar scalar = node.AsScalar(what);
        return Parse(scalar.Text, defaultPort: 0) is { } authority
            ? authority.Port == 0 ? authority.Host.ToString() : authority.ToString()
            : throw scalar.Expected(what, "a host, or host:port");
    }

    /// <summary>Reads <c>address:port</c>; the address is an IPv4 literal or an IPv6 literal in brackets.</summary>
    public static string ReadAddress(this YamlNode node, string what)
    {
        YamlScalar scalar = node.AsScalar(what);
        return Parse(scalar.Text, defaultPort: null) is { Host.Address: not null } authority
            ? authority.ToString()
            : throw scalar.Expected(what, "address:port, such as 127.0.0.1:9443 or [::1]:9443");
    }

    private static Authority? Parse(string text, int? defaultPort) =>
        Ascii.IsValid(text) && Authority.TryParse(Encoding.ASCII.GetBytes(text), defaultPort, out Authority authority) ? authority : null;
}
