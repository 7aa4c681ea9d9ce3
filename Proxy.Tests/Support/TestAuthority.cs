using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Control;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>A CA of the outside world, by which scripted upstreams are certified.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _authority;

    public TestAuthority()
    {
        CertificateAuthorityPem pem = CertificateAuthorityFactory.Create("outside", DateTimeOffset.UtcNow, TimeSpan.FromDays(30));
        Pem = pem.Certificate;
        _authority = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
    }

    public string Pem { get; }

    public X509Certificate2 Certify(params string[] names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=upstream", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder alternatives = new();
        foreach (string name in names)
        {
            if (IPAddress.TryParse(name, out IPAddress? address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }
        request.CertificateExtensions.Add(alternatives.Build());
        using X509Certificate2 signed = request.Create(
            _authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(7), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
