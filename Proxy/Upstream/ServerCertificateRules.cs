using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Text;

namespace BotBottle.Proxy.Upstream;

/// <summary>
/// Rules for a server's certificate besides those that the platform verifies (signatures, validity, basic constraints, key purposes): they are those of
/// today's browsers and strict verifiers. The platform alone would take a common name for a host name, a small key, and SHA-1.
/// </summary>
internal static class ServerCertificateRules
{
    private const int LeastRsaBits = 2048;

    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string RsaPss = "1.2.840.113549.1.1.10";
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private const string NameConstraintsOid = "2.5.29.30";

    // Keys of RFC 8410.
    private static readonly string[] Edwards = ["1.3.101.112", "1.3.101.113"];

    // P-256, P-384, P-521: the curves of TLS 1.3's signature schemes (RFC 8446 section 4.2.3).
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    // RSA and ECDSA with SHA-256, SHA-384 and SHA-512, Ed25519, Ed448.
    private static readonly string[] Signatures =
    [
        "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13",
        "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.10045.4.3.4", .. Edwards,
    ];

    // SHA-256, SHA-384, SHA-512.
    private static readonly string[] Hashes = ["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

    /// <summary>Judges a chain that the platform accepted.</summary>
    /// <param name="chain">The chain: the server's certificate first, a trusted root last.</param>
    /// <param name="host">The host that was asked for: a name as A-labels, or an address.</param>
    /// <returns>Why it is refused, as the end of a sentence; null if nothing speaks against it.</returns>
    public static string? Refusal(X509Chain chain, string host)
    {
        X509Certificate2[] certificates = [.. chain.ChainElements.Select(element => element.Certificate)];
        try
        {
            return certificates.Length == 0 ? "it shows no certificate" : OfServer(certificates[0], host) ?? OfChain(certificates, host);
        }
        catch (Exception exception) when (exception is AsnContentException or CryptographicException)
        {
            return $"a certificate of its chain is malformed: {exception.Message}";
        }
    }

    private static string? OfServer(X509Certificate2 certificate, string host)
    {
        // RFC 9110 section 4.3.4, RFC 6125 section 6.4.4.
        if (!certificate.MatchesHostname(host, allowWildcards: true, allowCommonName: false))
        {
            return "its certificate does not hold the host among its alternative names";
        }

        // RFC 5280 section 4.2.1.9: the key would sign certificates for any host.
        return certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority)
            ? "its certificate is a certificate authority's"
            : null;
    }

    private static string? OfChain(X509Certificate2[] certificates, string host)
    {
        for (int i = 0; i < certificates.Length; i++)
        {
            X509Certificate2 certificate = certificates[i];
            string whose = i == 0 ? "its certificate" : $"the authority '{NameOf(certificate)}' above its certificate";
            // The root is trusted by itself; its signature is not verified.
            bool isRoot = i > 0 && i == certificates.Length - 1;
            if ((OfKey(certificate.PublicKey) ?? (isRoot ? null : OfSignature(certificate))) is { } reason)
            {
                return $"{whose} {reason}";
            }

            if (i > 0 && certificate.Extensions[NameConstraintsOid] is { } constraints && !NameConstraints.Allow(constraints.RawData, host))
            {
                return $"{whose} may not vouch for this host (name constraints)";
            }
        }

        return null;
    }

    private static string? OfKey(PublicKey key) => key.Oid.Value switch
    {
        Rsa or RsaPss => ModulusBits(key) is < LeastRsaBits and var bits ? $"has an RSA key of {bits} bits, and {LeastRsaBits} are the least" : null,
        // RFC 5480 section 2.1.1: a curve is named; one that is written out could be chosen so that the key fits another's signature (CVE-2020-0601).
        EllipticCurve => CurveOf(key) is { } curve && Curves.Contains(curve) ? null : "has a key on a curve other than P-256, P-384 and P-521",
        { } oid when Edwards.Contains(oid) => null,
        _ => "has a key that is not RSA, ECDSA or EdDSA",
    };

    private static int ModulusBits(PublicKey key)
    {
        ReadOnlyMemory<byte> modulus = new AsnReader(key.EncodedKeyValue.RawData, AsnEncodingRules.DER).ReadSequence().ReadIntegerBytes();
        ReadOnlySpan<byte> digits = modulus.Span.TrimStart((byte)0);
        return digits.IsEmpty ? 0 : (digits.Length * 8) - byte.LeadingZeroCount(digits[0]);
    }

    private static string? CurveOf(PublicKey key)
    {
        if (key.EncodedParameters is not { RawData.Length: > 0 })
        {
            return null;
        }

        AsnReader parameters = new(key.EncodedParameters.RawData, AsnEncodingRules.DER);
        return parameters.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier) ? parameters.ReadObjectIdentifier() : null;
    }

    private static string? OfSignature(X509Certificate2 certificate)
    {
        AsnReader parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        parts.ReadEncodedValue(); // what is signed
        AsnReader algorithm = parts.ReadSequence();
        string oid = algorithm.ReadObjectIdentifier();
        bool strong = oid == RsaPss ? algorithm.HasData && Hashes.Contains(HashOf(algorithm.ReadSequence())) : Signatures.Contains(oid);
        return strong ? null : "is not signed with SHA-256, SHA-384, SHA-512 or EdDSA";
    }

    // RFC 4055 section 3.1: where the parameters of RSASSA-PSS name no hash, it is SHA-1.
    private static string? HashOf(AsnReader parameters)
    {
        Asn1Tag hash = new(TagClass.ContextSpecific, 0, isConstructed: true);
        return parameters.HasData && parameters.PeekTag() == hash ? parameters.ReadSequence(hash).ReadSequence().ReadObjectIdentifier() : null;
    }

    private static string NameOf(X509Certificate2 certificate) =>
        TerminalText.Clean(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
}
