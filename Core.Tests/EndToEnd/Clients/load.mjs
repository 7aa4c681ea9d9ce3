// Calls without end, eight at a time, until the file "stop" appears; prints the id of each answer that came whole.
import { existsSync } from 'node:fs';

const body = JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 64, stream: true, messages: [{ role: 'user', content: 'hi' }] });

async function call() {
  const answer = await fetch('https://api.anthropic.com/v1/messages', {
    method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': 'placeholder' }, body,
  });
  const text = await answer.text();
  if (answer.status === 200 && text.includes('event: message_stop')) {
    console.log(/"id":"([^"]+)"/.exec(text)[1]);
  } else if (answer.status !== 503) {
    console.error(answer.status, text.slice(0, 200));
  }
}

async function worker() {
  while (!existsSync('stop')) {
    // A reset is what a killed proxy looks like; the next call finds its successor.
    await call().catch((error) => new Promise((retry) => setTimeout(retry, 20, error)));
  }
}

await Promise.all(Array.from({ length: 8 }, worker));
