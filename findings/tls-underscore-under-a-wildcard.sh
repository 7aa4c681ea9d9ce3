#!/bin/sh
# OpenSSL 3.0.19, .NET 10, Node 20, curl 7.88.1: which names a wildcard certificate covers depends on who asks.
#
# Expected: `*.svc.test` covers every name with one more label, for each client alike, since the rules are those of one RFC (6125, now 9525).
# Seen: a label with an underscore (`build_1.svc.test`, as container tools name their services) is covered for curl and Node and not for OpenSSL and .NET; the same name written out
# in the certificate is right for all four. The other way round, `build*.svc.test` covers `build1.svc.test` for OpenSSL and Node and not for curl and .NET: no two of the
# four agree on both.
#
# Output seen:
#   *.svc.test for build1.svc.test: openssl yes, net yes, node yes, curl yes
#   *.svc.test for build_1.svc.test: openssl no, net no, node yes, curl yes
#   build_1.svc.test for build_1.svc.test: openssl yes, net yes, node yes, curl yes
#   build*.svc.test for build1.svc.test: openssl yes, net no, node yes, curl no
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
https.createServer({ key: fs.readFileSync('leaf.key'), cert: fs.readFileSync('leaf.pem') }, (request, response) => response.end('ok'))
  .listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
cat > ask.mjs <<'JS'
import fs from 'node:fs';
import tls from 'node:tls';
const [name, port] = process.argv.slice(2);
const end = (code) => { socket.destroy(); process.exit(code); };
const socket = tls.connect({ host: '127.0.0.1', port, servername: name, ca: fs.readFileSync('root.pem') }, () => end(0)).on('error', () => end(1));
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
key root
key leaf
openssl req -x509 -new -key root.key -subj /CN=root -days 2 -out root.pem -addext 'keyUsage=critical,keyCertSign' 2>/dev/null
openssl req -new -key leaf.key -subj /CN=leaf -out leaf.csr
verdict() { if "$@" >/dev/null 2>&1 </dev/null; then echo yes; else echo no; fi; }
ask() { # name in the certificate, name that is asked for
  printf 'basicConstraints=CA:false\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:%s\n' "$1" > leaf.ext
  openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -days 1 -extfile leaf.ext -out leaf.pem 2>/dev/null
  rm -f port
  node server.mjs &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  port=$(cat port)
  echo "$1 for $2: openssl $(verdict openssl s_client -connect "127.0.0.1:$port" -servername "$2" -CAfile root.pem -verify_hostname "$2" -verify_return_error)," \
    "net $(verdict built/ask "$2" "$port" "$work/root.pem"), node $(verdict node ask.mjs "$2" "$port")," \
    "curl $(verdict curl -sS --noproxy '*' --cacert root.pem --resolve "$2:$port:127.0.0.1" "https://$2:$port/")"
  kill "$server"
  server=
}
seen=$(
  ask '*.svc.test' build1.svc.test
  ask '*.svc.test' build_1.svc.test
  ask build_1.svc.test build_1.svc.test
  ask 'build*.svc.test' build1.svc.test
)
echo "$seen"
[ "$seen" = "*.svc.test for build1.svc.test: openssl yes, net yes, node yes, curl yes
*.svc.test for build_1.svc.test: openssl no, net no, node yes, curl yes
build_1.svc.test for build_1.svc.test: openssl yes, net yes, node yes, curl yes
build*.svc.test for build1.svc.test: openssl yes, net no, node yes, curl no" ]
