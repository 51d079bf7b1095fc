/* server.mjs - the whole server (zhuyi serve --outside) beside a real provider: what a browser does, over HTTP. Used by run.mjs. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { people, secret, start, walk } from './provider.mjs';

/* A browser: one cookie for the server, some for the provider. */
function browser(base) {
  let cookie = '';
  const provider = new Map();
  const ask = async (method, where, body) => {
    const headers = { connection: 'close', 'x-zhuyi': '1', ...(cookie && { cookie }), ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(base + where, { method, headers, body: body && JSON.stringify(body) });
    for (const line of response.headers.getSetCookie()) cookie = /max-age=0/i.test(line) ? '' : line.split(';')[0];
    return { status: response.status, ...(await response.json()) };
  };
  return {
    get: (where) => ask('GET', where),
    post: (where, body = {}) => ask('POST', where, body),
    /* Begins, and walks through the provider until it sends back to the page of ours. */
    away: async (login, more = {}, cookies = provider) => {
      const begun = await ask('POST', '/v1/outside', { return: '/#/cases', ...more });
      if (begun.status !== 200) throw new Error(JSON.stringify(begun));
      return walk(begun.url, `${base}/outside`, login, cookies);
    },
    back: ({ code, state, iss }) => ask('POST', '/v1/outside/end', { code, state, iss }),
    in: async function (login) { return this.back(await this.away(login)); },
    get cookie() { return cookie; },
  };
}

export function serverTests(test, { program, work, freePort, ok, sleep, running }) {
  let served = 0;

  /* `lines` are added to the configuration, or take the place of its lines. */
  function prepare(lines) {
    const folder = path.join(work, `server-${++served}`);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'secret'), `${secret}\n`, { mode: 0o600 });
    fs.writeFileSync(path.join(folder, 'outside.conf'), Object.entries(lines).map(([k, v]) => `${k} = ${v}\n`).join(''));
    return folder;
  }
  const conf = (issuer, base) => ({ issuer, client_id: 'zhuyi', client_secret_file: 'secret', redirect_uri: `${base}/outside`, name: '示例医院统一认证' });

  async function server(folder, port) {
    const args = ['serve', '--port', String(port), '--store', path.join(folder, 'z.db'), '--outside', path.join(folder, 'outside.conf'),
      '--workers', '2', '--guess-rate', '1000000', '--log-requests'];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let log = '';
    child.stderr.on('data', (some) => { log += some; });
    await new Promise((done, fail) => {
      child.stdout.once('data', done);
      child.once('exit', (status) => fail(new Error(`the server ended with ${status}: ${log}`)));
    });
    return {
      log: () => log,
      stop: () => new Promise((done) => { child.once('exit', (status) => { running.delete(child); done(status); }); child.kill('SIGTERM'); }),
    };
  }

  /* A server and a provider that know each other. */
  async function both({ before, issuer } = {}) {
    const port = await freePort(), base = `http://127.0.0.1:${port}`;
    const own = await freePort();
    const p = { port: own, redirect: `${base}/outside`, before };
    const provider = await start(p);
    const folder = prepare(conf(issuer ?? provider.issuer, base));
    const s = await server(folder, port);
    const stop = async () => { ok(await s.stop() === 0, `the server ends well: ${s.log()}`); await provider.stop(); };
    return { base, s, provider, again: () => start(p), stop };
  }

  const consents = [{ purpose: 'consult' }, { purpose: 'consult', sensitive: true }];
  const is = (answer, status, more = {}) => {
    ok(answer.status === status, `${status} wanted: ${JSON.stringify(answer)}`);
    for (const [k, v] of Object.entries(more)) ok(JSON.stringify(answer[k]) === JSON.stringify(v), `${k} ${JSON.stringify(v)} wanted: ${JSON.stringify(answer)}`);
    return answer;
  };
  const code = () => spawnSync(program, ['totp', 'ZHUYISAMPLEDOCTOR23456ABCDEFGH2A'], { encoding: 'utf8' }).stdout.trim();

  test('server: a new person registers with a ticket, leaves and comes back', async () => {
    const { base, s, stop } = await both();
    const b = browser(base);
    is(await b.get('/v1/me'), 200, { role: 'visitor', outside: { name: '示例医院统一认证' } });
    const answer = await b.away('patient');
    const page = await fetch(`${base}/outside?${new URLSearchParams(answer)}`, { headers: { connection: 'close' } });
    ok(page.status === 200 && (await page.text()).includes('<script') && page.headers.get('referrer-policy') === 'no-referrer' &&
      page.headers.get('content-security-policy').includes("default-src 'none'"), 'the page is served where the provider sends back to');
    const { register } = is(await b.back(answer), 200, { return: '/#/cases' });
    ok(register.name === people.patient.name && b.cookie === '', JSON.stringify(register));
    is(await b.post('/v1/register', { ticket: register.ticket, name: '示例', birth: '2020-02-02', consents }), 401);
    const me = is(await b.post('/v1/register', { ticket: register.ticket, name: '示例', birth: '1980-02-02', consents }), 200, { role: 'patient', name: '示例' });
    is(await b.post('/v1/outside'), 403); /* to link somebody else to this account: a second step first */
    is(await b.get('/v1/people/me/export'), 403);
    is(await b.post('/v1/logout'), 200);
    is(await b.get('/v1/me'), 200, { role: 'visitor' });
    is(await b.in('patient'), 200, { role: 'patient', person: me.person, return: '/#/cases' });
    is(await browser(base).post('/v1/register', { ticket: register.ticket, name: 'x', birth: '1980-02-02' }), 401);
    for (const word of [answer.code, answer.state, register.ticket, people.patient.sub]) ok(!s.log().includes(word), 'nothing of it in the log');
    await stop();
  });

  test('server: who has no password is asked again, by the provider', async () => {
    const { base, stop } = await both();
    const b = browser(base);
    const { register } = await b.in('patient');
    is(await b.post('/v1/register', { ticket: register.ticket, name: '示例', birth: '1980-02-02', consents }), 200);
    const refused = is(await b.get('/v1/people/me/export'), 403);
    ok(refused.error.need === 'outside', JSON.stringify(refused));
    is(await b.back(await b.away('patient', { again: true })), 200, { level: 1, return: '/#/cases' });
    is(await b.get('/v1/people/me/export'), 200);
    is(await b.back(await b.away('doctor', { again: true }, new Map())), 403); /* somebody else sat down there */
    await stop();
  });

  test('server: staff link, log in with the same roles, and are shut out when disabled', async () => {
    const { base, stop } = await both();
    const doctor = browser(base), colleague = browser(base), administrator = browser(base);
    const { register } = is(await doctor.in('doctor'), 200); /* the name is the doctor's, and still nobody is taken for the doctor */
    ok(register && doctor.cookie === '', 'not known by name');
    const me = is(await doctor.post('/v1/login', { login: 'doctor', password: 'zhuyi-sample' }), 200);
    is(await doctor.post('/v1/step', { password: 'zhuyi-sample' }), 200);
    is(await doctor.in('doctor'), 200, { linked: true });
    is(await doctor.get('/v1/me'), 200, { role: 'doctor' });
    is(await colleague.in('doctor'), 200, { role: 'doctor', person: me.person, title: me.title });
    is(await colleague.get('/v1/worklist'), 200);
    is(await colleague.post('/v1/cases/01ARZ3NDEKTSV4RRFFQ69G5FAV/sign', { text: 'x' }), 404);
    const other = browser(base);
    is(await other.post('/v1/login', { login: 'pharmacist', password: 'zhuyi-sample' }), 200);
    is(await other.post('/v1/step', { password: 'zhuyi-sample' }), 200);
    is(await other.in('doctor'), 409); /* it is the doctor's */
    is(await administrator.post('/v1/login', { login: 'administrator', password: 'zhuyi-sample' }), 200);
    is(await administrator.post('/v1/step', { code: code() }), 200);
    is(await administrator.post(`/v1/users/${me.person}`, { state: 'disabled' }), 200);
    is(await colleague.get('/v1/worklist'), 401); /* at once */
    const late = browser(base);
    is(await late.in('doctor'), 401);
    ok(late.cookie === '', 'no session');
    is(await administrator.post(`/v1/users/${me.person}`, { state: 'active' }), 200);
    is(await late.in('doctor'), 200, { role: 'doctor' });
    await stop();
  });

  test('server: an answer counts once, and only in the browser that asked', async () => {
    const { base, provider, stop } = await both();
    const b = browser(base), visitor = browser(base), other = browser(base);
    const answer = await b.away('patient');
    is(await b.back({ ...answer, iss: 'https://elsewhere.example' }), 401);
    is(await b.back({ ...answer, state: 'A'.repeat(43) }), 401);
    is(await b.back(answer), 200);
    is(await b.back(answer), 401); /* the state */
    const second = await b.away('patient');
    is(await b.back({ ...second, code: answer.code }), 401); /* the code, at the provider */
    is(await b.back({ state: second.state, iss: provider.issuer }), 401); /* none */
    is(await visitor.post('/v1/ask', { question: '感冒怎么办' }), 200);
    const tied = await visitor.away('patient');
    is(await other.back(tied), 401);
    is(await visitor.back(tied), 200);
    const two = await b.away('doctor');
    const [one, same] = await Promise.all([b.back(two), other.back(two)]);
    ok((one.status === 200) !== (same.status === 200), `${one.status} ${same.status}`);
    await stop();
  });

  test('server: a provider that is gone or hangs holds nobody else up', async () => {
    let hangs = false;
    const { base, provider, again, stop } = await both({ before: (request) => hangs && request.url === '/token' });
    const b = browser(base);
    const answer = await b.away('patient'), later = await b.away('patient');
    hangs = true;
    const begun = performance.now();
    const slow = b.back(answer);
    await sleep(200);
    is(await browser(base).back(later), 503); /* one may wait at a time, of two workers */
    for (let i = 0; i < 20; i++) is(await browser(base).post('/v1/ask', { question: '感冒怎么办' }), 200);
    const others = performance.now() - begun;
    is(await slow, 504);
    const took = performance.now() - begun;
    ok(took > 4000 && took < 9000, `${Math.round(took)} ms`);
    ok(others < took, 'others were served meanwhile');
    console.log(`# 20 questions in ${Math.round(others)} ms while the provider hangs; given up after ${Math.round(took)} ms`);
    hangs = false;
    await provider.stop();
    is(await b.back(later), 502);
    is(await b.get('/v1/me'), 200);
    const back = await again();
    const once = is(await b.in('patient'), 200);
    ok(once.register, 'and afterwards all is well');
    await back.stop();
    await stop();
  });

  test('server: a provider that calls itself otherwise', async () => {
    const own = `http://localhost:${await freePort()}`;
    const { base, stop } = await both({ issuer: own });
    is(await browser(base).post('/v1/outside', {}), 502);
    await stop();
  });

  test('server: what is wrong with the configuration is said at the start', async () => {
    const base = 'http://127.0.0.1:9';
    const fine = conf('https://id.example', base);
    const starts = (folder, env = {}) => {
      const r = spawnSync(program, ['serve', '--port', '0', '--store', path.join(folder, 'z.db'), '--outside', path.join(folder, 'outside.conf')],
        { encoding: 'utf8', timeout: 10000, env: { ...process.env, ...env } });
      ok(r.status === 1, `status ${r.status} ${r.stderr}`);
      return r.stderr;
    };
    const missing = prepare({ ...fine, issuer: 'http://id.example' });
    ok(starts(missing).includes('line 1'), 'an address that is no https');
    fs.rmSync(path.join(missing, 'outside.conf'));
    ok(starts(missing).includes('outside.conf'), 'no file');
    const open = prepare(fine);
    fs.chmodSync(path.join(open, 'secret'), 0o644);
    ok(starts(open).includes('secret'), 'a secret that others read');
    const bare = prepare(fine), broken = path.join(bare, 'lib');
    fs.mkdirSync(broken);
    for (const name of ['libcurl-gnutls.so.4', 'libcurl.so.4']) fs.writeFileSync(path.join(broken, name), ''); /* as good as not installed */
    ok(starts(bare, { LD_LIBRARY_PATH: broken }).includes('libcurl3-gnutls'), 'the package is named');
  });
}
