using System.Formats.Asn1;
using System.Net;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// The hosts that a certificate authority may vouch for (RFC 5280 section 4.2.1.10). The platform compares them with the names in the certificate, and a
/// wildcard there may still stand for a host that is excluded; this compares them with the host that is asked for.
/// </summary>
internal static class NameConstraints
{
    private static readonly Asn1Tag Permitted = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Excluded = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Address = new(TagClass.ContextSpecific, 7);

    /// <summary>Judges a host.</summary>
    /// <param name="extension">The DER value of the extension.</param>
    /// <param name="host">A name as A-labels, or an address.</param>
    /// <exception cref="AsnContentException">The value is malformed.</exception>
    public static bool Allow(ReadOnlyMemory<byte> extension, string host)
    {
        byte[]? address = IPAddress.TryParse(host, out IPAddress? parsed) ? parsed.GetAddressBytes() : null;
        AsnReader constraints = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        (bool permits, bool inside) = Read(constraints, Permitted, host, address);
        return (!permits || inside) && !Read(constraints, Excluded, host, address).Inside;
    }

    // Any: there is a subtree of the host's kind. Inside: the host is in one of them.
    private static (bool Any, bool Inside) Read(AsnReader constraints, Asn1Tag which, string host, byte[]? address)
    {
        (bool any, bool inside) = (false, false);
        if (!constraints.HasData || constraints.PeekTag() != which)
        {
            return (any, inside);
        }

        AsnReader subtrees = constraints.ReadSequence(which);
        while (subtrees.HasData)
        {
            AsnReader subtree = subtrees.ReadSequence();
            Asn1Tag kind = subtree.PeekTag();
            if (address is null && kind == DnsName)
            {
                any = true;
                inside |= IsBelow(host, subtree.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
            }
            else if (address is not null && kind == Address)
            {
                any = true;
                inside |= IsIn(address, subtree.ReadOctetString(Address));
            }
        }

        return (any, inside);
    }

    // A leading dot is not of the standard, but often written: only names below it are meant then.
    private static bool IsBelow(string host, string domain) =>
        domain.Length == 0
        || (host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            && (domain[0] == '.' || host.Length == domain.Length || host[^(domain.Length + 1)] == '.'));

    private static bool IsIn(byte[] address, byte[] range)
    {
        if (range.Length != 2 * address.Length)
        {
            return false; // of the other family
        }

        for (int i = 0; i < address.Length; i++)
        {
            if (((address[i] ^ range[i]) & range[address.Length + i]) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
