// faults.mjs - what happens when the server is killed, the database goes away, or keys are missing: nothing acknowledged is lost, nothing is there twice.
//   node tests/people/faults.mjs --zhuyi PROGRAM --store FILE|postgresql://… --keys PREFIX [--postgres DIR]
// The store must be new. DIR: the cluster of tools/postgres, to be stopped as by a power cut. Prints TAP.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync, chmodSync, existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONSENTS, Session, dump, end, must, options, run, send, serve, sleep, test, unique } from './client.mjs';

const o = options(['zhuyi', 'store', 'keys', 'postgres']);
if (!o.zhuyi || !o.store) { console.error('faults.mjs --zhuyi PROGRAM --store PLACE --keys PREFIX [--postgres DIR]'); process.exit(2); }
const KEYS = o.keys ?? o.store;
const PLACE = ['--store', o.store, '--keys', KEYS];
const ON_POSTGRES = o.store.startsWith('postgresql:');
const DEADLINE_MS = 10000; // of one call: zhuyi.h
const TOOL = join(dirname(fileURLToPath(import.meta.url)), '../../tools/postgres');

/* A server that was killed may leave a connection that the database has not noticed yet: the next one waits its turn for a moment. */
async function up() {
  for (let i = 0; ; i++) {
    const s = await serve(o.zhuyi, PLACE);
    if (!s.exit) return s;
    if (i === 10 || !/in use|another/.test(s.err)) throw new Error(`does not start: ${s.err}`);
    await sleep(300);
  }
}

/* ---- people who ask all the time, and remember what they were told ---- */

/* `told`: acknowledged; `tried`: sent, and no answer or a failure: it may be there, at most once. */
class Asker {
  constructor() { this.session = null; this.told = new Map(); this.tried = new Set(); this.handed = new Set(); this.maybe = new Set(); this.statuses = {}; this.slowest = 0; }
  async once() {
    const question = `感冒${unique()}发烧怎么办`;
    const r = await this.session.post('/v1/ask', { question });
    this.note(r);
    if (r.status === 200 && r.json?.case) this.told.set(question, r.json.case);
    else this.tried.add(question);
    if (r.status !== 200 || this.told.size % 3) return r.status;
    const h = await this.session.post(`/v1/cases/${r.json.case}/handover`);
    this.note(h);
    if (h.status === 200) this.handed.add(r.json.case);
    else this.maybe.add(r.json.case);
    return h.status;
  }
  note(r) { this.statuses[r.status] = (this.statuses[r.status] ?? 0) + 1; this.slowest = Math.max(this.slowest, r.ms); }
}

async function crowd(base, n) {
  const all = [];
  for (let i = 0; i < n; i++) {
    const a = new Asker();
    a.session = new Session(base);
    const r = await a.session.post('/v1/ask', { question: '头疼怎么办' });
    must(r.status === 200 && a.session.cookie, `no session: ${r.status} ${r.text}`);
    a.first = r.json.case;
    all.push(a);
  }
  return all;
}

/* Runs until `stop.now`; a failed call makes the asker wait a little, as a page would. */
async function ask(all, stop) {
  await Promise.all(all.map(async (a) => {
    while (!stop.now) if ((await a.once()) !== 200) await sleep(50);
  }));
}

async function ledger() {
  const r = await run(o.zhuyi, ['ledger', 'export', ...PLACE]);
  must(r.code === 0, `export: ${r.err}`);
  const v = await run(o.zhuyi, ['ledger', 'verify', '-'], { input: r.out });
  must(v.code === 0, `the ledger does not verify: ${v.out} ${v.err}`);
  const entries = new Map();
  for (const line of r.out.split('\n').filter(Boolean)) {
    const { entry } = JSON.parse(line);
    if (!entry) continue;
    const key = `${entry.kind} ${entry.case}`;
    entries.set(key, (entries.get(key) ?? 0) + 1);
  }
  return entries;
}

/* Every asker finds what was acknowledged, once, and nothing that was never asked. Then the ledger, leaf by leaf. */
async function account(base, all) {
  let cases = 0;
  const entries = await ledger();
  const leaves = (kind, id, low, high, what) => {
    const n = entries.get(`${kind} ${id}`) ?? 0;
    must(n >= low && n <= high, `${what}: ${n} leaves of kind ${kind}`);
  };
  for (const a of all) {
    a.session.base = base;
    for (const [question, id] of a.told) {
      const r = await a.session.get(`/v1/cases/${id}`);
      must(r.status === 200 && r.json.case === id && r.text.includes(question), `acknowledged and lost: ${id} ${r.status} ${r.text.slice(0, 200)}`);
      if (a.handed.has(id)) must(r.json.state === 'handed_over', `the acknowledged hand-over of ${id} is lost: ${r.json.state}`);
      const handed = r.json.state === 'handed_over';
      leaves('answer', id, 1, 1, question);
      leaves('hand_over', id, handed ? 1 : 0, handed ? 1 : 0, question);
      cases++;
    }
    const list = await a.session.good('GET', '/v1/cases');
    must(list.cases.length === Math.min(100, list.cases.length), 'too long a list');
    const seen = new Map();
    for (const c of list.cases) seen.set(c.question, (seen.get(c.question) ?? 0) + 1);
    for (const [question, n] of seen) {
      must(n === 1, `${question} is there ${n} times`);
      must(question === '头疼怎么办' || a.told.has(question) || a.tried.has(question), `nobody asked ${question}`);
    }
  }
  return cases;
}

const summary = (all) => {
  const sum = {};
  for (const a of all) for (const [k, n] of Object.entries(a.statuses)) sum[k] = (sum[k] ?? 0) + n;
  return JSON.stringify(sum);
};

/* ---- killed ---- */

let server = await up();
must(!server.exit, server.err);

for (const [round, answers] of [60, 200, 13].entries()) {
  await test(`kill -9 in the middle of many writes, round ${round + 1}: everything acknowledged is there once, the ledger verifies`, async () => {
    const all = await crowd(server.base, 12);
    const stop = { now: false };
    const asking = ask(all, stop);
    while (all.reduce((n, a) => n + a.told.size, 0) < answers && !server.exit) await sleep(2);
    server.child.kill('SIGKILL');
    await server.ended;
    stop.now = true;
    await asking;
    server = await up();
    const cases = await account(server.base, all);
    must(cases >= answers, `only ${cases} were acknowledged before the kill`);
    const after = { now: false };
    const again = ask(all, after);
    await sleep(200);
    after.now = true;
    await again;
    must(all.every((a) => a.told.size), 'somebody cannot ask any more');
    console.log(`# ${cases} acknowledged before the kill; ${summary(all)}`);
  });
}

await test('stopped with SIGTERM under load: it ends well, and everything acknowledged is there', async () => {
  const all = await crowd(server.base, 12);
  const stop = { now: false };
  const asking = ask(all, stop);
  await sleep(300);
  server.child.kill('SIGTERM');
  const exit = await server.ended;
  stop.now = true;
  await asking;
  must(exit.code === 0, `exit ${JSON.stringify(exit)} ${server.err}`);
  server = await up();
  console.log(`# ${await account(server.base, all)} acknowledged; ${summary(all)}`);
});

/* ---- an account's whole state, before and after ---- */

await test('an account, its session and its case survive a kill', async () => {
  const s = new Session(server.base);
  const login = `faults-${unique()}`;
  await s.good('POST', '/v1/register', { login, password: '青石板路上的雨-9137', name: '故障一', birth: '1980-02-29', consents: CONSENTS });
  const { case: id } = await s.good('POST', '/v1/ask', { question: '嗓子疼怎么办' });
  await server.kill('SIGKILL');
  server = await up();
  s.base = server.base;
  const me = await s.good('GET', '/v1/me');
  must(me.account?.login === login, JSON.stringify(me));
  await s.good('GET', `/v1/cases/${id}`);
  const other = new Session(server.base);
  await other.good('POST', '/v1/login', { login, password: '青石板路上的雨-9137' });
  must((await s.post('/v1/register', { login, password: '青石板路上的雨-9137', name: '故障二', birth: '1980-02-29', consents: CONSENTS })).status >= 400, 'registered twice');
});

/* ---- the database goes away ---- */

const down = { v: false };
async function resume() {
  if (!down.v) return true;
  down.v = false;
  return (await run(TOOL, ['resume', o.postgres])).code === 0;
}

if (ON_POSTGRES && o.postgres) {
  await test('PostgreSQL stopped as by a power cut under load, and back: refusals in time, then all works, nothing lost, nothing twice', async () => {
    const all = await crowd(server.base, 12);
    const stop = { now: false };
    const asking = ask(all, stop);
    await sleep(500);
    const since = Date.now();
    must((await run(TOOL, ['crash', o.postgres])).code === 0, 'crash');
    down.v = true;
    await sleep(1500);
    const odd = new Set(), reader = all[0].session, before = all.flatMap((a) => Object.keys(a.statuses));
    for (const path of ['/v1/me', '/v1/cases', `/v1/cases/${all[0].first}`, '/v1/ledger/head']) {
      const r = await reader.get(path);
      if (![502, 503].includes(r.status) || !r.json?.error?.message_zh || r.text.includes(o.postgres)) odd.add(`${path} ${r.status} ${r.text.slice(0, 100)}`);
      must(r.ms < DEADLINE_MS + 1000, `${path} took ${r.ms} ms without a database`);
    }
    const wrong = await new Session(server.base).post('/v1/login', { login: 'doctor', password: 'zhuyi-sample' });
    if (![502, 503].includes(wrong.status)) odd.add(`login ${wrong.status}`);
    const health = await send(server.base, 'GET', '/healthz');
    must(health.json?.status === 'degraded' && health.json.store === 'away', `health says all is well: ${health.text.slice(0, 300)}`);
    must(!odd.size, `without a database: ${[...odd].join('; ')}`);
    must(await resume(), 'resume');
    const gap = Date.now() - since;
    const back = Date.now();
    for (const a of all) a.since = a.told.size;
    while (!all.every((a) => a.told.size > a.since) && Date.now() - back < 15000) await sleep(50);
    const recovered = Date.now() - back;
    await sleep(300);
    stop.now = true;
    await asking;
    must(all.every((a) => a.told.size > a.since), `somebody still cannot ask ${recovered} ms after PostgreSQL came back: ${summary(all)}`);
    const slowest = Math.max(...all.map((a) => a.slowest));
    must(slowest < DEADLINE_MS + 1000, `a call took ${slowest} ms`);
    const strange = all.flatMap((a) => Object.keys(a.statuses)).filter((k) => !['200', '502', '503'].includes(k));
    must(!strange.length, `answers ${strange.join(' ')}: ${summary(all)}; before ${[...new Set(before)].join(' ')}`);
    const cases = await account(server.base, all);
    console.log(`# gap ${gap} ms, everybody served again ${recovered} ms after; slowest call ${slowest} ms; ${cases} acknowledged; ${summary(all)}`);
  });

  await resume();

  await test('server and PostgreSQL both die at once: after both are back everything acknowledged is there', async () => {
    const all = await crowd(server.base, 12);
    const stop = { now: false };
    const asking = ask(all, stop);
    await sleep(400);
    const crashed = run(TOOL, ['crash', o.postgres]);
    await sleep(5);
    await server.kill('SIGKILL');
    must((await crashed).code === 0, 'crash');
    down.v = true;
    stop.now = true;
    await asking;
    const lone = await serve(o.zhuyi, PLACE);
    must(lone.exit && lone.exit.code !== 0, 'serves without its database');
    must(/PostgreSQL|postgresql|connect/i.test(lone.err) && !/\bat 0x/.test(lone.err), `does not say why: ${lone.err}`);
    must(await resume(), 'resume');
    server = await up();
    console.log(`# ${await account(server.base, all)} acknowledged; ${summary(all)}`);
  });
}

await resume();
if (server.exit) server = await up();

/* ---- keys ---- */

const keyFiles = () => readdirSync(dirname(KEYS)).filter((f) => f.startsWith(basename(KEYS)) && /\.(key|master)$/.test(f)).sort();
const sha = (x) => createHash('sha256').update(x).digest('hex').slice(0, 16);
async function sums() { return [sha(await dump(o.store)), ...keyFiles().map((f) => `${f} ${sha(readFileSync(join(dirname(KEYS), f)))}`)].join('\n'); }

/* Starts where it must not start: says why in one line, and leaves everything as it was. */
async function refuses(words, args = PLACE) {
  const before = await sums();
  const s = await serve(o.zhuyi, args);
  if (!s.exit) { await s.kill(); return `it serves: ${s.out}`; }
  if (s.exit.code !== 1) return `exit ${JSON.stringify(s.exit)}: ${s.err}`;
  for (const w of words) if (!w.test(s.err)) return `it does not say ${w}: ${s.err}`;
  const after = await sums();
  return before === after ? '' : `it changed something:\n${before}\n${after}`;
}

await server.kill();
const MASTER = `${KEYS}.master`, AWAY = `${KEYS}.away`;
const LOST = [/Without it what \d+ people told cannot be read/, /Nothing was changed/, /ledger still verifies/];
must(existsSync(MASTER), `no ${MASTER}`);
const master = readFileSync(MASTER, 'utf8');
const TRAIL = join(dirname(KEYS), must(keyFiles().find((f) => f.endsWith('.key')), 'no key of a ledger'));

/* Runs `check` while `file` lies elsewhere; nothing may have been made in its place but `text`. */
async function without(file, text, check) {
  renameSync(file, AWAY);
  try {
    if (text !== null) writeFileSync(file, text, { mode: 0o600 });
    return (await check()) || (text === null && existsSync(file) ? `a new ${file} was made` : '');
  } finally { renameSync(AWAY, file); }
}

await test('master key moved away: no start, it says what is lost, nothing is changed, no new key is made', () => without(MASTER, null, () => refuses(LOST)));
for (const [what, text] of [['another', `${sha('another').repeat(4)}\n`], ['half of it', master.slice(0, 32)], ['not hexadecimal', 'z'.repeat(64)], ['empty', ''], ['too long', `${master.trim()}00`]])
  await test(`master key wrong, ${what}: the same`, () => without(MASTER, text, () => refuses(LOST)));
for (const mode of [0o644, 0o640, 0o604, 0o660])
  await test(`master key of mode 0${mode.toString(8)}, which others can read: no start`, async () => {
    chmodSync(MASTER, mode);
    try { return await refuses([/0600|others/]); } finally { chmodSync(MASTER, 0o600); }
  });
await test('a command that prints the master key works', async () => {
  const s = await serve(o.zhuyi, [...PLACE, '--master-key-command', `cat '${MASTER}'`]);
  const wrong = s.exit ? `does not start: ${s.err}` : '';
  await s.kill();
  return wrong;
});
for (const [what, command] of [['fails', 'false'], ['prints nothing', 'true'], ['prints another key', `echo ${'ab'.repeat(32)}`]])
  await test(`a command for the master key that ${what}: no start, nothing changed`, () => refuses(LOST, [...PLACE, '--master-key-command', command]));
await test('the key of the ledger moved away: no start, nothing changed, no new key is made', () => without(TRAIL, null, () => refuses([/key/])));
await test('the key of another ledger: no start, nothing changed', () =>
  without(TRAIL, readFileSync(TRAIL, 'utf8').replace(/[0-9a-f]{64}/g, (h) => sha(h).repeat(4)), () => refuses([/key|ledger/])));
await test('everything put back: it starts, and what people told can be read', async () => {
  server = await up();
  const s = new Session(server.base);
  await s.good('POST', '/v1/login', { login: 'patient', password: 'zhuyi-sample' });
  await s.good('GET', '/v1/cases');
  await ledger();
  const exit = await server.kill();
  return exit.code === 0 ? '' : `exit ${JSON.stringify(exit)}`;
});
end();
