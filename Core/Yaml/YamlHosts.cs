using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Core.Yaml;

/// <summary>Scalars as hosts, by the rules that hold on the wire (<see cref="HostName"/>): what a file names is what a request can name.</summary>
public static class YamlHosts
{
    /// <summary>A host's canonical text.</summary>
    public static string ReadHost(this YamlNode node, string what)
    {
        YamlScalar scalar = node.AsScalar(what);
        return HostName.TryParse(scalar.Text, out HostName? host) ? host.ToString() : throw scalar.Expected(what, "a host name");
    }

    /// <summary><c>host</c> or <c>host:port</c> in canonical text; the port stays away where none was written.</summary>
    public static string ReadAuthority(this YamlNode node, string what)
    {
        YamlScalar scalar = node.AsScalar(what);
        return Parse(scalar.Text, defaultPort: 0) is { } authority
            ? authority.Port == 0 ? authority.Host.ToString() : authority.ToString()
            : throw scalar.Expected(what, "a host, or host:port");
    }

    /// <summary><c>address:port</c>, the address an IPv4 literal or an IPv6 literal in brackets.</summary>
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
