// attack_program.mjs - programs that read a record (SMART App Launch): codes and tokens beyond what the person said yes to.
import { Session, must, notARefusal, send, sql, test } from './client.mjs';
import { PROGRAM, VERIFIER, asks, bundle, observation } from './probes.mjs';
import { all, recorded } from './attack_record.mjs';
import { PASSWORD } from './hospital.mjs';

const short = (r) => `${r.status} ${r.text.slice(0, 250)}`;

export async function programs(c) {
  const { one, o } = c, admin = one.admin;
  let stepped = 0;
  const enter = async (more) => {
    if (Date.now() - stepped > 120000) { await admin.code_step(); stepped = Date.now(); } // a code counts once, and there is one in 30 s
    return (await admin.good('POST', '/v1/clients', { ...PROGRAM, ...more })).id;
  };
  const client = await enter(), narrow = await enter({ name: '只看血压', scopes: ['patient/Observation.rs'] });
  const aud = (id) => `${o.base}/fhir${id ? `/${id}` : ''}`;
  const said = async (p, more = {}, s = p.session) => { await p.password_step(s); return s.post('/v1/authorize', { ...asks(client, aud()), allow: true, ...more }); };
  const part = (r, name) => new URL(must(r.json?.redirect, `no redirect: ${short(r)}`)).searchParams.get(name);
  const code = async (p, more) => must(part(await said(p, more), 'code'), 'no code');
  const form = (more) => new URLSearchParams(Object.entries({ grant_type: 'authorization_code', redirect_uri: PROGRAM.redirects[0], client_id: client, code_verifier: VERIFIER, ...more })).toString();
  const change = (more) => send(o.base, 'POST', '/v1/token', { body: form(more), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  const program = async (p, scope, more = {}) => {
    const r = await change({ code: await code(p, { scope, ...more }), ...(more.client_id && { client_id: more.client_id }) });
    must(r.json?.access_token, `no token: ${short(r)}`);
    c.secrets.push(r.json.access_token);
    return Object.assign(new Session(o.base, '', r.json.access_token), { told: r.json });
  };
  const no = (r, error) => (r.status === 400 && r.json?.error === error && !r.json.access_token ? '' : short(r));

  const p = await recorded(one, '枣树下的算盘'), other = await recorded(one, '渡口边的铜壶'), guard = await one.register('guardian'), child = await guard.ward();
  c.secrets.push(p.word, other.word);
  await guard.good('POST', `/v1/people/${child.id}/diary`, { text: '孩子的算术本' });
  await guard.good('POST', '/v1/people/me/diary', { text: '大人的账本' });
  c.secrets.push('孩子的算术本', '大人的账本');
  const before = await all(other);

  await test('programs: whoever is asked sees the name and what it may, whatever the program calls itself', async () => {
    const { client_id: id, ...q } = asks(client, aud()), r = await send(o.base, 'GET', `/v1/authorize?${new URLSearchParams({ client_id: id, ...q, client: '别的名字' })}`);
    return r.status === 200 && r.json.client === PROGRAM.name && !r.json.error && r.json.scopes.length === 1 ? '' : short(r);
  });
  for (const [what, more] of [['another address', { redirect_uri: 'https://evil.example/back' }], ['an address that begins as one', { redirect_uri: `${PROGRAM.redirects[0]}.evil.example` }], ['an address with more behind it', { redirect_uri: `${PROGRAM.redirects[0]}?x=y` }], ['two addresses', { redirect_uri: PROGRAM.redirects.join(' ') }], ['no address', { redirect_uri: '' }], ['javascript:', { redirect_uri: 'javascript:alert(1)' }], ['an unknown program', { client_id: '01AAAAAAAAAAAAAAAAAAAAAAAA' }], ['no program', { client_id: '' }], ['a program\'s id as a list', { client_id: [client] }]])
    await test(`programs: ${what} is sent nowhere`, async () => { const r = await said(p, more), g = await send(o.base, 'GET', `/v1/authorize?${new URLSearchParams({ ...asks(client, aud()), ...more })}`); return r.status === 400 && !r.json.redirect && (g.status === 400 || Array.isArray(more.client_id)) ? '' : `${short(r)} ${short(g)}`; });
  for (const [what, more, error] of [['no PKCE', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'], ['PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'], ['no state', { state: '' }, 'invalid_request'], ['a state of 501 letters', { state: 'x'.repeat(501) }, 'invalid_request'], ['the record of another server', { aud: 'https://evil.example/' }, 'invalid_request'], ['the record of somebody else as aud', { aud: aud(other.id) }, 'invalid_request'],
    ['a token at once', { response_type: 'token' }, 'unsupported_response_type'], ['scopes that are none', { scope: 'openid user/*.rs system/*.*' }, 'invalid_scope'], ['more than the program may', { client_id: narrow, scope: 'patient/Condition.rs' }, 'invalid_scope'], ['no', { allow: false }, 'access_denied']])
    await test(`programs: ${what} gives ${error} and no code`, async () => { const r = await said(p, more); return r.status === 200 && part(r, 'error') === error && !part(r, 'code') ? '' : short(r); });
  await test('programs: what is yes must be said as true', async () => { for (const allow of ['true', 1, null, undefined, [true]]) { const r = await said(p, { allow }); if (r.status !== 400) return `${JSON.stringify(allow)}: ${short(r)}`; } return ''; });
  await test('programs: the record of somebody else is not given away, nor told from nobody\'s', async () => { const [a, b] = [await said(p, { person: other.id, aud: aud(other.id) }), await said(p, { person: '01AAAAAAAAAAAAAAAAAAAAAAAA' })]; return a.status === 404 && a.text === b.text ? '' : `${short(a)} ${short(b)}`; });
  await test('programs: it needs a password first', async () => { await p.no_step(); const r = await p.session.post('/v1/authorize', { ...asks(client, aud()), allow: true }); return r.status === 403 && r.json.error.need === 'password' ? '' : short(r); });
  await test('programs: of more than it may ask for, it gets what it may', async () => { const t = await program(p, 'patient/*.cruds patient/Observation.rs patient/Observation.cud', { client_id: narrow }); return t.told.scope === 'patient/Observation.rs' ? '' : JSON.stringify(t.told); });

  /* ---- the code ---- */

  await test('programs: a code is good once', async () => { const x = await code(p), a = await change({ code: x }), b = await change({ code: x }); return a.status === 200 && a.json.patient === p.id ? no(b, 'invalid_grant') : short(a); });
  await test('programs: a code used six times at once is good once', async () => { const x = await code(p), r = await Promise.all(Array.from({ length: 6 }, () => change({ code: x }))); return r.filter((a) => a.status === 200).length === 1 ? '' : r.map(short).join('\n'); });
  for (const [what, more, error] of [['of another program', { client_id: narrow }, 'invalid_grant'], ['with another address', { redirect_uri: PROGRAM.redirects[1] }, 'invalid_grant'], ['with another verifier', { code_verifier: `${VERIFIER.slice(0, -1)}A` }, 'invalid_grant'], ['with the challenge as verifier', { code_verifier: asks('', '').code_challenge }, 'invalid_grant'], ['without a verifier', { code_verifier: '' }, 'invalid_grant'], ['of another kind of grant', { grant_type: 'client_credentials' }, 'unsupported_grant_type'], ['with a password', { grant_type: 'password', username: 'x', password: PASSWORD }, 'unsupported_grant_type']])
    await test(`programs: a code ${what} is refused, and is good for its owner after that`, async () => { const x = await code(p), r = await change({ code: x, ...more }); return no(r, error) || ((await change({ code: x })).status === 200 ? '' : 'it is used up'); });
  await test('programs: codes that nobody got', async () => { for (const x of ['', 'x', '0'.repeat(64), `zt_${'0'.repeat(64)}`, p.session.cookie]) { const r = await change({ code: x }); if (no(r, 'invalid_grant')) return short(r); } return ''; });
  await test('programs: a form with a member twice is refused', async () => { const x = await code(p), r = await send(o.base, 'POST', '/v1/token', { body: `${form({ code: x })}&client_id=${narrow}`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }); return no(r, 'invalid_request'); });
  await test('programs: the token is in no cache', async () => { const r = await change({ code: await code(p) }); return r.headers['cache-control'] === 'no-store' ? '' : JSON.stringify(r.headers); });
  const dies = (name, end, error = 'invalid_grant') => test(`programs: a code is good for nothing after ${name}`, async () => { const q = await one.register(), x = await code(q); await end(q); return no(await change({ code: x }), error); });
  await dies('its minute', (q) => sql(o.store, `UPDATE client_code SET expires_ms = ${Date.now() - 1} WHERE person = '${q.id}'`));
  await dies('a new password', (q) => q.good('POST', '/v1/password', { old: PASSWORD, new: '屋檐下的铜风铃-2264' }));
  await dies('the deletion of the person', async (q) => { await q.password_step(); await q.good('POST', '/v1/people/me/delete', { confirm: 'delete' }); });
  await test('programs: a program that was ended gets no token, and nobody can let it in', async () => {
    const ended = await enter({ name: '要停用的' }), x = await code(p, { client_id: ended });
    await admin.good('POST', `/v1/clients/${ended}/end`);
    const r = await change({ code: x, client_id: ended }), again = await said(p, { client_id: ended });
    return r.status === 400 && !r.json.access_token && again.status === 400 && !again.json.redirect ? '' : `${short(r)} ${short(again)}`;
  });
  await test('programs: those of another hospital are unknown here', async () => { await c.two.admin.code_step(); const there = (await c.two.admin.good('POST', '/v1/clients', PROGRAM)).id, r = await said(p, { client_id: there }); return r.status === 400 && !r.json.redirect ? '' : short(r); });
  for (const [what, more] of [['http to elsewhere', { redirects: ['http://evil.example/x'] }], ['javascript:', { redirects: ['javascript:alert(1)'] }], ['a fragment', { redirects: ['https://a.example/#x'] }], ['a user', { redirects: ['https://a:b@a.example/'] }], ['a blank', { redirects: ['https://a.example/ https://b.example/'] }], ['none', { redirects: [] }], ['scopes of the staff', { scopes: ['user/*.*'] }], ['our own scopes', { scopes: ['record.read'] }], ['patient:ID', { scopes: [`patient:${other.id}`] }], ['a name with a line break', { name: 'a\nb' }]])
    await test(`programs: none is entered with ${what}`, async () => { const r = await admin.session.post('/v1/clients', { ...PROGRAM, ...more }); return r.status === 400 ? '' : short(r); });

  /* ---- the token ---- */

  const t = await program(p, 'launch/patient patient/Observation.rs'), ops = await program(p, 'patient/Observation.c'), whole = await program(p, 'patient/*.cruds');
  const made = await program(guard, 'patient/*.cruds', { person: child.id, aud: aud(child.id) });
  for (const [what, s, m, path, body, expected, has, hasNot] of [
    ['reads what it is for', t, 'GET', '/fhir/Observation', undefined, 200, 'probe'], ['reads it under the person\'s id', t, 'GET', `/fhir/${p.id}/Observation/probe`, undefined, 200, p.word], ['no other type', t, 'GET', '/fhir/Condition/probe', undefined, 403], ['no search of another type', t, 'GET', '/fhir/Condition', undefined, 403], ['no history of another type', t, 'GET', '/fhir/Condition/probe/_history', undefined, 403],
    ['of all types only its own', t, 'GET', '/fhir?_count=100', undefined, 200, 'Observation', '"resourceType":"Condition"'], ['of the whole history only its own', t, 'GET', '/fhir/_history', undefined, 200, 'Observation', '"resourceType":"Condition"'], ['no $everything', t, 'GET', `/fhir/Patient/${p.id}/$everything`, undefined, 403], ['nothing by _include', t, 'GET', '/fhir/Observation?_include=Observation:subject', undefined, 200, 'Observation', '"resourceType":"Patient"'],
    ['nothing by _revinclude', await program(p, 'patient/Patient.rs'), 'GET', '/fhir/Patient?_revinclude=Condition:subject', undefined, 200, 'Patient', '"resourceType":"Condition"'], ['nothing by a batch', t, 'POST', '/fhir', bundle('batch', { method: 'GET', url: 'Condition' }), 200, '403', p.word], ['$everything of its types only', await program(p, 'patient/Patient.rs patient/Observation.rs'), 'GET', `/fhir/Patient/${p.id}/$everything`, undefined, 200, 'Observation', '"resourceType":"Condition"'],
    ['writes nothing', t, 'POST', '/fhir/Observation', observation(), 403], ['changes nothing', t, 'PUT', '/fhir/Observation/probe', observation('probe'), 403], ['patches nothing', t, 'PATCH', '/fhir/Observation/probe', [], 403], ['deletes nothing', t, 'DELETE', '/fhir/Observation/probe', undefined, 403], ['writes nothing with a transaction', t, 'POST', '/fhir', bundle('transaction', { method: 'POST', url: 'Observation' }, observation()), 403],
    ['for adding adds', ops, 'POST', '/fhir/Observation', observation(), 201], ['for adding reads nothing', ops, 'GET', '/fhir/Observation/probe', undefined, 403], ['for adding finds nothing', ops, 'GET', '/fhir/Observation', undefined, 403], ['for adding replaces nothing', ops, 'PUT', '/fhir/Observation/probe', observation('probe'), 403], ['for adding deletes nothing', ops, 'DELETE', '/fhir/Observation/probe', undefined, 403],
    ['for everything is for one record', whole, 'GET', `/fhir/${other.id}/Observation`, undefined, 404], ['for everything writes in one record', whole, 'PUT', `/fhir/${other.id}/Observation/probe`, observation('probe'), 404], ['for a child is "me" to it', made, 'GET', '/fhir/Observation', undefined, 200, '算术本', '账本'], ['for a child does not reach who gave it', made, 'GET', `/fhir/${guard.id}/Observation`, undefined, 404], ['for oneself does not reach one\'s child', await program(guard, 'patient/*.cruds'), 'GET', `/fhir/${child.id}/Observation`, undefined, 404]])
    await test(`programs: a token ${what}: ${m} ${path.replace(p.id, '{id}').replace(other.id, '{other}').replace(child.id, '{child}').replace(guard.id, '{guardian}')}`, async () => {
      const r = await s.send(m, path, body, m === 'PATCH' ? { 'Content-Type': 'application/json-patch+json' } : {});
      if (r.status !== expected || (r.status >= 400 && notARefusal(r, path))) return short(r);
      return (has && !r.text.includes(has)) || (hasNot && r.text.includes(hasNot)) || r.text.includes(other.word) ? r.text.slice(0, 600) : '';
    });
  for (const [m, path, body] of [['GET', '/v1/people/me'], ['GET', '/v1/people/me/facts'], ['GET', '/v1/people/me/timeline'], ['GET', '/v1/people/me/measures'], ['POST', '/v1/people/me/measures', { kind: 'bp', v: ['120', '80'] }], ['GET', '/v1/people/me/calendar'], ['POST', '/v1/people/me/calendar', {}], ['GET', '/v1/people'], ['GET', '/v1/cases'], ['POST', '/v1/ask', { question: '头疼' }], ['GET', '/v1/people/me/export'], ['GET', '/v1/tokens'], ['POST', '/v1/tokens', { name: 'x', scopes: ['record.read'], days: 1 }], ['POST', '/v1/authorize', { allow: true }], ['POST', '/v1/role', { role: 'patient' }], ['GET', '/v1/me']])
    await test(`programs: a token opens nothing outside /fhir: ${m} ${path}`, async () => { const r = await whole.send(m, path, body); return [401, 403].includes(r.status) ? '' : short(r); });
  const ends = (name, end) => test(`programs: a token opens nothing after ${name}`, async () => { const q = await one.register(), s = await program(q, 'patient/*.rs'); must((await s.get('/fhir/Observation')).status === 200, 'nor before'); await end(q); const r = await s.get('/fhir/Observation'); return r.status === 401 && !notARefusal(r, '/fhir') ? '' : short(r); });
  await ends('being revoked by the person', async (q) => q.good('POST', `/v1/tokens/${(await q.good('GET', '/v1/tokens')).tokens[0].id}/revoke`));
  await ends('its hour', (q) => sql(o.store, `UPDATE api_token SET expires_ms = ${Date.now() - 1000} WHERE person = '${q.id}'`));
  await ends('a new password', (q) => q.good('POST', '/v1/password', { old: PASSWORD, new: '屋檐下的铜风铃-2264' }));
  await ends('deletion of the person', async (q) => { await q.password_step(); await q.good('POST', '/v1/people/me/delete', { confirm: 'delete' }); });
  await test('programs: a token for a child ends with the guardian\'s right', async () => {
    await sql(o.store, `UPDATE relation SET until_ms = ${Date.now() - 1000} WHERE kind = 'guardian' AND (person = '${child.id}' OR other = '${child.id}')`);
    const r = await made.get('/fhir/Observation'), w = await made.post('/fhir/Observation', observation());
    return r.status === 404 && w.status === 404 ? '' : `${short(r)} ${short(w)}`;
  });
  await test('programs: after all of it the other record is as before', async () => ((await all(other)) === before ? '' : 'it changed'));
}
