#!/bin/sh
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code): a request that is refused by 400 is sent six times, and it grows.
#
# Expected: a 400 says that the request is wrong, so it is final: one request, as with 402, 403 and 413.
# Seen: whatever type and text the 400 has, the request is sent again without one beta feature, then without one more field, then with all of its tools written out, which makes
# it half as large again, and from there the first two steps once more: six requests within a second, of which the last one's text is shown. 422 is the same. A gateway that
# refuses by 400 is asked six times a turn, and reads about 380 kB instead of 50.
#
# Output seen:
#   400 invalid_request_error: 6 requests, 4 sets of betas, the last more than half as large again as the first; text shown
#   400 not_a_known_error: 6 requests, 4 sets of betas, the last more than half as large again as the first; text shown
#   422 invalid_request_error: 6 requests, 4 sets of betas, the last more than half as large again as the first; text shown
#   402 billing_error: 1 request; text shown
# Needs node, npm. The program speaks to loopback alone.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @anthropic-ai/claude-code@2.1.332 >/dev/null 2>&1
cat > server.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';
const [status, type] = process.argv.slice(2);
http.createServer((request, response) => {
  let size = 0;
  request.on('data', (part) => { size += part.length; });
  request.on('end', () => {
    const call = request.method === 'POST' && request.url.startsWith('/v1/messages?');
    if (call) {
      fs.appendFileSync('asked', `${JSON.stringify({ size, betas: request.headers['anthropic-beta'] })}\n`);
    }
    response.writeHead(call ? Number(status) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: { type, message: 'words of the host' } }));
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
ask() { # status, type
  rm -rf port asked project home
  mkdir project home
  node server.mjs "$1" "$2" &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  (cd project && env -i PATH="$PATH" HOME="$work/home" IS_SANDBOX=1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 ANTHROPIC_API_KEY=sk-ant-api03-none \
    ANTHROPIC_BASE_URL="http://127.0.0.1:$(cat ../port)" ../node_modules/.bin/claude -p 'say hi' </dev/null >../told 2>/dev/null) || true
  kill "$server"
  server=
  node -e '
    const fs = require("fs");
    const asked = fs.readFileSync("asked", "utf8").trim().split("\n").map((line) => JSON.parse(line));
    const sets = new Set(asked.map((one) => one.betas)).size;
    const grown = asked.at(-1).size > 1.5 * asked[0].size ? "more than half as large again as the first" : "as large as the first";
    const count = asked.length === 1 ? "1 request" : `${asked.length} requests, ${sets} sets of betas, the last ${grown}`;
    console.log(`${process.argv[1]}: ${count}; text ${fs.readFileSync("told", "utf8").includes("words of the host") ? "shown" : "hidden"}`);
  ' "$1 $2"
}
seen=$(
  ask 400 invalid_request_error
  ask 400 not_a_known_error
  ask 422 invalid_request_error
  ask 402 billing_error
)
echo "$seen"
[ "$seen" = "400 invalid_request_error: 6 requests, 4 sets of betas, the last more than half as large again as the first; text shown
400 not_a_known_error: 6 requests, 4 sets of betas, the last more than half as large again as the first; text shown
422 invalid_request_error: 6 requests, 4 sets of betas, the last more than half as large again as the first; text shown
402 billing_error: 1 request; text shown" ]
