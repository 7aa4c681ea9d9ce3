#!/bin/sh
# .NET 10.0 (X509Chain on Linux, OpenSSL 3.0): a key on a curve that is written out makes Build throw, where any other fault of a chain is a status.
#
# Expected: X509Chain.Build returns false for a chain that OpenSSL refuses, and ChainStatus says why; it throws for what it is not given (a null, a certificate without a
# handle). So it is for an expired certificate, an unknown root, a signature that does not fit.
# Seen: if a certificate below another, or the one above it, has a key with explicit curve parameters (of P-256, point by point), Build throws a CryptographicException with
# the number of an OpenSSL error that .NET has no name for. In SslStream it comes out of AuthenticateAsClientAsync as it is, not as an AuthenticationException: who catches
# only that, and IOException, misses it. A certificate alone gets its status, and .NET reads its key as one on a named curve, so the key does not warn of it either.
#
# Output seen:
#   alone, named curve: False UntrustedRoot
#   alone, curve written out: False UntrustedRoot
#   the authority's written out: CryptographicException, error code '94'
#   the server's written out: CryptographicException, error code '94'
#   its public key: 256 bits, named: True
# Needs the .NET 10 SDK and the openssl command.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
make() { # name, encoding of the curve
  openssl ecparam -name prime256v1 -genkey -noout -param_enc "$2" -out "$1.key"
  openssl req -x509 -key "$1.key" -subj "/CN=$1" -days 5 -out "$1.pem"
}
make named named_curve
make written explicit
below() { # name, its key, its authority
  openssl req -new -key "$2.key" -subj "/CN=$1" | openssl x509 -req -CA "$3.pem" -CAkey "$3.key" -set_serial 7 -days 5 -out "$1.pem" 2> /dev/null
}
below of-written named written
below by-written written named
cat > curve.cs <<'CS'
#:property PublishAot=false
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

X509Certificate2 named = Read("named"), written = Read("written");
Show("alone, named curve", named);
Show("alone, curve written out", written);
Show("the authority's written out", Read("of-written"), written);
Show("the server's written out", Read("by-written"), named);
using ECDsa key = written.GetECDsaPublicKey()!;
Console.WriteLine($"its public key: {key.KeySize} bits, named: {key.ExportParameters(false).Curve.IsNamed}");

static X509Certificate2 Read(string name) => X509Certificate2.CreateFromPem(File.ReadAllText(name + ".pem"));

static void Show(string name, X509Certificate2 of, params X509Certificate2[] sent)
{
    using X509Chain chain = new();
    chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
    chain.ChainPolicy.DisableCertificateDownloads = true;
    chain.ChainPolicy.ExtraStore.AddRange(sent);
    try
    {
        bool valid = chain.Build(of);
        Console.WriteLine($"{name}: {valid} {string.Join(' ', chain.ChainStatus.Select(one => one.Status))}");
    }
    catch (CryptographicException fault)
    {
        Console.WriteLine($"{name}: {fault.GetType().Name}, {fault.Message[fault.Message.IndexOf("error code", StringComparison.Ordinal)..].TrimEnd('.')}");
    }
}
CS
seen=$(dotnet run curve.cs)
echo "$seen"
[ "$seen" = "alone, named curve: False UntrustedRoot
alone, curve written out: False UntrustedRoot
the authority's written out: CryptographicException, error code '94'
the server's written out: CryptographicException, error code '94'
its public key: 256 bits, named: True" ]
