#!/bin/sh
# @google/genai 3.3.0 (npm): an event that has a name, an id or a comment before its data is left out, and nothing says so.
#
# Expected: generateContentStream reads any event stream. The format allows the fields `event`, `id` and `retry` and comment lines beside `data`, in any order, and a value in
# several `data` lines. Gateways add such lines: names for routing, ids for resuming, comments as keep-alive.
# Seen: only an event whose text begins with "data:" counts. With a name before it the loop ends without one part and without an error: an empty answer of a paid call. A
# value in several `data` lines is a JSON error. Comments as events of their own and CR as the line end are fine. Gemini CLI 0.61.0, which has an older copy of this reader, is
# stricter: any comment ends in "Incomplete JSON segment at the end", after four requests.
#
# Output seen:
#   plain: whole
#   CR line ends: whole
#   comment as an event: whole
#   comment before data: nothing
#   event before data: nothing
#   id before data: nothing
#   data in several lines: Expected property name or '}' in JSON at position 2
# Needs node 20 or later, npm. The program speaks to loopback alone.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @google/genai@3.3.0 >/dev/null 2>&1
cat > ask.mjs <<'JS'
import http from 'node:http';
import { GoogleGenAI } from '@google/genai';

const parts = ['who', 'le'].map((text) => ({ candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] } }] }));
const plain = (part) => `data: ${JSON.stringify(part)}\n\n`;
const forms = {
  'plain': plain,
  'CR line ends': (part) => plain(part).replaceAll('\n', '\r'),
  'comment as an event': (part) => `: still here\n\n${plain(part)}`,
  'comment before data': (part) => `: still here\n${plain(part)}`,
  'event before data': (part) => `event: message\n${plain(part)}`,
  'id before data': (part) => `id: 1\n${plain(part)}`,
  'data in several lines': (part) => `${JSON.stringify(part, null, 1).replace(/^/gm, 'data: ')}\n\n`,
};
for (const [name, form] of Object.entries(forms)) {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(parts.map(form).join(''));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: `http://127.0.0.1:${server.address().port}` } });
  let told = '';
  try {
    for await (const part of await client.models.generateContentStream({ model: 'any', contents: 'say hi' })) {
      told += part.text;
    }
  } catch (error) {
    told = error.message.split(' (line')[0];
  }
  console.log(`${name}: ${told || 'nothing'}`);
  server.closeAllConnections();
  server.close();
}
JS
seen=$(env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy node ask.mjs)
echo "$seen"
[ "$seen" = "plain: whole
CR line ends: whole
comment as an event: whole
comment before data: nothing
event before data: nothing
id before data: nothing
data in several lines: Expected property name or '}' in JSON at position 2" ]
