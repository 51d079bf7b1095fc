// attack_life.mjs - what ends, ends at once: calendars, consents, sharing, a guardian's right, a closed alert, a person; and nothing is kept or told after that.
import { Session, dump, must, rowsOf, send, sleep, sql, test } from './client.mjs';
import { observation } from './probes.mjs';
import { accept, share } from './hospital.mjs';

const short = (r) => `${r.status} ${r.text.slice(0, 250)}`;
const READS = ['timeline', 'record?type=Observation&id=x', 'measures', 'measures?kind=bp', 'diary', 'cabinet', 'plans', 'week', 'memory', 'reminders', 'notices'];
/* Every write that adds to a record; {id} stands in the addresses for whose it is. */
const WRITES = [['POST', '/v1/people/{id}/measures', { kind: 'bp', v: ['186', '112'], confirm: true }], ['POST', '/v1/people/{id}/measures/csv', { csv: '日期,收缩压,舒张压\n2026-11-03,186,112\n', confirm: true }], ['POST', '/v1/people/{id}/diary', { text: '不该留下的话' }], ['POST', '/v1/people/{id}/cabinet', { drug: '氨氯地平片', dose: '5', unit: 'mg', frequency: 'qd', remind: true, confirm: true }],
  ['POST', '/v1/people/{id}/plans', { plan: 'post-discharge', values: { discharge: '2026-11-20' }, remind: true }], ['POST', '/v1/people/{id}/reminders', { kind: 'other', title: '不该留下', times: ['08:00'] }], ['POST', '/v1/people/{id}/calendar', {}], ['POST', '/v1/people/{id}/report/keep', { date: '2026-11-20', title: '血常规', items: [{ name: '血红蛋白', value: '128', unit: 'g/L', seen: true }] }],
  ['POST', '/fhir/{id}/Observation', observation()], ['PUT', '/fhir/{id}/Observation/late', observation('late')], ['POST', '/fhir/{id}', { resourceType: 'Bundle', type: 'transaction', entry: [{ request: { method: 'POST', url: 'Observation' }, resource: observation() }] }]];
const TABLES = ['resource', 'resource_past', 'notice', 'due', 'feed', 'alert', 'item', 'client_code'];
const rows = async (c, id) => { const text = await dump(c.o.store); return Object.fromEntries(TABLES.map((t) => [t, rowsOf(text, t).filter((l) => l.includes(id)).sort().join('\n')])); };
const differ = (a, b, tables = TABLES) => tables.filter((t) => a[t] !== b[t]).join();
const alerted = async (d, id) => (await d.good('GET', '/v1/alerts')).alerts.find((x) => x.person === id);
const withdraw = async (p, test_, about = p.id) => { for (const x of (await p.good('GET', `/v1/people/${about}/consents`)).consents.filter((y) => !y.withdrawn_ms && test_(y))) await p.good('POST', `/v1/people/${about}/withdraw`, { consent: x.id }); };
const full = async (p) => {
  await p.good('POST', '/v1/people/me/diary', { text: '院子里的石榴' });
  await p.good('POST', '/v1/people/me/cabinet', { drug: '氨氯地平片', dose: '5', unit: 'mg', frequency: 'qd', remind: true, confirm: true });
  await p.good('POST', '/v1/people/me/plans', { plan: 'post-discharge', values: { discharge: '2026-11-20' }, remind: true });
  await p.alarm();
  return (await p.good('POST', '/v1/people/me/calendar', { detail: true })).path;
};

export async function calendars(c) {
  const { one, o } = c, p = await one.register(), get = (path, headers) => send(o.base, 'GET', path, { headers }), none = await get(`/v1/calendar/${'0'.repeat(64)}.ics`);
  const gone = (r) => (r.status === 404 && r.text === none.text ? '' : short(r));
  await p.good('POST', '/v1/people/me/reminders', { kind: 'drug', title: '河豚毒素片', times: ['08:00'] });
  c.secrets.push('河豚毒素片', '院子里的石榴');
  const make = async (body = {}, q = p) => (await q.good('POST', `/v1/people/${q.id}/calendar`, body));
  await test('calendars: an address opens it, says when and not what, and is in no cache of others', async () => {
    const { path } = await make(), r = await get(path);
    c.secrets.push(path.split('/').pop().slice(0, -4));
    return r.status === 200 && /^text\/calendar/.test(r.headers['content-type']) && /BEGIN:VEVENT/.test(r.text) && !/河豚/.test(r.text) && !r.text.includes(p.id) && !/public/.test(r.headers['cache-control'] ?? '') ? '' : `${JSON.stringify(r.headers)} ${r.text}`;
  });
  const { path } = await make({ detail: true }), token = path.split('/').pop().slice(0, -4);
  c.secrets.push(token);
  for (const [what, bad] of [['another last letter', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`], ['one letter less', token.slice(0, -1)], ['one letter more', `${token}0`], ['capitals', token.toUpperCase()], ['nothing', ''], ['a star', '*'], ['%00', `${token}%00`], ['a quote', `${token}'`], ['an id', p.id]])
    await test(`calendars: ${what} leads nowhere`, async () => { if (bad === token) return ''; const r = await get(`/v1/calendar/${bad}.ics`); return [400, 404].includes(r.status) && !/VCALENDAR/.test(r.text) ? '' : short(r); });
  await test('calendars: an address is no session and no token', async () => { const r = [await get('/v1/people/me', { Authorization: `Bearer ${token}` }), await get('/v1/people/me', { Cookie: `zhuyi_session=${token}` }), await get('/fhir/Observation', { Authorization: `Bearer zt_${token}` }), await get(`/v1/calendar/${token}`)]; return r.slice(0, 3).every((x) => x.status === 401) && r[3].status === 404 ? '' : r.map(short).join('\n'); });
  await test('calendars: 200 guesses find none', async () => { const all = await Promise.all(Array.from({ length: 200 }, (_, i) => get(`/v1/calendar/${i.toString(16).padStart(64, 'a')}.ics`))); return all.every((r) => !gone(r)) ? '' : short(all.find(gone)); });
  await test('calendars: somebody else\'s is not revoked, nor listed', async () => {
    const q = await one.register(), { feeds } = await p.good('GET', '/v1/people/me/calendar'), r = await q.session.post('/v1/people/me/calendar/revoke', { id: feeds[0].id });
    return r.status === 404 && (await q.good('GET', '/v1/people/me/calendar')).feeds.length === 0 && (await get(path)).status === 200 && !JSON.stringify(feeds).includes(token) ? '' : short(r);
  });
  await test('calendars: revoked, it leads nowhere at once, as if it had never been', async () => { const f = await make(); must((await get(f.path)).status === 200, 'nor before'); await p.good('POST', '/v1/people/me/calendar/revoke', { id: f.id }); return gone(await get(f.path)); });
  const child = await (async () => { const g = await one.register('guardian'), w = await g.ward(); await g.good('POST', `/v1/people/${w.id}/reminders`, { kind: 'vaccine', title: '麻疹疫苗', times: ['09:00'] }); const made = await g.good('POST', `/v1/people/${w.id}/calendar`, { detail: true }); return { path: made.path, id: w.id }; })();
  for (const [what, which, end] of [
    ['the consent is withdrawn', path, () => withdraw(p, (x) => x.purpose === 'consult' && x.sensitive)], ['the guardian\'s right is over', child.path, () => sql(o.store, `UPDATE relation SET until_ms = ${Date.now() - 1000} WHERE kind = 'guardian' AND (person = '${child.id}' OR other = '${child.id}')`)]])
    await test(`calendars: it leads nowhere once ${what}`, async () => { must((await get(which)).status === 200, 'nor before'); await end(); return gone(await get(which)); });
  await test('calendars: it leads nowhere once the person is deleted', async () => { const q = await one.register(), f = await make({}, q); await q.password_step(); await q.good('POST', '/v1/people/me/delete', { confirm: 'delete' }); return gone(await get(f.path)); });
}

export async function endings(c) {
  const { one, o, doctor } = c;
  await doctor.code_step(); // it lasts five minutes

  await test('consent: withdrawn, nothing more is kept, whatever the way; what is there can be read and taken away', async () => {
    const p = await one.register();
    await full(p);
    const entry = (await p.good('GET', '/v1/people/me/timeline')).entries[0];
    await withdraw(p, (x) => x.purpose === 'consult' && x.sensitive);
    const before = await rows(c, p.id), wrong = [];
    for (const [m, path, body] of WRITES) { const r = await p.session.send(m, path.replace('{id}', p.id), body); if (r.status !== 403) wrong.push(`${m} ${path}: ${short(r)}`); }
    const changed = differ(before, await rows(c, p.id));
    if (wrong.length || changed) return `${wrong.join('\n')} changed: ${changed}`;
    for (const end of READS.slice(2)) { const r = await p.session.get(`/v1/people/me/${end}`); if (r.status !== 200) return `${end}: ${short(r)}`; }
    const gone = await p.session.post('/v1/people/me/record/delete', { type: entry.type, id: entry.id });
    return gone.status === 200 ? '' : short(gone);
  });
  await test('consent: withdrawn, what was noted from a conversation can still be called wrong', async () => {
    const p = await one.register(), noted = must((await p.good('POST', '/v1/ask', { question: '我对青霉素过敏，感冒了怎么办' })).remembered?.[0], 'nothing was remembered');
    await withdraw(p, (x) => x.purpose === 'consult' && x.sensitive);
    const right = await p.session.post('/v1/people/me/memory', { type: noted.type, id: noted.id, state: 'confirmed' }), wrong = await p.session.post('/v1/people/me/memory', { type: noted.type, id: noted.id, state: 'wrong' });
    return right.status === 403 && wrong.status === 200 && (await p.good('GET', '/v1/people/me/memory')).items.length === 0 ? '' : `${short(right)} ${short(wrong)}`;
  });
  await test('consent: withdrawn, the doctors see the alert no more and treat no more, at once; given again, they do', async () => {
    const p = await one.register();
    await full(p);
    const a = must(await alerted(doctor, p.id), 'no alert before either');
    must((await doctor.session.get(`/fhir/${p.id}/Observation`)).status === 200, 'the doctor does not treat');
    await withdraw(p, (x) => x.purpose === 'consult' && x.sensitive);
    const r = [await doctor.session.get(`/fhir/${p.id}/Observation`), await doctor.session.get(`/v1/people/${p.id}/measures`), await doctor.session.post(`/v1/alerts/${a.id}/close`, { note: '已处理' })];
    if (await alerted(doctor, p.id) || r.some((x) => x.status !== 404)) return `${JSON.stringify(await alerted(doctor, p.id))} ${r.map(short)}`;
    await p.agree();
    return (await alerted(doctor, p.id))?.id === a.id ? '' : 'it does not come back';
  });
  await test('consent: withdrawn, a reminder that falls due is not told', async () => {
    const p = await one.register();
    await p.good('POST', '/v1/people/me/reminders', { kind: 'drug', title: '氨氯地平', times: ['08:00'] });
    const due = async () => sql(o.store, `UPDATE due SET due_ms = ${Date.now() - 3600000} WHERE person = '${p.id}'`);
    await withdraw(p, (x) => x.purpose === 'consult' && x.sensitive);
    await due();
    await sleep(3000);
    const [r] = (await p.good('GET', '/v1/people/me/reminders')).reminders;
    return (await p.good('GET', '/v1/people/me/notices')).notices.length === 0 && r.state === 'paused' && !(await rows(c, p.id)).due ? '' : JSON.stringify(r);
  });
  await test('consent: withdrawn by a guardian for a child, nothing more is kept of the child', async () => {
    const g = await one.register('guardian'), w = await g.ward();
    await g.alarm(w.id);
    must(await alerted(doctor, w.id), 'no alert before either');
    await withdraw(g, (x) => x.purpose === 'consult' && x.sensitive, w.id);
    const before = await rows(c, w.id), wrong = [];
    for (const [m, path, body] of WRITES) { const r = await g.session.send(m, path.replace('{id}', w.id), body); if (r.status !== 403) wrong.push(`${m} ${path}: ${short(r)}`); }
    return wrong.join('\n') || differ(before, await rows(c, w.id)) || (await alerted(doctor, w.id) ? 'the alert is still listed' : '');
  });

  await test('alerts: closed, the doctor treats no more, and it is not closed twice', async () => {
    const p = await one.register();
    await p.alarm();
    const a = must(await alerted(doctor, p.id), 'no alert'), closed = await doctor.session.post(`/v1/alerts/${a.id}/close`, { note: '已电话联系', message: '明天来复查' });
    const r = [await doctor.session.get(`/fhir/${p.id}/Observation`), await doctor.session.get(`/v1/people/${p.id}/timeline`), await doctor.session.post(`/v1/people/${p.id}/diary`, { text: 'x' }), await doctor.session.post(`/fhir/${p.id}/Observation`, observation()), await doctor.session.post(`/v1/alerts/${a.id}/close`, { note: '再一次' })];
    const told = (await p.good('GET', '/v1/people/me/notices')).notices.some((n) => n.kind === 'doctor' && n.text === '明天来复查');
    return closed.status === 200 && r.every((x) => x.status === 404) && !(await alerted(doctor, p.id)) && told ? '' : `${short(closed)} ${told} ${r.map(short)}`;
  });
  await test('alerts: closed by eight at once, once', async () => {
    const p = await one.register();
    await p.alarm();
    const a = must(await alerted(doctor, p.id), 'no alert'), all = await Promise.all(Array.from({ length: 8 }, (_, i) => doctor.session.post(`/v1/alerts/${a.id}/close`, { note: `处理${i}`, message: `话${i}` })));
    const said = (await p.good('GET', '/v1/people/me/notices')).notices.filter((n) => n.kind === 'doctor');
    return all.filter((r) => r.status === 200).length === 1 && said.length === 1 && all.every((r) => r.status < 500) ? '' : all.map(short).join('\n');
  });
  await test('alerts: a doctor neither sees nor closes one about themself', async () => {
    const d = await one.staff('doctor');
    await d.enrol();
    await d.alarm();
    await d.code_step();
    const a = must(await alerted(doctor, d.id), 'no alert'), own = await alerted(d, d.id), r = await d.session.post(`/v1/alerts/${a.id}/close`, { note: '自己处理' });
    return !own && r.status === 403 ? '' : short(r);
  });

  await test('family: the record is read with the sensitive consent only, whatever the way', async () => {
    const p = await one.register(), f = await one.register();
    await full(p);
    await share(p, f);
    await accept(p, f);
    const ways = () => Promise.all([...READS.filter((x) => !x.startsWith('record')).map((end) => f.session.get(`/v1/people/${p.id}/${end}`)), f.session.get(`/fhir/${p.id}/Observation`), f.session.get(`/fhir/${p.id}/_history`), f.session.send('POST', `/fhir/${p.id}/Observation/_search`, 'code=x', { 'Content-Type': 'application/x-www-form-urlencoded' }), f.session.post(`/fhir/${p.id}`, { resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: 'Observation' } }] })]);
    const open = await ways();
    if (open.some((r) => r.status !== 200)) return `with it: ${open.map(short).join('\n')}`;
    for (const [m, path, body] of WRITES) { const r = await f.session.send(m, path.replace('{id}', p.id), body); if (r.status !== 404) return `family writes: ${m} ${path}: ${short(r)}`; }
    const cal = await f.session.get(`/v1/people/${p.id}/calendar`), by = await f.session.post('/v1/authorize', { person: p.id, allow: true });
    if (cal.status < 400 || by.status !== 404) return `${short(cal)} ${short(by)}`;
    await withdraw(p, (x) => x.purpose === 'family' && x.sensitive);
    const closed = await ways();
    return closed.every((r) => r.status === 404) ? '' : `without it: ${closed.map(short).join('\n')}`;
  });
  await test('guardian: after the fourteenth birthday nothing of the child is read or written, at once', async () => {
    const g = await one.register('guardian'), w = await g.ward();
    await g.alarm(w.id);
    must((await g.session.get(`/fhir/${w.id}/Observation`)).status === 200, 'nor before');
    await sql(o.store, `UPDATE relation SET until_ms = ${Date.now() - 1000} WHERE kind = 'guardian' AND (person = '${w.id}' OR other = '${w.id}')`);
    const before = await rows(c, w.id), r = [...await Promise.all(READS.map((end) => g.session.get(`/v1/people/${w.id}/${end}`))), await g.session.get(`/fhir/${w.id}/Observation`), await g.session.get(`/v1/people/${w.id}/calendar`), await g.session.post('/v1/authorize', { person: w.id, allow: true })];
    for (const [m, path, body] of WRITES) r.push(await g.session.send(m, path.replace('{id}', w.id), body));
    return r.every((x) => x.status === 404) && !differ(before, await rows(c, w.id)) ? '' : r.filter((x) => x.status !== 404).map(short).join('\n');
  });

  await test('deletion: nothing of a record is left, and its calendar, alert and reminders are gone', async () => {
    const p = await one.register(), path = await full(p);
    must(await alerted(doctor, p.id), 'no alert before');
    const was = await rows(c, p.id);
    if (!['resource', 'notice', 'due', 'feed', 'alert', 'item'].every((t) => was[t])) return `before: ${JSON.stringify(was).slice(0, 300)}`;
    await p.password_step();
    await p.good('POST', '/v1/people/me/delete', { confirm: 'delete' });
    const left = await rows(c, p.id), some = TABLES.filter((t) => left[t]);
    return some.length || await alerted(doctor, p.id) || (await send(o.base, 'GET', path)).status !== 404 ? `rows of ${some}` : '';
  });
  await test('deletion: while measurements, reminders and resources are written, nothing is left behind', async () => {
    const p = await one.register(), s = await p.login();
    await p.password_step();
    const [gone, ...others] = await Promise.all([p.session.post('/v1/people/me/delete', { confirm: 'delete' }), ...WRITES.map(([m, path, body]) => s.copy().send(m, path.replace('{id}', p.id), body))]);
    const left = await rows(c, p.id), some = TABLES.filter((t) => left[t]);
    return gone.status === 200 && !some.length && others.every((r) => r.status < 500) ? '' : `${short(gone)} rows of ${some} ${others.map((r) => r.status)}`;
  });
  await test('closing: of whom a duty keeps, nothing is told, listed, reminded or read', async () => {
    const p = await one.register(), path = await full(p);
    await doctor.good('POST', `/v1/cases/${await p.waiting()}/sign`, { text: '多休息。' });
    await p.password_step();
    const end = await p.good('POST', '/v1/people/me/delete', { confirm: 'delete' });
    if (end.state !== 'blocked') return `not closed: ${JSON.stringify(end)}`;
    await sql(o.store, `UPDATE due SET due_ms = ${Date.now() - 3600000} WHERE person = '${p.id}'`);
    const before = await rows(c, p.id);
    await sleep(3000);
    const after = await rows(c, p.id), r = [await doctor.session.get(`/v1/people/${p.id}/timeline`), await doctor.session.get(`/fhir/${p.id}/Observation`), await doctor.session.post(`/fhir/${p.id}/Observation`, observation()), await p.session.get('/v1/people/me/measures'), await p.session.get('/fhir/me/Observation'), await send(o.base, 'GET', path)];
    return !await alerted(doctor, p.id) && r.every((x) => [401, 404].includes(x.status)) && before.notice === after.notice ? '' : `${before.notice === after.notice} ${r.map(short).join('\n')}`;
  });
}
