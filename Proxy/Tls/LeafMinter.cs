using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Hosts;

namespace BotBottle.Proxy.Tls;

/// <summary>Issues leaf certificates with a run's CA, each for exactly one host, never for a wildcard. One takes about 1 ms.</summary>
internal sealed class LeafMinter : IDisposable
{
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(28);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(7);

    private readonly CertificateIssuer _issuer;
    private readonly TimeProvider _time;

    /// <exception cref="CryptographicException">The PEM texts are not a CA certificate and its ECDSA key.</exception>
    public LeafMinter(CertificateAuthorityPem authority, TimeProvider time)
    {
        _issuer = new CertificateIssuer(authority);
        _time = time;
    }

    /// <summary>The CA's certificate, which must not verify any upstream.</summary>
    public X509Certificate2 Authority => _issuer.Certificate;

    public Leaf Mint(HostName host)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset authorityEnds = Authority.NotAfter.ToUniversalTime();
        DateTimeOffset notAfter = Earlier(now + Lifetime, authorityEnds);
        DateTimeOffset notBefore = Later(now - Backdate, Authority.NotBefore.ToUniversalTime());
        X509Certificate2 certificate = _issuer.Issue(new ServerCertificate([host.ToString()], notBefore, notAfter));

        // offline: no AIA or OCSP fetch. The root is not sent, because clients either have it or would not trust it.
        SslStreamCertificateContext context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        SslServerAuthenticationOptions options = new()
        {
            ServerCertificateContext = context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            AllowRenegotiation = false,
        };
        // If the authority expires first, a new leaf would not last longer. Minting one per connection would only prevent session resumption.
        return new Leaf(options, notAfter < authorityEnds ? notAfter - RenewBefore : DateTimeOffset.MaxValue);
    }

    public void Dispose() => _issuer.Dispose();

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}

/// <summary>A minted certificate that handshakes share: one context per host lets OpenSSL resume sessions.</summary>
/// <param name="Options">The options for every handshake of the host; never changed.</param>
/// <param name="RenewAt">The time from which a new leaf is minted.</param>
internal sealed record Leaf(SslServerAuthenticationOptions Options, DateTimeOffset RenewAt);
