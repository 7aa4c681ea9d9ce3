using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// Finds the endpoints of a host, once a connection, and refuses the host if any of them is not public: a name that resolves to a private address
/// beside a public one is how rebinding gets in. Only an <c>upstream.resolve</c> entry, which the operator wrote, may name a private address.
/// </summary>
/// <param name="overrides">Host to <c>address:port</c>, as in settings.</param>
/// <param name="lookup">DNS.</param>
/// <param name="isOwn">Whether an endpoint is a listener of this process; null for none.</param>
internal sealed class UpstreamResolver(
    IReadOnlyDictionary<string, string> overrides, Func<string, CancellationToken, Task<IPAddress[]>> lookup, Func<IPEndPoint, bool>? isOwn = null)
{
    private readonly Dictionary<HostName, IPEndPoint> _overrides = Parse(overrides);

    /// <summary>The endpoints to try, in order; or why there are none.</summary>
    public async ValueTask<(IReadOnlyList<IPEndPoint> Endpoints, UpstreamFault? Fault)> ResolveAsync(Authority authority, CancellationToken cancel)
    {
        if (_overrides.TryGetValue(authority.Host, out IPEndPoint? endpoint))
        {
            return isOwn?.Invoke(endpoint) == true
                ? ([], new UpstreamFault(UpstreamFaultKind.AddressDenied, $"{authority.Host} leads back to this proxy at {endpoint}"))
                : ([endpoint], null);
        }
        IPAddress[] addresses;
        if (authority.Host.Address is { } literal)
        {
            addresses = [literal];
        }
        else
        {
            try
            {
                addresses = await lookup(authority.Host.ToString(), cancel).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                return ([], new UpstreamFault(UpstreamFaultKind.Unreachable, $"{authority.Host} does not resolve: {exception.Message}"));
            }
        }
        foreach (IPAddress address in addresses)
        {
            AddressClass kind = AddressPolicy.Classify(address);
            if (kind != AddressClass.Public)
            {
                return ([], new UpstreamFault(
                    UpstreamFaultKind.AddressDenied,
                    $"{authority.Host} is at {address}, which is not a public address ({kind}); an operator can open it under upstream.resolve"));
            }
        }
        return addresses.Length == 0
            ? ([], new UpstreamFault(UpstreamFaultKind.Unreachable, $"{authority.Host} has no address"))
            : (addresses.Select(address => new IPEndPoint(address, authority.Port)).ToList(), null);
    }

    private static Dictionary<HostName, IPEndPoint> Parse(IReadOnlyDictionary<string, string> overrides)
    {
        Dictionary<HostName, IPEndPoint> parsed = [];
        foreach ((string name, string target) in overrides)
        {
            if (!HostName.TryParse(name, out HostName? host)
                || !Authority.TryParse(Encoding.ASCII.GetBytes(target), null, out Authority authority)
                || authority.Host.Address is not { } address)
            {
                throw new ProxyConfigurationException($"upstream.resolve: '{name}: {target}' is not 'host: address:port'");
            }
            // What a machine's metadata service gives out are its owner's credentials: not even by name.
            if (AddressPolicy.Classify(address) == AddressClass.Metadata)
            {
                throw new ProxyConfigurationException($"upstream.resolve: '{name}: {target}' is a cloud's metadata service");
            }
            parsed[host] = new IPEndPoint(address, authority.Port);
        }
        return parsed;
    }
}
