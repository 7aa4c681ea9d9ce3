#!/bin/sh
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code): an error that comes as an event of the stream is not final, whatever its type.
#
# Expected: the types of an error mean the same in an `error` event as in a status: a billing_error or a permission_error ends the turn and its text is shown, as it is with 402
# and 403.
# Seen: after an event of any type but overloaded_error the same request goes out once more with `stream: false`. If that one is answered, the turn is a success, and the error is
# shown to nobody. A stream that just ends is asked for again as a stream. So a gateway that ends a spent budget within a stream is asked once more, for an answer that it can no
# longer cut.
#
# Output seen:
#   status 402 billing_error: asked stream; error shown
#   status 403 permission_error: asked stream; error shown
#   event billing_error: asked stream, whole; success
#   event permission_error: asked stream, whole; success
#   event invalid_request_error: asked stream, whole; success
#   end without an event: asked stream, stream; success
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
const [how, type] = process.argv.slice(2);
const usage = { input_tokens: 10, output_tokens: 0 };
const message = { id: 'm', type: 'message', role: 'assistant', model: 'claude-opus-5-5', content: [], stop_reason: null, stop_sequence: null, usage };
const error = { type: 'error', error: { type, message: 'words of the host' } };
const start = [
  { type: 'message_start', message }, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'done' } },
];
const end = [
  { type: 'content_block_stop', index: 0 }, { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 0 } }, { type: 'message_stop' },
];
let calls = 0;
http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    if (request.method !== 'POST' || !request.url.startsWith('/v1/messages?')) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const stream = JSON.parse(body).stream === true;
    fs.appendFileSync('asked', calls++ ? `, ${stream ? 'stream' : 'whole'}` : 'stream');
    if (how === 'status') {
      response.writeHead(type === 'billing_error' ? 402 : 403, { 'content-type': 'application/json' }).end(JSON.stringify(error));
    } else if (!stream) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...message, content: [{ type: 'text', text: 'done' }], stop_reason: 'end_turn' }));
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const events = calls > 1 ? [...start, ...end] : how === 'event' ? [...start, error] : start;
      response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
    }
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
ask() { # label, how, type
  rm -rf port asked project home
  mkdir project home
  node server.mjs "$2" "$3" &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  (cd project && env -i PATH="$PATH" HOME="$work/home" IS_SANDBOX=1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 ANTHROPIC_API_KEY=sk-ant-api03-none \
    ANTHROPIC_BASE_URL="http://127.0.0.1:$(cat ../port)" ../node_modules/.bin/claude -p 'say hi' --output-format json </dev/null >../told.json 2>/dev/null) || true
  kill "$server"
  server=
  node -e '
    const fs = require("fs");
    const { is_error: failed, result } = JSON.parse(fs.readFileSync("told.json", "utf8"));
    const end = result.includes("words of the host") ? "error shown" : failed ? "fails otherwise" : "success";
    console.log(`${process.argv[1]}: asked ${fs.readFileSync("asked", "utf8")}; ${end}`);
  ' "$1"
}
seen=$(
  ask 'status 402 billing_error' status billing_error
  ask 'status 403 permission_error' status permission_error
  ask 'event billing_error' event billing_error
  ask 'event permission_error' event permission_error
  ask 'event invalid_request_error' event invalid_request_error
  ask 'end without an event' cut none
)
echo "$seen"
[ "$seen" = "status 402 billing_error: asked stream; error shown
status 403 permission_error: asked stream; error shown
event billing_error: asked stream, whole; success
event permission_error: asked stream, whole; success
event invalid_request_error: asked stream, whole; success
end without an event: asked stream, stream; success" ]
