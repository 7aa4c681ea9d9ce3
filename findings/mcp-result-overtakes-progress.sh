#!/bin/sh
# npm @modelcontextprotocol/sdk 1.32.2 and @modelcontextprotocol/client 2.4.0: a tool's result overtakes the progress that was sent before it.
#
# Expected: the messages of one pipe are handled in the order in which they come: three progress notifications and then the result make three calls of onprogress, then callTool
# returns.
# Seen: if the four arrive in one read, onprogress is never called. The result is handled at once and takes the handler away; each notification is put off to a microtask,
# and is then reported as one of an unknown token. If each message arrives alone, all three are told. A proxy that joins small writes, or a fast tool, loses the progress,
# and a test with a slow one does not show it.
#
# Output seen:
#   1.32.2, four messages in four reads: progress 0 1 2, unknown tokens 0
#   1.32.2, four messages in one read: progress none, unknown tokens 3
#   2.4.0, four messages in four reads: progress 0 1 2, unknown tokens 0
#   2.4.0, four messages in one read: progress none, unknown tokens 3
# Needs node 20 or later, npm. The programs speak by pipes alone.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 >/dev/null 2>&1
cat > server.mjs <<'JS'
import readline from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

const joined = process.argv[2] === 'joined';
const line = (message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
async function send(lines) {
  for (const text of joined ? [lines.join('')] : lines) {
    process.stdout.write(text);
    await wait(joined ? 0 : 300);
  }
}
readline.createInterface({ input: process.stdin }).on('line', (text) => {
  const { id, method, params } = JSON.parse(text);
  if (method === 'initialize') {
    send([line({ id, result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'server', version: '1' } } })]);
  } else if (method === 'tools/call') {
    const progressToken = params._meta.progressToken;
    const steps = [0, 1, 2].map((progress) => line({ method: 'notifications/progress', params: { progressToken, progress } }));
    send([...steps, line({ id, result: { content: [{ type: 'text', text: 'done' }] } })]);
  } else if (id !== undefined) {
    send([line({ id, error: { code: -32601, message: 'unknown method' } })]);
  }
});
JS
cat > ask.mjs <<'JS'
import { Client as Client2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Transport2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/stdio.js';

for (const [version, Client, Transport] of [['1.32.2', Client1, Transport1], ['2.4.0', Client2, Transport2]]) {
  for (const [way, label] of [['apart', 'four reads'], ['joined', 'one read']]) {
    const client = new Client({ name: 'client', version: '1' });
    const told = [];
    let unknown = 0;
    client.onerror = (error) => { unknown += error.message.includes('unknown token'); };
    await client.connect(new Transport({ command: process.execPath, args: ['server.mjs', way] }));
    const options = { onprogress: ({ progress }) => told.push(progress) };
    await client.callTool({ name: 'any', arguments: {} }, ...(version === '1.32.2' ? [undefined, options] : [options]));
    await client.close();
    console.log(`${version}, four messages in ${label}: progress ${told.join(' ') || 'none'}, unknown tokens ${unknown}`);
  }
}
process.exit(0);
JS
seen=$(node ask.mjs)
echo "$seen"
[ "$seen" = "1.32.2, four messages in four reads: progress 0 1 2, unknown tokens 0
1.32.2, four messages in one read: progress none, unknown tokens 3
2.4.0, four messages in four reads: progress 0 1 2, unknown tokens 0
2.4.0, four messages in one read: progress none, unknown tokens 3" ]
