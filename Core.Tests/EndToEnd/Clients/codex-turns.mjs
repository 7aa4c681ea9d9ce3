// Drives the real Codex through several turns of one thread (codex app-server, JSON-RPC over its standard streams), as its editors do.
// A line for each turn: how it ended, and what its user is told.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [codex, ...prompts] = process.argv.slice(2);
const server = spawn(codex, ['app-server'], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = new Map();
let requests = 0;
let endTurn;

function request(method, params) {
  return new Promise((resolve, reject) => {
    waiting.set(++requests, { resolve, reject });
    server.stdin.write(`${JSON.stringify({ id: requests, method, params })}\n`);
  });
}

createInterface({ input: server.stdout }).on('line', line => {
  const message = JSON.parse(line);
  if (message.method === 'turn/completed') {
    endTurn(message.params.turn);
  } else if (waiting.has(message.id)) {
    const { resolve, reject } = waiting.get(message.id);
    message.error ? reject(new Error(JSON.stringify(message.error))) : resolve(message.result);
  }
});

await request('initialize', { clientInfo: { name: 'test', title: 'test', version: '1' } });
server.stdin.write(`${JSON.stringify({ method: 'initialized' })}\n`);
const { thread } = await request('thread/start', {});
for (const text of prompts) {
  const ended = new Promise(resolve => { endTurn = resolve; });
  await request('turn/start', { threadId: thread.id, input: [{ type: 'text', text }] });
  const turn = await ended;
  console.log(JSON.stringify({ status: turn.status, told: turn.error?.message ?? null }));
}
server.kill();
