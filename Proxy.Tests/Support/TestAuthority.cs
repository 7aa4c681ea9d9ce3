using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Proxy.Tests.Support;

/// <summary>A CA of the outside world, which issues the certificates of scripted upstreams.</summary>
internal sealed class TestAuthority
{
    private readonly CertificateIssuer _issuer;

    public TestAuthority()
        : this(CertificateAuthorityFactory.Create("outside", DateTimeOffset.UtcNow, TimeSpan.FromDays(30)))
    {
    }

    public TestAuthority(CertificateAuthorityPem pem)
    {
        Pem = pem.Certificate;
        _issuer = new CertificateIssuer(pem);
    }

    public string Pem { get; }

    public X509Certificate2 Certify(params string[] names) => Certify(Names(names));

    /// <summary>Issues a certificate with these fields.</summary>
    public X509Certificate2 Certify(ServerCertificate wanted) => _issuer.Issue(wanted);

    /// <summary>A certificate without a CA.</summary>
    public static X509Certificate2 SelfSigned(string name) => CertificateIssuer.IssueSelfSigned(Names([name]));

    /// <summary>The fields of a certificate for <paramref name="names"/>.</summary>
    /// <param name="names">Its alternative names.</param>
    /// <param name="from">Hours from now at which its validity starts.</param>
    /// <param name="until">Hours from now at which its validity ends.</param>
    public static ServerCertificate Names(IReadOnlyList<string> names, int from = -1, int until = 7 * 24) =>
        new(names, DateTimeOffset.UtcNow.AddHours(from), DateTimeOffset.UtcNow.AddHours(until)) { CommonName = "upstream" };
}
