// attack_input.mjs - what can be written into a request: values, headers, addresses.
import net from 'node:net';
import { CONSENTS, must, report, run, send, test, unique } from './client.mjs';
import { ACTIONS, CSV, DISCHARGE, PROGRAM, REPORT, asks } from './probes.mjs';
import { PASSWORD } from './hospital.mjs';

export const TEXTS = [
  '\'', '"', '\'; DROP TABLE person; --', '\' OR \'1\'=\'1', '1; DELETE FROM login', 'x\' UNION SELECT token_hash FROM session --', '\'||(SELECT pg_sleep(5))||\'', '$1', '$2$', '$$;SELECT 1;$$', '?1', ':a', '%00', '%', '_',
  '\u0000', 'a\u0000b', '＇；ＤＲＯＰ　ＴＡＢＬＥ　ｐｅｒｓｏｎ；－－', '＇ＯＲ＇１＇＝＇１', '‘；删除“所有”', '\\\'; --', '\\', '/* */', '\r\nSet-Cookie: zhuyi_session=x\r\n', '../../../../etc/passwd', '%2e%2e%2f', '${7*7}{{7*7}}', '<script>alert(1)</script>',
  '\u202e\u2066\ufeff', '😀', 'NULL', 'me', '-1', ' ', '', 'a'.repeat(70000),
];
const RAW = ['0', '-1', '1e400', '-1e400', '9223372036854775808', '0.1', 'true', 'null', '[]', '{}', '[["\'"]]', '{"a":{"b":["\'"]}}', '"\\ud800"', '"\\udc00x"', '[1,"2",null,{}]', `${'['.repeat(64)}${']'.repeat(64)}`];
export const TELLS = /syntax error|SQLITE|sqlite3|PG::|psql|libpq|unterminated|near "|SELECT |INSERT |UPDATE |\bsrc\/|\.c:\d+|Sanitizer/;

/* Bodies with every member that a verb reads, beside those of probes.mjs. */
const MORE = {
  login: { login: 'x', password: 'y', organisation: 'sample' }, register: { login: 'x', password: PASSWORD, name: 'n', birth: '1990-01-01', sex: 'female', phone: '13900000000', consents: CONSENTS, organisation: 'sample', role: 'patient' },
  step: { code: '000000', password: 'x' }, password: { old: 'x', new: 'y' }, totp_confirm: { code: '000000' }, role: { role: 'x' },
  ask: { question: '头疼', case: 'x', person: 'x', lang: 'zh', audience: 'patient', history: [{ role: 'user', text: '头疼' }], facts: { age_y: 40 }, organisation: 'sample' },
  triage: { question: '头疼', facts: {}, vitals: {}, lang: 'zh' }, token_make: { name: 'x', scopes: ['engine.use'], days: 1 },
  profile_change: { name: '甲', birth: '1980-01-01', sex: 'female', phone: '13900000000', emergency: { name: '乙', phone: '1', relation: '友' } }, ward_make: { name: '童', birth: '2022-01-01', sex: 'male', consents: CONSENTS },
  facts_change: { facts: { sex: 'female', birth: '1980-01-01', weight_kg: '60', height_cm: '170', pregnant: 'no', conditions: ['高血压'], allergies: ['青霉素'], drugs: ['氨氯地平'] } },
  consent_give: { purpose: 'research', sensitive: false, other: 'x' }, relation_make: { kind: 'family', login: 'x' }, relation_accept: { other: 'me', kind: 'family' }, relation_end: { kind: 'family', other: 'x', side: 'by' },
  find: { name: 'x', phone: '1' }, glass_open: { reason: '急诊昏迷，需要查过敏史' }, glass_review: { verdict: 'justified', note: '属实' }, hold_set: { reason: '法院来函' }, hold_release: { hold: 'x' },
  user_make: { login: 'x', name_zh: '新', name_en: 'New', role: 'doctor', department: 'x', title: 'attending', licence: '1', until_ms: 4e12 },
  user_change: { state: 'x', role: { role: 'ethics', department: 'x', title: 'x', licence: 'x', until_ms: 4e12, state: 'x' } }, user_reset: { what: 'x' },
  organisation_change: { name_zh: '示例医院', name_en: 'Sample', department: { id: 'x', name_zh: '科', name_en: 'D' } }, sign: { text: 'x' }, reject: { text: 'x' },
  outside_begin: { return: 'x' }, outside_end: { code: 'x', state: 'x' }, calc: { calculator: 'bmi', inputs: { weight: '70 kg' }, facts: {} }, units: { value: '1', from: 'kg', to: 'g', substance: 'x' },
  labs: { patient: { age: 50 }, items: [{ name: '血红蛋白', value: '98', unit: 'g/L' }], text: 'x' }, rx: { patient: { age: 62, conditions: ['x'] }, current: [{ drug: 'x' }], orders: [{ drug: '氨氯地平片', dose: '5' }] },
  measure_add: { kind: 'bp', at_ms: 1764000000000, v: ['128', '82'], unit: 'mm[Hg]', context: 'rest', note: '早上', confirm: true }, measures_csv: { csv: CSV, kind: 'bp', confirm: true }, diary_add: { text: '今天走了五千步', at_ms: 1764000000000, mood: 3 },
  cabinet_add: { drug: '氨氯地平片', dose: '5', unit: 'mg', frequency: 'qd', route: '口服', from: '2026-11-01', remind: true, confirm: true }, cabinet_stop: { id: 'x', until: '2026-11-20', why: '医生让停' },
  plan_start: { ...DISCHARGE, remind: true }, plan_end: { id: 'x', why: '好了' }, record_delete: { type: 'Observation', id: 'x' }, memory_change: { type: 'AllergyIntolerance', id: 'x', state: 'confirmed', text: '头孢' }, report_keep: REPORT,
  reminder_put: { id: 'x', kind: 'drug', title: '氨氯地平', times: ['08:00'], days: [1], every_days: 2, from: '2026-11-01', until: '2026-12-01', state: 'active', about: { drug: 'x' } }, notice_answer: { id: 'x', state: 'seen' }, feed_make: { detail: false }, feed_revoke: { id: 'x' },
  alert_close: { note: '已联系', message: '请来复查' }, client_make: PROGRAM, authorize: { ...asks('x', 'http://127.0.0.1/fhir'), person: 'me', allow: true },
};
const QUERIES = { timeline: ['before', 'count', 'type'], record_entry: ['type', 'id'], measures: ['kind', 'since_ms'], week: ['from'], notices: ['since_ms'], authorize_ask: ['client_id', 'redirect_uri', 'scope', 'state', 'aud'], cases: ['person'], audit: ['since_ms'], organisation: ['organisation'] };

function* fields(value, way = []) {
  if (way.length) yield way;
  if (value && typeof value === 'object') for (const k of Object.keys(value)) yield* fields(value[k], [...way, k]);
}
/* The body as text with one member replaced by raw JSON. */
function withRaw(body, way, raw) {
  const mark = `@@${unique()}@@`, copy = structuredClone(body);
  let at = copy;
  for (const k of way.slice(0, -1)) at = at[k];
  at[way.at(-1)] = mark;
  return JSON.stringify(copy).replace(JSON.stringify(mark), () => raw);
}

function judge(r, what) {
  const small = what.slice(0, 160);
  if (![200, 400, 401, 403, 404, 405, 409, 413, 414, 429, 503].includes(r.status) || !r.json) return `${small}: ${r.status} ${r.text.slice(0, 200)}`;
  if (r.status === 503 && !r.json.error?.wait_s) return `${small}: ${r.text.slice(0, 200)}`;
  if (r.status !== 200 && !r.json.error?.message_zh) return `${small}: no whole refusal: ${r.text.slice(0, 200)}`;
  if (r.status !== 200 && TELLS.test(r.text)) return `${small}: tells too much: ${r.text.slice(0, 300)}`;
  if (r.ms > 4000 * Number(process.env.SLOW ?? 1)) return `${small}: took ${r.ms} ms`;
  if (r.headers['set-cookie']?.some((x) => !/^zhuyi_session=[0-9a-f]*; Path=\/; HttpOnly; SameSite=Strict/.test(x))) return `${small}: sets ${r.headers['set-cookie']}`;
  return '';
}

export async function injection(c) {
  /* Whoever may do most, with a second step; what counts guesses, and what ends the account, is tried by somebody of no further use. */
  const admin = c.one.admin, spare = await c.one.register(), guard = await c.one.register('guardian');
  await spare.password_step();
  const who = (name) => (['step', 'password', 'totp_confirm', 'delete', 'login', 'register', 'totp_begin', 'totp_remove'].includes(name) ? spare
    : /^(user|all_|organisation_change|statistics|client)/.test(name) ? admin : /^(hold|audit|glass_list|glass_review)/.test(name) ? c.auditor : /^(find|glass_open|sign|reject|worklist|alert)/.test(name) ? c.doctor : guard);
  /* fhir_… have a part of their own (attack_record.mjs); what takes no JSON is refused before it is read. */
  const skip = ['health', 'openapi', 'metrics', 'follow', 'logout', 'smart_token', 'report_read'];
  await guard.alarm();
  const alert = must((await c.doctor.good('GET', '/v1/alerts')).alerts.find((x) => x.person === guard.id), 'no alert').id;
  await admin.code_step();
  const client = (await admin.good('POST', '/v1/clients', PROGRAM)).id;
  for (const v of c.verbs.filter((x) => !skip.includes(x.name) && !x.name.startsWith('fhir_'))) {
    if (v.name === 'authorize') await guard.password_step();
    if (v.name === 'client_make') await admin.code_step();
    if (v.name === 'alert_close') await c.doctor.code_step();
    const session = who(v.name).session.copy(), id = v.name.startsWith('user') ? c.pharmacist.id : v.name === 'alert_close' ? alert : v.name === 'client_end' ? '01AAAAAAAAAAAAAAAAAAAAAAAA' : 'me', path = v.path.replace('{id}', id);
    const sample = v.name === 'authorize' ? { ...MORE.authorize, client_id: client } : MORE[v.name] ?? Object.values(ACTIONS).find((a) => a.verbs.includes(v.name))?.ask(guard, { id, relation: 'none' }, { glass: ['x'], sharing: guard, unrelated: guard, treated: guard }).find((q) => q[0] === v.method && typeof q[2] === 'object')?.[2] ?? {};
    const ask = async (where, what, r) => { const why = judge(r, `${v.method} ${where} ${what}`); if (why) wrong.push(why); };
    let wrong = [], n = 0;
    const say = (name) => { report(`injection: ${v.name} ${name}, ${n} attempts`, wrong.slice(0, 3).join('\n')); wrong = []; n = 0; };
    if (v.path.includes('{id}')) {
      for (const t of TEXTS.filter(Boolean)) {
        const p = v.path.replace('{id}', encodeURIComponent(t).slice(0, 3000));
        n++;
        await ask(p, '', await session.send(v.method, p, sample));
      }
      say('in the address');
    }
    for (const q of QUERIES[v.name] ?? []) {
      for (const t of TEXTS) { n++; await ask(path, q, await session.send('GET', `${path}?${q}=${encodeURIComponent(t).slice(0, 3000)}`)); }
      for (const t of [`${q}`, `${q}=a&${q}=b`, `${q}[]=a`, `${q}=%zz`, `${q}=%ff%fe`, `=${q}`, '&&&', `${q}=1%00`]) { n++; await ask(path, t, await session.send('GET', `${path}?${t}`)); }
      say(`in the query, ${q}`);
    }
    if (v.method !== 'POST') continue;
    for (const way of fields(sample)) {
      for (const raw of [...TEXTS.map((t) => JSON.stringify(t)), ...RAW]) {
        n++;
        const body = withRaw(sample, way, raw);
        await ask(path, `${way.join('.')} = ${raw.slice(0, 60)}`, await session.send('POST', path, body));
      }
      say(`in ${way.join('.')}`);
    }
    for (const body of ['', 'null', '[]', '"x"', '1', '{', '{"a":1}}', '{"a":1,"a":2}', `{"a":${'['.repeat(9000)}`, '\u0000', '{"\\u0000":1}', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), `{"${'k'.repeat(70000)}":1}`, `{${Array.from({ length: 5000 }, (_, i) => `"k${i}":1`).join(',')}}`]) {
      n++;
      await ask(path, `body ${String(body).slice(0, 40)}`, await session.send('POST', path, body));
    }
    say('in place of the body');
  }

  for (const [what, text] of TEXTS.map((t) => [JSON.stringify(t.slice(0, 40)), t]))
    await test(`kept as it was written, or refused: ${what}`, async () => {
      const r = await guard.session.post('/v1/people/me', { emergency: { name: text, phone: '13900000000', relation: text } });
      if (r.status !== 200) return r.status === 400 || r.status === 413 ? '' : `${r.status} ${r.text}`;
      const { emergency } = await guard.good('GET', '/v1/people/me');
      if (!text.trim()) return emergency.name ? `it became ${JSON.stringify(emergency.name)}` : '';
      return emergency.name === text.trim().normalize('NFC') || emergency.name === text ? '' : `it became ${JSON.stringify(emergency.name)}`;
    });
  await c.doctor.no_step();
  await test('after all of it the victim is as before', async () => ((await c.look()) === c.before ? '' : `${await c.look()}\nwas\n${c.before}`));
}

/* ---- headers ---- */

function raw(base, text, wait = 1500) {
  const { hostname, port } = new URL(base);
  return new Promise((done) => {
    const socket = net.connect(Number(port), hostname), parts = [];
    const finish = () => { clearTimeout(timer); socket.destroy(); const t = Buffer.concat(parts).toString('latin1'); done({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(t)?.[1] ?? 0), text: t, statuses: [...t.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((m) => Number(m[1])) }); };
    const timer = setTimeout(finish, wait * Number(process.env.SLOW ?? 1));
    socket.on('data', (d) => parts.push(d));
    socket.on('error', finish);
    socket.on('close', finish);
    socket.write(Buffer.from(text, 'latin1'));
  });
}

export async function headers(c) {
  const p = await c.one.register(), host = new URL(c.o.base).host, cookie = `Cookie: zhuyi_session=${p.session.cookie}`;
  await p.password_step();
  const { token } = await p.good('POST', '/v1/tokens', { name: 't', scopes: ['profile.read', 'facts.write', 'facts.read'], days: 1 });
  c.secrets.push(token, token.slice(3), p.session.cookie);
  const facts = (kg) => JSON.stringify({ facts: { weight_kg: kg } });
  let kg = 50;
  const weight = async () => (await p.good('GET', '/v1/people/me/facts')).facts.weight_kg;
  await p.good('POST', '/v1/people/me/facts', { facts: { weight_kg: '50' } });
  const post = (lines, body = facts(String(++kg)), first = 'POST /v1/people/me/facts HTTP/1.1') => [first, `Connection: close`, `Content-Type: application/json`, `Content-Length: ${Buffer.byteLength(body)}`, ...lines, '', body].join('\r\n');
  const H = `Host: ${host}`, X = 'X-Zhuyi: 1', B = `Authorization: Bearer ${token}`;

  /* The same request does work when nothing is wrong with it. */
  for (const [what, lines] of [['a cookie', [H, X, cookie]], ['a token', [H, B]], ['one\'s own Origin', [H, X, cookie, `Origin: http://${host}`]]])
    await test(`headers: ${what} alone is well`, async () => {
      const r = await raw(c.o.base, post(lines));
      return r.status === 200 && Number(await weight()) === kg ? '' : `${r.status} ${r.text.slice(0, 300)}`;
    });
  for (const [what, lines, allowed = [400, 401, 403]] of [
    ['no X-Zhuyi', [H, cookie]], ['X-Zhuyi: 0', [H, 'X-Zhuyi: 0', cookie]], ['an empty X-Zhuyi', [H, 'X-Zhuyi:', cookie]], ['X-Zhuyi: 11', [H, 'X-Zhuyi: 11', cookie]], 
    ['Origin of another site', [H, X, cookie, 'Origin: http://evil.example']], ['Origin null', [H, X, cookie, 'Origin: null']], ['Origin with our name before', [H, X, cookie, `Origin: http://${host}.evil.example`]], ['Origin with our name as user', [H, X, cookie, `Origin: http://${host}@evil.example`]],
    ['Origin of another port', [H, X, cookie, 'Origin: http://127.0.0.1:1']], ['Origin of another site, with a token', [H, B, 'Origin: http://evil.example']],
    ['both cookie and token', [H, X, cookie, B]], ['two Authorization', [H, B, 'Authorization: Bearer zt_00']], ['two cookie headers', [H, X, cookie, 'Cookie: zhuyi_session=00']], ['two cookie headers, the good one last', [H, X, 'Cookie: zhuyi_session=00', cookie]], ['two Authorization, the good one last', [H, 'Authorization: Bearer zt_00', B]], ['Basic', [H, `Authorization: Basic ${Buffer.from('x:y').toString('base64')}`]],
    ['Basic beside a cookie', [H, X, cookie, 'Authorization: Basic eDp5']], ['Bearer without a token', [H, 'Authorization: Bearer ']], ['Bearer with blanks', [H, `Authorization: Bearer ${token} x`]], ['the cookie as a token', [H, `Authorization: Bearer ${p.session.cookie}`]],
    ['the token as a cookie', [H, X, `Cookie: zhuyi_session=${token}`]], ['the token in X-Authorization', [H, X, `X-Authorization: Bearer ${token}`]], ['a cookie with quotes', [H, X, `Cookie: zhuyi_session="${p.session.cookie}"`]], ['a cookie of another name', [H, X, `Cookie: zhuyi_sessionx=${p.session.cookie}`]],
    ['a cookie cut short', [H, X, cookie.slice(0, -1)]], ['a cookie with one letter more', [H, X, `${cookie}0`]], ['a cookie in capitals', [H, X, `Cookie: zhuyi_session=${p.session.cookie.toUpperCase()}`], [400, 401, 403]],
    ['Host of another site', ['Host: evil.example', X, cookie]], ['no Host', [X, cookie]], ['two Hosts', [H, 'Host: evil.example', X, cookie]], ['Host with our name before', [`Host: ${host}.evil.example`, X, cookie]], ['an empty Host', ['Host:', X, cookie]],
    ['a header without a colon', [H, X, cookie, 'nonsense'], [400]], ['a blank before the colon', [H, 'X-Zhuyi : 1', cookie], [400, 403]],
    ['Transfer-Encoding beside Content-Length', [H, X, cookie, 'Transfer-Encoding: chunked'], [0, 400, 411, 501]], ['two Content-Lengths', [H, X, cookie, 'Content-Length: 0'], [0, 400, 411]], ['Content-Length with a sign', [H, X, cookie, 'Content-Length: +5'], [0, 400, 411]],
    ['another site\'s X-Forwarded-Host', [`Host: evil.example`, `X-Forwarded-Host: ${host}`, X, cookie]],
  ]) {
    await test(`headers: ${what} is refused and writes nothing`, async () => {
      const was = await weight(), r = await raw(c.o.base, post(lines)), is = await weight();
      if (was !== is) return `it wrote: ${r.status} ${r.text.slice(0, 300)}`;
      return allowed.includes(r.status) ? '' : `${r.status} ${r.text.slice(0, 300)}`;
    });
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json; charset=gbk', 'application/jsonp', ''])
    await test(`headers: a body of type ${type || 'none'} is refused and writes nothing`, async () => {
      const was = await weight(), r = await raw(c.o.base, post([H, X, cookie]).replace('Content-Type: application/json', `Content-Type: ${type}`));
      return r.status === 415 && (await weight()) === was ? '' : `${r.status} ${r.text.slice(0, 200)}`;
    });
  for (const [what, line] of [['CR LF', `X-Evil: a\r\nSet-Cookie: zhuyi_session=evil`], ['a bare LF', 'X-Evil: a\nSet-Cookie: zhuyi_session=evil'], ['a bare CR', 'X-Evil: a\rSet-Cookie: zhuyi_session=evil'], ['a folded line', 'X-Evil: a\r\n Set-Cookie: evil'], ['Accept-Language', 'Accept-Language: zh\r\nX-Back: evil'], ['User-Agent', 'User-Agent: evil\r\nX-Back: evil']])
    await test(`headers: ${what} in a value comes back in no header`, async () => {
      const r = await raw(c.o.base, [`GET /v1/me HTTP/1.1`, H, 'Connection: close', line, '', ''].join('\r\n'));
      return /evil/.test(r.text.split('\r\n\r\n')[0]) ? r.text.slice(0, 400) : '';
    });
  await test('headers: a second request hidden behind a body is not answered as somebody else\'s', async () => {
    const hidden = `GET /v1/me HTTP/1.1\r\n${H}\r\n${cookie}\r\n\r\n`;
    const r = await raw(c.o.base, `POST /v1/triage HTTP/1.1\r\n${H}\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`);
    return r.text.includes(p.id) ? `it was: ${r.text.slice(0, 500)}` : '';
  });
  for (const v of c.verbs.filter((x) => x.method === 'POST' && !c.verbs.some((y) => y.path === x.path && y.method === 'GET'))) {
    const r = await p.session.send('GET', v.path.replace('{id}', 'me'));
    report(`headers: ${v.name} is nothing that a GET does`, [404, 405].includes(r.status) ? '' : `${r.status} ${r.text.slice(0, 200)}`);
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'PROPFIND', 'GE T'])
    await test(`headers: ${method} on a person is refused`, async () => { const r = await raw(c.o.base, `${method} /v1/people/me HTTP/1.1\r\n${H}\r\n${X}\r\n${cookie}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`); return r.status === 200 || r.text.includes(p.session.cookie) ? r.text.slice(0, 300) : ''; });
  await test('headers: X-HTTP-Method-Override changes nothing', async () => { const r = await send(c.o.base, 'GET', '/v1/people/me', { headers: { Cookie: cookie.slice(8), 'X-HTTP-Method-Override': 'POST' } }); return r.status === 200 && r.json.person === p.id ? '' : `${r.status}`; });
  await test('headers: nothing is opened to other sites, and what is private is not kept by a browser', async () => {
    const r = await send(c.o.base, 'GET', '/v1/people/me', { headers: { Cookie: cookie.slice(8), Origin: 'http://evil.example' } });
    const bad = Object.keys(r.headers).filter((k) => k.startsWith('access-control'));
    return bad.length ? `${bad}` : r.headers['cache-control'] === 'no-store' && r.headers['x-content-type-options'] === 'nosniff' ? '' : JSON.stringify(r.headers);
  });
  await test('headers: the cookie is HttpOnly, SameSite=Strict, for every path', async () => {
    const r = await send(c.o.base, 'POST', '/v1/login', { body: { login: p.login_name, password: PASSWORD } });
    return /^zhuyi_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/.test(must(r.headers['set-cookie'], 'no cookie')[0]) ? '' : String(r.headers['set-cookie']);
  });
}

/* ---- addresses ---- */

export async function paths(c) {
  const other = c.victim.id, p = await c.one.register();
  const outside = ['/../../../../etc/passwd', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2f..%2fetc%2fpasswd', '/%252e%252e%252f%252e%252e%252fetc%252fpasswd', '/..\\..\\..\\etc\\passwd', '/%5c..%5c..%5cetc%5cpasswd', '/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd', '/%e0%80%ae%e0%80%ae/etc/passwd',
    '/%f0%80%80%ae/etc/passwd', '//etc/passwd', '/./././../etc/passwd', '/app.js/../../../../etc/passwd', '/app.js%00.html', '/app.js%2f..%2f..%2fetc%2fpasswd', '/v1/passages/../../../../etc/passwd', '/v1/passages/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd', '/v1/passages//etc/passwd',
    '/v1/calculators/..%2f..%2f..%2fetc%2fpasswd', '/．．/．．/etc/passwd', '/%uff0e%uff0e/etc/passwd', '/%EF%BC%8E%EF%BC%8E/%EF%BC%8E%EF%BC%8E/etc/passwd', 'http://evil.example/etc/passwd', '*', '/v1/cases/../../data/zhuyi.db.master', '/zhuyi.db.master', '/data/zhuyi.master', '/.git/config', '/packs/general-practice/pack.tsv'];
  const host = new URL(c.o.base).host;
  for (const path of outside)
    await test(`paths: ${path} gives nothing of the machine`, async () => {
      const r = await raw(c.o.base, `GET ${Buffer.from(path, 'utf8').toString('latin1')} HTTP/1.1\r\nHost: ${host}\r\nCookie: zhuyi_session=${p.session.cookie}\r\nConnection: close\r\n\r\n`);
      if (/root:|\[core\]|wrapped/.test(r.text)) return r.text.slice(0, 300);
      const page = r.status === 200 && /<!doctype html>/i.test(r.text);
      return [0, 400, 403, 404, 405, 414].includes(r.status) || page ? '' : `${r.status} ${r.text.slice(0, 300)}`;
    });
  for (const path of [`/v1/people/me/../${other}`, `/v1/people/me%2f..%2f${other}`, `/v1/people/${other}%00`, `/v1/people/${other}/`, `/v1/people//${other}`, `/v1/people/./${other}`, `/v1/people/${other.toLowerCase()}`, `/v1/people/${other}?person=me`, `/v1/people/${other};x=me`, `/v1/people/me;${other}`, `/v1/people/me%20`, `/V1/people/${other}`, `/v1/people/${other}#me`, `/v1/people/%${Buffer.from(other).toString('hex').replace(/../g, '$&%').slice(0, -1)}`,
    `/v1/cases?person=${other}`, `/v1/cases?person=me&person=${other}`, `/v1/cases?person[]=${other}`, `/v1/cases?person=${other}%00`, `/v1/cases/${c.victim.case}`, `/v1/cases/${c.victim.case}%00`, `/v1/cases/${c.victim.case}/events`, `/v1/ledger/proof/${c.victim.case}`, `/v1/people/${other}/facts/../../me/facts`])
    await test(`paths: ${path.replaceAll(other, '{other}').replaceAll(c.victim.case, '{case}')} gives nothing of somebody else`, async () => {
      const r = await raw(c.o.base, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: zhuyi_session=${p.session.cookie}\r\nConnection: close\r\n\r\n`);
      const text = Buffer.from(r.text, 'latin1').toString('utf8');
      return /渔夫|螃蟹|61\.37/.test(text) ? text.slice(0, 300) : r.status === 200 && !text.includes('"cases":[]') && !text.includes(p.id) ? text.slice(0, 300) : '';
    });
}
