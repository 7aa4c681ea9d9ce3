using System.Net;
using System.Net.NetworkInformation;

namespace BotBottle.Core.Hosts;

/// <summary>
/// Decides whether a connection to an address is allowed. The proxy and <c>explain</c> share this rule. Only the operator can open an address that is not
/// public or belongs to this machine, by <c>upstream.resolve</c>.
/// </summary>
/// <param name="own">Returns the present addresses of this machine.</param>
/// <param name="named">The hosts that <c>upstream.resolve</c> names.</param>
public sealed class AddressGate(Func<HostAddresses> own, IReadOnlyCollection<HostName> named)
{
    /// <summary>True if the operator names the host's address.</summary>
    public bool IsNamed(HostName host) => named.Contains(host);

    /// <summary>
    /// The address of a host that needs no lookup: a literal, or the loopback's for <c>localhost</c> and its subdomains (RFC 6761 section 6.3); else null.
    /// </summary>
    public static IPAddress? Known(HostName host)
    {
        ArgumentNullException.ThrowIfNull(host);
        string name = host.ToString();
        return host.Address ?? (name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal) ? IPAddress.Loopback : null);
    }

    /// <summary>
    /// The reason for refusing a connection to an address of a host, for a person; null if it is allowed. Not for hosts that the operator names.
    /// </summary>
    public string? Refusal(HostName host, IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(host);
        string subject = host.Address is null ? $"{host} is at {address}, which is" : $"{host} is";
        AddressClass kind = AddressPolicy.Classify(address);
        if (kind == AddressClass.Metadata)
        {
            return $"{subject} not a public address ({kind}): a cloud's metadata service is never opened";
        }

        const string Remedy = "; an operator can open it under upstream.resolve";
        if (kind != AddressClass.Public)
        {
            return $"{subject} not a public address ({kind}){Remedy}";
        }

        HostAddresses addresses;
        try
        {
            addresses = own();
        }
        catch (NetworkInformationException fault)
        {
            return $"the addresses of this machine cannot be read, so that {address} may be one of them: {fault.Message}";
        }

        return addresses.IsOwn(address) ? $"{subject} an address of this machine{Remedy}"
            : addresses.LinkOf(address) is { } link ? $"{subject} in {link}, a network that this machine is on{Remedy}"
            : null;
    }
}
