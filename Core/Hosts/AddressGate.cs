using System.Net;
using System.Net.NetworkInformation;

namespace BotBottle.Core.Hosts;

/// <summary>
/// Whether a connection to an address may be made: the one rule of the proxy, which connects, and of <c>explain</c>, which does not. An address that is not public, or that is this machine's,
/// is for the operator alone to open, by <c>upstream.resolve</c>.
/// </summary>
/// <param name="own">This machine's addresses as they are now.</param>
/// <param name="named">The hosts that <c>upstream.resolve</c> names.</param>
public sealed class AddressGate(Func<HostAddresses> own, IReadOnlyCollection<HostName> named)
{
    /// <summary>Whether the operator says where the host is.</summary>
    public bool IsNamed(HostName host) => named.Contains(host);

    /// <summary>The address of a host that is known without asking anybody: a literal, or the loopback's for <c>localhost</c> and what is below it (RFC 6761 section 6.3).</summary>
    public static IPAddress? Known(HostName host)
    {
        ArgumentNullException.ThrowIfNull(host);
        string name = host.ToString();
        return host.Address ?? (name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal) ? IPAddress.Loopback : null);
    }

    /// <summary>Why no connection is made to an address of a host, for a person; null where one may be. Not for a host that is named.</summary>
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
