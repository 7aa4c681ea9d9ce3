using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Bench.Load;

/// <summary>The certificate authority of the load test, with the options to trust it.</summary>
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

    /// <summary>The options with which a client verifies.</summary>
    public X509ChainPolicy Trust { get; }

    /// <summary>The options of a server with these names, shared by all its connections, so that sessions are resumed.</summary>
    public SslStreamCertificateContext Certify(params string[] names)
    {
        ServerCertificate wanted = new(names, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        return SslStreamCertificateContext.Create(_issuer.Issue(wanted), null, offline: true);
    }

    public void Dispose() => _issuer.Dispose();
}
