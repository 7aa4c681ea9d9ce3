// Two lanes of one Responses WebSocket at once: both are asked before either is answered. A line for each end: its lane and its tokens.
import https from 'node:https';
import { randomBytes } from 'node:crypto';

function masked(text) {
  const payload = Buffer.from(text);
  const key = randomBytes(4);
  const head = payload.length < 126 ? Buffer.from([0x81, 0x80 | payload.length]) : Buffer.from([0x81, 0xfe, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, key, payload.map((byte, i) => byte ^ key[i % 4])]);
}

const request = https.request('https://api.openai.com/v1/responses', {
  headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': 13, 'Sec-WebSocket-Key': randomBytes(16).toString('base64') },
});
request.on('response', answer => { throw new Error(`no upgrade: ${answer.statusCode}`); });
request.on('upgrade', (_, socket) => {
  const open = new Set(['left', 'right']);
  for (const lane of open) {
    socket.write(masked(JSON.stringify({ type: 'response.create', stream_id: lane, model: 'simulated-1', input: 'hi' })));
  }
  let bytes = Buffer.alloc(0);
  socket.on('data', data => {
    bytes = Buffer.concat([bytes, data]);
    for (;;) {
      const form = bytes[1] ?? 0;
      const start = form === 126 ? 4 : 2;
      if (bytes.length < start) return;
      const length = form === 126 ? bytes.readUInt16BE(2) : form;
      if (form > 126) throw new Error('a longer frame than this client reads');
      if (bytes.length < start + length) return;
      const message = JSON.parse(bytes.subarray(start, start + length));
      bytes = bytes.subarray(start + length);
      if (message.type === 'response.completed') {
        console.log(message.stream_id, message.response.usage.total_tokens);
        open.delete(message.stream_id);
        if (open.size === 0) process.exit(0);
      }
    }
  });
});
request.end();
