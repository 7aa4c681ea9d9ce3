using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.X509;
using Extension = Org.BouncyCastle.Asn1.X509.X509Extension;

namespace BotBottle.Core.Certificates;

/// <summary>
/// Builds every certificate: ECDSA P-256, with the extensions that strict verifiers (Python 3.13, rustls, Go, <c>openssl -x509_strict</c>) require (RFC 5280
/// section 4.2.1). BouncyCastle encodes; the platform makes the keys and signs.
/// </summary>
public sealed class CertificateIssuer : IDisposable
{
    private const int MaxCommonName = 64;

    private static readonly Extension NoAuthority = Encode(true, new BasicConstraints(false));
    private static readonly Extension LastAuthority = Encode(true, new BasicConstraints(0)); // it may sign no other CA
    private static readonly Extension SignsData = Encode(true, new KeyUsage(KeyUsage.DigitalSignature));
    private static readonly Extension SignsCertificates = Encode(true, new KeyUsage(KeyUsage.KeyCertSign | KeyUsage.CrlSign));
    private static readonly Extension ForServers = Encode(false, new ExtendedKeyUsage(KeyPurposeID.id_kp_serverAuth));
    private static readonly Extension ForClients = Encode(false, new ExtendedKeyUsage(KeyPurposeID.id_kp_clientAuth));
    private static readonly IdnMapping Punycode = new();

    private readonly ECDsa _key;
    private readonly X509Name _name;
    private readonly Extension _keyIdentifier;

    /// <summary>Makes an issuer that signs with a CA's key.</summary>
    /// <exception cref="CryptographicException">The PEM texts are not a CA with its ECDSA key.</exception>
    /// <exception cref="ArgumentException">The PEM texts hold no key, or more than one.</exception>
    public CertificateIssuer(CertificateAuthorityPem authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        Certificate = X509Certificate2.CreateFromPem(authority.Certificate);
        _key = EmptyKey();
        _key.ImportFromPem(authority.Key);
        X509SubjectKeyIdentifierExtension identifier = Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()
            ?? throw new CryptographicException("the certificate authority has no subject key identifier");
        // Uses the CA's own bytes: another hash or another encoding would give a chain that strict verifiers reject.
        _name = X509Name.GetInstance(Asn1Object.FromByteArray(Certificate.SubjectName.RawData));
        _keyIdentifier = Encode(false, new AuthorityKeyIdentifier(identifier.SubjectKeyIdentifierBytes.ToArray()));
    }

    /// <summary>The CA's certificate, without its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Issues a server certificate, which holds a key of its own.</summary>
    public X509Certificate2 Issue(ServerCertificate wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return Issue(wanted, _name, _keyIdentifier, _key);
    }

    /// <summary>Makes a server certificate that is signed with its own key, so that no CA vouches for it.</summary>
    public static X509Certificate2 IssueSelfSigned(ServerCertificate wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return Issue(wanted, SubjectOf(wanted), authority: null, signer: null);
    }

    /// <summary>Makes the certificate of a CA that signs no other CA.</summary>
    internal static X509Certificate2 IssueAuthority(ECDsa key, string commonName, string organization, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        X509Name name = Name((X509Name.CN, commonName), (X509Name.O, organization));
        SubjectPublicKeyInfo publicKey = PublicKey(key);
        X509V3CertificateGenerator generator = Begin(name, name, publicKey, notBefore, notAfter);
        generator.AddExtension(X509Extensions.BasicConstraints, LastAuthority);
        generator.AddExtension(X509Extensions.KeyUsage, SignsCertificates);
        // RFC 7093 section 2, method 1: 160 bits of the public key's SHA-256.
        byte[] identifier = SHA256.HashData(publicKey.PublicKey.GetBytes())[..20];
        generator.AddExtension(X509Extensions.SubjectKeyIdentifier, Encode(false, new SubjectKeyIdentifier(identifier)));
        return Sign(generator, key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private static X509Certificate2 Issue(ServerCertificate wanted, X509Name issuer, Extension? authority, ECDsa? signer)
    {
        using ECDsa key = EmptyKey();
        key.GenerateKey(ECCurve.NamedCurves.nistP256);
        X509Name subject = SubjectOf(wanted);
        X509V3CertificateGenerator generator = Begin(subject, issuer, PublicKey(key), wanted.NotBefore, wanted.NotAfter);
        if (wanted.Names.Count > 0)
        {
            // RFC 5280 section 4.2.1.6: with an empty subject the alternative name is critical.
            bool critical = subject.GetOidList().Count == 0;
            generator.AddExtension(X509Extensions.SubjectAlternativeName, Encode(critical, new GeneralNames([.. wanted.Names.Select(GeneralNameOf)])));
        }

        if (authority is not null)
        {
            generator.AddExtension(X509Extensions.AuthorityKeyIdentifier, authority);
        }

        generator.AddExtension(X509Extensions.BasicConstraints, NoAuthority);
        generator.AddExtension(X509Extensions.KeyUsage, SignsData);
        generator.AddExtension(X509Extensions.ExtendedKeyUsage, wanted.IsForClients ? ForClients : ForServers);
        if (wanted.Extra is { } extra)
        {
            generator.AddExtension(new DerObjectIdentifier(extra.Oid!.Value), new Extension(extra.Critical, new DerOctetString(extra.RawData)));
        }

        using X509Certificate2 signed = Sign(generator, signer ?? key);
        return signed.CopyWithPrivateKey(key);
    }

    // ECDsa.Create gives a wrapper on Linux. CopyWithPrivateKey does not know it, and exports and imports its key, which takes 0.13 ms.
    private static ECDsa EmptyKey() => OperatingSystem.IsLinux() ? new ECDsaOpenSsl() : ECDsa.Create();

    private static X509V3CertificateGenerator Begin(
        X509Name subject, X509Name issuer, SubjectPublicKeyInfo publicKey, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        X509V3CertificateGenerator generator = new();
        generator.SetSerialNumber(new DerInteger(Serial()));
        generator.SetIssuerDN(issuer);
        generator.SetSubjectDN(subject);
        generator.SetNotBefore(notBefore.UtcDateTime);
        generator.SetNotAfter(notAfter.UtcDateTime);
        generator.SetSubjectPublicKeyInfo(publicKey);
        return generator;
    }

    private static X509Certificate2 Sign(X509V3CertificateGenerator generator, ECDsa key) =>
        X509CertificateLoader.LoadCertificate(generator.Generate(new PlatformSignature(key)).GetEncoded());

    private static SubjectPublicKeyInfo PublicKey(ECDsa key) => SubjectPublicKeyInfo.GetInstance(key.ExportSubjectPublicKeyInfo());

    private static X509Name SubjectOf(ServerCertificate wanted) =>
        wanted.CommonName is { Length: <= MaxCommonName } name ? Name((X509Name.CN, name)) : Name();

    // Each value in a structure of its own: a text that BouncyCastle parses could add a second part.
    private static X509Name Name(params ReadOnlySpan<(DerObjectIdentifier Type, string Value)> parts)
    {
        Asn1EncodableVector name = new(parts.Length);
        foreach ((DerObjectIdentifier type, string value) in parts)
        {
            name.Add(new DerSet(new DerSequence(type, new DerUtf8String(value))));
        }

        return X509Name.GetInstance(new DerSequence(name));
    }

    // GeneralName would write '?' for a letter that is not ASCII.
    private static GeneralName GeneralNameOf(string name) =>
        IPAddress.TryParse(name, out IPAddress? address) ? new GeneralName(GeneralName.IPAddress, new DerOctetString(address.GetAddressBytes()))
        : new GeneralName(GeneralName.DnsName, Ascii.IsValid(name) ? name : Punycode.GetAscii(name));

    private static Extension Encode(bool critical, Asn1Encodable value) => new(critical, new DerOctetString(value));

    // 127 random bits; the first bit clear, so that it is positive, the second set, so that it is never shortened.
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
