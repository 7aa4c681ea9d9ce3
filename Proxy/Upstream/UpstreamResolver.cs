using System.Net;
using System.Net.Sockets;
using System.Text;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Transport;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// Resolves the endpoints of a host for each connection, and refuses the host if any address is not public or is this machine's own. A name that resolves to a
/// private address besides a public one is an attempt at DNS rebinding. Only an <c>upstream.resolve</c> entry, which the operator wrote, may name such an
/// address.
/// </summary>
/// <param name="overrides">Maps a host to <c>address:port</c>, as in the settings.</param>
/// <param name="lookup">Looks a name up in DNS.</param>
/// <param name="isOwn">Returns true for an endpoint that is a listener of this process; null for none.</param>
/// <param name="addresses">Returns this machine's addresses; null for those of its interfaces.</param>
/// <param name="time">The clock for the age of these addresses.</param>
internal sealed class UpstreamResolver(
    IReadOnlyDictionary<string, string> overrides, Func<string, CancellationToken, Task<IPAddress[]>> lookup, Func<IPEndPoint, bool>? isOwn = null,
    Func<HostAddresses>? addresses = null, TimeProvider? time = null)
{
    private readonly Dictionary<HostName, IPEndPoint> _overrides = Parse(overrides);

    private AddressGate Gate =>
        field ??= new AddressGate(new FreshAddresses(addresses ?? HostAddresses.Read, time ?? TimeProvider.System).Get, _overrides.Keys);

    /// <summary>Returns the endpoints to try, in order, or the reason why there are none.</summary>
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
    /// Checks a connection before a byte is sent on it. If both ends have the same address, the connection did not leave this machine, even if its interfaces
    /// did not have the address a moment ago, or only a local route has it.
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
            // A metadata service returns the machine owner's credentials, so that not even an operator may name it here.
            if (AddressPolicy.Classify(address) == AddressClass.Metadata)
            {
                throw new ProxyConfigurationException($"upstream.resolve: '{name}: {target}' is a cloud's metadata service");
            }
            parsed[host] = new IPEndPoint(address, authority.Port);
        }
        return parsed;
    }
}
