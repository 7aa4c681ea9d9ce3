using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Core.Certificates;
using BotBottle.Core.Hosts;
using BotBottle.Proxy.Tests.Support;
using BotBottle.Proxy.Tls;

namespace BotBottle.Proxy.Tests.Tls;

[Parallelizable(ParallelScope.All)]
public sealed class LeafMinterTests
{
    private static readonly string LongHost = string.Join('.', Enumerable.Repeat("long-label-of-a-host-name", 4)) + ".example";

    private static readonly CertificateAuthorityPem Authority =
        CertificateAuthorityFactory.Create("minter", DateTimeOffset.UtcNow, TimeSpan.FromDays(90));

    [TestCase("www.example.com")]
    [TestCase("192.0.2.7")]
    [TestCase("[2001:db8::7]")]
    [TestCase("long")]
    public async Task Strict_verification_of_the_chain_succeeds(string name)
    {
        string host = name == "long" ? LongHost : name;
        using TestFolder folder = new();
        await File.WriteAllTextAsync(folder.File("ca.pem"), Authority.Certificate);
        await File.WriteAllTextAsync(folder.File("leaf.pem"), Mint(host).ExportCertificatePem());
        string check = host[0] is '1' or '[' ? "-verify_ip" : "-verify_hostname";
        ProcessStartInfo openssl = new("openssl")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[] { "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder.File("ca.pem"), check, host.Trim('[', ']'),
            folder.File("leaf.pem") })
        {
            openssl.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(openssl)!;
        string output = await process.StandardOutput.ReadToEndAsync().Within() + await process.StandardError.ReadToEndAsync().Within();
        await process.WaitForExitAsync().Within();
        Assert.That(process.ExitCode, Is.Zero, output);
    }

    [Test]
    public void A_leaf_has_the_fields_that_clients_require()
    {
        using X509Certificate2 leaf = Mint("www.example.com");
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Authority.Certificate);
        X509SubjectAlternativeNameExtension names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Multiple(() =>
        {
            Assert.That(leaf.Subject, Is.EqualTo("CN=www.example.com"));
            Assert.That(names.EnumerateDnsNames(), Is.EqualTo(new[] { "www.example.com" }));
            Assert.That(names.EnumerateIPAddresses(), Is.Empty);
            Assert.That(
                leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value.ToArray(),
                Is.EqualTo(authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifierBytes.ToArray()));
            Assert.That(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority, Is.False);
            Assert.That(leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages, Is.EqualTo(X509KeyUsageFlags.DigitalSignature));
            Assert.That(leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages[0].Value, Is.EqualTo("1.3.6.1.5.5.7.3.1"));
            Assert.That(leaf.GetSerialNumber(), Has.Length.EqualTo(16));
            Assert.That(leaf.NotAfter - leaf.NotBefore, Is.LessThanOrEqualTo(TimeSpan.FromDays(30)));
            Assert.That(leaf.SignatureAlgorithm.FriendlyName, Does.Contain("ecdsa").IgnoreCase.Or.Contain("sha256ECDSA"));
        });
    }

    [TestCase("www.example.com", "301A311830160603550403", "2.5.29.17 3011820F7777772E6578616D706C652E636F6D")]
    [TestCase("192.0.2.7", "3014311230100603550403", "2.5.29.17 30068704C0000207")]
    [TestCase("[2001:db8::7]", "3018311630140603550403", "2.5.29.17 3012871020010DB8000000000000000000000007")]
    [TestCase("long", "3000", "2.5.29.17 critical 3071826F")]
    public void The_encoding_equals_the_recorded_one(string name, string subject, string alternativeName)
    {
        using X509Certificate2 leaf = Mint(name == "long" ? LongHost : name);
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Authority.Certificate);
        string[] extensions = [.. leaf.Extensions.Select(each => $"{each.Oid!.Value} {(each.Critical ? "critical " : "")}{Convert.ToHexString(each.RawData)}")];
        string keyIdentifier = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single().SubjectKeyIdentifier!;
        Assert.Multiple(() =>
        {
            Assert.That(extensions[0], Does.StartWith(alternativeName));
            Assert.That(extensions[1..], Is.EqualTo(new[]
            {
                $"2.5.29.35 30168014{keyIdentifier}",
                "2.5.29.19 critical 3000", // no CA
                "2.5.29.15 critical 03020780", // digitalSignature
                "2.5.29.37 300A06082B06010505070301", // serverAuth
            }));
            Assert.That(Convert.ToHexString(leaf.SubjectName.RawData), Does.StartWith(subject));
            Assert.That(leaf.IssuerName.RawData, Is.EqualTo(authority.SubjectName.RawData));
            Assert.That(leaf.Version, Is.EqualTo(3));
            Assert.That(leaf.SignatureAlgorithm.Value, Is.EqualTo("1.2.840.10045.4.3.2")); // ecdsa-with-SHA256
            Assert.That(leaf.PublicKey.EncodedParameters!.RawData, Is.EqualTo(Convert.FromHexString("06082A8648CE3D030107"))); // P-256
            Assert.That(leaf.GetSerialNumber(), Has.Length.EqualTo(16)); // little endian
            Assert.That(leaf.GetSerialNumber()[^1], Is.InRange(0x40, 0x7F));
            Assert.That(leaf.NotAfter - leaf.NotBefore, Is.EqualTo(TimeSpan.FromDays(29)));
        });
    }

    [Test]
    public void A_host_too_long_for_a_subject_has_only_a_critical_alternative_name()
    {
        using X509Certificate2 leaf = Mint(LongHost);
        Assert.That(leaf.SubjectName.EnumerateRelativeDistinguishedNames(), Is.Empty);
        Assert.That(leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().Critical, Is.True);
    }

    [Test]
    public void A_leaf_does_not_outlive_its_authority()
    {
        CertificateAuthorityPem brief = CertificateAuthorityFactory.Create("brief", DateTimeOffset.UtcNow, TimeSpan.FromDays(2));
        using LeafMinter minter = new(brief, TimeProvider.System);
        using X509Certificate2 leaf = minter.Mint(Host("a.example")).Options.ServerCertificateContext!.TargetCertificate;
        Assert.That(leaf.NotAfter, Is.EqualTo(minter.Authority.NotAfter));
    }

    [TestCase(2, false)]
    [TestCase(90, true)]
    public void A_leaf_is_renewed_only_if_a_new_one_would_last_longer(int authorityDays, bool renewed)
    {
        ManualTime time = new();
        using LeafMinter minter = new(CertificateAuthorityFactory.Create("brief", time.GetUtcNow(), TimeSpan.FromDays(authorityDays)), time);
        LeafCache cache = new(1, minter.Mint, time);
        Leaf first = cache.Get(Host("a.example"))!;
        Assert.That(cache.Get(Host("a.example")), Is.SameAs(first));
        time.Advance(TimeSpan.FromDays(22));
        Assert.That(cache.Get(Host("a.example")), renewed ? Is.Not.SameAs(first) : Is.SameAs(first));
    }

    [Test]
    public void Serials_differ()
    {
        string[] serials = [.. Enumerable.Range(0, 3).Select(_ => Mint("a.example").SerialNumber)];
        Assert.That(serials, Is.Unique);
    }

    private static X509Certificate2 Mint(string host)
    {
        using LeafMinter minter = new(Authority, TimeProvider.System);
        return minter.Mint(Host(host)).Options.ServerCertificateContext!.TargetCertificate;
    }

    private static HostName Host(string text) => HostName.TryParse(text, out HostName? host) ? host : throw new ArgumentException(text);
}
