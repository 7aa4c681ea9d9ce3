// Asks for a streamed answer with Node's own fetch, and passes it on as it comes. post-fetch.mjs URL
const body = '{"model":"claude-sonnet-4-5","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}';
const answer = await fetch(process.argv[2], { method: 'POST', headers: { 'content-type': 'application/json' }, body });
for await (const piece of answer.body) {
  process.stdout.write(piece);
}
