using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BotBottle.Proxy.Upstream;
using Org.BouncyCastle.Asn1.X509;
using static BotBottle.Proxy.Tests.Upstream.Certificates.TestCertificate;

namespace BotBottle.Proxy.Tests.Upstream.Certificates;

/// <summary>
/// The verdict on a server's chain, one row a rule, with the section that it comes from: the kinds of chains of the public test sets for verifiers. A row is
/// a chain without its root, the server first; the root is trusted.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class ChainTests
{
    private const string Host = "api.example.com";
    private const string Untrusted = "UntrustedRoot";
    private const string Partial = "PartialChain";
    private const string NotOfHost = "does not hold the host among its alternative names";
    private const string OtherName = "is for another name";
    private const string Constrained = "may not vouch for";
    private const string SmallKey = "has an RSA key of";
    private const string OddKey = "has a key that is not RSA";
    private const string OddCurve = "has a key on a curve other than";
    private const string WeakSignature = "is not signed with SHA-256";
    private const string AnAuthority = "is a certificate authority's";

    private static readonly (string, string) Middle = ("middle", "secp256r1 middle");
    private static readonly (string, string) Second = ("second", "secp256r1 second");

    private static IEnumerable<TestCaseData> Accepted()
    {
        yield return Row("one authority", "5280 6.1", Server());
        yield return Row("two authorities", "5280 6.1", Server(issuer: Middle), Authority());
        yield return Row("three authorities", "5280 6.1", Server(issuer: Second), Authority("second", Second.Item2, Middle), Authority());
        yield return Row("in the wrong order", "8446 4.4.2", Server(issuer: Second), Authority(), Authority("second", Second.Item2, Middle));
        yield return Row("with a certificate that does not belong to it", "8446 4.4.2", Server(), Authority("stranger", "secp256r1 stranger"));
        yield return Row("its own certificate twice", "8446 4.4.2", Server(), Server());
        yield return Row("with its root", "8446 4.4.2", Server(issuer: Middle), Authority(), Root());
        yield return Row("P-384", "8446 4.2.3", Server("secp384r1 server"));
        yield return Row("P-521", "8446 4.2.3", Server("secp521r1 server"));
        yield return Row("RSA of 2048 bits", "SP 800-57 5.6.1", Server("rsa2048 server"));
        yield return Row("RSA above ECDSA", "5280 6.1", Server(issuer: ("middle", "rsa2048 middle")), Authority(key: "rsa2048 middle"));
        yield return Row("signed with SHA-384", "4055 5", Signed("SHA384WITHECDSA"));
        yield return Row("signed with RSA and SHA-512", "4055 5", Signed("SHA512WITHRSA", "rsa2048 middle"), Authority(key: "rsa2048 middle"));
        yield return Row("signed with RSASSA-PSS", "4055 3.1", Signed("SHA256WITHRSAANDMGF1", "rsa2048 middle"), Authority(key: "rsa2048 middle"));
        yield return Row("Ed25519", "8410 3", Server("ed25519 server"));
        yield return Row("an authority with Ed25519", "8410 3", Server(issuer: ("middle", "ed25519 middle")), Authority(key: "ed25519 middle"));
        yield return Row("without a subject", "5280 4.2.1.6", Server() with { Name = null });
        yield return Row("without key usages", "5280 4.2.1.3", Server() with { Usage = 0, Purposes = [] });
        yield return Row("without basic constraints", "5280 4.2.1.9", Server() with { IsAuthority = null });
        yield return Row(
            "for servers and clients", "5280 4.2.1.12", Server() with { Purposes = [KeyPurposeID.id_kp_clientAuth, KeyPurposeID.id_kp_serverAuth] });
        yield return Row("name in capitals", "9110 4.2.3", Server(names: "API.Example.COM"));
        yield return Row("one of many names", "9110 4.3.4", Server(names: ["a.example", "*.example.net", Host, "ip:192.0.2.1"]));
        yield return Row("wildcard", "6125 6.4.3", Server(names: "*.example.com"));
        yield return Row("common name of another host", "6125 6.4.4", Server() with { Name = "other.example" });
        yield return Row("address", "9110 4.3.4", Server(names: "ip:192.0.2.7")).For("192.0.2.7");
        yield return Row("IPv6 address", "9110 4.3.4", Server(names: "ip:2001:db8::7")).For("2001:db8::7");
        yield return Row("path length that suffices", "5280 4.2.1.9", Server(issuer: Middle), Authority() with { PathLength = 0 });
        yield return Row("permitted domain", "5280 4.2.1.10", Server(issuer: Middle), Authority() with { Permitted = ["example.com"] });
        yield return Row("permitted host itself", "5280 4.2.1.10", Server(issuer: Middle), Authority() with { Permitted = [Host] });
        yield return Row("permitted domain of several", "5280 4.2.1.10", Server(issuer: Middle), Authority() with { Permitted = ["a.example", "example.com"] });
        yield return Row("permitted domain and a wildcard", "5280 4.2.1.10",
            Server(issuer: Middle, names: "*.example.com"), Authority() with { Permitted = ["example.com"] });
        yield return Row("other domain excluded", "5280 4.2.1.10", Server(issuer: Middle), Authority() with { Excluded = ["example.net"] });
        yield return Row("domain with the same end excluded", "5280 4.2.1.10", Server(issuer: Middle), Authority() with { Excluded = ["ple.com"] });
        yield return Row("constraint of another kind", "5280 4.2.1.10", Server(issuer: Middle), Authority() with { Permitted = ["mail:example.org"] });
        yield return Row("permitted addresses", "5280 4.2.1.10",
            Server(issuer: Middle, names: "ip:192.0.2.7"), Authority() with { Permitted = ["ip:192.0.2.0/24"] }).For("192.0.2.7");
        yield return Row("authority with two certificates, one expired", "4158 2.4.2",
            Server(issuer: Middle), Authority() with { Days = (-30, -2) }, Authority());
        yield return Row("authority that another signed too", "4158 2.2",
            Server(issuer: Middle), Authority(issuer: ("gone", "secp256r1 gone")), Authority());
        yield return Row("two authorities that signed each other", "4158 2.4.2",
            Server(issuer: Second), Authority("second", Second.Item2, Middle), Authority("middle", Middle.Item2, Second), Authority());
        yield return Row("root that an unknown one signed too", "4158 2.2",
            Server(), Authority("root", "secp256r1 root", ("elsewhere", "secp256r1 elsewhere")));
    }

    private static IEnumerable<TestCaseData> Refused()
    {
        yield return Row("no alternative name", "9110 4.3.4", NotOfHost, Server() with { Names = null, Name = Host });
        yield return Row("name in the subject alone", "6125 6.4.4", OtherName, Server(names: "other.example") with { Name = Host });
        yield return Row("alternative names of another kind", "6125 6.4.4", NotOfHost, Server(names: "mail:api.example.com") with { Name = Host });
        yield return Row("address as a name", "6125 6.4", OtherName, Server(names: "192.0.2.7")).For("192.0.2.7");
        yield return Row("another address", "9110 4.3.4", OtherName, Server(names: "ip:192.0.2.8")).For("192.0.2.7");
        yield return Row("wildcard for two labels", "6125 6.4.3", OtherName, Server(names: "*.com"));
        yield return Row("wildcard for no label", "6125 6.4.3", OtherName, Server(names: "*.api.example.com"));
        yield return Row("wildcard within a label", "6125 6.4.3", OtherName, Server(names: "a*.example.com"));
        yield return Row("wildcard behind a label", "6125 6.4.3", OtherName, Server(names: "api.*.com"));
        yield return Row("domain above", "9110 4.3.4", OtherName, Server(names: "example.com"));
        yield return Row("an authority's own certificate", "5280 4.2.1.9", AnAuthority,
            Server() with { IsAuthority = true, Usage = KeyUsage.KeyCertSign | KeyUsage.DigitalSignature });
        yield return Row("RSA of 1024 bits", "SP 800-57 5.6.1", SmallKey, Server("rsa1024 server"));
        yield return Row("RSA of 1536 bits", "SP 800-57 5.6.1", SmallKey, Server("rsa1536 server"));
        yield return Row("RSA of 2047 bits", "SP 800-57 5.6.1", SmallKey, Server("rsa2047 server"));
        yield return Row("an authority with RSA of 1024 bits", "SP 800-57 5.6.1", SmallKey,
            Server(issuer: ("middle", "rsa1024 middle")), Authority(key: "rsa1024 middle"));
        yield return Row("a curve written out", "5480 2.1.1", "", Server("explicit server"));
        yield return Row("an authority with a curve written out", "5480 2.1.1", "",
            Server(issuer: ("middle", "explicit middle")), Authority(key: "explicit middle"));
        yield return Row("a curve that TLS 1.3 does not know", "8446 4.2.3", OddCurve, Server("secp256k1 server"));
        yield return Row("a short curve", "8446 4.2.3", OddCurve, Server("secp224r1 server"));
        yield return Row("DSA", "8446 4.2.3", OddKey, Server("dsa server"));
        yield return Row("signed with ECDSA and SHA-1", "9155 2", WeakSignature, Signed("SHA1WITHECDSA"));
        yield return Row("signed with RSA and SHA-1", "9155 2", WeakSignature, Signed("SHA1WITHRSA", "rsa2048 middle"), Authority(key: "rsa2048 middle"));
        yield return Row("signed with RSASSA-PSS and SHA-1", "4055 3.1", WeakSignature,
            Signed("SHA1WITHRSAANDMGF1", "rsa2048 middle"), Authority(key: "rsa2048 middle"));
        yield return Row("an authority signed with SHA-1", "9155 2", WeakSignature,
            Server(issuer: Middle), Authority() with { Signature = "SHA1WITHECDSA" });
        yield return Row("a domain that is not permitted", "5280 4.2.1.10", Constrained,
            Server(issuer: Middle), Authority() with { Permitted = ["example.net"] });
        yield return Row("another host that is permitted", "5280 4.2.1.10", Constrained,
            Server(issuer: Middle), Authority() with { Permitted = ["other.example.com"] });
        yield return Row("an excluded domain", "5280 4.2.1.10", Constrained,
            Server(issuer: Middle), Authority() with { Excluded = ["example.com"] });
        yield return Row("an excluded host, by a wildcard", "5280 4.2.1.10", Constrained,
            Server(issuer: Middle, names: "*.example.com"), Authority() with { Excluded = [Host] });
        yield return Row("a permitted host beside it, by a wildcard", "5280 4.2.1.10", Constrained,
            Server(issuer: Middle, names: "*.example.com"), Authority() with { Permitted = ["www.example.com"] });
        yield return Row("an excluded host, two authorities above", "5280 6.1.4", Constrained,
            Server(issuer: Second, names: "*.example.com"), Authority("second", Second.Item2, Middle), Authority() with { Excluded = [Host] });
        yield return Row("everything excluded", "5280 4.2.1.10", Constrained, Server(issuer: Middle), Authority() with { Excluded = [""] });
        yield return Row("an excluded address", "5280 4.2.1.10", Constrained,
            Server(issuer: Middle, names: "ip:192.0.2.7"), Authority() with { Excluded = ["ip:192.0.2.0/24"] }).For("192.0.2.7");
        yield return Row("expired", "5280 4.1.2.5", "NotTimeValid", Server() with { Days = (-30, -1) });
        yield return Row("not valid yet", "5280 4.1.2.5", "NotTimeValid", Server() with { Days = (1, 30) });
        yield return Row("expired authority", "5280 6.1.3", "NotTimeValid", Server(issuer: Middle), Authority() with { Days = (-30, -1) });
        yield return Row("signed by itself", "5280 6.1", Untrusted, Server() with { Issuer = null });
        yield return Row("unknown root", "5280 6.1", Untrusted, Server(issuer: ("far", "secp256r1 far")), Root("secp256r1 far", "far"));
        yield return Row("root of the same name", "5280 6.1.3", "", Server(issuer: ("root", "secp256r1 false")), Root("secp256r1 false"));
        yield return Row("authority missing", "8446 4.4.2", Partial, Server(issuer: Middle));
        yield return Row("authority that is no CA", "5280 4.2.1.9", "", Server(issuer: Middle), Authority() with { IsAuthority = false });
        yield return Row("authority without basic constraints", "5280 4.2.1.9", "", Server(issuer: Middle), Authority() with { IsAuthority = null });
        yield return Row("authority that may not sign certificates", "5280 4.2.1.3", "",
            Server(issuer: Middle), Authority() with { Usage = KeyUsage.DigitalSignature });
        yield return Row("path too long", "5280 4.2.1.9", "",
            Server(issuer: Second), Authority("second", Second.Item2, Middle), Authority() with { PathLength = 0 });
        yield return Row("for clients", "5280 4.2.1.12", "NotValidForUsage", Server() with { Purposes = [KeyPurposeID.id_kp_clientAuth] });
        yield return Row("for every purpose", "5280 4.2.1.12", "NotValidForUsage", Server() with { Purposes = [KeyPurposeID.AnyExtendedKeyUsage] });
        yield return Row("for signing code", "5280 4.2.1.12", "NotValidForUsage", Server() with { Purposes = [KeyPurposeID.id_kp_codeSigning] });
        yield return Row("authority for clients", "5280 4.2.1.12", "NotValidForUsage",
            Server(issuer: Middle), Authority() with { Purposes = [KeyPurposeID.id_kp_clientAuth] });
        yield return Row("unknown critical extension", "5280 4.2", "", Server() with { HasUnknown = true });
        yield return Row("unknown critical extension above", "5280 4.2", "", Server(issuer: Middle), Authority() with { HasUnknown = true });
    }

    [TestCaseSource(nameof(Accepted))]
    public void A_sound_chain_is_trusted(Chain chain) => Assert.That(chain.Judge(), Is.Null);

    [TestCaseSource(nameof(Refused))]
    public void An_unsound_chain_is_refused_with_its_reason(Chain chain) => Assert.That(chain.Judge(), Is.Not.Null.And.Contains(chain.Reason));

    private static TestCertificate Signed(string signature, string key = "secp256r1 root") =>
        Server(issuer: key == "secp256r1 root" ? ("root", key) : ("middle", key)) with { Signature = signature };

    private static ChainRow Row(string name, string section, params TestCertificate[] chain) => Row(name, section, "", chain);

    private static ChainRow Row(string name, string section, string reason, params TestCertificate[] chain) =>
        new(new Chain(Host, reason, chain), $"{name} (RFC {section})".Replace("RFC SP", "SP", StringComparison.Ordinal));

    /// <summary>A chain for a host, and the reason for which it is refused.</summary>
    public sealed class Chain
    {
        private readonly TestCertificate[] _chain;

        internal Chain(string host, string reason, TestCertificate[] chain) => (Host, Reason, _chain) = (host, reason, chain);

        internal string Host { get; init; }

        internal string Reason { get; }

        internal Chain For(string host) => new(host, Reason, _chain);

        /// <summary>Verifies as a handshake does: the platform's chain and names, then the proxy's rules.</summary>
        internal string? Judge()
        {
            using X509Certificate2 root = Root().Build();
            using X509Certificate2 server = _chain[0].Build();
            SslClientAuthenticationOptions options = new UpstreamTrust(root.ExportCertificatePem(), []).OptionsFor(Host, _ => { });
            using X509Chain chain = new() { ChainPolicy = options.CertificateChainPolicy!.Clone() };
            chain.ChainPolicy.ExtraStore.AddRange(_chain[1..].Select(certificate => certificate.Build()).ToArray());
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
            try
            {
                SslPolicyErrors errors = chain.Build(server) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors;
                errors |= server.MatchesHostname(Host) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateNameMismatch;
                return UpstreamTrust.Refusal(Host, server, chain, errors);
            }
            catch (CryptographicException exception)
            {
                return exception.Message; // as UpstreamDialer does
            }
        }
    }

    private sealed class ChainRow : TestCaseData
    {
        private readonly Chain _chain;
        private readonly string _name;

        public ChainRow(Chain chain, string name)
            : base(chain)
        {
            (_chain, _name) = (chain, name);
            SetArgDisplayNames(name);
        }

        public ChainRow For(string host) => new(_chain.For(host), _name);
    }
}
