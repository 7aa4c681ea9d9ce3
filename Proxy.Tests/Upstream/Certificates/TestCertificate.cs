using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.X509;

namespace BotBottle.Proxy.Tests.Upstream.Certificates;

/// <summary>One certificate of a chain, with everything that a test may choose.</summary>
/// <param name="Name">The subject's common name; null leaves it empty.</param>
/// <param name="Key">The name of its key (<see cref="TestKey"/>).</param>
/// <param name="Issuer">The common name of its issuer, and the name of the issuer's key; null for a self-signed one.</param>
internal sealed record TestCertificate(string? Name, string Key, (string Name, string Key)? Issuer)
{
    /// <summary>The signature algorithm; null for the usual one of the issuer's key.</summary>
    public string? Signature { get; init; }

    /// <summary>Alternative names: DNS names, or addresses behind "ip:"; null for no such extension.</summary>
    public string[]? Names { get; init; }

    /// <summary>The basic constraints' cA; null for no such extension.</summary>
    public bool? IsAuthority { get; init; }

    /// <summary>The basic constraints' path length.</summary>
    public int? PathLength { get; init; }

    /// <summary>Bits of the key usage; 0 for no such extension.</summary>
    public int Usage { get; init; }

    /// <summary>Extended key usages; empty for no such extension.</summary>
    public KeyPurposeID[] Purposes { get; init; } = [];

    /// <summary>Subtrees that it may vouch for, as in <see cref="Names"/>.</summary>
    public string[] Permitted { get; init; } = [];

    /// <summary>Subtrees that it may not vouch for.</summary>
    public string[] Excluded { get; init; } = [];

    /// <summary>Days from now.</summary>
    public (int From, int Until) Days { get; init; } = (-1, 30);

    /// <summary>A further, unknown critical extension.</summary>
    public bool HasUnknown { get; init; }

    /// <summary>A root of the given key.</summary>
    public static TestCertificate Root(string key = "secp256r1 root", string name = "root") =>
        new(name, key, null) { IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign };

    /// <summary>An intermediate authority.</summary>
    public static TestCertificate Authority(string name = "middle", string key = "secp256r1 middle", (string, string)? issuer = null) =>
        new(name, key, issuer ?? ("root", "secp256r1 root")) { IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.CrlSign };

    /// <summary>A server's certificate.</summary>
    public static TestCertificate Server(string key = "secp256r1 server", (string, string)? issuer = null, params string[] names) =>
        new("server", key, issuer ?? ("root", "secp256r1 root"))
        {
            Names = names.Length > 0 ? names : ["api.example.com"],
            IsAuthority = false,
            Usage = KeyUsage.DigitalSignature,
            Purposes = [KeyPurposeID.id_kp_serverAuth],
        };

    /// <summary>Builds it.</summary>
    public X509Certificate2 Build()
    {
        AsymmetricCipherKeyPair own = TestKey.Of(Key);
        (string? issuer, string signer) = Issuer ?? (Name, Key);
        X509V3CertificateGenerator generator = new();
        generator.SetSerialNumber(new BigInteger(64, Random.Shared).Add(BigInteger.One));
        generator.SetIssuerDN(NameOf(issuer));
        generator.SetSubjectDN(NameOf(Name));
        generator.SetNotBefore(DateTime.UtcNow.AddDays(Days.From));
        generator.SetNotAfter(DateTime.UtcNow.AddDays(Days.Until));
        generator.SetPublicKey(own.Public);
        if (Names is not null)
        {
            generator.AddExtension(X509Extensions.SubjectAlternativeName, Name is null, new GeneralNames([.. Names.Select(GeneralNameOf)]));
        }

        if (IsAuthority is { } authority)
        {
            BasicConstraints constraints = PathLength is { } length ? new BasicConstraints(length) : new BasicConstraints(authority);
            generator.AddExtension(X509Extensions.BasicConstraints, true, constraints);
        }

        if (Usage != 0)
        {
            generator.AddExtension(X509Extensions.KeyUsage, true, new KeyUsage(Usage));
        }

        if (Purposes.Length > 0)
        {
            generator.AddExtension(X509Extensions.ExtendedKeyUsage, false, new ExtendedKeyUsage(Purposes));
        }

        if (Permitted.Length + Excluded.Length > 0)
        {
            generator.AddExtension(
                X509Extensions.NameConstraints, true, new DerSequence((Asn1Encodable[])[.. Subtrees(0, Permitted), .. Subtrees(1, Excluded)]));
        }

        if (HasUnknown)
        {
            generator.AddExtension(new DerObjectIdentifier("1.2.3.4.5.6"), true, DerNull.Instance);
        }

        return X509CertificateLoader.LoadCertificate(
            generator.Generate(new Asn1SignatureFactory(Signature ?? TestKey.Signature(signer), TestKey.Of(signer).Private)).GetEncoded());
    }

    /// <summary>Its private key as PKCS #8, PEM.</summary>
    public string KeyPem() => PemEncoding.WriteString("PRIVATE KEY", PrivateKeyInfoFactory.CreatePrivateKeyInfo(TestKey.Of(Key).Private).GetEncoded());

    private static IEnumerable<Asn1Encodable> Subtrees(int tag, string[] names) =>
        names.Length == 0 ? [] :
            [new DerTaggedObject(false, tag, new DerSequence((Asn1Encodable[])[.. names.Select(name => new GeneralSubtree(GeneralNameOf(name)))]))];

    private static X509Name NameOf(string? name) =>
        name is null ? X509Name.GetInstance(new DerSequence()) : new X509Name([X509Name.CN], [name]);

    private static GeneralName GeneralNameOf(string name) => name.StartsWith("ip:", StringComparison.Ordinal)
        ? new GeneralName(GeneralName.IPAddress, name[3..])
        : new GeneralName(name.StartsWith("mail:", StringComparison.Ordinal) ? GeneralName.Rfc822Name : GeneralName.DnsName, name.Split(':')[^1]);
}
