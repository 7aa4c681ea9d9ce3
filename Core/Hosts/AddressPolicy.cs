using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace BotBottle.Core.Hosts;

/// <summary>
/// Classifies addresses by the IANA special-purpose registries (RFC 6890) and the clouds' metadata addresses. An IPv6 address with an embedded IPv4 address
/// (mapped, compatible, NAT64, 6to4, Teredo) is classified by the IPv4 address, because its packets end there.
/// </summary>
public static class AddressPolicy
{
    private static readonly (uint Network, int Bits, AddressClass Class)[] Ipv4Table =
    [
        // The first matching row decides, so single addresses come before the networks around them.
        (Ip(169, 254, 169, 254), 32, AddressClass.Metadata),   // AWS, GCP, Azure, most others
        (Ip(169, 254, 170, 2), 32, AddressClass.Metadata),     // AWS ECS tasks
        (Ip(169, 254, 170, 23), 32, AddressClass.Metadata),    // AWS EKS pod identity
        (Ip(168, 63, 129, 16), 32, AddressClass.Metadata),     // Azure wire server
        (Ip(100, 100, 100, 200), 32, AddressClass.Metadata),   // Alibaba
        (Ip(192, 0, 0, 192), 32, AddressClass.Metadata),       // Oracle
        (Ip(0, 0, 0, 0), 8, AddressClass.Unspecified),
        (Ip(10, 0, 0, 0), 8, AddressClass.Private),
        (Ip(100, 64, 0, 0), 10, AddressClass.SharedNat),
        (Ip(127, 0, 0, 0), 8, AddressClass.Loopback),
        (Ip(169, 254, 0, 0), 16, AddressClass.LinkLocal),
        (Ip(172, 16, 0, 0), 12, AddressClass.Private),
        (Ip(192, 0, 0, 0), 24, AddressClass.Reserved),
        (Ip(192, 0, 2, 0), 24, AddressClass.Reserved),
        (Ip(192, 88, 99, 0), 24, AddressClass.Reserved),       // 6to4 relay anycast
        (Ip(192, 168, 0, 0), 16, AddressClass.Private),
        (Ip(198, 18, 0, 0), 15, AddressClass.Reserved),
        (Ip(198, 51, 100, 0), 24, AddressClass.Reserved),
        (Ip(203, 0, 113, 0), 24, AddressClass.Reserved),
        (Ip(224, 0, 0, 0), 4, AddressClass.Multicast),
        (Ip(240, 0, 0, 0), 4, AddressClass.Reserved),
    ];

    // As numbers: IPNetwork.Parse would load the whole globalization library into a process that needs it for nothing else, which takes 10 ms.
    private static readonly (ulong High, ulong Low, int Bits, AddressClass Class)[] Ipv6Table =
    [
        (0xfd00_0ec2_0000_0000, 0x0254, 128, AddressClass.Metadata),    // fd00:ec2::254, AWS
        (0xfd00_0ec2_0000_0000, 0x0023, 128, AddressClass.Metadata),    // fd00:ec2::23, AWS EKS pod identity
        (0xfd20_00ce_0000_0000, 0x0254, 128, AddressClass.Metadata),    // fd20:ce::254, GCP
        (0xfc00_0000_0000_0000, 0, 7, AddressClass.Private),            // fc00::/7
        (0xfe80_0000_0000_0000, 0, 10, AddressClass.LinkLocal),         // fe80::/10
        (0xfec0_0000_0000_0000, 0, 10, AddressClass.Private),           // fec0::/10
        (0xff00_0000_0000_0000, 0, 8, AddressClass.Multicast),          // ff00::/8
        (0x2001_0000_0000_0000, 0, 23, AddressClass.Reserved),          // 2001::/23, protocol assignments; Teredo is unwrapped before
        (0x2001_0db8_0000_0000, 0, 32, AddressClass.Reserved),          // 2001:db8::/32
        (0x3fff_0000_0000_0000, 0, 20, AddressClass.Reserved),          // 3fff::/20
        (0x2000_0000_0000_0000, 0, 3, AddressClass.Public),             // 2000::/3, the only block that is allocated to the internet
    ];

    /// <summary>The class of an IPv4 or IPv6 address. The scope id of an IPv6 address is ignored.</summary>
    public static AddressClass Classify(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            throw new ArgumentException("not an IP address", nameof(address));
        }

        return address.AddressFamily == AddressFamily.InterNetwork
            ? ClassifyIpv4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : ClassifyIpv6(bytes[..length]);
    }

    /// <summary>The IPv4 addresses at which packets to an IPv6 address may end: mapped, translated, compatible, NAT64, 6to4, Teredo.</summary>
    internal static IEnumerable<IPAddress> Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return [];
        }

        byte[] bytes = address.GetAddressBytes();
        IPAddress last = new(bytes.AsSpan(12));
        return bytes switch
        {
            [0, 0, 0, 0, 0, 0, 0, 0, 0 or 0xff, 0 or 0xff, 0 or 0xff, 0 or 0xff, ..] => [last],
            [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01, ..] => [last, new IPAddress((ReadOnlySpan<byte>)[bytes[6], bytes[7], bytes[9], bytes[10]])],
            [0x00, 0x64, 0xff, 0x9b, ..] => [last],
            [0x20, 0x02, ..] => [new IPAddress(bytes.AsSpan(2, 4))],
            [0x20, 0x01, 0, 0, ..] =>
            [
                new IPAddress(bytes.AsSpan(4, 4)),
                new IPAddress((ReadOnlySpan<byte>)[(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]),
            ],
            _ => [],
        };
    }

    private static AddressClass ClassifyIpv6(ReadOnlySpan<byte> bytes)
    {
        var last = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        if (bytes[..12].IndexOfAnyExcept((byte)0) < 0)
        {
            return last switch
            {
                0 => AddressClass.Unspecified,
                1 => AddressClass.Loopback,
                // IPv4-compatible, deprecated (RFC 4291 section 2.5.5.1): no public host is reached this way.
                _ => ClassifyIpv4(last) is var inner and not AddressClass.Public ? inner : AddressClass.Reserved,
            };
        }

        // ::ffff:a.b.c.d (mapped), ::ffff:0:a.b.c.d (translated, RFC 2765), 64:ff9b::a.b.c.d (NAT64, RFC 6052).
        if (HasPrefix(bytes, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])
            || HasPrefix(bytes, [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0])
            || HasPrefix(bytes, [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]))
        {
            return ClassifyIpv4(last);
        }

        // 64:ff9b:1::/48, NAT64 of a local network (RFC 8215): private, with the IPv4 address in one of two places.
        if (HasPrefix(bytes, [0x00, 0x64, 0xff, 0x9b, 0x00, 0x01]))
        {
            var split = (uint)((bytes[6] << 24) | (bytes[7] << 16) | (bytes[9] << 8) | bytes[10]);
            return ClassifyIpv4(last) == AddressClass.Metadata || ClassifyIpv4(split) == AddressClass.Metadata ? AddressClass.Metadata : AddressClass.Private;
        }

        // 2002:a.b.c.d::/48 (6to4, RFC 3056).
        if (HasPrefix(bytes, [0x20, 0x02]))
        {
            return ClassifyIpv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]));
        }

        // 2001:0::/32 (Teredo, RFC 4380 section 4): the server plain, the client inverted.
        if (HasPrefix(bytes, [0x20, 0x01, 0, 0]))
        {
            var client = ClassifyIpv4(~last);
            return client != AddressClass.Public ? client : ClassifyIpv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        }

        ulong high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        ulong low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        foreach (var (networkHigh, networkLow, bits, kind) in Ipv6Table)
        {
            if (bits == 128 ? high == networkHigh && low == networkLow : ((high ^ networkHigh) >> (64 - bits)) == 0)
            {
                return kind;
            }
        }

        return AddressClass.Reserved;
    }

    private static AddressClass ClassifyIpv4(uint address)
    {
        foreach (var (network, bits, kind) in Ipv4Table)
        {
            if (((address ^ network) >> (32 - bits)) == 0)
            {
                return kind;
            }
        }

        return AddressClass.Public;
    }

    private static bool HasPrefix(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> prefix) => bytes.StartsWith(prefix);

    private static uint Ip(byte a, byte b, byte c, byte d) => (uint)((a << 24) | (b << 16) | (c << 8) | d);
}
