using System.Net;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Core.Tests.Core.Certificates;

[Parallelizable(ParallelScope.All)]
public sealed class CertificateIssuerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private static readonly CertificateAuthorityPem Authority = CertificateAuthorityFactory.Create("issuer", Now, TimeSpan.FromDays(9));

    [Test]
    public void Names_are_encoded_as_dns_names_in_punycode_and_as_addresses()
    {
        using X509Certificate2 leaf =
            Issue(new ServerCertificate(["bücher.example", "*.example.com", "a_b.example", "192.0.2.7", "2001:db8::7"], Now, Now.AddDays(1)));
        X509SubjectAlternativeNameExtension names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.That(names.EnumerateDnsNames(), Is.EqualTo(new[] { "xn--bcher-kva.example", "*.example.com", "a_b.example" }));
        Assert.That(names.EnumerateIPAddresses(), Is.EqualTo(new[] { IPAddress.Parse("192.0.2.7"), IPAddress.Parse("2001:db8::7") }));
        Assert.That(names.Critical, Is.False);
    }

    [Test]
    public void A_common_name_cannot_add_a_second_part_to_the_subject()
    {
        using X509Certificate2 leaf = Issue(new ServerCertificate(["a.example"], Now, Now.AddDays(1)) { CommonName = "#05 x, O=evil" });
        Assert.That(leaf.SubjectName.EnumerateRelativeDistinguishedNames().Single().GetSingleElementValue(), Is.EqualTo("#05 x, O=evil"));
    }

    [Test]
    public void A_certificate_without_names_has_no_alternative_name()
    {
        using X509Certificate2 leaf = Issue(new ServerCertificate([], Now, Now.AddDays(1)));
        Assert.That(leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>(), Is.Empty);
        Assert.That(leaf.SubjectName.EnumerateRelativeDistinguishedNames(), Is.Empty);
    }

    // RFC 5280 section 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on.
    [Test]
    public void A_certificate_may_expire_after_2049()
    {
        DateTimeOffset from = new(2049, 12, 31, 23, 59, 58, TimeSpan.FromHours(-5)), until = new(2051, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));
        using X509Certificate2 leaf = CertificateIssuer.IssueSelfSigned(new ServerCertificate(["a.example"], from, until));
        Assert.That(leaf.NotBefore.ToUniversalTime(), Is.EqualTo(from.UtcDateTime));
        Assert.That(leaf.NotAfter.ToUniversalTime(), Is.EqualTo(until.UtcDateTime));
    }

    [Test]
    public void A_chain_leads_only_to_its_own_authority()
    {
        using X509Certificate2 leaf = Issue(new ServerCertificate(["a.example"], Now.AddHours(-1), Now.AddDays(1)));
        Assert.That(Verifies(leaf, Authority), Is.True);
        Assert.That(Verifies(leaf, CertificateAuthorityFactory.Create("issuer", Now, TimeSpan.FromDays(9))), Is.False);
        Assert.That(leaf.HasPrivateKey);
    }

    private static X509Certificate2 Issue(ServerCertificate wanted)
    {
        using CertificateIssuer issuer = new(Authority);
        return issuer.Issue(wanted);
    }

    private static bool Verifies(X509Certificate2 leaf, CertificateAuthorityPem authority)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(authority.Certificate));
        return chain.Build(leaf);
    }
}
