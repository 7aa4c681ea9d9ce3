#!/bin/sh
# Claude Code 2.1.332 (npm @anthropic-ai/claude-code): the stop reason that asks for another request gets none, and the one that rules it out gets three.
#
# Expected: `pause_turn` says that the turn goes on when the answer is sent back, so it is sent back. `model_context_window_exceeded` says that there is no room left, so the turn
# ends, or the conversation is made shorter first.
# Seen: `pause_turn` ends the turn as a success, with the half that has come as its result. After `model_context_window_exceeded` the same conversation is sent again, longer by the
# half answer and by a line that tells the model to resume since its "output token limit" was hit; three times, then the turn fails. `max_tokens` is treated the same way.
#
# Output seen:
#   pause_turn: 1 request; success, result "part 1"
#   model_context_window_exceeded: 4 requests, each longer, told of an output token limit; failure
#   max_tokens: 4 requests, each longer, told of an output token limit; failure
#   end_turn: 1 request; success, result "part 1"
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
const [stopReason] = process.argv.slice(2);
let calls = 0;
http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    if (request.method !== 'POST' || !request.url.startsWith('/v1/messages?')) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    calls++;
    const last = JSON.stringify(JSON.parse(body).messages.at(-1));
    fs.appendFileSync('asked', `${JSON.stringify({ size: body.length, limit: /output token limit/i.test(last) })}\n`);
    const message = { id: `m${calls}`, type: 'message', role: 'assistant', model: 'any', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } };
    const events = [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: `part ${calls}` } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null }, usage: { output_tokens: 1 } },
      { type: 'message_stop' },
    ];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
ask() { # stop reason
  rm -rf port asked project home
  mkdir project home
  node server.mjs "$1" &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  (cd project && env -i PATH="$PATH" HOME="$work/home" IS_SANDBOX=1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 ANTHROPIC_API_KEY=sk-ant-api03-none \
    ANTHROPIC_BASE_URL="http://127.0.0.1:$(cat ../port)" ../node_modules/.bin/claude -p 'say hi' --output-format json </dev/null >../told.json 2>/dev/null) || true
  kill "$server"
  server=
  node -e '
    const fs = require("fs");
    const asked = fs.readFileSync("asked", "utf8").trim().split("\n").map((line) => JSON.parse(line));
    const { is_error: failed, result } = JSON.parse(fs.readFileSync("told.json", "utf8"));
    const further = asked.slice(1);
    const longer = further.every((one, index) => one.size > asked[index].size) ? ", each longer" : "";
    const limit = further.every((one) => one.limit) ? ", told of an output token limit" : "";
    console.log(`${process.argv[1]}: ${further.length ? `${asked.length} requests${longer}${limit}` : "1 request"}; ${failed ? "failure" : `success, result "${result}"`}`);
  ' "$1"
}
seen=$(for reason in pause_turn model_context_window_exceeded max_tokens end_turn; do ask "$reason"; done)
echo "$seen"
[ "$seen" = 'pause_turn: 1 request; success, result "part 1"
model_context_window_exceeded: 4 requests, each longer, told of an output token limit; failure
max_tokens: 4 requests, each longer, told of an output token limit; failure
end_turn: 1 request; success, result "part 1"' ]
