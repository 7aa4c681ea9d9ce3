using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>A CA of the outside world, by which scripted upstreams are certified.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _authority;

    public TestAuthority()
        : this(CertificateAuthorityFactory.Create("outside", DateTimeOffset.UtcNow, TimeSpan.FromDays(30)))
    {
    }

    public TestAuthority(CertificateAuthorityPem pem)
    {
        Pem = pem.Certificate;
        _authority = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
    }

    public string Pem { get; }

    public X509Certificate2 Certify(params string[] names) => Certify(names, -1, 7 * 24);

    /// <summary>A certificate for <paramref name="names"/>.</summary>
    /// <param name="names">Its alternative names.</param>
    /// <param name="from">Hours from now at which it begins to hold.</param>
    /// <param name="until">Hours from now at which it ends.</param>
    /// <param name="extensions">What it has besides.</param>
    public X509Certificate2 Certify(IEnumerable<string> names, int from, int until, params X509Extension[] extensions)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(names, key, extensions);
        using X509Certificate2 signed = request.Create(
            _authority, DateTimeOffset.UtcNow.AddHours(from), DateTimeOffset.UtcNow.AddHours(until), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate that nobody vouches for.</summary>
    public static X509Certificate2 SelfSigned(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request([name], key).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(7));
    }

    private static CertificateRequest Request(IEnumerable<string> names, ECDsa key, params X509Extension[] extensions)
    {
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
        foreach (X509Extension extension in extensions)
        {
            request.CertificateExtensions.Add(extension);
        }
        return request;
    }
}
