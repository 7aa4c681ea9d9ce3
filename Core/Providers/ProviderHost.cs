using System.Diagnostics.CodeAnalysis;
using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Core.Providers;

/// <summary>One host of a provider.</summary>
/// <param name="Host">The host in canonical form (<see cref="HostName"/>).</param>
/// <param name="Port">The port; null for every port, so that another port does not bypass the meter.</param>
public sealed record ProviderHost(string Host, int? Port)
{
    /// <summary>Reads <c>host</c> or <c>host:port</c>; false for any other text.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ProviderHost? host)
    {
        host = null;
        if (!Authority.TrySplit(Encoding.UTF8.GetBytes(text), out var name, out int? port) || !HostName.TryParse(name, out var parsed))
        {
            return false;
        }

        host = new ProviderHost(parsed.ToString(), port);
        return true;
    }

    /// <summary>True if the authority is this one.</summary>
    public bool Matches(string host, int port) => (Port is null || Port == port) && string.Equals(Host, host, StringComparison.Ordinal);

    /// <summary>True if some authority matches both hosts.</summary>
    public bool Overlaps(ProviderHost other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Host == other.Host && (Port is null || other.Port is null || Port == other.Port);
    }

    /// <summary><c>host</c> or <c>host:port</c>.</summary>
    public override string ToString() => Port is null ? Host : $"{Host}:{Port}";
}
