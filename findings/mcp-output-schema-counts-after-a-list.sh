#!/bin/sh
# npm @modelcontextprotocol/sdk 1.32.2 and @modelcontextprotocol/client 2.4.0: whether a tool's result is valid depends on which tools were listed last.
#
# Expected: callTool holds a result against the tool's output schema each time, or leaves that to its caller each time.
# Seen: the client knows the schemas from listTools alone. Without a call of it every result passes, here a word where the schema wants a number; after one the same call throws. In
# 1.32.2 each page replaces what the page before told: a client that reads the list to its end, as it should, checks the tools of the last page and no others. 2.4.0 keeps
# both. A client that connects anew for each call checks nothing in either.
#
# Output seen:
#   1.32.2, no list: count is many
#   1.32.2, first page: throws
#   1.32.2, both pages: count is many
#   1.32.2, listTools(): throws
#   2.4.0, no list: count is many
#   2.4.0, first page: throws
#   2.4.0, both pages: throws
#   2.4.0, listTools(): throws
# Needs node 20 or later, npm. The programs speak by pipes alone.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0 >/dev/null 2>&1
cat > server.mjs <<'JS'
import readline from 'node:readline';

const tool = (name, type) => ({ name, inputSchema: { type: 'object' }, outputSchema: { type: 'object', properties: { count: { type } }, required: ['count'] } });
const answers = {
  initialize: ({ protocolVersion }) => ({ protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'server', version: '1' } }),
  'tools/list': (params) => (params?.cursor ? { tools: [tool('other', 'number')] } : { tools: [tool('counts', 'number')], nextCursor: 'rest' }),
  'tools/call': () => ({ content: [{ type: 'text', text: 'many' }], structuredContent: { count: 'many' } }),
};
readline.createInterface({ input: process.stdin }).on('line', (text) => {
  const { id, method, params } = JSON.parse(text);
  if (id !== undefined) {
    const answer = answers[method] ? { result: answers[method](params) } : { error: { code: -32601, message: 'unknown method' } };
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`);
  }
});
JS
cat > ask.mjs <<'JS'
import { Client as Client2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as Transport2 } from '@modelcontextprotocol/client/stdio';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/stdio.js';

const before = {
  'no list': () => {},
  'first page': (client) => client.listTools({ cursor: undefined }),
  'both pages': async (client) => {
    const { nextCursor } = await client.listTools({ cursor: undefined });
    await client.listTools({ cursor: nextCursor });
  },
  'listTools()': (client) => client.listTools(),
};
for (const [version, Client, Transport] of [['1.32.2', Client1, Transport1], ['2.4.0', Client2, Transport2]]) {
  for (const [label, list] of Object.entries(before)) {
    const client = new Client({ name: 'client', version: '1' });
    await client.connect(new Transport({ command: process.execPath, args: ['server.mjs'] }));
    await list(client);
    const told = await client.callTool({ name: 'counts', arguments: {} }).then(({ structuredContent }) => `count is ${structuredContent.count}`, () => 'throws');
    await client.close();
    console.log(`${version}, ${label}: ${told}`);
  }
}
process.exit(0);
JS
seen=$(node ask.mjs)
echo "$seen"
[ "$seen" = "1.32.2, no list: count is many
1.32.2, first page: throws
1.32.2, both pages: count is many
1.32.2, listTools(): throws
2.4.0, no list: count is many
2.4.0, first page: throws
2.4.0, both pages: throws
2.4.0, listTools(): throws" ]
