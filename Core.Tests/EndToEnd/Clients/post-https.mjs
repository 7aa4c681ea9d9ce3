// The same with node:https. post-https.mjs URL
import { request } from 'node:https';

const body = '{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}';
request(process.argv[2], { method: 'POST', headers: { 'content-type': 'application/json' } }, (answer) => answer.pipe(process.stdout)).end(body);
