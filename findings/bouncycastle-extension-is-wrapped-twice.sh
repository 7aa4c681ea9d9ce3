#!/bin/sh
# BouncyCastle.Cryptography 2.7.0 (NuGet): AddExtension takes a byte[] for the text of an octet string, not for the extension's DER value.
#
# Expected: X509V3CertificateGenerator.AddExtension(oid, critical, byte[]) takes the DER of the value, as X509ExtensionsGenerator.AddExtension of the same shape in the same
# library and .NET's X509Extension(oid, byte[], critical) do, so that the three ways below give the same extension.
# Seen: the generator of certificates puts the bytes into one OCTET STRING more. The certificate is signed and read back without a word, and its names are an octet string:
# .NET throws where it looks for them. (With basic constraints the library notices itself, at the end of Generate.)
#
# Output seen:
#   Asn1Encodable: 300b8209612e6578616d706c65, a.example True
#   byte[]: 040d300b8209612e6578616d706c65, CryptographicException
#   AddExtension of X509ExtensionsGenerator, byte[]: 300b8209612e6578616d706c65
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > extension.cs <<'CS'
#:package BouncyCastle.Cryptography@2.7.0
#:property PublishAot=false
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;

ECKeyPairGenerator generator = new("EC");
generator.Init(new Org.BouncyCastle.Crypto.Parameters.ECKeyGenerationParameters(Org.BouncyCastle.Asn1.Sec.SecObjectIdentifiers.SecP256r1, new SecureRandom()));
AsymmetricCipherKeyPair keys = generator.GenerateKeyPair();
GeneralNames names = new(new GeneralName(GeneralName.DnsName, "a.example"));

Show("Asn1Encodable", made => made.AddExtension(X509Extensions.SubjectAlternativeName, false, names));
Show("byte[]", made => made.AddExtension(X509Extensions.SubjectAlternativeName, false, names.GetDerEncoded()));
X509ExtensionsGenerator extensions = new();
extensions.AddExtension(X509Extensions.SubjectAlternativeName, false, names.GetDerEncoded());
Console.WriteLine($"AddExtension of X509ExtensionsGenerator, byte[]: {Hex(extensions.Generate().GetExtension(X509Extensions.SubjectAlternativeName).Value.GetOctets())}");

void Show(string name, Action<X509V3CertificateGenerator> add)
{
    X509V3CertificateGenerator made = new();
    made.SetSerialNumber(BigInteger.One);
    made.SetIssuerDN(new X509Name("CN=authority"));
    made.SetSubjectDN(new X509Name("CN=authority"));
    made.SetNotBefore(DateTime.UtcNow);
    made.SetNotAfter(DateTime.UtcNow.AddDays(1));
    made.SetPublicKey(keys.Public);
    add(made);
    byte[] der = made.Generate(new Asn1SignatureFactory("SHA256WITHECDSA", keys.Private)).GetEncoded();
    using X509Certificate2 read = X509CertificateLoader.LoadCertificate(der);
    System.Security.Cryptography.X509Certificates.X509Extension found = read.Extensions.Single(one => one.Oid!.Value == "2.5.29.17");
    string told;
    try
    {
        told = $"a.example {read.MatchesHostname("a.example")}";
    }
    catch (CryptographicException fault)
    {
        told = fault.GetType().Name;
    }

    Console.WriteLine($"{name}: {Hex(found.RawData)}, {told}");
}

static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
CS
seen=$(dotnet run extension.cs)
echo "$seen"
[ "$seen" = "Asn1Encodable: 300b8209612e6578616d706c65, a.example True
byte[]: 040d300b8209612e6578616d706c65, CryptographicException
AddExtension of X509ExtensionsGenerator, byte[]: 300b8209612e6578616d706c65" ]
