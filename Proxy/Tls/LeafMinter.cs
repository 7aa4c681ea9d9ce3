using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Tls;

/// <summary>
/// Signs leaf certificates with a run's CA: for exactly one host, never a wildcard; ECDSA P-256, the fields of RFC 5280 that strict verifiers
/// (Python 3.13, rustls, Go, <c>openssl -x509_strict</c>) ask for. About 1 ms each.
/// </summary>
internal sealed class LeafMinter : IDisposable
{
    private const int MaxCommonName = 64;

    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(28);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(7);

    private readonly X509Certificate2 _authority;
    private readonly X509SignatureGenerator _signer;
    private readonly ECDsa _authorityKey;
    private readonly ReadOnlyMemory<byte> _authorityKeyIdentifier;
    private readonly TimeProvider _time;

    /// <exception cref="CryptographicException">The PEM texts are not a CA with its ECDSA key.</exception>
    public LeafMinter(CertificateAuthorityPem authority, TimeProvider time)
    {
        _authority = X509Certificate2.CreateFromPem(authority.Certificate);
        _authorityKey = ECDsa.Create();
        _authorityKey.ImportFromPem(authority.Key);
        _signer = X509SignatureGenerator.CreateForECDsa(_authorityKey);
        X509SubjectKeyIdentifierExtension identifier = _authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()
            ?? throw new CryptographicException("the certificate authority has no subject key identifier");
        // The CA's own bytes, not computed again: another hash would give a chain that strict verifiers do not join.
        _authorityKeyIdentifier = identifier.SubjectKeyIdentifierBytes;
        _time = time;
    }

    /// <summary>The CA, which upstreams must never be trusted by.</summary>
    public X509Certificate2 Authority => _authority;

    public Leaf Mint(HostName host)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset authorityEnds = _authority.NotAfter.ToUniversalTime();
        DateTimeOffset notAfter = Earlier(now + Lifetime, authorityEnds);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(Subject(host), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(AlternativeName(host));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(_authorityKeyIdentifier.Span));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1", "serverAuth")], critical: false));
        DateTimeOffset notBefore = Later(now - Backdate, _authority.NotBefore.ToUniversalTime());
        using X509Certificate2 signed = request.Create(_authority.SubjectName, _signer, notBefore, notAfter, Serial());
        X509Certificate2 certificate = signed.CopyWithPrivateKey(key);

        // offline: no AIA or OCSP fetch. The root is not sent: clients have it, or would not trust it.
        SslStreamCertificateContext context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateContext = context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
        };
        // Where the authority ends first, another leaf would end no later: minting one a connection would only take its session from it.
        return new Leaf(options, notAfter < authorityEnds ? notAfter - RenewBefore : DateTimeOffset.MaxValue);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _authorityKey.Dispose();
    }

    // The common name is for people; a host that does not fit is left out, and .NET would not say that it does not fit.
    private static X500DistinguishedName Subject(HostName host)
    {
        X500DistinguishedNameBuilder subject = new();
        if (host.ToString().Length <= MaxCommonName)
        {
            subject.AddCommonName(host.ToString());
        }
        return subject.Build();
    }

    // RFC 5280 §4.2.1.6: with an empty subject the alternative name is critical. AddDnsName would map and accept much more than a host name;
    // HostName has only canonical ones.
    private static X509Extension AlternativeName(HostName host)
    {
        SubjectAlternativeNameBuilder names = new();
        if (host.Address is { } address)
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host.ToString());
        }
        return names.Build(critical: host.ToString().Length > MaxCommonName);
    }

    // 127 random bits; the first bit clear, so that it is positive, the second set, so that it is never shortened.
    private static byte[] Serial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
