using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Core.Tests.Core.Certificates;

[Parallelizable(ParallelScope.All)]
public sealed class CertificateAuthorityFactoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void An_authority_has_every_field_that_strict_verifiers_require()
    {
        CertificateAuthorityPem pem = CertificateAuthorityFactory.Create("run blue-fox", Now, TimeSpan.FromDays(400));
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
        X509BasicConstraintsExtension constraints = authority.Extensions.OfType<X509BasicConstraintsExtension>().Single();
        X509KeyUsageExtension usage = authority.Extensions.OfType<X509KeyUsageExtension>().Single();
        Assert.Multiple(() =>
        {
            Assert.That(constraints.Critical && constraints.CertificateAuthority && constraints.HasPathLengthConstraint);
            Assert.That(constraints.PathLengthConstraint, Is.Zero);
            Assert.That(usage.Critical);
            Assert.That(usage.KeyUsages, Is.EqualTo(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign));
            Assert.That(authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.Length, Is.EqualTo(20));
            Assert.That(authority.NotBefore.ToUniversalTime(), Is.EqualTo(Now.UtcDateTime.AddDays(-1)));
            Assert.That(authority.HasPrivateKey);
        });
    }

    [Test]
    public void The_encoding_equals_the_recorded_one()
    {
        using X509Certificate2 authority =
            X509Certificate2.CreateFromPem(CertificateAuthorityFactory.Create("run blue-fox", Now, TimeSpan.FromDays(400)).Certificate);
        byte[] publicKey = authority.PublicKey.EncodedKeyValue.RawData;
        string[] extensions = [
            .. authority.Extensions.Select(each => $"{each.Oid!.Value} {(each.Critical ? "critical " : "")}{Convert.ToHexString(each.RawData)}")];
        string subject = Convert.ToHexString(authority.SubjectName.RawData);
        Assert.Multiple(() =>
        {
            Assert.That(extensions, Is.EqualTo(new[]
            {
                "2.5.29.19 critical 30060101FF020100", // a CA; no other CA below it
                "2.5.29.15 critical 03020106", // keyCertSign, cRLSign
                $"2.5.29.14 0414{Convert.ToHexString(SHA256.HashData(publicKey).AsSpan(0, 20))}", // RFC 7093 section 2, method 1
            }));
            // Two RDNs, the common name before the organization, both as UTF8String.
            Assert.That(subject, Does.StartWith("30483131302F06035504030C28426F7420426F74746C652072756E20626C75652D666F7820").And.EndWith(
                "31133011060355040A0C0A426F7420426F74746C65"));
            Assert.That(authority.IssuerName.RawData, Is.EqualTo(authority.SubjectName.RawData));
            Assert.That(authority.Version, Is.EqualTo(3));
            Assert.That(authority.SignatureAlgorithm.Value, Is.EqualTo("1.2.840.10045.4.3.2")); // ecdsa-with-SHA256
            Assert.That(authority.PublicKey.EncodedParameters!.RawData, Is.EqualTo(Convert.FromHexString("06082A8648CE3D030107"))); // P-256
            Assert.That(authority.GetSerialNumber(), Has.Length.InRange(8, 16));
            Assert.That(authority.NotAfter.ToUniversalTime(), Is.EqualTo(Now.UtcDateTime.AddDays(400)));
        });
    }

    [Test]
    public void No_two_authorities_share_a_subject()
    {
        string[] subjects = [.. Enumerable.Range(0, 3).Select(_ => Subject("same"))];
        Assert.That(subjects, Is.Unique);
    }

    [Test]
    public void A_name_cannot_add_a_second_part_to_the_subject()
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(
            CertificateAuthorityFactory.Create("x, O=evil" + new string('y', 100), Now, TimeSpan.FromDays(1)).Certificate);
        Assert.That(authority.SubjectName.EnumerateRelativeDistinguishedNames().Count(), Is.EqualTo(2));
        Assert.That(authority.GetNameInfo(X509NameType.SimpleName, false).Length, Is.LessThanOrEqualTo(64));
    }

    private static string Subject(string name)
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(
            CertificateAuthorityFactory.Create(name, Now, TimeSpan.FromDays(1)).Certificate);
        return authority.Subject;
    }
}
