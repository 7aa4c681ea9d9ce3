#!/bin/sh
# @aws-sdk/client-bedrock-runtime 3.1164.0 (npm): the client speaks HTTP/2 to every endpoint and for every call, and does not fall back.
#
# Expected: it speaks HTTP/1.1, as the SDK's usual handler does, or lets the server choose (ALPN).
# Seen: the default handler of this one client is NodeHttp2Handler; InvokeModelWithBidirectionalStream needs HTTP/2. It offers "h2" alone, so that a server, a gateway or a
# TLS-terminating proxy without HTTP/2 ends the handshake. The way out is a handler in the client's configuration: requestHandler: new NodeHttpHandler().
#
# Output seen:
#   default: no response; offered h2
#   NodeHttpHandler: Hello; offered nothing
# Needs node 20 or later, npm, openssl. The program speaks to loopback alone.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix "$work" @aws-sdk/client-bedrock-runtime@3.1164.0 @smithy/node-http-handler@4.14.2 >/dev/null 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
cat > ask.mjs <<'JS'
import fs from 'node:fs';
import https from 'node:https';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

for (const [name, more] of [['default', {}], ['NodeHttpHandler', { requestHandler: new NodeHttpHandler() }]]) {
  const offers = [];
  const choose = ({ protocols }) => {
    offers.push(protocols.join(' '));
    return protocols.find((protocol) => protocol === 'http/1.1');
  };
  const server = https.createServer({ key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem'), ALPNCallback: choose }, (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ output: { message: { role: 'assistant', content: [{ text: 'Hello' }] } }, stopReason: 'end_turn', usage: {} }));
    });
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const client = new BedrockRuntimeClient({
    region: 'us-east-1', endpoint: `https://localhost:${server.address().port}`, credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, ...more,
  });
  let told = 'no response';
  try {
    const response = await client.send(new ConverseCommand({ modelId: 'm', messages: [{ role: 'user', content: [{ text: 'say hi' }] }] }));
    told = response.output.message.content[0].text;
  } catch {
    // The message names the handshake of OpenSSL's own version.
  }
  console.log(`${name}: ${told}; offered ${[...new Set(offers)].join(', ') || 'nothing'}`);
  client.destroy();
  server.closeAllConnections();
  server.close();
}
JS
seen=$(env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy NODE_EXTRA_CA_CERTS=cert.pem NODE_NO_WARNINGS=1 node ask.mjs)
echo "$seen"
[ "$seen" = "default: no response; offered h2
NodeHttpHandler: Hello; offered nothing" ]
