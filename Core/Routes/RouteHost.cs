using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Core.Routes;

/// <summary>
/// A route's <c>host</c>: <c>api.example.com</c> (that host), <c>*.example.com</c> (hosts below it, never itself), each with or without <c>:port</c>.
/// </summary>
/// <param name="Host">The host, or the parent of the hosts.</param>
/// <param name="IsWildcard">True for subdomains.</param>
/// <param name="Port">The only port; null for 443 and 80, so that an open host does not open its ssh or mail port.</param>
public readonly record struct RouteHost(HostName Host, bool IsWildcard, int? Port)
{
    private const string Wildcard = "*.";

    // Suffixes without a registry of the public DNS: RFC 2606, RFC 6761, RFC 6762, ICANN's reservation for private use, and common names of private networks.
    private static readonly string[] PrivateSuffixes = ["internal", "local", "localhost", "test", "example", "invalid", "lan", "home", "corp", "intranet"];

    /// <summary>True if it covers everything below a top-level domain, where anyone may register a name.</summary>
    public bool IsTooWide =>
        IsWildcard && Host.ToString() is var suffix && !suffix.Contains('.', StringComparison.Ordinal) && !PrivateSuffixes.Contains(suffix);

    /// <summary>The error message for a pattern that <see cref="IsTooWide"/>.</summary>
    public string TooWide => $"'{this}' is too wide: anybody can register a name below {Host}; write *.example.{Host}";

    /// <summary>Reads a pattern; false for an invalid one. A literal address has no subdomains.</summary>
    public static bool TryParse(string text, out RouteHost pattern)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = default;
        bool wildcard = text.StartsWith(Wildcard, StringComparison.Ordinal);
        string rest = wildcard ? text[Wildcard.Length..] : text;
        if (!Ascii.IsValid(rest) || !Authority.TrySplit(Encoding.ASCII.GetBytes(rest), out ReadOnlySpan<byte> name, out int? port)
            || !HostName.TryParse(name, out HostName? host) || (wildcard && host.Address is not null))
        {
            return false;
        }

        pattern = new RouteHost(host, wildcard, port);
        return true;
    }

    /// <summary>True if the pattern includes the port.</summary>
    public bool Opens(int port) => Port is { } only ? port == only : port is 443 or 80;

    /// <summary>True if the pattern includes the authority.</summary>
    public bool Matches(Authority authority) =>
        Opens(authority.Port) && (IsWildcard ? authority.Host.IsSubdomainOf(Host) : authority.Host == Host);

    /// <summary>The canonical text.</summary>
    public override string ToString() => (IsWildcard ? Wildcard : "") + Host + (Port is { } port ? $":{port}" : "");
}
