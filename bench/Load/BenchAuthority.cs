using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Bench.Load;

/// <summary>A certificate authority of the load's own world, and what trusting it takes.</summary>
internal sealed class BenchAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;

    public BenchAuthority(string name)
    {
        Pem = CertificateAuthorityFactory.Create(name, DateTimeOffset.UtcNow, TimeSpan.FromDays(2));
        _authority = X509Certificate2.CreateFromPem(Pem.Certificate, Pem.Key);
        Trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Trust.CustomTrustStore.Add(X509Certificate2.CreateFromPem(Pem.Certificate));
    }

    public CertificateAuthorityPem Pem { get; }

    /// <summary>What a client verifies with.</summary>
    public X509ChainPolicy Trust { get; }

    /// <summary>What a server of these names shows; shared by all its connections, so that sessions are resumed.</summary>
    public SslStreamCertificateContext Certify(params string[] names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=load", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        Array.ForEach(names, alternatives.AddDnsName);
        request.CertificateExtensions.Add(alternatives.Build());
        using X509Certificate2 signed = request.Create(
            _authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), RandomNumberGenerator.GetBytes(8));
        return SslStreamCertificateContext.Create(signed.CopyWithPrivateKey(key), null, offline: true);
    }

    public void Dispose() => _authority.Dispose();
}
