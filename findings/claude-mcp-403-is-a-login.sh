#!/bin/sh
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code): an MCP server that answers 403 is shown as one that wants a login.
#
# Expected: a login is offered where the server asks for one: 401, or a WWW-Authenticate field (MCP's authorization, OAuth 2.0 protected resources). A 403 without that field
# says that the request is not allowed, and its text says why.
# Seen: `claude mcp list` shows "Needs authentication" for a bare 403, and nothing of its body. A 400 with the same body is shown as a failed connection, with the text.
#
# Output seen:
#   403: needs authentication, text hidden
#   400: failed to connect, text shown
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
http.createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(request.url.startsWith('/403') ? 403 : request.url.startsWith('/400') ? 400 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code: -32000, message: 'this host is not on the list' } }));
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
node server.mjs &
server=$!
until [ -s port ]; do sleep 0.1; done
mkdir home project
claude() {
  (cd project && env -i PATH="$PATH" HOME="$work/home" IS_SANDBOX=1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 \
    ANTHROPIC_API_KEY=sk-ant-api03-none ANTHROPIC_BASE_URL=http://127.0.0.1:9 ../node_modules/.bin/claude "$@" </dev/null 2>&1)
}
for status in 403 400; do
  claude mcp add --transport http "answers-$status" "http://127.0.0.1:$(cat port)/$status" >/dev/null
done
shown=$(claude mcp list)
told() { # status
  line=$(echo "$shown" | grep "answers-$1")
  case $line in *[Nn]eeds\ authentication*) how='needs authentication' ;; *[Ff]ailed\ to\ connect*) how='failed to connect' ;; *) how="otherwise: $line" ;; esac
  case $line in *'not on the list'*) text=shown ;; *) text=hidden ;; esac
  echo "$1: $how, text $text"
}
told 403
told 400
[ "$(told 403; told 400)" = "403: needs authentication, text hidden
400: failed to connect, text shown" ]
