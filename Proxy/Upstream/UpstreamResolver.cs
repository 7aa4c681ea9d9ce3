using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// Finds the endpoints of a host, once a connection, and refuses the host if any of them is not public, or is this machine's: a name that resolves to a private
/// address beside a public one is how rebinding gets in. Only an <c>upstream.resolve</c> entry, which the operator wrote, may name such an address.
/// </summary>
/// <param name="overrides">Host to <c>address:port</c>, as in settings.</param>
/// <param name="lookup">DNS.</param>
/// <param name="isOwn">Whether an endpoint is a listener of this process; null for none.</param>
/// <param name="addresses">This machine's addresses; null for those that its interfaces have.</param>
/// <param name="time">Tells when these are to be looked at again.</param>
internal sealed class UpstreamResolver(
    IReadOnlyDictionary<string, string> overrides, Func<string, CancellationToken, Task<IPAddress[]>> lookup, Func<IPEndPoint, bool>? isOwn = null,
    Func<HostAddresses>? addresses = null, TimeProvider? time = null)
{
    private readonly Dictionary<HostName, IPEndPoint> _overrides = Parse(overrides);

    private AddressGate Gate =>
        field ??= new AddressGate(new FreshAddresses(addresses ?? HostAddresses.Read, time ?? TimeProvider.System).Get, _overrides.Keys);

    /// <summary>The endpoints to try, in order; or why there are none.</summary>
    public async ValueTask<(IReadOnlyList<IPEndPoint> Endpoints, UpstreamFault? Fault)> ResolveAsync(Authority authority, CancellationToken cancel)
    {
        if (_overrides.TryGetValue(authority.Host, out IPEndPoint? endpoint))
        {
            return isOwn?.Invoke(endpoint) == true
                ? ([], new UpstreamFault(UpstreamFaultKind.AddressDenied, $"{authority.Host} leads back to this proxy at {endpoint}"))
                : ([endpoint], null);
        }
        IPAddress[] found;
        if (AddressGate.Known(authority.Host) is { } known)
        {
            found = [known];
        }
        else
        {
            try
            {
                found = await lookup(authority.Host.ToString(), cancel).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                return ([], new UpstreamFault(UpstreamFaultKind.Unreachable, $"{authority.Host} does not resolve: {exception.Message}"));
            }
        }
        foreach (IPAddress address in found)
        {
            if (Gate.Refusal(authority.Host, address) is { } refusal)
            {
                return ([], new UpstreamFault(UpstreamFaultKind.AddressDenied, refusal));
            }
        }
        return found.Length == 0
            ? ([], new UpstreamFault(UpstreamFaultKind.Unreachable, $"{authority.Host} has no address"))
            : (found.Select(address => new IPEndPoint(address, authority.Port)).ToList(), null);
    }

    /// <summary>
    /// Looks at a connection before a byte goes out on it: one whose two ends have the same address did not leave this machine, whatever its interfaces said a
    /// moment ago, and also where a local route has the address and no interface.
    /// </summary>
    public UpstreamFault? CheckConnected(Authority authority, EndPoint? local, EndPoint? remote) =>
        !Gate.IsNamed(authority.Host) && local is IPEndPoint { Address: var here } && remote is IPEndPoint { Address: var there } && here.Equals(there)
            ? new UpstreamFault(UpstreamFaultKind.AddressDenied,
                $"{authority.Host} is at {there}, which is an address of this machine; an operator can open it under upstream.resolve")
            : null;

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
