#!/bin/sh
# Claude Code 2.1.332 and opencode 1.18.33 (npm): of two tools of an MCP server, `file.delete` and `file_delete`, one is missing, and each agent leaves out the other.
#
# Expected: both are offered to the model, as both names are allowed (MCP 2025-11-25 has letters, digits, `_`, `-` and `.`), or the agent says that it cannot tell them apart.
# Seen: both agents turn the dot into an underscore, and the name that comes of it is offered once, without a word. In Claude Code it stands for the tool that the server lists
# first, in opencode for the one that it lists last: the same call, of `file_delete`, runs one tool here and the other there.
# Codex 0.171.0 offers both, each with a hash behind its name.
#
# Output seen:
#   claude: offers mcp__server__file_delete; a call of it runs file.delete
#   opencode: offers server_file_delete; a call of it runs file_delete
# Needs node, npm. The programs speak to loopback alone, apart from a list of models that opencode asks for and does without.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @anthropic-ai/claude-code@2.1.332 opencode-ai@1.18.33 >/dev/null 2>&1
cat > tools.mjs <<'JS'
import fs from 'node:fs';
import readline from 'node:readline';
const answers = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'tools', version: '1' } }),
  'tools/list': () => ({ tools: ['file.delete', 'file_delete'].map((name) => ({ name, description: name, inputSchema: { type: 'object', properties: {} } })) }),
  'tools/call': ({ name }) => {
    fs.appendFileSync(process.argv[2], name);
    return { content: [{ type: 'text', text: 'done' }] };
  },
};
readline.createInterface({ input: process.stdin }).on('line', (text) => {
  const { id, method, params } = JSON.parse(text);
  if (id !== undefined) {
    const answer = answers[method] ? { result: answers[method](params) } : { error: { code: -32601, message: 'unknown method' } };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
  }
});
JS
cat > model.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';
let called = false;
http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    if (request.method !== 'POST' || !request.url.split('?')[0].endsWith('/messages')) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const offered = (JSON.parse(body).tools ?? []).map(({ name }) => name).filter((name) => name.includes('delete'));
    const call = offered.length > 0 && !called;
    if (call) {
      called = true;
      fs.writeFileSync('offered', offered.join(' '));
    }
    const block = call ? { type: 'tool_use', id: 'one', name: offered[0], input: {} } : { type: 'text', text: '' };
    const delta = call ? { type: 'input_json_delta', partial_json: '{}' } : { type: 'text_delta', text: 'done' };
    const events = [
      { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', model: 'any', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: block }, { type: 'content_block_delta', index: 0, delta }, { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null }, usage: { output_tokens: 1 } }, { type: 'message_stop' },
    ];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
ask() { # agent
  rm -rf port offered ran project home
  mkdir -p project home/.config/opencode
  node model.mjs &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  port=$(cat port)
  (cd project && "$1" >/dev/null 2>&1 </dev/null) || true
  kill "$server"
  server=
  echo "$1: offers $(cat offered); a call of it runs $(cat ran)"
}
claude() {
  echo "{\"mcpServers\": {\"server\": {\"command\": \"node\", \"args\": [\"$work/tools.mjs\", \"$work/ran\"]}}}" > ../mcp.json
  env -i PATH="$PATH" HOME="$work/home" IS_SANDBOX=1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 ENABLE_TOOL_SEARCH=false ANTHROPIC_API_KEY=sk-ant-api03-none \
    "ANTHROPIC_BASE_URL=http://127.0.0.1:$port" ../node_modules/.bin/claude -p 'say hi' --mcp-config ../mcp.json --dangerously-skip-permissions
}
opencode() {
  cat > ../home/.config/opencode/opencode.json <<JSON
{"autoupdate": false, "model": "anthropic/claude-sonnet-4-5", "provider": {"anthropic": {"options": {"baseURL": "http://127.0.0.1:$port/v1"}}},
 "mcp": {"server": {"type": "local", "command": ["node", "$work/tools.mjs", "$work/ran"]}}}
JSON
  env -i PATH="$PATH" HOME="$work/home" ANTHROPIC_API_KEY=none OPENCODE_DISABLE_MODELS_FETCH=1 timeout -k 5 60 ../node_modules/.bin/opencode run 'say hi'
}
seen=$(ask claude; ask opencode)
echo "$seen"
[ "$seen" = "claude: offers mcp__server__file_delete; a call of it runs file.delete
opencode: offers server_file_delete; a call of it runs file_delete" ]
