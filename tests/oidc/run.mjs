/* run.mjs - outside log-in against a real provider, and the HTTPS client against real servers. Only loopback. Prints TAP.
 *   node tests/oidc/run.mjs --driver build-gcc/src/oidc_driver --server build-gcc/zhuyi [--only word] */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { serverTests } from './server.mjs';
import { keys, people, secret, start, walk } from './provider.mjs';

const option = (name, otherwise) => { const i = process.argv.indexOf(name); return i < 0 ? otherwise : process.argv[i + 1]; };
const DRIVER = option('--driver'), SERVER = option('--server'), ONLY = option('--only', '');
if (!DRIVER || !SERVER) { console.error('run.mjs --driver PATH --server PATH'); process.exit(2); }

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'zhuyi-oidc-'));
fs.writeFileSync(path.join(work, 'secret'), `${secret}\n`, { mode: 0o600 });
fs.writeFileSync(path.join(work, 'wrong'), 'wrong\n', { mode: 0o600 });
const REDIRECT = 'http://127.0.0.1:9/outside'; /* nobody goes there: the walk ends before */
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
function ok(value, what) { if (!value) throw new Error(what); }
function fails(answer, rc, word) {
  ok(answer.ok === false && answer.rc === rc && answer.what.includes(word), `${JSON.stringify(answer)}, wanted ${rc} with "${word}"`);
}
const freePort = () => new Promise((done) => { const s = net.createServer(); s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); }); });

/* ---- the driver ---- */

let files = 0;
const running = new Set();

function configuration(lines) {
  const file = path.join(work, `outside-${++files}.conf`);
  fs.writeFileSync(file, Object.entries(lines).map(([k, v]) => `${k} = ${v}\n`).join(''));
  return file;
}

function driver(lines, env = {}) {
  const all = { issuer: 'https://nobody.example', client_id: 'zhuyi', redirect_uri: REDIRECT, name: '示例医院', ...lines };
  if (!all.client_id.endsWith('public')) all.client_secret_file = 'secret';
  const child = spawn(DRIVER, [configuration(all)], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
  const waiting = [];
  child.stdin.on('error', () => {}); /* it ended: `ask` says so */
  readline.createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()(JSON.parse(line)));
  const ask = (...cells) => new Promise((done, fail) => {
    waiting.push(done);
    child.once('exit', () => fail(new Error('the driver ended')));
    child.stdin.write(`${cells.join('\t')}\n`);
  });
  running.add(child);
  return {
    ask,
    begin: (page = '/', browser = 'b') => ask('begin', page, browser),
    end: (flow, { code, state, iss = '' }, browser = 'b', ahead = 0) => ask('end', flow, code, state, iss, browser, ahead),
    stop: () => new Promise((done) => { child.once('exit', (status) => { running.delete(child); done(status); }); child.stdin.end(); }),
  };
}

/* Begins, walks, and gives back what `end` needs. */
async function toTheCode(d, login) {
  const begun = await d.begin('/cases?x=1');
  ok(begun.ok, JSON.stringify(begun));
  return [begun.flow, await walk(begun.url, REDIRECT, login)];
}

/* ---- servers that behave badly ---- */

async function serve(answer, tls) {
  const server = tls ? https.createServer(tls, answer) : http.createServer(answer);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const url = `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}/`;
  return { url, stop: () => new Promise((done) => { server.close(done); server.closeAllConnections?.(); }) };
}

function certificate(name, days) {
  const made = spawnSync(DRIVER, ['--certificate', work, name, String(days)]);
  ok(made.status === 0, `no certificate: ${made.stderr}`);
  const file = path.join(work, `${name}.pem`);
  return { key: fs.readFileSync(path.join(work, `${name}.key`)), cert: fs.readFileSync(file), file };
}

/* ---- tests ---- */

const tests = [];
const test = (name, run) => tests.push([name, run]);
let port, provider;

for (const [client, alg, who] of [['zhuyi', 'RS256', 'patient'], ['zhuyi-form', 'PS256', 'doctor'], ['zhuyi-public', 'ES256', 'patient']])
  test(`a log-in from begin to end: ${client}, ${alg}`, async () => {
    const d = driver({ issuer: provider.issuer, client_id: client, scopes: 'openid profile email' });
    const [flow, answer] = await toTheCode(d, who);
    const claims = await d.end(flow, answer);
    const person = people[who];
    ok(claims.ok && claims.sub === person.sub && claims.name === person.name && claims.preferred_username === who, JSON.stringify(claims));
    ok(claims.email === (person.email_verified ? person.email : '') && claims.back === '/cases?x=1', JSON.stringify(claims));
    ok(answer.iss === provider.issuer, 'the provider says who it is');
    ok(await d.stop() === 0, 'the driver ends well');
  });

test('a code counts once', async () => {
  const d = driver({ issuer: provider.issuer });
  const [flow, answer] = await toTheCode(d);
  ok((await d.end(flow, answer)).ok, 'the first time');
  fails(await d.end(flow, answer), 'denied', 'invalid_grant');
  await d.stop();
});

test('an answer of another log-in is refused', async () => {
  const d = driver({ issuer: provider.issuer });
  const [mine, answer] = await toTheCode(d);
  const [, theirs] = await toTheCode(d, 'doctor');
  fails(await d.end(mine, { ...answer, state: 'x'.repeat(43) }), 'denied', '(state)');
  fails(await d.end(mine, { ...answer, state: theirs.state }), 'denied', '(state)');
  fails(await d.end(mine, answer, 'another browser'), 'denied', 'browser');
  fails(await d.end(mine, { ...answer, iss: 'https://elsewhere.example' }), 'denied', '(iss)');
  fails(await d.end(mine, answer, 'b', 601), 'denied', 'too long');
  fails(await d.end(mine, { ...answer, code: theirs.code }), 'denied', 'invalid_grant'); /* the verifier does not fit */
  ok((await d.end(mine, answer)).ok, 'and the right one is accepted');
  await d.stop();
});

test('a code that has expired is refused', async () => {
  const d = driver({ issuer: provider.issuer, client_id: 'zhuyi-short' });
  const [flow, answer] = await toTheCode(d);
  await sleep(2100);
  fails(await d.end(flow, answer), 'denied', 'invalid_grant');
  await d.stop();
});

test('clocks may differ by two minutes, not more', async () => {
  const d = driver({ issuer: provider.issuer });
  const late = await toTheCode(d), later = await toTheCode(d);
  ok((await d.end(...late, 'b', 300 + 115)).ok, 'expired, within the allowance');
  fails(await d.end(...later, 'b', 300 + 122), 'denied', 'expired');
  await d.stop();
});

test('a secret the provider does not know', async () => {
  const d = driver({ issuer: provider.issuer });
  const e = driver({ issuer: provider.issuer, name: 'x\nclient_secret_file = wrong', client_id: 'zhuyi-public' });
  const [flow, answer] = await toTheCode(d);
  ok((await e.begin()).ok, 'begins');
  fails(await e.end(flow, answer), 'upstream', 'invalid_client');
  await d.stop();
  await e.stop();
});

test('new keys are accepted, asked for once', async () => {
  const own = await freePort();
  let asked = 0;
  const before = (request) => { asked += request.url === '/jwks'; return false; };
  let p = await start({ port: own, redirect: REDIRECT, before });
  const d = driver({ issuer: p.issuer });
  ok((await d.end(...await toTheCode(d))).ok, 'the first key');
  await p.stop();
  p = await start({ port: own, redirect: REDIRECT, before, jwks: keys() });
  ok((await d.end(...await toTheCode(d))).ok, 'the second key');
  ok(asked === 2, `keys asked for ${asked} times`);
  await p.stop();
  p = await start({ port: own, redirect: REDIRECT, before, jwks: keys() });
  fails(await d.end(...await toTheCode(d)), 'denied', 'no key'); /* a third within half a minute is not looked for */
  ok(asked === 2, `keys asked for ${asked} times`);
  await p.stop();
  await d.stop();
});

test('a token signed by a key the provider does not publish', async () => {
  const own = await freePort(), others = JSON.stringify({ keys: keys().map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use })) });
  const p = await start({ port: own, redirect: REDIRECT, before: (request, response) => request.url === '/jwks' && !!response.end(others) });
  const d = driver({ issuer: p.issuer });
  fails(await d.end(...await toTheCode(d)), 'denied', 'no key');
  await p.stop();
  await d.stop();
});

test('a key of the same name that is another', async () => {
  const own = await freePort(), real = keys(), other = keys();
  const text = JSON.stringify({ keys: other.map(({ kty, n, e }) => ({ kty, n, e, kid: real[0].kid })) });
  const p = await start({ port: own, redirect: REDIRECT, jwks: real, before: (request, response) => request.url === '/jwks' && !!response.end(text) });
  const d = driver({ issuer: p.issuer });
  fails(await d.end(...await toTheCode(d)), 'denied', 'signature');
  await p.stop();
  await d.stop();
});

test('a provider that calls itself otherwise', async () => {
  const own = await freePort();
  const p = await start({ port: own, redirect: REDIRECT, issuer: `http://localhost:${own}` });
  const d = driver({ issuer: `http://127.0.0.1:${own}` });
  fails(await d.begin(), 'upstream', 'another issuer');
  await p.stop();
  await d.stop();
});

test('a provider that is gone', async () => {
  const own = await freePort();
  let p = await start({ port: own, redirect: REDIRECT });
  const d = driver({ issuer: p.issuer }), late = driver({ issuer: p.issuer });
  const [flow, answer] = await toTheCode(d);
  await p.stop();
  fails(await late.begin(), 'upstream', `127.0.0.1:${own}`);
  fails(await d.end(flow, answer), 'upstream', `127.0.0.1:${own}`);
  p = await start({ port: own, redirect: REDIRECT });
  ok((await d.end(...await toTheCode(d))).ok, 'and afterwards all is well');
  await p.stop();
  await d.stop();
  await late.stop();
});

test('names that are not given are no reason to refuse', async () => {
  const own = await freePort();
  const p = await start({ port: own, redirect: REDIRECT, before: (request, response) => { if (request.url !== '/me') return false; response.statusCode = 500; return !!response.end('no'); } });
  const d = driver({ issuer: p.issuer });
  const claims = await d.end(...await toTheCode(d));
  ok(claims.ok && claims.sub === people.patient.sub && claims.name === '', JSON.stringify(claims));
  await p.stop();
  await d.stop();
});

/* ---- the HTTPS client ---- */

test('libcurl is part of the program only after the first request', async () => {
  const s = await serve((_, response) => response.end('hello'));
  const d = driver({});
  const before = await d.ask('memory');
  const got = await d.ask('fetch', s.url, 100, 2000);
  const after = await d.ask('memory');
  ok(!before.libcurl && after.libcurl, JSON.stringify([before, after]));
  ok(got.status === 200 && got.bytes === 5, JSON.stringify(got));
  console.log(`# resident before ${before.kb} KiB, after one request ${after.kb} KiB`);
  await s.stop();
  await d.stop();
});

test('a certificate must be trusted, current and of this host', async () => {
  const hello = (_, response) => { response.setHeader('content-type', 'text/plain'); response.end('hello'); };
  const right = certificate('127.0.0.1', 10), other = certificate('elsewhere.example', 10);
  const servers = [await serve(hello, right), await serve(hello, other)];
  const system = driver({}), own = driver({ ca_file: '127.0.0.1.pem' }), others = driver({ ca_file: 'elsewhere.example.pem' });
  const got = await own.ask('fetch', servers[0].url, 100, 2000);
  ok(got.status === 200 && got.type === 'text/plain', JSON.stringify(got));
  fails(await system.ask('fetch', servers[0].url, 100, 2000), 'upstream', 'ertificate');
  fails(await others.ask('fetch', servers[0].url, 100, 2000), 'upstream', 'ertificate');
  fails(await others.ask('fetch', servers[1].url, 100, 2000), 'upstream', 'ertificate');
  const old = certificate('127.0.0.1', -1), expired = await serve(hello, old), trusting = driver({ ca_file: '127.0.0.1.pem' });
  fails(await trusting.ask('fetch', expired.url, 100, 2000), 'upstream', 'ertificate');
  for (const s of [...servers, expired]) await s.stop();
  for (const d of [system, own, others, trusting]) await d.stop();
});

test('no redirect is followed, no proxy taken from the environment', async () => {
  let reached = 0;
  const target = await serve((_, response) => { reached++; response.end(); });
  const s = await serve((_, response) => { response.writeHead(302, { location: target.url }); response.end(); });
  const dead = 'http://127.0.0.1:9';
  const d = driver({}, { http_proxy: dead, https_proxy: dead, all_proxy: dead, HTTPS_PROXY: dead, ALL_PROXY: dead });
  const got = await d.ask('fetch', s.url, 100, 2000);
  ok(got.status === 302 && reached === 0, JSON.stringify(got));
  await s.stop();
  await target.stop();
  await d.stop();
});

test('a proxy that is configured is used', async () => {
  let through = 0;
  const tls = certificate('127.0.0.1', 10);
  const s = await serve((_, response) => response.end('hello'), tls);
  const proxy = http.createServer();
  proxy.on('connect', (request, socket) => {
    through++;
    const [host, to] = request.url.split(':');
    const out = net.connect(Number(to), host, () => { socket.write('HTTP/1.1 200 OK\r\n\r\n'); out.pipe(socket); socket.pipe(out); });
    out.on('error', () => socket.destroy());
    socket.on('error', () => out.destroy());
  });
  await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
  const d = driver({ ca_file: '127.0.0.1.pem', proxy: `http://127.0.0.1:${proxy.address().port}` });
  const got = await d.ask('fetch', s.url, 100, 2000);
  ok(got.status === 200 && through === 1, JSON.stringify(got));
  await d.stop();
  await s.stop();
  await new Promise((done) => { proxy.close(done); proxy.closeAllConnections?.(); });
});

test('an answer longer than wanted is dropped', async () => {
  const s = await serve((request, response) => {
    if (request.url === '/chunks') for (let i = 0; i < 11; i++) response.write('x'.repeat(10));
    else response.setHeader('content-length', 101);
    response.end(request.url === '/chunks' ? '' : 'x'.repeat(101));
  });
  const d = driver({});
  fails(await d.ask('fetch', s.url, 100, 2000), 'limit', '100 bytes');
  fails(await d.ask('fetch', `${s.url}chunks`, 109, 2000), 'limit', '109 bytes');
  ok((await d.ask('fetch', `${s.url}chunks`, 110, 2000)).bytes === 110, 'just fits');
  await s.stop();
  await d.stop();
});

test('a server that hangs is left at the deadline', async () => {
  const s = await serve((request, response) => { if (request.url === '/half') response.write('half'); });
  const d = driver({});
  for (const url of [s.url, `${s.url}half`]) {
    const begun = performance.now();
    fails(await d.ask('fetch', url, 100, 300), 'timeout', 'in time');
    const took = performance.now() - begun;
    ok(took > 250 && took < 1500, `${Math.round(took)} ms`);
  }
  fails(await d.ask('fetch', s.url, 100, 0), 'timeout', 'no time left');
  await s.stop();
  await d.stop();
});

test('what is not HTTP is no answer, and a failure names no path', async () => {
  const server = net.createServer((socket) => { socket.on('error', () => {}); socket.end('220 mail ready\r\n'); });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const d = driver({});
  const got = await d.ask('fetch', `http://127.0.0.1:${server.address().port}/path?code=secret`, 100, 2000);
  fails(got, 'upstream', '127.0.0.1');
  ok(!/path|secret/.test(got.what), got.what);
  fails(await d.ask('fetch', 'http://192.0.2.1/', 100, 2000), 'input', 'only to this machine');
  fails(await d.ask('fetch', 'file:///etc/hostname', 100, 2000), 'input', 'https://');
  server.close();
  await d.stop();
});

serverTests(test, { program: path.resolve(SERVER), work, freePort, ok, sleep, running });

/* ---- run ---- */

port = await freePort();
provider = await start({ port, redirect: REDIRECT, jwks: keys('RS256', 'PS256', 'ES256') });
let failed = 0, number = 0;
const begun = performance.now();
for (const [name, run] of tests) {
  if (!name.includes(ONLY)) continue;
  number++;
  const started = performance.now();
  try {
    await Promise.race([run(), sleep(30000).then(() => { throw new Error('took more than 30 s'); })]);
    console.log(`ok ${number} - ${name}\n# ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (error) {
    failed++;
    console.log(`not ok ${number} - ${name}\n# ${error.message}`);
  }
}
for (const child of running) child.kill();
await provider.stop();
fs.rmSync(work, { recursive: true });
console.log(`1..${number}\n# ${((performance.now() - begun) / 1000).toFixed(1)} s`);
process.exit(failed ? 1 : 0);
