// attack_session.mjs - stolen and ended sessions, the second step, API tokens beyond what they are for.
import { CONSENTS, Device, SAMPLE_SECRET, Session, cookieOf, must, report, send, sql, test, timeStep, totp, unique } from './client.mjs';
import { PASSWORD } from './hospital.mjs';
import { ACTIONS } from './probes.mjs';

const role = async (s) => { const r = await s.get('/v1/me'); return r.status === 200 ? r.json.role : r.status; };
const NEW = '屋檐下的铜风铃-2264';

/* True when whoever holds this cookie or token is nobody. */
export async function dead(s) {
  const r = await s.get('/v1/people/me'), w = await s.post('/v1/people/me/facts', { facts: {} });
  return r.status === 401 && w.status === 401 ? '' : `it still opens: ${r.status} ${r.text.slice(0, 150)}; ${w.status} ${w.text.slice(0, 150)}`;
}

export async function sessions(c) {
  const { one, o } = c, admin = one.admin;
  const stolen = async (name, make, end) => test(`sessions: a stolen cookie after ${name} opens nothing`, async () => {
    const p = await make(), thief = p.session.copy();
    c.secrets.push(thief.cookie);
    must((await thief.get('/v1/people/me')).status === 200, 'it opens nothing before either');
    await end(p);
    return dead(thief);
  });
  const patient = () => one.register(), staff = () => one.staff('pharmacist');
  await stolen('log-out', patient, (p) => p.good('POST', '/v1/logout'));
  await stolen('a new password', patient, (p) => p.good('POST', '/v1/password', { old: PASSWORD, new: NEW }));
  await stolen('"end this session" from elsewhere', patient, async (p) => {
    const other = await p.login(), list = (await other.good('GET', '/v1/sessions')).sessions;
    await other.good('POST', `/v1/sessions/${list.find((s) => !s.current).id}/end`);
  });
  await stolen('deletion of the person', patient, async (p) => { await p.password_step(); await p.good('POST', '/v1/people/me/delete', { confirm: 'delete' }); });
  await stolen('its end by the clock', patient, (p) => sql(o.store, `UPDATE session SET expires_ms = ${Date.now() - 1000} WHERE person = '${p.id}'`));
  await stolen('14 days, whatever the row says', patient, (p) => sql(o.store, `UPDATE session SET created_ms = ${Date.now() - 15 * 864e5}, expires_ms = ${Date.now() + 864e5} WHERE person = '${p.id}'`));
  await stolen('12 hours, for the staff, whatever the row says', staff, (p) => sql(o.store, `UPDATE session SET created_ms = ${Date.now() - 13 * 36e5}, expires_ms = ${Date.now() + 864e5} WHERE person = '${p.id}'`));
  await stolen('a clock that was a day ahead when it was made', patient, (p) => sql(o.store, `UPDATE session SET created_ms = ${Date.now() + 864e5}, expires_ms = ${Date.now() + 2 * 864e5} WHERE person = '${p.id}'`));
  await stolen('disabling by an administrator', staff, (p) => admin.good('POST', `/v1/users/${p.id}`, { state: 'disabled' }));
  await stolen('the end of the role', staff, (p) => admin.good('POST', `/v1/users/${p.id}`, { role: { role: 'pharmacist', state: 'ended' } }));
  await stolen('the end of the role by the clock', staff, (p) => sql(o.store, `UPDATE role_grant SET until_ms = ${Date.now() - 1000} WHERE person = '${p.id}'`));
  await stolen('a password set anew by an administrator', staff, (p) => admin.good('POST', `/v1/users/${p.id}/reset`, { what: 'password' }));
  await stolen('the second factor taken off by an administrator', staff, (p) => admin.good('POST', `/v1/users/${p.id}/reset`, { what: 'second_factor' }));
  await stolen('all sessions ended by an administrator', staff, (p) => admin.good('POST', `/v1/users/${p.id}/end`));

  await test('sessions: a disabled account does not log in, and is not told apart from a wrong password', async () => {
    const p = await staff();
    await admin.good('POST', `/v1/users/${p.id}`, { state: 'disabled' });
    const r = await send(o.base, 'POST', '/v1/login', { body: { login: p.login_name, password: PASSWORD } }), w = await send(o.base, 'POST', '/v1/login', { body: { login: `nobody-${unique()}`, password: PASSWORD } });
    return r.status === 401 && r.text === w.text ? '' : `${r.status} ${r.text} / ${w.text}`;
  });
  await test('sessions: a first password opens nothing until it is changed', async () => {
    const login = `first-${unique()}`, made = await admin.good('POST', '/v1/users', { login, name_zh: '新', name_en: 'New', role: 'pharmacist' }), s = new Session(o.base);
    c.secrets.push(made.password, login);
    await s.good('POST', '/v1/login', { login, password: made.password });
    for (const [m, p, b] of [['GET', '/v1/people/me'], ['POST', '/v1/people/find', { name: '甲' }], ['GET', '/v1/sessions'], ['POST', '/v1/step', { password: made.password }], ['POST', '/v1/role', { role: 'pharmacist' }], ['POST', '/v1/totp', {}], ['POST', '/v1/tokens', { name: 'x', scopes: ['engine.use'], days: 1 }], ['POST', '/v1/ask', { question: '头疼' }]]) {
      const r = await s.send(m, p, b);
      if (r.status !== 403 || r.json.error.need !== 'change_password') return `${m} ${p}: ${r.status} ${r.text}`;
    }
    return '';
  });

  for (const [what, begin] of [['log-in', async (s, p) => s.good('POST', '/v1/login', { login: p.login_name, password: PASSWORD })], ['registering', async (s) => s.good('POST', '/v1/register', { login: `fix-${unique()}`, password: PASSWORD, name: '固定', birth: '1990-01-01', consents: CONSENTS })]])
    await test(`sessions: a cookie planted before ${what} is not the one after`, async () => {
      const p = await one.register(), thief = new Session(o.base);
      await thief.good('POST', '/v1/ask', { question: '头疼怎么办' });
      const planted = thief.cookie, seen = new Session(o.base, planted);
      await begin(seen, p);
      if (seen.cookie === planted || !/^[0-9a-f]{64}$/.test(seen.cookie)) return `the cookie stayed ${seen.cookie}`;
      const is = await role(thief);
      return is === 'visitor' && (await thief.get('/v1/people/me')).status >= 400 ? '' : `the planted cookie is ${is}`;
    });
  await test('sessions: a cookie of the attacker\'s choice is never taken over', async () => {
    const chosen = 'ab'.repeat(32), s = new Session(o.base, chosen);
    await s.good('POST', '/v1/ask', { question: '头疼怎么办' });
    return s.cookie !== chosen && (await role(new Session(o.base, chosen))) === 'visitor' ? '' : 'it was';
  });
  await test('sessions: log-in from another hospital\'s session, or for it, keeps the hospitals apart', async () => {
    const p = await one.register(), r = await send(o.base, 'POST', '/v1/login', { body: { login: p.login_name, password: PASSWORD, organisation: c.two.org } });
    const s = new Session(o.base, (await c.two.visitor()).session.cookie), q = await s.post('/v1/login', { login: p.login_name, password: PASSWORD });
    return r.status === 401 && q.status === 401 ? '' : `${r.status} ${q.status} ${q.text}`;
  });
}

/* ---- the second step ---- */

export async function steps(c) {
  const { one, o } = c, p = c.doctor, open = async (s) => s.post(`/v1/people/${(await one.register()).id}/glass`, { reason: '急诊昏迷，需要查过敏史' });
  const forgiven = () => one.admin.good('POST', `/v1/users/${p.id}/reset`, { what: 'lock' });
  const needs = (r, need) => (r.status === 403 && r.json.error.need === need ? '' : `${r.status} ${r.text.slice(0, 200)}`);
  await p.no_step();
  const a = p.session, b = await p.login();
  const code = await p.device.code();
  c.secrets.push(code.length > 6 ? code : `"${code}"`, p.device.secret, ...p.recovery);
  await test('steps: a code lets in once', async () => ((await a.post('/v1/step', { code })).status === 200 ? '' : 'it does not'));
  await test('steps: one session\'s step is not another\'s', async () => needs(await open(b), 'code'));
  await test('steps: the same code again, in the same session', async () => { const r = await a.post('/v1/step', { code }); return r.status === 403 && /used/.test(r.text) ? '' : `${r.status} ${r.text}`; });
  await test('steps: the same code again, in another session', async () => { const r = await b.post('/v1/step', { code }); return r.status === 403 && /used/.test(r.text) ? '' : `${r.status} ${r.text}`; });
  await test('steps: a code of before the last one used', async () => { const r = await b.post('/v1/step', { code: totp(p.device.secret, p.device.last - 1) }); return r.status === 403 ? '' : `${r.status} ${r.text}`; });
  await forgiven();
  await test('steps: a code of five minutes ago or ahead', async () => { const r = [await b.post('/v1/step', { code: totp(p.device.secret, timeStep() - 10) }), await b.post('/v1/step', { code: totp(p.device.secret, timeStep() + 10) })]; return r.every((x) => x.status === 403) ? '' : r.map((x) => x.text).join(); });
  await test('steps: a code of the sample doctor\'s device', async () => { const r = await b.post('/v1/step', { code: totp(SAMPLE_SECRET, timeStep()) }); return r.status === 403 ? '' : `${r.status}`; });
  await test('steps: the session that took it may', async () => ((await open(a)).status === 200 ? '' : 'it may not'));
  await test('steps: gone after the role was taken anew', async () => { await a.good('POST', '/v1/role', { role: 'doctor' }); return needs(await open(a), 'code'); });
  await forgiven();
  await test('steps: a recovery code lets in once', async () => {
    const s = await p.login();
    const first = await s.post('/v1/step', { code: p.recovery[0] }), again = await s.post('/v1/step', { code: p.recovery[0] });
    return first.status === 200 && again.status === 403 ? '' : `${first.status} ${first.text} ${again.status} ${again.text}`;
  });
  await test('steps: over after its five minutes', async () => {
    const s = await p.login();
    await s.good('POST', '/v1/step', { code: p.recovery[1] });
    must((await open(s)).status === 200, 'it did not hold at all');
    await sql(o.store, `UPDATE session SET step_ms = ${Date.now() - 1} WHERE person = '${p.id}' AND step_ms > 0`);
    return needs(await open(s), 'code');
  });
  await test('steps: one that a wrong clock made last a day does not hold', async () => {
    const s = await p.login();
    await s.good('POST', '/v1/step', { code: p.recovery[2] });
    await sql(o.store, `UPDATE session SET step_ms = ${Date.now() + 864e5} WHERE person = '${p.id}' AND step_ms > 0`);
    return needs(await open(s), 'code');
  });
  await test('steps: a second factor begun by a thief without a password counts for nothing', async () => {
    const q = await one.register(), r = await q.session.post('/v1/totp');
    return needs(r, 'password') || ((await q.session.post('/v1/totp/confirm', { code: '000000' })).status === 409 ? '' : 'confirmed what was not begun');
  });
  await test('steps: a code of a second factor that is not confirmed counts for nothing', async () => {
    const q = await one.register();
    await q.password_step();
    const { secret } = await q.good('POST', '/v1/totp');
    await q.no_step();
    c.secrets.push(secret);
    const r = await q.session.post('/v1/step', { code: await new Device(secret).code() });
    return r.status === 403 ? '' : `${r.status}`;
  });
  p.session = await p.login();
}

/* ---- tokens ---- */

export async function tokens(c) {
  const { one, o, rows } = c, admin = one.admin;
  const make = async (p, scopes) => { await p.password_step(); const t = await p.good('POST', '/v1/tokens', { name: '令牌', scopes: scopes ?? (await p.good('GET', '/v1/tokens')).scopes, days: 1 }); c.secrets.push(t.token); return { ...t, s: new Session(o.base, '', t.token) }; };
  const p = await one.register('guardian'), all = await make(p), few = await make(p, ['facts.read']), child = await p.ward();
  p.case = await p.ask();

  await test('tokens: what its scope covers, it may', async () => ((await few.s.get('/v1/people/me/facts')).status === 200 ? '' : 'it may not'));
  for (const [m, path, b] of [['GET', '/v1/people/me'], ['POST', '/v1/people/me/facts', { facts: {} }], ['GET', '/v1/cases'], ['GET', `/v1/cases/${p.case}`], ['POST', '/v1/ask', { question: '头疼' }], ['GET', `/v1/people/${child.id}`], ['GET', '/v1/people'], ['POST', '/v1/triage', { question: '头疼' }], ['GET', '/v1/people/me/access']])
    await test(`tokens: ${m} ${path.replace(p.case, '{case}').replace(child.id, '{ward}')} is beyond the scope facts.read`, async () => { const r = await few.s.send(m, path, b); return r.status === 403 ? '' : `${r.status} ${r.text.slice(0, 200)}`; });

  /* Every action without a scope, with a token that has every scope there is. */
  const h = { glass: ['x'], sharing: p, unrelated: p, treated: p, token: 'x', spare: 'x' };
  const actor = { role: 'guardian', tokens: [], login_name: p.login_name };
  for (const action of new Set(rows.filter((r) => r[2] === '-').map((r) => r[0]))) {
    const probe = ACTIONS[action], extra = { 'account.login': [], 'account.logout': [['POST', '/v1/logout', {}]], 'account.register': probe?.ask(actor, p, h) }[action];
    for (const [m, path, b] of extra ?? probe.ask(actor, { id: p.id, case: p.case, relation: 'none' }, h)) {
      const r = await all.s.send(m, path, b);
      report(`tokens: never for ${action}: ${m} ${path.replace(p.id, '{id}').replace(p.case, '{case}')}`, [401, 403, 404].includes(r.status) || (action === 'account.logout' && r.status === 200) ? '' : `${r.status} ${r.text.slice(0, 200)}`);
    }
  }
  await test('tokens: a session\'s step is not the token\'s', async () => { await p.password_step(); const r = await all.s.get('/v1/people/me/export'); return r.status === 403 ? '' : `${r.status}`; });
  await test('tokens: logging out with a token does not end it, nor the session', async () => { await all.s.post('/v1/logout'); return (await all.s.get('/v1/people/me')).status === 200 && (await p.session.get('/v1/me')).json.role === 'guardian' ? '' : 'it did'; });
  await test('tokens: it logs nobody in', async () => { const r = await send(o.base, 'GET', '/v1/me', { headers: { Authorization: `Bearer ${all.token}` } }); return r.status === 200 && !cookieOf(r) ? '' : `${r.status} ${cookieOf(r)}`; });
  for (const [what, bad] of [['in capitals', all.token.toUpperCase()], ['without zt_', all.token.slice(3)], ['with zt_ twice', `zt_${all.token}`], ['cut short', all.token.slice(0, -1)], ['with one letter more', `${all.token}0`], ['with another last letter', all.token.slice(0, -1) + (all.token.endsWith('0') ? '1' : '0')], ['its id', all.id], ['its id after zt_', `zt_${all.id}`]])
    await test(`tokens: one ${what} opens nothing`, () => dead(new Session(o.base, '', bad)));

  const ended = async (name, who, end) => test(`tokens: after ${name} it opens nothing`, async () => { const q = await who(), t = await make(q, ['profile.read', 'facts.write']); must((await t.s.get('/v1/people/me')).status === 200, 'nor before'); await end(q, t); return dead(t.s); });
  const patient = () => one.register(), staff = () => one.staff('pharmacist');
  await ended('revoking', patient, (q, t) => q.good('POST', `/v1/tokens/${t.id}/revoke`));
  await ended('its days', patient, (q, t) => sql(o.store, `UPDATE api_token SET expires_ms = ${Date.now() - 1000} WHERE id = '${t.id}'`));
  await ended('a new password', patient, (q) => q.good('POST', '/v1/password', { old: PASSWORD, new: NEW }));
  await ended('deletion of the person', patient, async (q) => { await q.password_step(); await q.good('POST', '/v1/people/me/delete', { confirm: 'delete' }); });
  await ended('revoking by an administrator', staff, (q, t) => admin.good('POST', `/v1/organisation/tokens/${t.id}/revoke`));
  await ended('disabling of its owner', staff, (q) => admin.good('POST', `/v1/users/${q.id}`, { state: 'disabled' }));
  await ended('the end of its role', staff, (q) => admin.good('POST', `/v1/users/${q.id}`, { role: { role: 'pharmacist', state: 'ended' } }));
  await ended('the end of its role by the clock', staff, (q) => sql(o.store, `UPDATE role_grant SET until_ms = ${Date.now() - 1000} WHERE person = '${q.id}'`));
  await ended('a password set anew by an administrator', staff, (q) => admin.good('POST', `/v1/users/${q.id}/reset`, { what: 'password' }));
  for (const [what, body] of [['more days than a year', { days: 366 }], ['no days', { days: 0 }], ['days before today', { days: -1 }], ['half a day', { days: 0.5 }], ['1e9 days', { days: 1e9 }], ['a scope of the staff', { scopes: ['audit.read'] }], ['no scopes', { scopes: [] }], ['a scope that is none', { scopes: ['*'] }], ['scopes as one text', { scopes: 'facts.read' }], ['two scopes in one', { scopes: ['facts.read profile.read'] }]])
    await test(`tokens: none is made with ${what}`, async () => { await p.password_step(); const r = await p.session.post('/v1/tokens', { name: 'x', scopes: ['facts.read'], days: 1, ...body }); return r.status === 400 ? '' : `${r.status} ${r.text}`; });
}
