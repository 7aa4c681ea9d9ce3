using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Bench.Load;

/// <summary>A certificate authority of the load's own world, and what trusting it takes.</summary>
internal sealed class BenchAuthority : IDisposable
{
    private readonly CertificateIssuer _issuer;

    public BenchAuthority(string name)
    {
        Pem = CertificateAuthorityFactory.Create(name, DateTimeOffset.UtcNow, TimeSpan.FromDays(2));
        _issuer = new CertificateIssuer(Pem);
        Trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Pem.Certificate));
    }

    public CertificateAuthorityPem Pem { get; }

    /// <summary>What a client verifies with.</summary>
    public X509ChainPolicy Trust { get; }

    /// <summary>What a server of these names shows; shared by all its connections, so that sessions are resumed.</summary>
    public SslStreamCertificateContext Certify(params string[] names)
    {
        ServerCertificate wanted = new(names, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        return SslStreamCertificateContext.Create(_issuer.Issue(wanted), null, offline: true);
    }

    public void Dispose() => _issuer.Dispose();
}
