#!/bin/sh
# curl 7.88.1, OpenSSL 3.0.19, Node 20, .NET 10: a trust file that holds the issuing CA alone is enough for curl and for none of the others.
#
# Expected: curl, which is built with OpenSSL, judges a chain as `openssl s_client` does with the same file: an intermediate CA as the one trusted certificate is either an end of
# the chain for both, or for neither.
# Seen: curl is content with the intermediate, whether or not the server sends it, and even with the server's own certificate as the trust file. OpenSSL's client, Node and .NET
# want the root, whatever the server sends. So a CA file that "works with curl" tells nothing about the program it is meant for.
#
# Output seen (what is trusted; what the server sends):
#   root; leaf and intermediate: curl yes, openssl yes, node yes, net yes
#   intermediate; leaf and intermediate: curl yes, openssl no, node no, net no
#   intermediate; leaf: curl yes, openssl no, node no, net no
#   leaf; leaf and intermediate: curl yes, openssl no, node no, net no
# Needs openssl, node 20, curl, the .NET 10 SDK. The programs speak to loopback alone.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cat > server.mjs <<'JS'
import fs from 'node:fs';
import https from 'node:https';
https.createServer({ key: fs.readFileSync('leaf.key'), cert: fs.readFileSync('chain.pem') }, (request, response) => response.end('ok'))
  .listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
cat > ask.mjs <<'JS'
import fs from 'node:fs';
import tls from 'node:tls';
const [name, port] = process.argv.slice(2);
const end = (code) => { socket.destroy(); process.exit(code); };
const socket = tls.connect({ host: '127.0.0.1', port, servername: name, ca: fs.readFileSync('trust.pem') }, () => end(0)).on('error', () => end(1));
JS
cat > ask.cs <<'CS'
#:property PublishAot=false
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
policy.CustomTrustStore.ImportFromPemFile(args[2]);
using TcpClient client = new("127.0.0.1", int.Parse(args[1]));
using SslStream stream = new(client.GetStream());
try
{
    await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = args[0], CertificateChainPolicy = policy });
    return 0;
}
catch (AuthenticationException)
{
    return 1;
}
CS
dotnet build ask.cs -o built >/dev/null
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
signed() { # name, its issuer, its extensions
  key "$1"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  printf '%b' "$3" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 1 -extfile "$1.ext" -out "$1.pem" 2>/dev/null
}
key root
openssl req -x509 -new -key root.key -subj /CN=root -days 2 -out root.pem -addext 'keyUsage=critical,keyCertSign' 2>/dev/null
signed intermediate root 'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
signed leaf intermediate 'basicConstraints=CA:false\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost\nauthorityKeyIdentifier=keyid\n'
verdict() { if "$@" >/dev/null 2>&1 </dev/null; then echo yes; else echo no; fi; }
ask() { # trusted, label of what is sent, the files of it
  cp "$1.pem" trust.pem
  label="$1; $2"
  shift 2
  cat "$@" > chain.pem
  rm -f port
  node server.mjs &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  port=$(cat port)
  echo "$label: curl $(verdict curl -sS --noproxy '*' --cacert trust.pem --resolve "localhost:$port:127.0.0.1" "https://localhost:$port/")," \
    "openssl $(verdict openssl s_client -connect "127.0.0.1:$port" -servername localhost -CAfile trust.pem -verify_hostname localhost -verify_return_error)," \
    "node $(verdict node ask.mjs localhost "$port"), net $(verdict built/ask localhost "$port" "$work/trust.pem")"
  kill "$server"
  server=
}
seen=$(
  ask root 'leaf and intermediate' leaf.pem intermediate.pem
  ask intermediate 'leaf and intermediate' leaf.pem intermediate.pem
  ask intermediate leaf leaf.pem
  ask leaf 'leaf and intermediate' leaf.pem intermediate.pem
)
echo "$seen"
[ "$seen" = "root; leaf and intermediate: curl yes, openssl yes, node yes, net yes
intermediate; leaf and intermediate: curl yes, openssl no, node no, net no
intermediate; leaf: curl yes, openssl no, node no, net no
leaf; leaf and intermediate: curl yes, openssl no, node no, net no" ]
