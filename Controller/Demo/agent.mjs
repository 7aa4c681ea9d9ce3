// The demo's agent on a host without curl: the same calls by Node, through the proxy by CONNECT.
// argv[2]: number of calls; argv[3]: "walled" to try the ways out of isolation.
import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { setTimeout as sleep } from 'node:timers/promises';

const say = text => process.stdout.write(text + '\n');

function tunnel(host) {
  const proxy = new URL(process.env.HTTPS_PROXY);
  const headers = { host: `${host}:443` };
  if (proxy.username) {
    headers['proxy-authorization'] = 'Basic ' + Buffer.from(`${proxy.username}:${proxy.password}`).toString('base64');
  }
  return new Promise((resolve, reject) => {
    const request = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: `${host}:443`, headers, agent: false });
    request.on('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        reject(new Error(`CONNECT ${answer.statusCode}`));
        return;
      }
      const secure = tls.connect({ socket, servername: host });
      secure.once('secureConnect', () => resolve(secure));
      secure.once('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}

async function send(host, method, path, headers = {}, body = '') {
  const socket = await tunnel(host);
  return new Promise((resolve, reject) => {
    const request = http.request({
      method, path, createConnection: () => socket, headers: { host, connection: 'close', 'content-length': Buffer.byteLength(body), ...headers },
    });
    request.on('response', answer => {
      let text = '';
      answer.setEncoding('utf8').on('data', part => text += part).on('end', () => resolve({ status: answer.statusCode, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const messageOf = text => /"message":"([^"]*)"/.exec(text)?.[1] ?? text;

say(`my API key is ${process.env.ANTHROPIC_API_KEY}`);
if (process.argv[3] === 'walled') {
  const straight = await new Promise(resolve => {
    const socket = net.connect(80, '192.0.2.1', () => resolve('connected'));
    socket.setTimeout(5000, () => resolve('no answer'));
    socket.on('error', error => resolve(error.message));
  });
  say(`directly, past the proxy: ${straight}`);
  say(`example.com, through the proxy: ${messageOf((await send('example.com', 'GET', '/')).text)}`);
}

for (let n = 1; n <= Number(process.argv[2]); n++) {
  await sleep(300);
  const body = JSON.stringify({ model: 'claude-simulated', max_tokens: 100, stream: true, messages: [{ role: 'user', content: `Step ${n}` }] });
  const answer = await send('api.anthropic.com', 'POST', '/v1/messages', {
    'x-api-key': process.env.ANTHROPIC_API_KEY, 'anthropic-version': '2023-06-01', 'content-type': 'application/json',
  }, body);
  const text = [...answer.text.matchAll(/"text_delta","text":"([^"]*)"/g)].map(match => match[1]).join('');
  say(`call ${n}: ${answer.status} ${answer.status === 200 ? text : messageOf(answer.text)}`);
}
process.exit(0);
