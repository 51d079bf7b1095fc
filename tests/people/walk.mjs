// walk.mjs - every cell of src/policy/access.tsv over HTTP, on a running server: what is denied is refused and changes nothing, what is allowed succeeds, what
// needs a second step fails without it and with too weak a one. Every verb of /openapi.json must be reached by a cell.
//   node tests/people/walk.mjs --base URL --store PLACE --admin LOGIN:PASSWORD --second ORG:LOGIN:PASSWORD
// --store is the store of that server: it is compared before and after, and two relations that no verb makes are written into it. The administrators' passwords
// are the first ones, as `zhuyi user add` prints them. Prints TAP.
import http from 'node:http';
import { readFileSync } from 'node:fs';
import { Device, Session, dump, end, must, notARefusal, notOk, ok, options, report, send, sql } from './client.mjs';
import { Hospital, ROLES, STAFF, accept, acceptFamily, grantOf, makeGuardian, share, some } from './hospital.mjs';
import { ACTIONS, FREE, PROGRAM } from './probes.mjs';

const o = options(['base', 'store', 'admin', 'second']);
if (!o.base || !o.store || !o.admin || !o.second) { console.error('walk.mjs --base URL --store PLACE --admin LOGIN:PASSWORD --second ORG:LOGIN:PASSWORD'); process.exit(2); }
const ORG = 'sample';

/* ---- the table ---- */

const rows = readFileSync(new URL('../../src/policy/access.tsv', import.meta.url), 'utf8').split('\n').filter((l) => l && !l.startsWith('#') && !l.startsWith('action\t')).map((l) => l.split('\t'))
  .map(([action, subject, scope, relation, ...cells]) => ({ action, subject, scope, relation, cells: Object.fromEntries(ROLES.map((r, i) => [r, cells[i]])) }));
const cellOf = (action, relation, role) => rows.find((r) => r.action === action && r.relation === relation).cells[role];
const ever = (action, role) => rows.some((r) => r.action === action && r.cells[role] !== '-');
const actions = [...new Set(rows.map((r) => r.action))];
const personal = (action) => ['person', 'case'].includes(rows.find((r) => r.action === action).subject);

/* Only a doctor treats or opens in an emergency, and a visitor is nobody's kin: what is there counts as nothing for the others (src/policy/relation.c). */
const counts = (relation, role) => ((['treating', 'glass'].includes(relation) && role !== 'doctor') || (['ward', 'family'].includes(relation) && role === 'visitor') ? 'none' : relation);

const wrong = new Map(); // cell → what was wrong
const key = (action, relation, role) => `${action} ${relation} ${role}`;
for (const r of rows) for (const role of ROLES) wrong.set(key(r.action, r.relation, role), ['was not walked']);
function note(k, why) {
  const list = wrong.get(k) ?? [];
  wrong.set(k, [...list.filter((w) => w !== 'was not walked'), ...(why ? [why] : [])]);
}

/* ---- calls ---- */

const api = (await send(o.base, 'GET', '/openapi.json')).json;
const verbs = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, v]) => ({
  name: v.operationId, open: !v.security || v.security.some((s) => !Object.keys(s).length),
  is: new RegExp(`^${method.toUpperCase()} ${path.replace(/[.]/g, '\\.').replace('{id}', path.endsWith('/{id}') && /^\/(fhir|v1\/passages)/.test(path) ? '.+' : '[^/]+')}$`),
})));
const verbOf = (method, path) => must(verbs.find((v) => v.is.test(`${method} ${path.split('?')[0]}`)), `no verb ${method} ${path}`);
const granted = new Set(), refused = new Set();

/* The head of a stream is enough. */
function stream(session, path) {
  const { hostname, port } = new URL(session.base);
  return new Promise((done) => {
    const headers = { Accept: 'text/event-stream', ...(session.cookie && { Cookie: `zhuyi_session=${session.cookie}` }) };
    const request = http.request({ hostname, port, path, headers, agent: false }, (r) => {
      if (r.statusCode === 200) { r.destroy(); done({ status: 200, json: {}, text: '' }); return; }
      let text = '';
      r.on('data', (d) => { text += d; });
      r.on('end', () => done({ status: r.statusCode, text, json: JSON.parse(text) }));
    });
    request.on('error', (e) => done({ status: 0, text: String(e), json: null }));
    request.end();
  });
}
async function call(a, [method, path, body, more = {}]) {
  const session = more.session ?? a.session;
  const r = more.stream ? await stream(session, path) : await session.send(method, path, body, more.type ? { 'Content-Type': more.type } : {});
  return Object.assign(r, { path, what: `${method} ${path} ${Buffer.isBuffer(body) ? 'a picture' : body ? JSON.stringify(body).slice(0, 120) : ''}`, verb: verbOf(method, path).name, find: more.find, open: verbOf(method, path).open });
}
const said = (r) => `${r.what}: ${r.status} ${r.text.slice(0, 200)}`;

function isDenied(r, status) {
  if (r.find && r.status === 200 && !r.json.people.some((p) => p.person === r.find)) return ''; // asked for, and not found
  if (r.status !== status) return `${said(r)}, expected ${status}`;
  const odd = notARefusal(r, r.path, ['denied', 'missing', 'forbidden', 'not-found', 'login']);
  if (odd) return `${said(r)}: ${odd}`;
  refused.add(r.verb);
  return '';
}
const deniedStatus = (action, relation, role) => (ever(action, role) && !['any', 'own', 'self'].includes(relation) ? 404 : 403);
function isShort(r, need) {
  if (r.status !== 403 || r.json?.error?.need !== need) return `${said(r)}, expected 403 and need ${need}`;
  refused.add(r.verb);
  return '';
}
function isGood(r) {
  if (r.status < 200 || r.status > 299) return `${said(r)}, expected success`;
  if (r.find && !r.json.people.some((p) => p.person === r.find)) return `${said(r)}: not found`;
  granted.add(r.verb);
  return '';
}

/* ---- the people ---- */

const one = new Hospital(o.base, ORG, o.admin), two = new Hospital(o.base, o.second.split(':')[0], o.second.split(':').slice(1).join(':'));
const started = Date.now();
await one.open();
await two.open();
const h = { one, glass: [] };
const as = (p, relation) => ({ id: p.id, name: p.name, phone: p.phone, case: p.case, login_name: p.login_name, alert: p.alert, entry: p.entry, relation });

[h.unrelated, h.treated, h.glassed, h.sharing, h.patient, h.guardian] = await some(['patient', 'patient', 'patient', 'patient', 'patient', 'guardian'], 3, (role) => one.register(role));
for (const p of [h.unrelated, h.glassed, h.sharing, h.patient, h.guardian]) p.case = await p.ask();
h.treated.case = await h.treated.waiting();
for (const p of [h.patient, h.guardian]) {
  p.child = await p.ward();
  p.child.case = await p.ask('孩子咳嗽怎么办', p.child.id);
  await share(h.sharing, p);
  await accept(h.sharing, p);
}

/* A doctor first, who opened a record in an emergency and signed a case; then that role ends and another begins: nothing of the first may be left. */
async function staff(role) {
  const s = await one.staff('doctor');
  const early = role === 'doctor' ? await call(s, ['POST', `/v1/people/${h.glassed.id}/glass`, { reason: '急诊昏迷，需要查过敏史' }]) : null;
  if (early) report('glass.open by a doctor who has no second factor: need enrol', isShort(early, 'enrol'));
  await s.enrol();
  s.case = await s.ask();
  await s.good('POST', `/v1/people/${h.glassed.id}/glass`, { reason: '急诊昏迷，需要查过敏史' });
  await s.good('POST', `/v1/cases/${await h.treated.waiting()}/sign`, { text: '多喝水。' });
  if (role === 'doctor') return s;
  await one.admin.good('POST', `/v1/users/${s.id}`, { role: { role: 'doctor', state: 'ended' } });
  await one.admin.good('POST', `/v1/users/${s.id}`, { role: grantOf(role) });
  s.role = role;
  s.session = await s.login();
  must((await s.good('GET', '/v1/me')).role === role, `not logged in as ${role}`);
  return s;
}
const visitor = await one.visitor();
const actors = [visitor, h.patient, h.guardian, ...await some(STAFF, 3, staff)];
[h.familyStaff, h.tokenStaff, h.opener] = await some(['pharmacist', 'pharmacist', 'doctor'], 3, (role) => one.staff(role));
await h.tokenStaff.password_step();
const token = async (p) => (await p.good('POST', '/v1/tokens', { name: '药房', scopes: ['engine.use'], days: 3 })).id;
h.token = await token(h.tokenStaff); // to be revoked
h.spare = await token(h.tokenStaff);
await h.opener.enrol();
for (let i = 0; i < 5; i++) h.glass.push((await h.opener.good('POST', `/v1/people/${(await one.register()).id}/glass`, { reason: '急诊昏迷，需要查过敏史' })).id);

/* What doctors are to see: of a child and of somebody who shares too, who are family to those that must not close it; of others it was closed again. */
for (const p of [h.treated, h.sharing, h.glassed, h.unrelated, actors.find((a) => a.role === 'doctor')]) await p.alarm();
for (const a of [h.patient, h.guardian]) Object.assign(a.child, await a.alarm(a.child.id));
const seen = (await h.opener.good('GET', '/v1/alerts')).alerts;
for (const p of [h.treated, h.sharing, h.glassed, h.unrelated, h.patient.child, h.guardian.child, ...actors.filter((a) => a.role === 'doctor')]) p.alert = must(seen.find((x) => x.person === p.id), `no alert of ${p.name}`).id;
await h.opener.code_step();
for (const p of [h.glassed, h.unrelated]) await h.opener.good('POST', `/v1/alerts/${p.alert}/close`, { note: '已电话联系' });
await one.admin.code_step();
const client = await one.admin.good('POST', '/v1/clients', PROGRAM);
h.client = client.id;

/* Staff who were guardians or family before: no verb makes that, so that the table alone must keep them out. */
for (const a of actors.slice(3)) await share(h.sharing, a);
const administrator = actors.find((a) => a.role === 'administrator');
await share(h.familyStaff, administrator);
await sql(o.store, ...actors.slice(3).flatMap((a) => [...makeGuardian(ORG, h.patient.child.id, a.id), ...acceptFamily(ORG, h.sharing.id, a.id)]), ...acceptFamily(ORG, h.familyStaff.id, administrator.id));
console.log(`# people made in ${Date.now() - started} ms`);

const targets = (a) => ({
  any: as(a, 'any'), own: as(a, 'own'), self: as(a, 'self'), ward: as(a.child ?? h.patient.child, 'ward'), family: as(h.sharing, 'family'),
  treating: as(h.treated, 'treating'), glass: as(h.glassed, 'glass'), none: as(h.unrelated, 'none'),
});

/* ---- the second factor: made and removed by each role ---- */

async function factor(a) {
  const add = key('account.factor_add', 'any', a.role), remove = key('account.factor_remove', 'any', a.role), security = key('account.security', 'any', a.role);
  if (!a.device) await a.enrol();
  const begin = ['POST', '/v1/totp', {}], gone = ['POST', '/v1/totp/remove', {}];
  a.tokens = [];
  await a.no_step();
  note(remove, isShort(await call(a, gone), 'code'));
  await a.password_step();
  note(remove, isShort(await call(a, gone), 'code'));
  await a.code_step();
  note(remove, isGood(await call(a, gone)));
  note(add, isShort(await call(a, begin), 'password'));
  await a.password_step();
  const made = await call(a, begin);
  note(add, isGood(made));
  a.device = new Device(made.json.secret);
  note(security, isGood(await call(a, ['POST', '/v1/totp/confirm', { code: await a.device.code() }])));
  await a.no_step();
}
await some(actors.slice(1), 3, factor);
visitor.tokens = [];

/* ---- the walk ---- */

const LATE = ['account.token']; // needs a token, and so a second step before

async function batch(a, list) {
  await some(list, 6, async ([k, request, judge]) => note(k, judge(await call(a, request))));
}

/* Everything that is to be refused, between two looks at the store. */
async function refusals(a, name, list) {
  const before = await dump(o.store);
  await batch(a, list);
  const after = await dump(o.store);
  let why = '';
  if (before !== after) {
    const had = new Set(before.split('\n'));
    why = after.split('\n').filter((l) => !had.has(l)).slice(0, 5).map((l) => l.slice(0, 300)).join('\n') || 'rows are gone';
  }
  report(`nothing changed by ${list.length} refused calls of ${a.role}, ${name}`, why);
}

const cellsOf = (a) => rows.map((r) => {
  const k = key(r.action, r.relation, a.role), is = counts(r.relation, a.role);
  return { ...r, k, t: targets(a)[r.relation], is, letter: is === r.relation ? r.cells[a.role] : cellOf(r.action, is, a.role), probe: ACTIONS[r.action] };
}).filter((c) => c.probe && (!c.probe.made || a.role === 'visitor'));

const asks = (a, cells, judge) => cells.flatMap((c) => c.probe.ask(a, c.t, h).map((request) => [c.k, request, judge(c)]));
const deny = (a) => (c) => (r) => isDenied(r, deniedStatus(c.action, c.is, a.role));

async function grant(a, cells) {
  for (const c of cells) {
    /* Nobody of the staff: allowed, and there is nothing to change. */
    if (c.action === 'user.write' && c.is !== c.relation) { await batch(a, asks(a, [c], () => (r) => isDenied(r, 404))); continue; }
    try {
      for (const request of await (c.probe.may ?? c.probe.ask)(a, c.t, h)) {
        const r = await call(a, request);
        note(c.k, isGood(r));
        if (r.verb === 'token_make' && r.json?.id) a.tokens.push(r.json.id);
      }
      if (!(c.probe.may ?? c.probe.ask)) note(c.k, 'no probe');
    } catch (error) { note(c.k, error.stack); }
  }
}

async function walk(a) {
  const cells = cellsOf(a), by = (...letters) => cells.filter((c) => letters.includes(c.letter));
  const need = (c) => (r) => isShort(r, c.letter === 'p' ? 'password' : a.device ? 'code' : 'enrol');
  await refusals(a, 'without a second step', [...asks(a, by('-'), deny(a)), ...asks(a, by('s', 'p'), need)]);
  await grant(a, by('y').filter((c) => !LATE.includes(c.action)));
  if (a.role === 'visitor') return;
  await a.no_step();
  await a.password_step();
  await refusals(a, 'after a step with the password', asks(a, by('s'), need));
  await grant(a, by('p'));
  await grant(a, by('y').filter((c) => LATE.includes(c.action)));
  await a.code_step();
  await refusals(a, 'after a step with a code', asks(a, by('-'), deny(a)));
  await grant(a, by('s'));
}
for (const a of actors) await walk(a);
console.log(`# walked after ${Date.now() - started} ms`);

/* ---- without any session ---- */

const nobody = { session: new Session(o.base), role: 'visitor', tokens: [] };
await refusals(nobody, 'without a session', actions.flatMap((action) => {
  const k = key(action, 'none', 'nobody');
  const list = ACTIONS[action].ask(nobody, as(h.unrelated, 'none'), h).map((request) => [k, request, (r) => (r.open && !['ask', 'fhir_get'].includes(r.verb) ? isGood(r) : isDenied(r, 401))]);
  wrong.set(k, []);
  return list.filter(([, [method, path]]) => verbOf(method, path).name !== 'register');
}));

/* ---- another hospital: whoever they are there, and whatever they may do there ---- */

async function stranger(role) {
  if (role === 'visitor') return two.visitor();
  const p = STAFF.includes(role) ? await two.staff(role) : await two.register(role);
  p.tokens = [];
  p.case = await p.ask();
  await p.enrol();
  return p;
}
const strangers = await some(ROLES, 3, stranger);
const theirs = { unrelated: await two.register(), treated: await two.register() };
theirs.unrelated.case = await theirs.unrelated.ask();
theirs.treated.case = await theirs.treated.waiting();
theirs.things = { ...h, spare: await token(strangers.find((a) => a.role === 'pharmacist')) };

const about = (a, people, things) => actions.filter(personal).flatMap((action) => people.flatMap((p) => {
  const k = key(action, 'elsewhere', a.role);
  if (!wrong.has(k)) wrong.set(k, []);
  return ACTIONS[action].ask(a, as(p, 'elsewhere'), things).map(([method, path, body, more]) => [k, [method, path, body, { ...more, session: a.session }], (r) => isDenied(r, ever(action, a.role) ? 404 : 403)]);
}));
await refusals({ role: 'everybody' }, 'of another hospital about people of this one', strangers.flatMap((a) => about(a, [h.unrelated, h.treated, actors[3]], h)));
await refusals({ role: 'everybody' }, 'of this hospital about people of another', actors.flatMap((a) => about(a, [theirs.unrelated, theirs.treated], theirs.things)));

/* What is somebody else's is not one's own: sessions, tokens, invitations, openings, holds, here and elsewhere. */
const here = Object.fromEntries(actors.map((a) => [a.role, a])), there = Object.fromEntries(strangers.map((a) => [a.role, a]));
const held = (await here.auditor.good('GET', '/v1/holds')).holds[0];
const session = (await h.opener.good('GET', '/v1/sessions')).sessions[0].id;
for (const [name, a, request] of [
  ['a session of another person', here.doctor, ['POST', `/v1/sessions/${session}/end`, {}]],
  ['a session of another hospital', there.doctor, ['POST', `/v1/sessions/${session}/end`, {}]],
  ['a token of another person', here.doctor, ['POST', `/v1/tokens/${h.spare}/revoke`, {}]],
  ['a token of another hospital', there.doctor, ['POST', `/v1/tokens/${h.spare}/revoke`, {}]],
  ['a token of another hospital, as administrator', there.administrator, ['POST', `/v1/organisation/tokens/${h.spare}/revoke`, {}]],
  ['an invitation in another hospital', there.patient, ['POST', `/v1/people/${h.sharing.id}/relations/accept`, { other: 'me', kind: 'contact' }]],
  ['an invitation of somebody who did not invite', here.patient, ['POST', `/v1/people/${h.unrelated.id}/relations/accept`, { other: 'me', kind: 'family' }]],
  ['an emergency opening of another hospital', there.auditor, ['POST', `/v1/glass/${h.glass[0]}/review`, { verdict: 'justified', note: '属实' }]],
  ['a hold of another hospital', there.auditor, ['POST', `/v1/people/${held.person}/release`, { hold: held.id }]],
  ['a hold of another person', here.auditor, ['POST', `/v1/people/${h.glassed.id}/release`, { hold: held.person === h.glassed.id ? there.auditor.id : held.id }]],
]) report(`${name} is out of reach`, isDenied(await call(a, request), 404));

const mine = [...actors, h.unrelated, h.treated, h.glassed, h.sharing, h.opener, h.familyStaff].flatMap((p) => [p.id, p.name, p.case].filter(Boolean));
for (const [role, path] of [['doctor', '/v1/worklist'], ['auditor', '/v1/glass'], ['auditor', '/v1/holds'], ['auditor', '/v1/audit?since_ms=0'], ['administrator', '/v1/users'], ['administrator', '/v1/organisation/sessions'],
  ['administrator', '/v1/organisation/tokens'], ['patient', '/v1/people'], ['patient', '/v1/cases'], ['auditor', '/v1/statistics'], ['visitor', '/v1/organisation']]) {
  const r = await there[role].session.get(path), leak = mine.find((m) => r.text.includes(m));
  report(`${path} of another hospital tells nothing of this one`, r.status !== 200 ? said(Object.assign(r, { what: path })) : leak ? `it tells ${leak}` : '');
}

/* ---- the result ---- */

for (const [k, why] of wrong) report(`${k}${wrongLetter(k)}`, why.join('\n'));
function wrongLetter(k) {
  const [action, relation, role] = k.split(' '), row = rows.find((r) => r.action === action && r.relation === relation);
  if (!row || !ROLES.includes(role)) return ' -';
  const is = counts(relation, role);
  return ` ${row.cells[role]}${is !== relation && cellOf(action, is, role) !== row.cells[role] ? ` (counts as none: ${cellOf(action, is, role)})` : ''}`;
}

const matrix = (await send(o.base, 'GET', '/v1/matrix')).json;
const shown = matrix.rows.map((r) => [r.action, r.relation, ...r.cells].join(' ')), table = rows.map((r) => [r.action, r.relation, ...ROLES.map((x) => r.cells[x])].join(' '));
report('/v1/matrix is the table', shown.sort().join('\n') === table.sort().join('\n') ? '' : 'they differ');
for (const action of Object.keys(ACTIONS)) if (!actions.includes(action)) notOk(`the table has ${action}`, 'no such action any more');
for (const action of actions) if (!ACTIONS[action]) notOk(`${action} has a probe`, 'write one in probes.mjs');

/* Every verb: in one action, refused somewhere when anybody is refused that action, and granted somewhere. */
for (const v of verbs) {
  const action = Object.keys(ACTIONS).find((a) => ACTIONS[a].verbs.includes(v.name));
  const closed = action && rows.some((r) => r.action === action && Object.values(r.cells).some((c) => c !== 'y'));
  if (FREE.includes(v.name)) { ok(`verb ${v.name}: for anyone`); continue; }
  report(`verb ${v.name}: reached by cells of ${action}`, !action ? 'by no probe: give it one in probes.mjs' : v.open && ['outside_begin', 'outside_end'].includes(v.name) ? '' : !granted.has(v.name) ? 'never succeeded' : closed && !refused.has(v.name) ? 'never refused' : '');
}
console.log(`# ${Date.now() - started} ms`);
end();
