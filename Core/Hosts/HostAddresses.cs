using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace BotBottle.Core.Hosts;

/// <summary>
/// The addresses of this machine's interfaces, public ones included, and the IPv6 networks of its interfaces. Services there trust their neighbours, so a route
/// to the internet does not open them. IPv4 networks do not count as own: a rented machine shares them with strangers' public servers. Every address in a
/// loopback interface's network is the machine's own.
/// </summary>
/// <param name="interfaces">Each address with its prefix length.</param>
/// <param name="loopbacks">The addresses of loopback interfaces, again.</param>
public sealed class HostAddresses(
    IEnumerable<(IPAddress Address, int PrefixLength)> interfaces, IEnumerable<(IPAddress Address, int PrefixLength)>? loopbacks = null)
{
    // A network with a shorter prefix is no local link, but a tunnel's route or a mistake.
    private const int ShortestLink = 48;

    private const int Ipv6Bits = 128;

    private readonly (byte[] Address, int PrefixLength)[] _all = [.. interfaces.Select(own => (own.Address.GetAddressBytes(), own.PrefixLength))];
    private readonly (byte[] Address, int PrefixLength)[] _local =
        [.. (loopbacks ?? []).Where(own => own.Address.AddressFamily == AddressFamily.InterNetwork)
            .Select(own => (own.Address.GetAddressBytes(), own.PrefixLength))];

    /// <summary>No addresses, for callers without knowledge and for tests.</summary>
    public static HostAddresses None { get; } = new([]);

    /// <summary>Reads the present addresses.</summary>
    /// <exception cref="NetworkInformationException">The kernel does not return them.</exception>
    public static HostAddresses Read()
    {
        List<(IPAddress Address, int PrefixLength, bool OnLoopback)> found = InterfaceAddresses.Read();
        return new HostAddresses(
            found.Select(own => (own.Address, own.PrefixLength)), found.Where(own => own.OnLoopback).Select(own => (own.Address, own.PrefixLength)));
    }

    /// <summary>True if packets to an address end at this machine. An IPv6 address is also tested by its embedded IPv4 address.</summary>
    public bool IsOwn(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Holds(address) || AddressPolicy.Carried(address).Any(Holds);
    }

    /// <summary>The IPv6 network of an interface that contains an address, as <c>2001:db8::/64</c>; null for none.</summary>
    public string? LinkOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        foreach ((byte[] own, int length) in _all)
        {
            if (own.Length == bytes.Length && length is >= ShortestLink and < Ipv6Bits && Shares(own, bytes, length))
            {
                return $"{new IPAddress(Masked(own, length))}/{length}";
            }
        }

        return null;
    }

    private bool Holds(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return Array.Exists(_all, own => own.Address.AsSpan().SequenceEqual(bytes))
            || Array.Exists(_local, own => own.Address.Length == bytes.Length && Shares(own.Address, bytes, own.PrefixLength));
    }

    private static bool Shares(byte[] one, byte[] other, int bits) => Masked(one, bits).AsSpan().SequenceEqual(Masked(other, bits));

    private static byte[] Masked(byte[] address, int bits)
    {
        byte[] masked = [.. address];
        for (int i = 0; i < masked.Length; i++)
        {
            int kept = Math.Clamp(bits - i * 8, 0, 8);
            masked[i] &= (byte)(0xff << (8 - kept));
        }

        return masked;
    }
}
