namespace BotBottle.Core.Hosts;

/// <summary>Class of an IP address. Every class but <see cref="Public"/> is refused unless the operator opens it.</summary>
public enum AddressClass
{
    /// <summary>An address of the public internet.</summary>
    Public,

    /// <summary>0.0.0.0/8 and <c>::</c>: "this host", which Linux connects to itself.</summary>
    Unspecified,

    /// <summary>127.0.0.0/8 and <c>::1</c>.</summary>
    Loopback,

    /// <summary>Private networks: 10/8, 172.16/12, 192.168/16, fc00::/7, the deprecated fec0::/10 and the local NAT64 prefix 64:ff9b:1::/48.</summary>
    Private,

    /// <summary>Carrier-grade NAT, 100.64/10 (RFC 6598): private to the networks behind it.</summary>
    SharedNat,

    /// <summary>169.254/16 and fe80::/10.</summary>
    LinkLocal,

    /// <summary>A cloud's metadata service, which gives out credentials. Refused even if private networks are open.</summary>
    Metadata,

    /// <summary>224/4 and ff00::/8.</summary>
    Multicast,

    /// <summary>Other special-purpose addresses: documentation, benchmarking, protocol assignments, 240/4, and IPv6 outside 2000::/3.</summary>
    Reserved,
}
