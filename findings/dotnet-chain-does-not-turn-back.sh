#!/bin/sh
# .NET 10.0 (X509Chain on Linux, OpenSSL 3.0): of two certificates of one authority the chain follows the first that fits by name, and never the second.
#
# Expected: an intermediate authority with two certificates (a second authority signed it too, RFC 4158 section 2.2) gives a valid chain as soon as one of them leads to a
# trusted root, in whatever order a server sends them; verifiers of Go and Windows try the other way when one fails.
# Seen: the order decides. With the certificate of the unknown authority first the result is PartialChain, and the chain ends below it; the same certificates the other way
# round are valid. Two authorities that signed each other lead to the same end. A certificate that has expired is passed over, so a test with one of these says nothing here.
# SslStream builds its chain in the same way, from what the server sent, in its order.
#
# Output seen:
#   unknown authority first: False PartialChain, 2 certificates
#   known authority first: True NoError, 3 certificates
#   expired certificate first: True NoError, 3 certificates
#   each signed by the other, then by the root: False PartialChain
#   the same, the root's first: True NoError
# Needs the .NET 10 SDK.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > chain.cs <<'CS'
#:property PublishAot=false
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

DateTimeOffset now = DateTimeOffset.UtcNow;
using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), goneKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
using ECDsa firstKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), secondKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
using ECDsa serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
X509Certificate2 root = Make("root", rootKey, "root", rootKey, true);
X509Certificate2 firstByGone = Make("first", firstKey, "gone", goneKey, true);
X509Certificate2 firstByRoot = Make("first", firstKey, "root", rootKey, true);
X509Certificate2 firstExpired = Make("first", firstKey, "root", rootKey, true, -20);
X509Certificate2 firstBySecond = Make("first", firstKey, "second", secondKey, true);
X509Certificate2 secondByFirst = Make("second", secondKey, "first", firstKey, true);
X509Certificate2 server = Make("server", serverKey, "first", firstKey, false);
X509Certificate2 below = Make("below", serverKey, "second", secondKey, false);

Show("unknown authority first", server, true, firstByGone, firstByRoot);
Show("known authority first", server, true, firstByRoot, firstByGone);
Show("expired certificate first", server, true, firstExpired, firstByRoot);
Show("each signed by the other, then by the root", below, false, secondByFirst, firstBySecond, firstByRoot);
Show("the same, the root's first", below, false, firstByRoot, secondByFirst, firstBySecond);

void Show(string name, X509Certificate2 of, bool count, params X509Certificate2[] sent)
{
    using X509Chain chain = new();
    chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
    chain.ChainPolicy.CustomTrustStore.Add(root);
    chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
    chain.ChainPolicy.DisableCertificateDownloads = true;
    chain.ChainPolicy.ExtraStore.AddRange(sent);
    bool valid = chain.Build(of);
    string status = chain.ChainStatus.Length == 0 ? "NoError" : string.Join(' ', chain.ChainStatus.Select(one => one.Status));
    Console.WriteLine($"{name}: {valid} {status}{(count ? $", {chain.ChainElements.Count} certificates" : "")}");
}

X509Certificate2 Make(string name, ECDsa key, string issuer, ECDsa signer, bool authority, int until = 20)
{
    CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256);
    request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
    byte[] serial = RandomNumberGenerator.GetBytes(8);
    serial[0] = 1;
    return request.Create(new X500DistinguishedName("CN=" + issuer), X509SignatureGenerator.CreateForECDsa(signer), now.AddDays(-30), now.AddDays(until), serial);
}
CS
seen=$(dotnet run chain.cs)
echo "$seen"
[ "$seen" = "unknown authority first: False PartialChain, 2 certificates
known authority first: True NoError, 3 certificates
expired certificate first: True NoError, 3 certificates
each signed by the other, then by the root: False PartialChain
the same, the root's first: True NoError" ]
