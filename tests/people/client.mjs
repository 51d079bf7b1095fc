// client.mjs - what the tests over HTTP share: requests, sessions, accounts with their codes, servers, TAP. No dependencies.
import http from 'node:http';
import net from 'node:net';
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';

export const SLOW = Number(process.env.SLOW ?? 1); // times longer to wait, for sanitizers
export const SAMPLE_SECRET = 'ZHUYISAMPLEDOCTOR23456ABCDEFGH2A';
export const SAMPLE_PASSWORD = 'zhuyi-sample';
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export function options(names) {
  const out = {};
  for (let i = 2; i < process.argv.length; i += 2) {
    const name = process.argv[i].slice(2);
    if (!process.argv[i].startsWith('--') || !names.includes(name) || i + 1 >= process.argv.length) {
      console.error(`usage: ${names.map((n) => `[--${n} …]`).join(' ')}`);
      process.exit(2);
    }
    out[name] = process.argv[i + 1];
  }
  return out;
}

/* ---- TAP ---- */

export const tap = { passed: 0, failed: 0 };
export function ok(name) { tap.passed++; console.log(`ok ${name}`); }
export function notOk(name, why) { tap.failed++; console.log(`not ok ${name}\n  ${String(why).replaceAll('\n', '\n  ').slice(0, 1500)}`); }
export function report(name, wrong) { if (wrong) notOk(name, wrong); else ok(name); }
export async function test(name, run) {
  try { report(name, await run()); } catch (error) { notOk(name, error.stack ?? error); }
}
export function end() {
  console.log(`# ${tap.passed} passed, ${tap.failed} failed`);
  process.exit(tap.failed ? 1 : 0);
}
export function must(value, what) { if (!value) throw new Error(what); return value; }

/* ---- requests ---- */

const WITH_BODY = ['POST', 'PUT', 'PATCH'];
const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });

/* One request. The body is an object, or text sent as it is. Resolves to {status, headers, text, json}; status 0 when the connection broke. */
export function send(base, method, path, { body, headers = {}, timeout = 20000, fresh = false } = {}) {
  const { hostname, port } = new URL(base);
  const text = body === undefined ? undefined : Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
  const h = { ...headers };
  if (WITH_BODY.includes(method)) { h['Content-Type'] ??= 'application/json'; h['Content-Length'] ??= Buffer.byteLength(text ?? ''); }
  return new Promise((done) => {
    const started = Date.now();
    const broken = (error) => done({ status: 0, headers: {}, text: String(error?.message ?? error), json: null, ms: Date.now() - started });
    let request;
    try {
      request = http.request({ hostname, port, method, path, headers: h, agent: fresh ? false : agent }, (r) => {
        const parts = [];
        r.on('data', (d) => parts.push(d));
        r.on('error', broken);
        r.on('end', () => {
          const t = Buffer.concat(parts).toString('utf8');
          let json = null;
          try { json = JSON.parse(t); } catch { /* the caller looks at json */ }
          done({ status: r.statusCode, headers: r.headers, text: t, json, ms: Date.now() - started });
        });
      });
    } catch (error) { broken(error); return; }
    request.setTimeout(timeout * SLOW, () => request.destroy(new Error('no answer in time')));
    request.on('error', broken);
    request.end(text);
  });
}

/* Why it is no whole refusal, or '': words in both languages, under /fhir an OperationOutcome. */
export function notARefusal(r, path, codes) {
  if (path.startsWith('/fhir')) {
    const issue = r.json?.resourceType === 'OperationOutcome' && r.json.issue?.[0];
    return issue && ['error', 'fatal'].includes(issue.severity) && issue.diagnostics && (!codes || codes.includes(issue.code)) && /fhir\+json/.test(r.headers?.['content-type'] ?? 'fhir+json') ? '' : 'no OperationOutcome that says why';
  }
  const e = r.json?.error;
  return e?.message_zh && e.message_en && (!codes || codes.includes(e.code)) ? '' : 'not a whole refusal';
}

export const cookieOf = (r) => /zhuyi_session=([^;]*)/.exec([].concat(r.headers['set-cookie'] ?? []).join(' '))?.[1];

/* What is sent with one cookie or one token; takes over a new cookie when the server sets one. */
export class Session {
  constructor(base, cookie = '', token = '') { Object.assign(this, { base, cookie, token }); }
  async send(method, path, body, headers = {}) {
    const h = { 'X-Zhuyi': '1', 'User-Agent': 'walk', ...headers };
    if (this.cookie) h.Cookie = `zhuyi_session=${this.cookie}`;
    if (this.token) h.Authorization = `Bearer ${this.token}`;
    const r = await send(this.base, method, path, { body: WITH_BODY.includes(method) ? body ?? {} : undefined, headers: h });
    const set = cookieOf(r);
    if (set !== undefined) this.cookie = set;
    return r;
  }
  get(path) { return this.send('GET', path); }
  post(path, body) { return this.send('POST', path, body); }
  copy() { return new Session(this.base, this.cookie, this.token); }
  /* For building: anything but success is a failure of the test. */
  async good(method, path, body) {
    const r = await this.send(method, path, body);
    if (r.status < 200 || r.status > 299) throw new Error(`${method} ${path} ${JSON.stringify(body ?? '').slice(0, 300)}: ${r.status} ${r.text.slice(0, 400)}`);
    return r.json;
  }
}

/* ---- codes ---- */

function base32(text) {
  let bits = 0, value = 0;
  const out = [];
  for (const c of text.replace(/=+$/, '')) {
    value = (value << 5) | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c);
    bits += 5;
    if (bits >= 8) { bits -= 8; out.push((value >> bits) & 255); value &= (1 << bits) - 1; }
  }
  return Buffer.from(out);
}

export const timeStep = () => Math.floor(Date.now() / 30000);
export function totp(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', base32(secret)).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* Codes of one device. A code counts once, and those of the step before and after now count too: three at once, then one in 30 s. */
export class Device {
  constructor(secret) { this.secret = secret; this.last = 0; }
  async code() {
    for (;;) {
      // Towards the end of a step the earliest code is about to be too old, and a busy server may look at it only then.
      const now = timeStep(), late = 30000 - (Date.now() % 30000) < 8000, step = Math.max(this.last + 1, late ? now : now - 1);
      if (step <= now + 1) { this.last = step; return totp(this.secret, step); }
      await sleep(500);
    }
  }
  /* The second step with a code. Another program may have used codes of the same device: then the next one. */
  async step(session) {
    for (let i = 0; i < 4; i++) {
      const r = await session.post('/v1/step', { code: await this.code() });
      if (r.status === 200) return r;
      if (!/used already/.test(r.text)) throw new Error(`step: ${r.status} ${r.text}`);
    }
    throw new Error('step: no code fits');
  }
}

/* ---- servers ---- */

/* A port below the range from which the system takes ports for outgoing connections. */
export async function freePort() {
  for (;;) {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const free = await new Promise((done) => { const s = net.createServer(); s.once('error', () => done(false)); s.listen(port, '127.0.0.1', () => s.close(() => done(true))); });
    if (free) return port;
  }
}

/* Starts `program serve …`. Resolves when it serves, or has ended: then `exit` says how. */
export async function serve(program, args, { env = {} } = {}) {
  const port = await freePort();
  const child = spawn(program, ['serve', '--port', String(port), '--guess-rate', '100000', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const s = { child, base: `http://127.0.0.1:${port}`, out: '', err: '', exit: null };
  s.ended = new Promise((done) => child.once('exit', (code, signal) => { s.exit = { code, signal }; done(s.exit); }));
  child.stderr.on('data', (d) => { s.err += d; });
  await new Promise((done) => {
    child.stdout.on('data', (d) => { s.out += d; if (s.out.includes('zhuyi serves')) done(); });
    child.once('exit', done);
    child.once('error', (error) => { s.err += error; s.exit = { code: -1 }; done(); });
  });
  s.kill = async (signal = 'SIGTERM') => { if (!s.exit) { child.kill(signal); await s.ended; } return s.exit; };
  return s;
}

export function run(program, args, { input } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    const out = [], err = [];
    child.stdout.on('data', (d) => out.push(d));
    child.stderr.on('data', (d) => err.push(d));
    child.once('error', (error) => done({ code: -1, out: '', err: String(error) }));
    child.once('close', (code) => done({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') }));
    if (input !== undefined) child.stdin.end(input);
  });
}

/* The rows of one table in a dump. */
export function rowsOf(text, table) {
  const at = text.indexOf(`== ${table}\n`);
  if (at < 0) return text.split('\n').filter((l) => l.startsWith(`INSERT INTO ${table} VALUES`) || l.startsWith(`INSERT INTO "${table}" VALUES`));
  return text.slice(text.indexOf('\n', at) + 1).split(/^== /m)[0].split('\n').filter(Boolean);
}

/* ---- what was asked and what came back: for tests in which servers die ---- */

export const CONSENTS = [{ purpose: 'consult', sensitive: false }, { purpose: 'consult', sensitive: true }];
let serial = 0;
/* All of one length, so that none is part of another. */
export const unique = () => `${process.pid.toString(36).padStart(5, '0')}${(serial++).toString(36).padStart(4, '0')}`;

/* Python comes with meson; sqlite3's own program need not be there. */
const PYTHON_DUMP = `
import sqlite3, sys, urllib.parse
sys.stdout.reconfigure(encoding="utf-8", errors="replace")
for line in sqlite3.connect("file:" + urllib.parse.quote(sys.argv[1]) + "?mode=ro", uri=True, timeout=10).iterdump():
    print(line)`;
const PYTHON_SQL = 'import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=10).executescript(sys.stdin.read())';

/* Statements run beside the server: what no verb does, such as moving time. */
export async function sql(store, ...statements) {
  const text = `${statements.join(';\n')};`;
  const r = store.startsWith('postgresql:') ? await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', store, '-c', text]) : await run('python3', ['-c', PYTHON_SQL, store], { input: text });
  must(r.code === 0, `sql: ${r.err}`);
}

/* Everything in the store as text. `store` is a file or postgresql://… */
export async function dump(store) {
  if (!store.startsWith('postgresql:')) {
    const r = await run('python3', ['-c', PYTHON_DUMP, store]);
    if (r.code !== 0) throw new Error(`dump: ${r.err}`);
    return r.out;
  }
  const psql = async (...sql) => {
    const r = await run('psql', ['-X', '-q', '-A', '-t', '-d', store, ...sql.flatMap((q) => ['-c', q])]);
    if (r.code !== 0) throw new Error(`psql: ${r.err}`);
    return r.out;
  };
  const tables = await psql('SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = \'r\' AND nspname NOT IN (\'pg_catalog\', \'information_schema\') ORDER BY 1');
  const out = await psql(...tables.split('\n').filter(Boolean).flatMap((t) => [`SELECT '== ${t}'`, `COPY (SELECT * FROM "${t}" AS row ORDER BY row::text) TO STDOUT`]));
  return out;
}
