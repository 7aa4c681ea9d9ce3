// The same with undici and its agent for the proxy variables. post-undici.mjs URL
import { EnvHttpProxyAgent, request } from 'undici';

const body = '{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}';
const headers = { 'content-type': 'application/json' };
const answer = await request(process.argv[2], { method: 'POST', headers, body, dispatcher: new EnvHttpProxyAgent() });
for await (const piece of answer.body) {
  process.stdout.write(piece);
}
