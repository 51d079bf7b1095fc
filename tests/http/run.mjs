/* run.mjs - the HTTP face from outside, over the fake library (build.sh). Only loopback.
 *   node tests/http/run.mjs --server build/http_fake [--slow 5] [--only word]
 * --slow multiplies time limits, for servers under a sanitizer. */
import { spawn } from 'node:child_process';
import net from 'node:net';
import http from 'node:http';

const option = (name, otherwise) => { const i = process.argv.indexOf(name); return i < 0 ? otherwise : process.argv[i + 1]; };
const SERVER = option('--server'), SLOW = Number(option('--slow', '1')), ONLY = option('--only', '');
if (!SERVER) { console.error('run.mjs --server PATH'); process.exit(2); }

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const within = (ms, promise, what) => Promise.race([promise, sleep(ms * SLOW).then(() => { throw new Error(`${what ?? 'it'} took more than ${ms * SLOW} ms`); })]);

function equal(actual, expected, what = '') {
  const a = JSON.stringify(actual), e = JSON.stringify(expected);
  if (a !== e) throw new Error(`${what} is ${a}, expected ${e}`);
}
function ok(value, what) { if (!value) throw new Error(what); }

/* ---- a server ---- */

function freePort() {
  return new Promise((done) => { const s = net.createServer(); s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); }); });
}

async function start(args = [], env = {}) {
  const port = await freePort();
  const child = spawn(SERVER, ['--port', String(port), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const s = { port, child, errors: '', exit: null };
  s.ended = new Promise((done) => child.on('exit', (code, signal) => { s.exit = { code, signal }; done(s.exit); }));
  child.stderr.on('data', (d) => { s.errors += d; });
  await within(5000, new Promise((done, fail) => { child.stdout.once('data', done); child.once('exit', () => fail(new Error(`did not start: ${s.errors}`))); }), 'starting');
  return s;
}
async function stop(s) {
  if (s.exit) return s.exit;
  s.child.kill('SIGTERM');
  await within(9000, s.ended, 'stopping');
  return s.exit;
}

/* ---- requests ---- */

/* One request over a socket of our own; the answer parsed by hand. */
function raw(port, text, { wait = 3000, end = false } = {}) {
  return new Promise((done) => {
    const socket = net.connect(port, '127.0.0.1');
    const parts = [];
    const finish = () => { socket.destroy(); done(Buffer.concat(parts).toString('utf8')); };
    const timer = setTimeout(finish, wait * SLOW);
    socket.on('data', (d) => parts.push(d));
    socket.on('error', () => {});
    socket.on('close', () => { clearTimeout(timer); finish(); });
    if (end) socket.end(text); else socket.write(text);
  });
}
const status = (text) => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
const bodyOf = (text) => text.slice(text.indexOf('\r\n\r\n') + 4);

function send(s, method, path, { headers = {}, body, agent } = {}) {
  return new Promise((done, fail) => {
    const h = { ...headers };
    if (body !== undefined) { h['Content-Type'] ??= 'application/json'; h['Content-Length'] ??= Buffer.byteLength(body); }
    const request = http.request({ host: '127.0.0.1', port: s.port, method, path, headers: h, agent: agent ?? false }, (r) => {
      const parts = [];
      r.on('data', (d) => parts.push({ at: Date.now(), d }));
      r.on('end', () => { const b = Buffer.concat(parts.map((p) => p.d)).toString('utf8'); done({ status: r.statusCode, headers: r.headers, body: b, parts }); });
      r.on('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}
const get = (s, path, headers) => send(s, 'GET', path, { headers });
const post = (s, path, body = '{}', headers) => send(s, 'POST', path, { headers, body });

function refused(r, wanted, code) {
  equal(r.status, wanted, 'status');
  const { error } = JSON.parse(r.body);
  ok(error.code && error.message_zh && error.message_en, `not a whole error: ${r.body}`);
  if (code) equal(error.code, code, 'code');
  ok(/[\u4e00-\u9fff]/.test(error.message_zh), 'no Chinese message');
  equal(r.headers['content-type'], 'application/json; charset=utf-8', 'content type');
}
const parse = (text) => { const [head, ...lines] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n'); const headers = {}; for (const l of lines) headers[l.slice(0, l.indexOf(':')).toLowerCase()] = l.slice(l.indexOf(':') + 2); return { status: status(head), headers, body: bodyOf(text) }; };

function events(text) {
  return text.split('\n\n').filter((e) => e && !e.startsWith(':')).map((e) => {
    const lines = e.split('\n');
    return { event: lines.find((l) => l.startsWith('event: '))?.slice(7), data: lines.filter((l) => l.startsWith('data: ')).map((l) => l.slice(6)).join('\n') };
  });
}
const SSE = { Accept: 'text/event-stream' };
const COOKIE = { Cookie: 'zhuyi_session=abc' };

/* A stream that stays open. */
function open(s, path, { headers = {}, method = 'GET', body } = {}) {
  return new Promise((done, fail) => {
    const h = { ...SSE, ...headers };
    if (body) { h['Content-Type'] = 'application/json'; h['Content-Length'] = Buffer.byteLength(body); }
    const request = http.request({ host: '127.0.0.1', port: s.port, method, path, headers: h, agent: false }, (r) => {
      const stream = { text: '', ended: false, r, request };
      stream.end = new Promise((e) => { r.on('end', () => { stream.ended = true; e(); }); r.on('error', e); r.on('close', e); });
      r.on('data', (d) => { stream.text += d; });
      stream.until = async (word, ms = 3000) => { const t = Date.now(); while (!stream.text.includes(word)) { if (Date.now() - t > ms * SLOW) throw new Error(`no ${word} in ${JSON.stringify(stream.text.slice(0, 200))}`); await sleep(10); } };
      done(stream);
    });
    request.on('error', fail);
    request.end(body);
  });
}
const metric = async (s, name) => Number(new RegExp(`^${name} (\\d+)`, 'm').exec((await get(s, '/metrics')).body)?.[1]);
async function settles(s, name, value, ms = 4000) {
  const t = Date.now();
  for (let v; (v = await metric(s, name)) !== value; await sleep(100)) if (Date.now() - t > ms * SLOW) throw new Error(`${name} stays ${v}`);
}

/* ---- the cases ---- */

const tests = [];
const test = (name, run, args, env) => tests.push({ name, run, args: args ?? [], env: env ?? {} });

test('page: types, policy, tags', async (s) => {
  for (const [path, type] of [['/', 'text/html; charset=utf-8'], ['/outside?code=a&state=b%0a', 'text/html; charset=utf-8'], ['/app.js', 'text/javascript; charset=utf-8'], ['/shared.js', 'text/javascript; charset=utf-8'],
    ['/tools.js', 'text/javascript; charset=utf-8'], ['/people.js', 'text/javascript; charset=utf-8'], ['/people.css', 'text/css; charset=utf-8'], ['/tools.css', 'text/css; charset=utf-8'],
    ['/app.css', 'text/css; charset=utf-8'], ['/icon.svg', 'image/svg+xml']]) {
    const r = await get(s, path);
    equal([r.status, r.headers['content-type'], r.headers['cache-control'], r.headers['x-content-type-options']], [200, type, 'no-cache', 'nosniff'], path);
    equal(r.headers['content-security-policy'], "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'", 'policy');
    const again = await get(s, path, { 'If-None-Match': r.headers.etag });
    equal([again.status, again.body], [304, ''], 'with its tag');
    equal((await get(s, path, { 'If-None-Match': '"other"' })).status, 200, 'with another tag');
  }
});
test('reply headers', async (s) => {
  const r = await post(s, '/v1/echo', '{"q":"头痛"}');
  equal([r.status, r.body, r.headers['content-type'], r.headers['cache-control'], r.headers['x-content-type-options'], r.headers['referrer-policy']],
    [200, '{"q":"头痛"}', 'application/json; charset=utf-8', 'no-store', 'nosniff', 'no-referrer']);
  ok(!r.headers['set-cookie'], 'a cookie nobody asked for');
});
test('HEAD like GET, without the body', async (s) => {
  for (const path of ['/', '/healthz', '/openapi.json', '/v1/passages/x', '/v1/big']) {
    const g = await get(s, path), h = await send(s, 'HEAD', path);
    equal([h.status, h.body, h.headers['content-length']], [200, '', g.headers['content-length']], path);
  }
  equal((await send(s, 'HEAD', '/v1/echo')).status, 405, 'of a POST');
  equal((await send(s, 'HEAD', '/nothing')).status, 404, 'of nothing');
});
test('unknown addresses are JSON', async (s) => {
  for (const path of ['/nothing', '/v1', '/v1/', '/v1/nothing', '/index.html', '/cases/7', '//', '/healthz/']) refused(await get(s, path), 404, 'missing');
});
test('wrong method says which', async (s) => {
  const r = await get(s, '/v1/cases/7/sign');
  refused(r, 405);
  equal(r.headers.allow, 'POST');
  for (const method of ['POST', 'DELETE', 'PUT', 'OPTIONS']) equal((await send(s, method, '/healthz', { body: '{}' })).headers.allow, 'GET, HEAD', method);
  equal(status(await raw(s.port, `BREW /healthz HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)), 405, 'BREW');
});
test('ids: slashes, escapes, dots', async (s) => {
  equal(JSON.parse((await get(s, '/v1/passages/gp/hepatitis-b/1.zh')).body).id, 'gp/hepatitis-b/1.zh');
  equal(JSON.parse((await get(s, '/v1/passages/gp%2F%E4%B9%99%E8%82%9D')).body).id, 'gp/乙肝');
  equal(JSON.parse((await post(s, '/v1/cases/7/sign')).body).id, '7');
  for (const bad of ['%', '%4', '%zz', 'a%00b', 'a%0d%0aX-Evil:%201', '%c0%ae%c0%ae/', '%ff', '%ed%a0%80']) refused(await get(s, `/v1/passages/${bad}`), 400, 'input');
});
test('no way up', async (s) => {
  for (const path of ['/../../etc/passwd', '/v1/../../etc/passwd', '/v1/passages/../../../etc/passwd', '/v1/passages/%2e%2e/%2e%2e/etc/passwd', '/v1/passages/..%2f..%2fetc', '/.%2e/x', '/app.js/../x']) {
    const text = await raw(s.port, `GET ${path} HTTP/1.1\r\nHost: localhost:${s.port}\r\nConnection: close\r\n\r\n`);
    ok([400, 404].includes(status(text)) && !text.includes('root:'), `${path}: ${text.slice(0, 40)}`);
  }
});
test('query as a body', async (s) => {
  equal((await get(s, '/v1/query?case=7&x=%E4%B9%99')).body, '{"case":"7","x":"乙"}');
  refused(await get(s, '/v1/query?case=%zz'), 400, 'input');
  equal((await get(s, '/healthz?')).status, 200);
});
test('content type', async (s) => {
  refused(await post(s, '/v1/echo', '{}', { 'Content-Type': 'text/plain' }), 415, 'input');
  refused(await post(s, '/v1/echo', 'a=1', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415);
  refused(await post(s, '/v1/echo', '{}', { 'Content-Type': 'application/json; charset=gbk' }), 415);
  equal((await post(s, '/v1/echo', '{}', { 'Content-Type': 'application/json; charset=utf-8' })).status, 200);
  equal((await send(s, 'POST', '/v1/logout', { headers: { 'Content-Length': '0' } })).status, 200, 'nothing at all');
});
test('length is needed', async (s) => {
  const head = `POST /v1/echo HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Type: application/json\r\n`;
  refused(parse(await raw(s.port, `${head}\r\n`)), 411);
  refused(parse(await raw(s.port, `${head}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)), 411);
  refused(parse(await raw(s.port, `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)), 411);
  for (const bad of ['-1', '1e3', '99999999999999999999', '0x2']) equal(status(await raw(s.port, `${head}Content-Length: ${bad}\r\n\r\n`)), bad[0] === '9' ? 413 : 400, bad);
});
test('10 MB body is refused before it is read', async (s) => {
  const bytes = 10_000_000, r = await within(3000, post(s, '/v1/echo', 'x'.repeat(bytes)), 'refusing');
  refused(r, 413, 'limit');
  equal((await post(s, '/v1/echo', ' '.repeat(1 << 20))).status, 200, 'exactly 1 MiB');
  refused(await post(s, '/v1/echo', ' '.repeat((1 << 20) + 1)), 413);
  const early = parse(await raw(s.port, `POST /v1/echo HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n{`, { wait: 1000 }));
  refused(early, 413);
  ok(await metric(s, 'zhuyi_http_received_bytes_total') < 3 * (1 << 20), 'it was kept');
});
test('long address', async (s) => {
  refused(await get(s, `/v1/query?x=${'a'.repeat(3000)}`), 414, 'limit');
  equal(status(await raw(s.port, `GET /${'a'.repeat(60000)} HTTP/1.1\r\n\r\n`)), 414, 'beyond the buffer');
});
test('long headers', async (s) => {
  refused(await get(s, '/healthz', { 'X-Long': 'a'.repeat(8400) }), 431, 'limit');
  equal(status(await raw(s.port, `GET /healthz HTTP/1.1\r\nHost: localhost:${s.port}\r\nX: ${'a'.repeat(60000)}\r\n\r\n`)), 431, 'beyond the buffer');
  equal(status(await raw(s.port, `GET /healthz HTTP/1.1\r\nHost: localhost:${s.port}\r\n${'a: b\r\n'.repeat(2000)}\r\n`)), 431, 'very many');
});
test('contradicting headers', async (s) => {
  const h = `Host: localhost:${s.port}\r\nConnection: close\r\n`;
  for (const head of [`GET /healthz HTTP/1.1\r\n${h}Host: localhost:${s.port}\r\n\r\n`, `GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n`,
    `POST /v1/echo HTTP/1.1\r\n${h}Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}`, `GET /healthz HTTP/1.1\r\n${h}X-A : b\r\n\r\n`,
    `GET /healthz HTTP/1.1\r\n${h}X-A: b\x01c\r\n\r\n`, `GET http://localhost/healthz HTTP/1.1\r\n${h}\r\n`, `GET * HTTP/1.1\r\n${h}\r\n`])
    equal(status(await raw(s.port, head)), 400, JSON.stringify(head));
});
test('rubbish does no harm', async (s) => {
  for (const rubbish of ['\r\n\r\n', 'x', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\x16\x03\x01\x02\x00\x01', '\0'.repeat(5000), 'GET / HTTP/1.1\r\nHost', ' '.repeat(40000)]) await raw(s.port, rubbish, { wait: 300, end: true });
  equal((await get(s, '/healthz')).status, 200);
});
test('Host must be this machine', async (s) => {
  for (const host of ['evil.example', `evil.example:${s.port}`, 'localhost', `localhost:${s.port + 1}`, `localhost.evil.example:${s.port}`, `localhost:${s.port}@evil`])
    refused(await get(s, '/healthz', { Host: host }), 403, 'denied');
  for (const host of [`localhost:${s.port}`, `127.0.0.1:${s.port}`, `[::1]:${s.port}`]) equal((await get(s, '/healthz', { Host: host })).status, 200, host);
});
test('X-Zhuyi with a cookie', async (s) => {
  refused(await post(s, '/v1/write', '{}', COOKIE), 403, 'denied');
  refused(await post(s, '/v1/write', '{}', { ...COOKIE, 'X-Zhuyi': '2' }), 403);
  refused(await post(s, '/v1/write', '{}', { Cookie: 'a=1; zhuyi_session=not a token' }), 403);
  equal((await post(s, '/v1/write', '{}', { ...COOKIE, 'X-Zhuyi': '1' })).status, 200);
  equal((await post(s, '/v1/write', '{}')).status, 200, 'no cookie, no need');
  equal((await post(s, '/v1/echo', '{}', COOKIE)).status, 200, 'nothing is written');
});
test('cookie set, read and cleared', async (s) => {
  equal((await post(s, '/v1/login')).headers['set-cookie'], ['zhuyi_session=token-1; Path=/; HttpOnly; SameSite=Strict']);
  equal((await post(s, '/v1/logout')).headers['set-cookie'], ['zhuyi_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0']);
  equal(JSON.parse((await get(s, '/v1/cases/7', { Cookie: 'x=1; zhuyi_session=abc; y=2' })).body).session, 'abc');
  equal(JSON.parse((await get(s, '/v1/cases/7', { Cookie: 'zhuyi_session=a"b' })).body).session, '');
});
test('no header by way of a session', async (s) => {
  const r = await post(s, '/v1/evil');
  ok(!r.headers['x-evil'] && !r.headers['set-cookie'], JSON.stringify(r.headers));
});
test('failure keeps its status', async (s) => { refused(await get(s, '/v1/fails'), 422); });
test('busy library', async (s) => {
  const r = await post(s, '/v1/full');
  refused(r, 503, 'busy');
  equal(r.headers['retry-after'], '2');
});
test('big reply is whole', async (s) => { equal((await get(s, '/v1/big')).body.length, 5_000_000); });
test('big reply to one who leaves', async (s) => {
  for (let i = 0; i < 10; i++) await raw(s.port, `GET /v1/big HTTP/1.1\r\nHost: localhost:${s.port}\r\n\r\n`, { wait: 5 });
  await settles(s, 'zhuyi_http_open_requests', 0);
});
test('slow calls do not wait for each other', async (s) => {
  const t = Date.now();
  equal((await Promise.all(Array.from({ length: 50 }, () => post(s, '/v1/slow')))).every((r) => r.status === 200), true);
  ok(Date.now() - t < 2000 * SLOW, `50 calls of 300 ms took ${Date.now() - t} ms`);
});
test('keep-alive is used again', async (s) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 }), ports = new Set();
  agent.on('free', (socket) => ports.add(socket.localPort));
  for (let i = 0; i < 20; i++) equal((await send(s, 'POST', i % 3 ? '/v1/echo' : '/v1/slow', { agent, body: '{}' })).status, 200);
  refused(await send(s, 'POST', '/v1/echo', { agent, body: '{}', headers: { 'Content-Type': 'text/plain' } }), 415);
  equal((await send(s, 'GET', '/healthz', { agent })).status, 200, 'after a refusal');
  equal(ports.size, 1, 'connections');
  agent.destroy();
});
test('pipelining keeps the order', async (s) => {
  const one = (path, body) => `POST ${path} HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const text = await raw(s.port, one('/v1/slow', '{"n":1}') + one('/v1/echo', '{"n":2}') + one('/v1/nothing', '{"n":3}') + one('/v1/echo', '{"n":4}'), { wait: 1500 });
  equal([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map((m) => m[1]), ['200', '200', '404', '200']);
  ok(text.indexOf('"slow"') < text.indexOf('{"n":2}') && text.indexOf('{"n":2}') < text.indexOf('{"n":4}'), 'order');
});
test('body in small pieces', async (s) => {
  const socket = net.connect(s.port, '127.0.0.1');
  let text = '';
  const closed = new Promise((done) => socket.on('close', done));
  socket.on('data', (d) => { text += d; });
  const all = `POST /v1/echo HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 17\r\n\r\n{"q":"头痛头"}`;
  for (const byte of Buffer.from(all)) { socket.write(Buffer.from([byte])); await sleep(1); }
  await within(2000, closed, 'closing');
  equal(bodyOf(text), '{"q":"头痛头"}');
});
test('expect: 100-continue', async (s) => {
  const text = await raw(s.port, `POST /v1/echo HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`, { wait: 300 });
  equal(status(text), 100);
});
test('stream: order, chunks, cookie', async (s) => {
  const t = Date.now(), r = await post(s, '/v1/ask', '{"announce":1}', SSE);
  equal([r.status, r.headers['content-type'], r.headers['cache-control'], r.headers['transfer-encoding']], [200, 'text/event-stream; charset=utf-8', 'no-store', 'chunked']);
  equal(r.headers['set-cookie'], ['zhuyi_session=early-token; Path=/; HttpOnly; SameSite=Strict']);
  equal(events(r.body).map((e) => e.event), ['case', 'stage', 'stage', 'stage', 'stage', 'stage', 'answer', 'end']);
  equal(events(r.body)[6].data, '{"case":"01J"}');
  ok(!r.body.includes('early-token'), 'the token was told to the page');
  ok(r.parts.length >= 4 && r.parts[0].at - t < 60 * SLOW && r.parts.at(-1).at - r.parts[0].at > 80, `came in ${r.parts.length} parts`);
});
test('stream: the cookie is not lost when it is known late', async (s) => {
  const r = await post(s, '/v1/ask', '{}', SSE);
  equal(r.headers['set-cookie'], ['zhuyi_session=late-token; Path=/; HttpOnly; SameSite=Strict']);
  equal(events(r.body).length, 8);
});
test('stream: at once for one who has a session', async (s) => {
  const r = await post(s, '/v1/ask', '{}', { ...SSE, ...COOKIE, 'X-Zhuyi': '1' });
  ok(!r.headers['set-cookie'] && r.parts.at(-1).at - r.parts[0].at > 80, 'it came at the end');
  refused(await post(s, '/v1/ask', '{}', { ...SSE, ...COOKIE }), 403);
});
test('the same without streaming', async (s) => {
  const r = await post(s, '/v1/ask');
  equal([r.body, r.headers['content-type']], ['{"case":"01J"}', 'application/json; charset=utf-8']);
});
test('stream: failing before and after', async (s) => {
  refused(await post(s, '/v1/chat', '{"early":1}', SSE), 422);
  const r = await post(s, '/v1/chat', '{"fail":1}', SSE);
  equal([r.status, ...events(r.body).map((e) => e.event)], [200, 'stage', 'headline', 'error']);
  ok(JSON.parse(events(r.body)[2].data).error.message_zh, 'no message');
});
test('stream: line breaks in the data', async (s) => {
  const r = await post(s, '/v1/chat', '{}', SSE);
  equal(events(r.body)[0].data, '{"line":1,\n"line":2}');
});
test('stream: one who does not read is cut off', async (s) => {
  const socket = net.connect(s.port, '127.0.0.1');
  socket.pause();
  socket.on('error', () => {});
  socket.write(`POST /v1/chat HTTP/1.1\r\nHost: localhost:${s.port}\r\n${Object.entries(SSE)[0].join(': ')}\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"flood":1}`);
  await sleep(500);
  socket.destroy();
  await settles(s, 'zhuyi_http_open_streams', 0, 6000);
});
test('stream: client leaves in the middle', async (s) => {
  const streams = await Promise.all(Array.from({ length: 20 }, () => open(s, '/v1/chat', { method: 'POST', body: '{"slow":1}' })));
  for (const one of streams) { one.r.on('error', () => {}); one.request.destroy(); }
  await settles(s, 'zhuyi_http_open_streams', 0, 5000);
  equal((await get(s, '/healthz')).status, 200);
});
test('stream: 200 at once', async (s) => {
  const t = Date.now(), all = await Promise.all(Array.from({ length: 200 }, () => post(s, '/v1/ask', '{}', { ...SSE, ...COOKIE, 'X-Zhuyi': '1' })));
  equal(all.every((r) => events(r.body).map((e) => e.event).join() === 'case,stage,stage,stage,stage,stage,answer,end'), true, 'all whole');
  ok(Date.now() - t < 5000 * SLOW, `took ${Date.now() - t} ms`);
  equal(await metric(s, 'zhuyi_http_open_streams'), 0, 'open streams');
});
test('follow: needs a session and a case', async (s) => {
  refused(await get(s, '/v1/cases/7/events', SSE), 401, 'denied');
  refused(await get(s, '/v1/cases/missing/events', { ...SSE, ...COOKIE }), 404, 'missing');
});
test('follow: state at once, again at each change', async (s) => {
  const f = await open(s, '/v1/cases/7/events', { headers: COOKIE });
  equal(f.r.headers['content-type'], 'text/event-stream; charset=utf-8');
  await f.until('signed');
  ok(events(f.text)[0].data === '{"state":"held"}' && events(f.text)[0].event === 'state', f.text);
  f.r.on('error', () => {});
  f.request.destroy();
  await settles(s, 'zhuyi_http_open_streams', 0);
}, [], { FAKE_STIR: '1' });
test('follow: a silent stream notices that its client left', async (s) => {
  const all = await Promise.all(Array.from({ length: 30 }, () => open(s, '/v1/cases/7/events', { headers: COOKIE })));
  equal(await metric(s, 'zhuyi_http_open_streams'), 30);
  for (const f of all) { f.r.on('error', () => {}); f.request.destroy(); }
  await settles(s, 'zhuyi_http_open_streams', 0);
});
test('follow: keep-alive every 15 s, past the idle time', async (s) => {
  const f = await open(s, '/v1/cases/7/events', { headers: COOKIE });
  await f.until(': keep-alive\n\n', 18000);
  equal(f.ended, false);
  f.request.destroy();
}, ['--idle', '2']);
test('metrics are well formed', async (s) => {
  await get(s, '/v1/passages/secret-id');
  await get(s, '/nothing-secret');
  await post(s, '/v1/echo', '{"q":"secret"}');
  const r = await get(s, '/metrics'), declared = new Set();
  equal(r.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  for (const line of r.body.trimEnd().split('\n')) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (type) { ok(!declared.has(type[1]), `twice: ${type[1]}`); declared.add(type[1]); }
    if (line.startsWith('#')) continue;
    const sample = /^([a-z_]+)(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? [0-9.e+-]+$/.exec(line);
    ok(sample, `not a sample: ${line}`);
    ok(declared.has(sample[1].replace(/_(bucket|sum|count)$/, '')) || declared.has(sample[1]), `not declared: ${line}`);
  }
  ok(r.body.includes('zhuyi_http_requests_total{method="GET",route="/v1/passages/{id}",status="200"} 1\n'), 'counted');
  ok(r.body.includes('route="",status="404"} 1\n'), 'unknown counted');
  ok(!r.body.includes('secret'), 'a path or a text is in it');
  const buckets = [...r.body.matchAll(/_bucket\{le="([^"]+)"\} (\d+)/g)].map((m) => Number(m[2]));
  ok(buckets.every((n, i) => !i || n >= buckets[i - 1]), 'buckets go down');
  ok(r.body.includes(`zhuyi_http_request_seconds_count ${buckets.at(-1)}\n`), 'count is the last bucket');
});
test('openapi is well formed', async (s) => {
  const r = await get(s, '/openapi.json'), api = JSON.parse(r.body), ids = new Set();
  equal([api.openapi, api.info.version, typeof api.info.title], ['3.1.0', '0.0-fake', 'string']);
  equal(api.components.securitySchemes.session, { type: 'apiKey', in: 'cookie', name: 'zhuyi_session' });
  ok(api.paths['/v1/ask'].post.responses['200'].content['text/event-stream'] && api.paths['/v1/cases/{id}/events'].get && api.paths['/metrics'] && api.paths['/healthz'], 'paths');
  ok(!api.paths['/app.js'], 'files are no API');
  for (const [path, item] of Object.entries(api.paths)) for (const [method, op] of Object.entries(item)) {
    ok(['get', 'post', 'put', 'delete', 'patch'].includes(method) && op.summary && op.operationId && !ids.has(op.operationId), `${method} ${path}`);
    ids.add(op.operationId);
    const holes = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
    equal((op.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name), holes, path);
    ok((op.parameters ?? []).every((p) => p.name && p.in && p.schema && (p.in !== 'path' || p.required === true)), `parameters of ${path}`);
    equal(!!op.requestBody, method !== 'get', `body of ${path}`);
    for (const response of Object.values(op.responses)) ok(response.description || response.$ref, `response of ${path}`);
    for (const need of op.security ?? []) for (const name of Object.keys(need)) ok(api.components.securitySchemes[name], name);
  }
  for (const [, ref] of r.body.matchAll(/"\$ref":"#\/([^"]+)"/g)) ok(ref.split('/').reduce((o, k) => o?.[k], api), `no ${ref}`);
});
test('rate: 429 and when to come again', async (s) => {
  const all = [];
  for (let i = 0; i < 8; i++) all.push(await get(s, '/healthz'));
  equal(all.filter((r) => r.status === 200).length, 5, 'passed');
  refused(all.at(-1), 429, 'busy');
  equal(all.at(-1).headers['retry-after'], '1');
  await sleep(1100);
  equal((await get(s, '/healthz')).status, 200, 'later');
}, ['--rate', '1', '--burst', '5']);
test('behind a TLS proxy', async (s) => {
  ok((await post(s, '/v1/login', '{}', { Host: 'clinic.example' })).headers['set-cookie'][0].endsWith('; SameSite=Strict; Secure'), 'not Secure');
  for (let i = 0; i < 3; i++) await get(s, '/healthz', { Host: 'clinic.example', 'X-Forwarded-For': '6.6.6.6, 10.0.0.1' });
  equal((await get(s, '/healthz', { Host: 'clinic.example', 'X-Forwarded-For': '9.9.9.9, 10.0.0.1' })).status, 429, 'the last address counts');
  equal((await get(s, '/healthz', { Host: 'clinic.example', 'X-Forwarded-For': '10.0.0.2' })).status, 200, 'another');
}, ['--https', '1', '--rate', '0.1', '--burst', '3']);
test('half a request: 408', async (s) => {
  const post_ = `POST /v1/echo HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n`;
  const [body, head] = await Promise.all([raw(s.port, `${post_}\r\n{"a"`, { wait: 5000 }), raw(s.port, post_, { wait: 5000 })]);
  refused(parse(body), 408, 'timeout');
  refused(parse(head), 408, 'timeout');
}, ['--idle', '1']);
test('one byte at a time does not hold a connection', async (s) => {
  const drip = (start, rest) => new Promise((done) => {
    const socket = net.connect(s.port, '127.0.0.1'), t = Date.now();
    let i = 0, text = '';
    socket.write(start);
    const timer = setInterval(() => socket.write(rest[i++ % rest.length]), 200);
    socket.on('data', (d) => { text += d; });
    socket.on('error', () => {});
    socket.on('close', () => { clearInterval(timer); done({ ms: Date.now() - t, text }); });
  });
  const all = await within(9000, Promise.all([drip('', 'G'), drip(`GET / HTTP/1.1\r\nX: `, 'a'), drip(`POST /v1/echo HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n`, 'a')]), 'closing');
  for (const one of all) ok(one.ms < 5000 * SLOW && status(one.text) === 408, JSON.stringify(one));
}, ['--idle', '1']);
test('an idle connection is closed', async (s) => {
  const t = Date.now();
  await raw(s.port, `GET /healthz HTTP/1.1\r\nHost: localhost:${s.port}\r\n\r\n`, { wait: 12000 });
  ok(Date.now() - t < 9000, `after ${Date.now() - t} ms`);
}, ['--idle', '1']);
test('log has no path, query or text', async (s) => {
  await get(s, '/v1/passages/secret-id?secret=1', COOKIE);
  await post(s, '/v1/echo', '{"q":"secret"}');
  await get(s, '/secret');
  await raw(s.port, `SECRET / HTTP/1.1\r\nHost: localhost:${s.port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  for (let i = 0; i < 50 && s.errors.split('\n').length < 5; i++) await sleep(50);
  const lines = s.errors.trimEnd().split('\n').map((l) => JSON.parse(l));
  /* A line is written when the last byte has gone, which may be after the next request has begun: the order is not the requests'. */
  equal(lines.map((l) => `${l.method} ${l.route} ${l.status}`).sort(), ['GET  404', 'GET /v1/passages/{id} 200', 'OTHER / 405', 'POST /v1/echo 200']);
  ok(lines.every((l) => l.us >= 0 && l.bytes > 0) && !/secret|abc/i.test(s.errors), s.errors);
}, ['--log', '1']);
test('no log unless asked', async (s) => { await get(s, '/healthz'); await sleep(50); equal(s.errors, ''); });
test('port in use', async (s) => {
  const child = spawn(SERVER, ['--port', String(s.port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let why = '';
  child.stderr.on('data', (d) => { why += d; });
  equal(await within(3000, new Promise((done) => child.on('exit', done))), 1);
  ok(why.includes('in use') && why.includes(String(s.port)), why);
});
test('SIGTERM: running calls end, streams get a last comment', async (s) => {
  const f = await open(s, '/v1/cases/7/events', { headers: COOKIE }), chat = await open(s, '/v1/chat', { method: 'POST', body: '{"slow":1}' });
  const slow = post(s, '/v1/slow');
  await sleep(50);
  const t = Date.now();
  s.child.kill('SIGTERM');
  equal((await slow).status, 200, 'the slow call');
  await f.end;
  ok(f.text.endsWith(': closing\n\n'), f.text);
  await chat.end;
  equal(events(chat.text).map((e) => e.event), ['stage', 'headline', 'answer', 'end']);
  equal(await within(6000, s.ended, 'stopping'), { code: 0, signal: null });
  ok(Date.now() - t < 4500 * SLOW, `took ${Date.now() - t} ms`);
});
test('SIGTERM: no new connections, new requests are told', async (s) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  await send(s, 'GET', '/healthz', { agent });
  const stuck = post(s, '/v1/chat', '{"slow":1}', SSE);
  await sleep(100);
  s.child.kill('SIGTERM');
  await sleep(100);
  const r = await send(s, 'GET', '/healthz', { agent });
  refused(r, 503, 'busy');
  equal(r.headers.connection, 'close');
  const fails = await get(s, '/healthz').catch((e) => e.code);
  equal(fails, 'ECONNREFUSED');
  equal((await stuck).status, 200);
  agent.destroy();
  equal(await within(6000, s.ended, 'stopping'), { code: 0, signal: null });
});
test('SIGTERM: 5 s and no more', async (s) => {
  const stuck = post(s, '/v1/stuck');
  await sleep(100);
  const t = Date.now();
  s.child.kill('SIGINT');
  refused(await within(6500, stuck, 'giving up'), 503, 'busy');
  ok(Date.now() - t > 4500, `gave up after ${Date.now() - t} ms`);
  equal(await within(6000, s.ended, 'stopping'), { code: 0, signal: null });
});
test('second SIGTERM ends the waiting', async (s) => {
  const stuck = post(s, '/v1/stuck');
  await sleep(100);
  const t = Date.now();
  s.child.kill('SIGTERM');
  await sleep(300);
  s.child.kill('SIGTERM');
  refused(await within(1500, stuck, 'giving up'), 503);
  ok(Date.now() - t < 2500 * SLOW, 'too long');
  equal(await within(9000, s.ended, 'the library'), { code: 0, signal: null });
});

let passed = 0, failed = 0;
for (const t of tests) {
  if (!t.name.includes(ONLY)) continue;
  let s = null;
  try {
    s = await start(t.args, t.env);
    await within(25000, t.run(s), 'the test');
    const exit = await stop(s);
    equal(exit.code === 0 || (t.env.FAKE_STIR && exit.code === 3), true, `exit ${JSON.stringify(exit)} ${s.errors.slice(0, 1500)}`);
    ok(!/Sanitizer|runtime error/.test(s.errors), s.errors.slice(0, 3000));
    console.log(`ok ${t.name}`);
    passed++;
  } catch (error) {
    s?.child.kill('SIGKILL');
    console.log(`not ok ${t.name}: ${error.message}${/Sanitizer|runtime error/.test(s?.errors ?? '') && !error.message.includes('Sanitizer') ? `\n${s.errors.slice(0, 3000)}` : ''}`);
    failed++;
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
