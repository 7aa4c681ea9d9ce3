using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Policy;

/// <summary>One entry of a run's allowlist.</summary>
/// <param name="Host">The exact host.</param>
/// <param name="Port">The exact port; null for 443 and 80, so that an open host does not open its ssh or mail port.</param>
internal readonly record struct HostRule(HostName Host, int? Port)
{
    public bool Matches(Authority authority) =>
        authority.Host == Host && (Port is { } port ? authority.Port == port : authority.Port is 443 or 80);

    /// <exception cref="ProxyConfigurationException">Not <c>host</c> or <c>host:port</c>.</exception>
    public static HostRule Parse(string text)
    {
        if (HostName.TryParse(text, out HostName? host))
        {
            return new HostRule(host, null);
        }
        return Authority.TryParse(Encoding.ASCII.GetBytes(text), null, out Authority authority)
            ? new HostRule(authority.Host, authority.Port)
            : throw new ProxyConfigurationException($"'{text}' is not a host or host:port");
    }

    public override string ToString() => Port is { } port ? $"{Host}:{port}" : Host.ToString();
}
