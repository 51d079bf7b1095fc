/* provider.mjs - an OpenID Connect provider on this machine (oidc-provider), with fictional people, for tests and for trying out.
 *   node tests/oidc/provider.mjs --port 9100 --redirect http://127.0.0.1:8765/outside      until it is ended */
import http from 'node:http';
import { generateKeyPairSync, randomUUID } from 'node:crypto';

/* The library warns of what suits only a test. This is one. */
const warn = console.warn;
console.warn = (...words) => { if (!String(words[0]).includes('oidc-provider WARNING')) warn(...words); };
const { default: Provider } = await import('oidc-provider');

/* Nobody of these exists. */
export const people = {
  patient: { sub: 'sample-patient-7', name: '示例患者', email: 'patient@sample.example', email_verified: true },
  doctor: { sub: 'sample-doctor-3', name: '示例医生', email: 'doctor@sample.example', email_verified: false },
};
export const password = 'zhuyi-sample';
export const secret = 'a secret: with 100% odd + characters';

/* A key for each of the algorithms, made anew at each call. */
export function keys(...algs) {
  const make = { RS256: ['rsa', { modulusLength: 2048 }], PS256: ['rsa', { modulusLength: 2048 }], ES256: ['ec', { namedCurve: 'P-256' }] };
  return (algs.length ? algs : ['RS256']).map((alg) => ({ ...generateKeyPairSync(...make[alg]).privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg }));
}

/* Three ways of being a client, and one whose codes live a second. */
const clients = (redirect, algs) => [
  { client_id: 'zhuyi', client_secret: secret, id_token_signed_response_alg: 'RS256' },
  { client_id: 'zhuyi-form', client_secret: secret, id_token_signed_response_alg: 'PS256', token_endpoint_auth_method: 'client_secret_post' },
  { client_id: 'zhuyi-public', id_token_signed_response_alg: 'ES256', token_endpoint_auth_method: 'none' },
  { client_id: 'zhuyi-short', client_secret: secret, id_token_signed_response_alg: 'RS256' },
].filter((c) => algs.includes(c.id_token_signed_response_alg)).map((c) => ({ redirect_uris: [redirect], response_types: ['code'], grant_types: ['authorization_code'], ...c }));

const page = (title, form) => `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><form method="post">${form}<button>OK</button></form>`;

async function body(request) {
  let text = '';
  for await (const part of request) if ((text += part).length > 10000) throw new Error('too long');
  return new URLSearchParams(text);
}

/* Log-in, then consent: two plain forms. */
async function interaction(provider, request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html');
    response.end(prompt.name === 'login' ? page('Log in (fictional people)', '<input name="login"><input name="password" type="password">') : page('Allow', ''));
    return;
  }
  if (prompt.name === 'login') {
    const form = await body(request);
    const person = people[form.get('login')];
    if (!person || form.get('password') !== password) { response.statusCode = 403; response.end('no'); return; }
    await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
    return;
  }
  const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

/* Starts one; `issuer` may be another than where it listens. `before(request, response)` may answer in its place. */
export async function start({ port, redirect, issuer = `http://127.0.0.1:${port}`, jwks = keys(), before = () => false }) {
  const provider = new Provider(issuer, {
    clients: clients(redirect, jwks.map((k) => k.alg)),
    jwks: { keys: jwks },
    cookies: { keys: [randomUUID()] },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    pkce: { required: () => true, methods: ['S256'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, i) => `/interaction/${i.uid}` },
    clientBasedCORS: () => false,
    ttl: { AuthorizationCode: (_, __, client) => (client.clientId === 'zhuyi-short' ? 1 : 60), AccessToken: 60, IdToken: 300, Interaction: 600, Session: 600, Grant: 600 },
    findAccount: (_, id) => {
      const [login, person] = Object.entries(people).find(([, p]) => p.sub === id) ?? [];
      return person && { accountId: id, claims: () => ({ preferred_username: login, ...person }) };
    },
  });
  const answer = provider.callback();
  const server = http.createServer((request, response) => {
    if (before(request, response)) return;
    if (!request.url.startsWith('/interaction/')) { answer(request, response); return; }
    interaction(provider, request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
  });
  await new Promise((done, fail) => { server.once('error', fail); server.listen(port, '127.0.0.1', done); });
  return { issuer, jwks, stop: () => new Promise((done) => { server.close(done); server.closeAllConnections?.(); }) };
}

/* What a person does with a browser: follows, fills in, agrees, until sent to `redirect`. Returns the answer in that address. */
export async function walk(url, redirect, login = 'patient', cookies = new Map()) {
  let method = 'GET', form;
  for (let step = 0; step < 20; step++) {
    if (url.startsWith(redirect)) return Object.fromEntries(new URL(url).searchParams);
    const headers = { connection: 'close', cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') };
    const response = await fetch(url, { method, redirect: 'manual', headers, body: form });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value) cookies.set(name, value); else cookies.delete(name);
    }
    const text = await response.text();
    if (response.headers.get('location')) { url = new URL(response.headers.get('location'), url).href; method = 'GET'; form = undefined; continue; }
    if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 300)}`);
    method = 'POST';
    form = new URLSearchParams(text.includes('name="login"') ? { login, password } : {});
  }
  throw new Error('too many steps');
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const option = (name, otherwise) => { const i = process.argv.indexOf(name); return i < 0 ? otherwise : process.argv[i + 1]; };
  const port = Number(option('--port', '9100')), redirect = option('--redirect', 'http://127.0.0.1:8765/outside');
  const { issuer } = await start({ port, redirect, jwks: keys('RS256', 'PS256', 'ES256') });
  console.log(`${issuer} serves clients zhuyi, zhuyi-form, zhuyi-public; people ${Object.keys(people).join(', ')}, password ${password}; secret ${secret}`);
}
