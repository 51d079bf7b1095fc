// attack_reach.mjs - what is sent along unasked, other people's ids, and many at once.
import { CONSENTS, Session, dump, must, report, rowsOf, send, test, unique } from './client.mjs';
import { dead } from './attack_session.mjs';
import { PASSWORD, accept, share } from './hospital.mjs';

const ID = '01AAAAAAAAAAAAAAAAAAAAAAAA';

/* ---- what is sent along unasked ---- */

export async function extras(c) {
  const { one, o, victim } = c, admin = one.admin;
  const register = (more) => send(o.base, 'POST', '/v1/register', { body: { login: `more-${unique()}`, password: PASSWORD, name: '多带', birth: '1990-01-01', consents: CONSENTS, ...more } });
  for (const role of ['doctor', 'pharmacist', 'ethics', 'administrator', 'auditor', 'regulator', 'visitor', 'operator', '', ['administrator'], { role: 'administrator' }])
    await test(`extras: registering as ${JSON.stringify(role)} makes a patient, or nobody`, async () => {
      const r = await register({ role, roles: [role], licence: '1', title: 'chief' });
      if (r.status === 400 || r.status === 403) return '';
      const { role: is, account } = r.json;
      return r.status === 200 && is === 'patient' && account.roles.join() === 'patient' ? '' : r.text.slice(0, 300);
    });
  await test('extras: registering with somebody\'s id, kind, state, times', async () => {
    const r = await register({ person: victim.id, id: victim.id, org: c.two.org, kind: 'staff', state: 'x', created_ms: 1, keep_ms: 9e15, must_change: 0, second_factor: true, session: 'x', step: { level: 2, until_ms: 9e15 } });
    return r.status === 200 && r.json.person !== victim.id && r.json.organisation.id === 'sample' && r.json.account.step.level === 0 && !r.json.account.second_factor ? '' : r.text.slice(0, 400);
  });
  await test('extras: registering in a hospital that there is not', async () => { const r = await register({ organisation: 'nowhere' }); return r.status === 404 ? '' : `${r.status} ${r.text}`; });
  await test('extras: consents with an id, a date, another giver, or for a family', async () => {
    const r = await register({ consents: [...CONSENTS.map((x) => ({ ...x, id: ID, given_by: victim.id, given_ms: 1, withdrawn_ms: 1 }))] });
    const s = new Session(o.base, /zhuyi_session=([0-9a-f]*)/.exec(String(r.headers['set-cookie']))[1]), { consents } = await s.good('GET', '/v1/people/me/consents');
    if (consents.some((x) => x.given_by === victim.id || x.id === ID || x.given_ms < 2 || x.withdrawn_ms === 1)) return JSON.stringify(consents);
    const f = await register({ consents: [{ purpose: 'family', sensitive: true, other: victim.id }] });
    return f.status === 400 ? '' : `${f.status} ${f.text}`;
  });

  const p = await one.register(), me = async () => JSON.stringify((await p.good('GET', '/v1/me')));
  const before = await me();
  for (const [what, path, body] of [
    ['a role into one\'s profile', '/v1/people/me', { phone: '13900000001', role: 'administrator', roles: ['administrator'], kind: 'staff', state: 'active', org: c.two.org, organisation: c.two.org, person: victim.id, id: victim.id, licence: '1', account: { roles: ['doctor'] } }],
    ['somebody\'s id into one\'s facts', '/v1/people/me/facts', { person: victim.id, id: victim.id, facts: { weight_kg: '44', person: victim.id, role: 'doctor' } }],
    ['a reply and a state into a question', '/v1/ask', { question: '头疼怎么办', state: 'signed', reply: { by: '假医生', text: '假' }, doctor: victim.id, id: ID, leaf: 1 }],
    ['a giver into a consent', '/v1/people/me/consents', { purpose: 'research', sensitive: false, given_by: victim.id, person: victim.id, id: ID, edition: 'x', given_ms: 1 }],
    ['a person into a child', '/v1/people', { name: '童', birth: '2022-01-01', consents: CONSENTS, person: victim.id, id: victim.id, guardian: victim.id }],
  ]) {
    const r = await p.session.post(path, body);
    await test(`extras: ${what} changes nothing but what it may`, async () => {
      if (![200, 400].includes(r.status)) return `${r.status} ${r.text.slice(0, 200)}`;
      if (r.text.includes(victim.id) || r.text.includes('假医生') || r.text.includes(ID)) return r.text.slice(0, 300);
      const is = await me();
      return is === before || (p.session.cookie && is.replace(/"name":"[^"]*"/, '') === before.replace(/"name":"[^"]*"/, '')) ? '' : `${is}\nwas\n${before}`;
    });
  }
  for (const [what, path, body, expected] of [
    ['another person in a question', '/v1/ask', { question: '头疼怎么办', person: victim.id }, 404], ['another\'s case to go on from', '/v1/ask', { question: '头疼怎么办', case: victim.case }, 404], ['a role one does not have', '/v1/role', { role: 'doctor' }, 403], ['the role visitor', '/v1/role', { role: 'visitor' }, 403],
    ['a guardian by invitation', '/v1/people/me/relations', { kind: 'guardian', login: victim.login_name }, 400], ['an end of somebody else\'s sharing', '/v1/people/me/relations/end', { kind: 'family', other: victim.id, person: victim.id }, 404], ['withdrawing somebody\'s consent', '/v1/people/me/withdraw', { consent: ID, person: victim.id }, 404],
    ['accepting for somebody else', `/v1/people/${victim.id}/relations/accept`, { kind: 'family', other: ID }, 404], ['an adult as a child', '/v1/people', { name: '大人', birth: '1990-01-01', consents: CONSENTS }, 400], ['a child of tomorrow', '/v1/people', { name: '明天', birth: '2999-01-01', consents: CONSENTS }, 400],
    ['a child without consents', '/v1/people', { name: '童', birth: '2022-01-01' }, 403],
  ]) {
    const r = await p.session.post(path, body);
    report(`extras: ${what} is refused`, r.status === expected ? '' : `${r.status} ${r.text.slice(0, 200)}`);
  }
  await test('extras: a child of 13 does not register, and says what would help', async () => { const r = await register({ birth: `${new Date().getUTCFullYear() - 13}-01-01` }); return r.status === 403 || r.status === 401 ? (r.json.error.need === 'guardian' ? '' : r.text) : `${r.status} ${r.text}`; });

  await admin.password_step();
  await admin.device.step(admin.session);
  await test('extras: a member of the staff made with a password and an id of one\'s choice', async () => {
    const login = `made-${unique()}`, r = await admin.good('POST', '/v1/users', { login, name_zh: '新', name_en: 'New', role: 'pharmacist', password: PASSWORD, must_change: false, person: victim.id, id: victim.id, roles: ['administrator'], org: c.two.org });
    if (r.person === victim.id || r.password === PASSWORD) return JSON.stringify(r);
    const s = new Session(o.base);
    if ((await s.post('/v1/login', { login, password: PASSWORD })).status === 200) return 'the chosen password lets in';
    const me2 = await s.good('POST', '/v1/login', { login, password: r.password });
    return me2.account.must_change && me2.account.roles.join() === 'pharmacist' ? '' : JSON.stringify(me2);
  });
  for (const [what, path, body, expected] of [
    ['a staff role for a patient', `/v1/users/${victim.id}`, { role: { role: 'doctor', title: 'chief', licence: '1' } }, 404], ['a new password for a patient', `/v1/users/${victim.id}/reset`, { what: 'password' }, 404], ['an end to a patient\'s sessions', `/v1/users/${victim.id}/end`, {}, 404], ['a patient disabled', `/v1/users/${victim.id}`, { state: 'disabled' }, 404],
    ['a role for oneself', `/v1/users/${admin.id}`, { role: { role: 'doctor', title: 'chief', licence: '1' } }, 403], ['a role for oneself as me', '/v1/users/me', { role: { role: 'doctor', title: 'chief', licence: '1' } }, 403], ['a doctor without a licence', '/v1/users', { login: `d-${unique()}`, name_zh: '医', name_en: 'D', role: 'doctor', title: 'chief' }, 400],
    ['a patient made by an administrator', '/v1/users', { login: `d-${unique()}`, name_zh: '病', name_en: 'P', role: 'patient' }, 400], ['an auditor out of a doctor', `/v1/users/${c.doctor.id}`, { role: { role: 'auditor' } }, 409],
  ]) {
    const r = await admin.session.post(path, body);
    report(`extras: ${what}, by an administrator, is refused`, r.status === expected ? '' : `${r.status} ${r.text.slice(0, 300)}`);
  }
  await test('extras: the hospital changed with another id', async () => {
    await admin.good('POST', '/v1/organisation', { id: c.two.org, org: c.two.org, organisation: c.two.org, department: { id: 'extra', name_zh: '多', name_en: 'More', org: c.two.org } });
    const r = await c.two.admin.good('GET', '/v1/organisation');
    return r.departments.some((d) => d.id === 'extra') ? 'it changed the other' : '';
  });
  await test('extras: an emergency opening for a year', async () => {
    const d = await one.staff('doctor');
    await d.enrol();
    const r = await d.good('POST', `/v1/people/${(await one.register()).id}/glass`, { reason: '急诊昏迷，需要查过敏史', until_ms: 9e15, actor: victim.id, id: ID, state: 'justified' });
    return r.id !== ID && r.until_ms < Date.now() + 5 * 36e5 ? '' : JSON.stringify(r);
  });
  for (const [what, m, path] of [['the hospital', 'GET', `/v1/organisation?organisation=${c.two.org}`], ['the worklist', 'GET', `/v1/worklist?organisation=${c.two.org}`], ['a question', 'POST', '/v1/ask']])
    await test(`extras: another hospital named beside a session changes nothing: ${what}`, async () => {
      const r = await (what === 'the worklist' ? c.doctor : p).session.send(m, path, { question: '头疼', organisation: c.two.org });
      if (what === 'the hospital') return r.json.id === 'sample' ? '' : r.text.slice(0, 100);
      return r.status === 200 && (what === 'the worklist' || (await p.session.get(`/v1/cases/${r.json.case}`)).status === 200) ? '' : r.text.slice(0, 200);
    });
}

/* ---- other people's ids ---- */

export async function ids(c) {
  const { one, victim } = c, stranger = await one.register(), doctor = c.doctor;
  await doctor.no_step(); // with a code just given an emergency may be opened, which is another matter
  for (const [who, p] of [['a patient', stranger], ['a doctor', doctor]])
    for (const [m, end, body] of [['GET', ''], ['POST', '', { phone: '13900000000' }], ['GET', '/facts'], ['POST', '/facts', { facts: {} }], ['GET', '/consents'], ['POST', '/consents', { purpose: 'research', sensitive: false }], ['POST', '/withdraw', { consent: ID }], ['GET', '/access'], ['GET', '/relations'], ['POST', '/relations', { kind: 'contact', login: stranger.login_name }],
      ['POST', '/relations/end', { kind: 'contact', other: ID }], ['POST', '/relations/accept', { kind: 'family', other: 'me' }], ['GET', '/export'], ['POST', '/delete', { confirm: 'delete' }], ['POST', '/glass', { reason: '急诊昏迷，需要查过敏史' }], ['POST', '/hold', { reason: '法院来函' }]])
      await test(`ids: ${who} cannot tell somebody from nobody: ${m} people/{id}${end}`, async () => {
        const there = await p.session.send(m, `/v1/people/${victim.id}${end}`, body), nobody = await p.session.send(m, `/v1/people/${ID}${end}`, body), other = await p.session.send(m, `/v1/people/${(await c.two.admin.good('GET', '/v1/me')).person}${end}`, body);
        return there.status >= 400 && there.status === nobody.status && there.text === nobody.text && other.text === nobody.text ? '' : `${there.status} ${there.text}\n${nobody.status} ${nobody.text}\n${other.status} ${other.text}`;
      });
  for (const [m, path] of [['GET', '/v1/cases/{}'], ['GET', '/v1/ledger/proof/{}'], ['POST', '/v1/cases/{}/handover'], ['GET', '/v1/cases/{}/events'], ['POST', '/v1/cases/{}/sign']])
    for (const [who, p] of [['a patient', stranger], ['a doctor', doctor]])
      await test(`ids: ${who} cannot tell a case from none: ${m} ${path}`, async () => {
        const b = { text: '回复' }, there = await p.session.send(m, path.replace('{}', victim.case), b), none = await p.session.send(m, path.replace('{}', ID), b);
        const same = there.text.replace(/"detail":"[^"]*"/, '') === none.text.replace(/"detail":"[^"]*"/, '') && there.text === none.text;
        return there.status >= 400 && same ? '' : `${there.status} ${there.text}\n${none.status} ${none.text}`;
      });
  await test('ids: cases of somebody by query cannot be told from nobody\'s', async () => { const [a, b] = [await stranger.session.get(`/v1/cases?person=${victim.id}`), await stranger.session.get(`/v1/cases?person=${ID}`)]; return a.status === 404 && a.text === b.text ? '' : `${a.text} ${b.text}`; });
  for (const kind of ['family', 'contact'])
    await test(`ids: inviting as ${kind} does not tell whether a log-in name is somebody's`, async () => {
      const p = await one.register(), nobody = `nobody-${unique()}`;
      const a = await p.session.post('/v1/people/me/relations', { kind, login: victim.login_name }), b = await p.session.post('/v1/people/me/relations', { kind, login: nobody });
      const { relations } = await p.good('GET', '/v1/people/me/relations'), [x, y] = [victim.login_name, nobody].map((n) => relations.find((r) => r.name === n));
      if (a.text !== b.text || a.status !== b.status || !x || !y) return `${a.text} ${b.text} ${JSON.stringify(relations)}`;
      const shape = (r) => JSON.stringify({ ...r, other: r.other.length, name: '', since_ms: 0 });
      if (shape(x) !== shape(y) || relations.some((r) => r.other === victim.id)) return JSON.stringify(relations);
      const consents = (await p.good('GET', '/v1/people/me/consents')).consents.filter((q) => q.purpose === 'family');
      return consents.some((q) => q.other === victim.id) ? JSON.stringify(consents) : '';
    });
  await test('ids: a log-in with a wrong password cannot be told from one that there is not', async () => {
    const [a, b] = [await send(c.o.base, 'POST', '/v1/login', { body: { login: victim.login_name, password: 'wrong-wrong-9' } }), await send(c.o.base, 'POST', '/v1/login', { body: { login: `nobody-${unique()}`, password: 'wrong-wrong-9' } })];
    return a.status === 401 && a.text === b.text ? '' : `${a.text} ${b.text}`;
  });
  await test('ids: whoever was deleted cannot be told from nobody', async () => {
    const gone = await one.register();
    await gone.password_step();
    await gone.good('POST', '/v1/people/me/delete', { confirm: 'delete' });
    const [a, b] = [await doctor.session.get(`/v1/people/${gone.id}`), await doctor.session.get(`/v1/people/${ID}`)];
    return a.status === 404 && a.text === b.text ? '' : `${a.text} ${b.text}`;
  });
}

/* ---- many at once ---- */

export async function races(c) {
  const { one, o } = c, count = (all, status) => all.filter((r) => r.status === status).length, told = (all) => JSON.stringify(all.map((r) => r.status));
  const once = (name, all) => report(`races: ${name}: once`, count(all, 200) === 1 && all.every((r) => r.status < 500 || r.status === 503) ? '' : told(all));
  const login = `race-${unique()}`, at = (n, f) => Promise.all(Array.from({ length: n }, (_, i) => f(i)));
  const registered = await at(6, () => send(o.base, 'POST', '/v1/register', { body: { login, password: PASSWORD, name: '同时', birth: '1990-01-01', consents: CONSENTS } }));
  once('six register under one name', registered);

  const p = await one.register();
  await p.enrol();
  const sessions = await at(4, () => p.login()), code = await p.device.code();
  once('one code in four sessions', await Promise.all(sessions.map((s) => s.post('/v1/step', { code }))));
  once('one recovery code in four sessions', await Promise.all(sessions.map((s) => s.post('/v1/step', { code: p.recovery[5] }))));

  const d = await one.staff('doctor');
  await d.enrol();
  const id = await (await one.register()).waiting();
  once('eight signatures on one case', await at(8, (i) => d.session.post(`/v1/cases/${id}/${i % 2 ? 'sign' : 'reject'}`, { text: `答复${i}` })));
  const glass = (await d.good('POST', `/v1/people/${(await one.register()).id}/glass`, { reason: '急诊昏迷，需要查过敏史' })).id;
  await c.auditor.password_step();
  once('six judgements of one emergency', await at(6, (i) => c.auditor.session.post(`/v1/glass/${glass}/review`, { verdict: i % 2 ? 'justified' : 'not_justified', note: '评定' })));
  await test('races: questions asked while the person is deleted leave nothing behind', async () => {
    const q = await one.register(), s = await q.login();
    await q.password_step();
    // Whoever asks with a session that has ended is a new visitor, with a new cookie: each asks with the old one.
    const [gone, ...asked] = await Promise.all([q.session.post('/v1/people/me/delete', { confirm: 'delete' }), ...Array.from({ length: 12 }, () => s.copy().post('/v1/ask', { question: '删除时提问怎么办' }))]);
    if (gone.status !== 200 || asked.some((r) => r.status >= 500)) return `${gone.status} ${gone.text} ${told(asked)}`;
    const text = await dump(o.store), left = ['consultation', 'place', 'item', 'consent', 'decision', 'session', 'credential', 'login', 'relation'].filter((t) => rowsOf(text, t).some((l) => l.includes(q.id)));
    if (!rowsOf(text, 'person').some((l) => l.includes(q.id))) return 'the person is not found in the dump at all';
    return left.length ? `rows of ${left.join(', ')}` : dead(s);
  });
  await test('races: a role ended while its holder signs: no signature after the end', async () => {
    const e = await one.staff('doctor'), cases = [];
    await e.enrol();
    const t = await one.register();
    for (let i = 0; i < 6; i++) cases.push(await t.waiting());
    const [end, ...signed] = await Promise.all([one.admin.session.post(`/v1/users/${e.id}`, { role: { role: 'doctor', state: 'ended' } }), ...cases.map((x) => e.session.post(`/v1/cases/${x}/sign`, { text: '签' }))]);
    const late = await e.session.post(`/v1/cases/${await t.waiting()}/sign`, { text: '签' });
    return end.status === 200 && late.status === 401 && signed.every((r) => [200, 401, 403, 404, 409].includes(r.status)) ? '' : `${end.status} ${end.text} ${late.status} ${told(signed)}`;
  });
  await test('races: sharing withdrawn while it is read: nothing is read after the end', async () => {
    const a = await one.register(), b = await one.register();
    await share(a, b);
    await accept(a, b);
    must((await b.session.get(`/v1/people/${a.id}/facts`)).status === 200, 'it is not shared');
    await Promise.all([a.session.post('/v1/people/me/relations/end', { kind: 'family', other: b.id }), ...Array.from({ length: 8 }, () => b.session.get(`/v1/people/${a.id}/facts`))]);
    const r = await b.session.get(`/v1/people/${a.id}/facts`);
    return r.status === 404 ? '' : `${r.status}`;
  });
}
