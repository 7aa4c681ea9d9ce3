#!/bin/sh
# opencode 1.18.33 (npm opencode-ai): whether a 402 is final depends on the figures in its text.
#
# Expected: an answer of status 402 is final, whatever its message says; or it is tried again, whatever its message says.
# Seen: with "2600 of 2600 tokens are spent" in the body the turn ends after two requests (the title's and the turn's), with the message shown. With "2500 of 2500" it is
# asked again and again with growing pauses for about a minute: any 429, 500, 502, 503, 504 or 524 among the body's characters marks a failure that passes.
#
# Output seen:
#   2600: final
#   2500: tried again
# Needs node, npm. The program speaks to loopback alone, apart from a list of models that it asks for and does without.
set -eu
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" opencode-ai@1.18.33 >/dev/null 2>&1
cat > server.mjs <<'JS'
import fs from 'node:fs';
import http from 'node:http';
http.createServer((request, response) => {
  request.resume().on('end', () => {
    fs.appendFileSync('calls', '.');
    const message = `the budget is exhausted: ${process.argv[2]} of ${process.argv[2]} tokens are spent`;
    response.writeHead(402, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ type: 'error', error: { type: 'billing_error', message } }));
  });
}).listen(0, '127.0.0.1', function listening() { fs.writeFileSync('port.new', String(this.address().port)); fs.renameSync('port.new', 'port'); });
JS
mkdir project
ask() { # figure
  rm -rf calls port home
  mkdir -p home/.config/opencode
  node server.mjs "$1" &
  server=$!
  until [ -s port ]; do sleep 0.1; done
  cat > home/.config/opencode/opencode.json <<JSON
{"autoupdate": false, "model": "anthropic/claude-sonnet-4-5", "provider": {"anthropic": {"options": {"baseURL": "http://127.0.0.1:$(cat port)/v1"}}}}
JSON
  if (cd project && env -i PATH="$PATH" HOME="$work/home" ANTHROPIC_API_KEY=none OPENCODE_DISABLE_MODELS_FETCH=1 timeout 25 ../node_modules/.bin/opencode run 'say hi' >/dev/null 2>&1 </dev/null); then
    end=0
  else
    end=$?
  fi
  kill "$server"
  server=
  echo "$1: $(if [ "$end" -eq 124 ]; then echo tried again; else echo final; fi) ($(wc -c < calls) requests)" >&3
  if [ "$end" -eq 124 ]; then echo "tried again"; else echo final; fi
}
exec 3>&1
plain=$(ask 2600)
marked=$(ask 2500)
[ "$plain" = final ] && [ "$marked" = "tried again" ]
