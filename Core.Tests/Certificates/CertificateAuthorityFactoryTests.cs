using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;

namespace BotBottle.Core.Tests.Certificates;

[Parallelizable(ParallelScope.All)]
public sealed class CertificateAuthorityFactoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Authority_has_what_strict_verifiers_ask_for()
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
    public void No_two_authorities_share_a_subject()
    {
        string[] subjects = [.. Enumerable.Range(0, 3).Select(_ => Subject("same"))];
        Assert.That(subjects, Is.Unique);
    }

    [Test]
    public void Name_cannot_add_a_second_part_to_the_subject()
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
