// Fetches a URL through a proxy; the CA comes by NODE_EXTRA_CA_CERTS. get.mjs URL PROXY
import { request as ask } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { connect } from 'node:tls';

const [url, proxy] = process.argv.slice(2).map((text) => new URL(text));
const host = url.hostname.replace(/^\[|\]$/g, '');
const authority = `${url.hostname}:443`;
const tunnel = ask({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: authority, headers: { host: authority } });
tunnel.on('connect', (answer, socket) => {
  const secure = connect({ socket, host, servername: isIP(host) ? undefined : host });
  request(url, { defaultPort: 443, createConnection: () => secure }, (response) => response.pipe(process.stdout)).end();
});
tunnel.end();
