using System.Collections.Concurrent;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace BotBottle.Proxy.Tests.Upstream.Certificates;

/// <summary>Keys of every kind that a chain may hold; those of one name are made once.</summary>
internal static class TestKey
{
    private static readonly ConcurrentDictionary<string, Lazy<AsymmetricCipherKeyPair>> Made = new();

    /// <summary>The key of a name: its kind, then anything that tells it from others of its kind, such as "rsa2048 root".</summary>
    public static AsymmetricCipherKeyPair Of(string name) => Made.GetOrAdd(name, _ => new Lazy<AsymmetricCipherKeyPair>(() => Make(name.Split(' ')[0]))).Value;

    /// <summary>The signature algorithm that such a key signs with, if nothing else is said.</summary>
    public static string Signature(string name) => name.StartsWith("rsa", StringComparison.Ordinal) ? "SHA256WITHRSA"
        : name.StartsWith("ed25519", StringComparison.Ordinal) ? "Ed25519"
        : name.StartsWith("dsa", StringComparison.Ordinal) ? "SHA256WITHDSA" : "SHA256WITHECDSA";

    private static AsymmetricCipherKeyPair Make(string kind)
    {
        SecureRandom random = new();
        switch (kind)
        {
            case "rsa1024" or "rsa1536" or "rsa2047" or "rsa2048":
                RsaKeyPairGenerator rsa = new();
                rsa.Init(new RsaKeyGenerationParameters(
                    Org.BouncyCastle.Math.BigInteger.ValueOf(65537), random, int.Parse(kind.AsSpan(3), System.Globalization.CultureInfo.InvariantCulture), 80));
                return rsa.GenerateKeyPair();
            case "ed25519":
                Ed25519KeyPairGenerator edwards = new();
                edwards.Init(new Ed25519KeyGenerationParameters(random));
                return edwards.GenerateKeyPair();
            case "dsa":
                DsaParametersGenerator parameters = new();
                parameters.Init(1024, 20, random);
                DsaKeyPairGenerator dsa = new();
                dsa.Init(new DsaKeyGenerationParameters(random, parameters.GenerateParameters()));
                return dsa.GenerateKeyPair();
            default:
                ECKeyPairGenerator curve = new();
                // Domain parameters without an identifier are written out: an explicit curve.
                curve.Init(kind == "explicit"
                    ? new ECKeyGenerationParameters(Explicit(), random)
                    : new ECKeyGenerationParameters(SecNamedCurves.GetOid(kind), random));
                return curve.GenerateKeyPair();
        }
    }

    private static ECDomainParameters Explicit()
    {
        X9ECParameters named = SecNamedCurves.GetByName("secp256r1");
        return new ECDomainParameters(named.Curve, named.G, named.N, named.H, named.GetSeed());
    }
}
