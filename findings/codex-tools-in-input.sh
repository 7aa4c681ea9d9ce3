#!/bin/sh
# Codex CLI 0.171.0 (npm @openai/codex): for its default model the tools of a Responses request are not in `tools`.
#
# Expected: `tools` of POST /v1/responses lists what the model may call, as the API describes it, whatever the model is.
# Seen: for the default model `tools` is absent, and the first item of `input` is of type `additional_tools`, with the role developer and the tools in it: a namespace
# `functions` whose one custom tool `exec` takes JavaScript. With `-m gpt-5` the same release sends eight or more function tools in `tools`, and no such item. Whoever decides
# by `tools` what a call may do sees nothing of the first form.
#
# Output seen:
#   default: tools=0 input[0]=additional_tools exec=yes
#   gpt-5: tools=some input[0]=message exec=no
# Needs node, npm. Network: the package is installed; the program speaks to loopback alone.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @openai/codex@0.171.0 >/dev/null
cat > server.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';
const item = { id: 'm1', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'done', annotations: [] }] };
const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2, input_tokens_details: { cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } };
const whole = { id: 'r1', object: 'response', status: 'completed', model: 'any', output: [item], usage };
const events = [
  { type: 'response.created', response: { ...whole, status: 'in_progress', output: [] } },
  { type: 'response.output_item.done', output_index: 0, item },
  { type: 'response.completed', response: whole },
];
http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    if (request.method !== 'POST' || !request.url.endsWith('/responses')) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    fs.writeFileSync('request.json', body);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
node server.mjs &
server=$!
until [ -s port ]; do sleep 0.1; done
mkdir home project
ask() { # label, further options
  label=$1
  shift
  HOME=$work/home KEY=none node_modules/.bin/codex exec --skip-git-repo-check -C project "$@" -c model_provider=here \
    -c "model_providers.here={name=\"here\",base_url=\"http://127.0.0.1:$(cat port)/v1\",env_key=\"KEY\",wire_api=\"responses\"}" 'say hi' >/dev/null 2>&1 </dev/null
  node -e '
    const request = JSON.parse(require("fs").readFileSync("request.json"));
    const first = request.input[0];
    const exec = first.type === "additional_tools" && JSON.stringify(first.tools).includes("\"name\":\"exec\"");
    console.log(`${process.argv[1]}: tools=${(request.tools ?? []).length ? "some" : 0} input[0]=${first.type} exec=${exec ? "yes" : "no"}`);
  ' "$label"
}
seen=$(ask default; ask gpt-5 -m gpt-5)
echo "$seen"
[ "$seen" = "default: tools=0 input[0]=additional_tools exec=yes
gpt-5: tools=some input[0]=message exec=no" ]
