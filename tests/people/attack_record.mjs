// attack_record.mjs - the record as FHIR and the companion's verbs: other people's ids wherever an id can stand, cross-site requests, what is too much, too deep or no
// JSON at all.
import net from 'node:net';
import { Session, must, notARefusal, report, send, sleep, test, unique } from './client.mjs';
import { TELLS, TEXTS } from './attack_input.mjs';
import { bundle, observation } from './probes.mjs';

const ID = '01AAAAAAAAAAAAAAAAAAAAAAAA', FHIR = { 'Content-Type': 'application/fhir+json' }, PATCHES = { 'Content-Type': 'application/json-patch+json' };
const short = (r) => `${r.status} ${r.text.slice(0, 250)}`;

/* What FHIR may answer to nonsense. */
function judge(r, what, sent = '') {
  const own = r.text.replaceAll(sent || '\u0000', '').replaceAll(JSON.stringify(sent || '\u0000').slice(1, -1), ''); // what was sent may be named
  if (![200, 201, 204, 304, 400, 401, 403, 404, 405, 409, 410, 412, 413, 414, 415, 422].includes(r.status)) return `${what}: ${short(r)}`;
  if (r.status >= 400 && notARefusal(r, '/fhir')) return `${what}: ${notARefusal(r, '/fhir')}: ${short(r)}`;
  if (r.status >= 400 && TELLS.test(own)) return `${what}: tells too much: ${short(r)}`;
  return r.ms > 4000 * Number(process.env.SLOW ?? 1) ? `${what}: took ${r.ms} ms` : '';
}

/* Somebody with a record of which every text is looked for in what others get. */
export async function recorded(hospital, word) {
  const v = await hospital.register();
  v.word = word;
  const put = (type, id, more) => v.session.send('PUT', `/fhir/${v.id}/${type}/${id}`, { resourceType: type, id, ...more }, FHIR);
  for (const r of [await put('Patient', v.id, { name: [{ text: word }], identifier: [{ system: 'urn:x', value: word }] }),
    await put('Observation', 'probe', { ...observation('probe'), subject: { reference: `Patient/${v.id}` }, identifier: [{ system: 'urn:x', value: word }], note: [{ text: word }] }),
    await put('Condition', 'probe', { subject: { reference: `Patient/${v.id}` }, code: { text: word } })]) must(r.status === 201, `setup: ${short(r)}`);
  await v.good('POST', '/v1/people/me/diary', { text: word });
  return v;
}
export const all = async (v) => JSON.stringify([(await v.session.get('/fhir/me?_count=200')).json.entry, (await v.session.get('/v1/people/me/timeline')).json, (await v.session.get('/v1/people/me/diary')).json]);

/* ---- other people's records ---- */

export async function fhirReach(c) {
  const { one, o } = c, v = await recorded(one, `芦苇荡${unique()}`), p = await one.register(), host = new URL(o.base).host;
  c.secrets.push(v.word);
  const before = await all(v);
  must(before.includes(v.word), 'the victim has no record');
  for (const [who, a] of [['a patient', p], ['a doctor', c.doctor]])
    for (const [m, end, body, type] of [['GET', 'Observation/probe'], ['GET', 'Observation/none'], ['GET', 'Observation'], ['GET', ''], ['GET', '_history'], ['GET', 'Observation/probe/_history'], ['GET', 'Observation/probe/_history/1'], ['GET', `Patient/${v.id}/$everything`],
      ['POST', 'Observation/_search', '_count=5', 'application/x-www-form-urlencoded'], ['POST', 'Observation', observation()], ['PUT', 'Observation/probe', observation('probe')], ['PATCH', 'Observation/probe', [{ op: 'remove', path: '/note' }], 'application/json-patch+json'], ['DELETE', 'Observation/probe'],
      ['DELETE', 'Observation?status=final'], ['PUT', 'Observation?status=final', observation()], ['POST', '', bundle('batch', { method: 'GET', url: 'Observation' })], ['POST', '', bundle('transaction', { method: 'DELETE', url: 'Observation/probe' })], ['POST', 'Observation/$validate', observation()]])
      await test(`fhir: ${who} cannot tell a record from none: ${m} /fhir/{id}/${end.replace(v.id, '{id}')}`, async () => {
        const at = (id) => a.session.send(m, `/fhir/${id}/${end}`, body, { 'Content-Type': type ?? 'application/fhir+json' }), there = await at(v.id), nobody = await at(ID);
        return there.status === 404 && there.text === nobody.text && !notARefusal(there, '/fhir', ['not-found']) ? '' : `${short(there)}\n${short(nobody)}`;
      });
  for (const end of ['timeline', 'record?type=Observation&id=probe', 'measures', 'diary', 'cabinet', 'plans', 'week', 'memory', 'reminders', 'notices', 'calendar'])
    await test(`record: a doctor cannot tell a record from none: ${end}`, async () => { const [a, b] = [await c.doctor.session.get(`/v1/people/${v.id}/${end}`), await c.doctor.session.get(`/v1/people/${ID}/${end}`)]; return a.status === 404 && a.text === b.text ? '' : `${short(a)}\n${short(b)}`; });

  const own = (r) => (r.text.includes(v.word) ? `it tells: ${r.text.slice(0, 400)}` : '');
  for (const place of [`/fhir/me/../${v.id}/Observation`, `/fhir/me%2f..%2f${v.id}/Observation`, `/fhir/${v.id.toLowerCase()}/Observation`, `/fhir//${v.id}/Observation`, `/fhir/./${v.id}/Observation`, `/fhir/me/${v.id}/Observation`, `/fhir/${v.id}%00/Observation`, `/fhir/Observation/../../${v.id}/Observation`, `/fhir/me;${v.id}/Observation`,
    `/fhir/me/Observation?person=${v.id}`, `/fhir/Observation?patient=${v.id}`, `/fhir/Observation?subject=Patient/${v.id}`, `/fhir/Observation?subject=${encodeURIComponent(`${o.base}/fhir/${v.id}/Patient/${v.id}`)}`, `/fhir/Patient/${v.id}`, `/fhir/Patient/${v.id}/$everything`, `/fhir/Observation/probe`, `/fhir/Observation?identifier=urn:x|${encodeURIComponent(v.word)}`,
    `/fhir/Patient?_has:Observation:subject:identifier=${encodeURIComponent(v.word)}`, `/FHIR/${v.id}/Observation`, `/fhir/%${Buffer.from(v.id).toString('hex').replace(/../g, '$&%').slice(0, -1)}/Observation`, `/fhir/${v.id}/metadata`, `/fhir/${v.id}/.well-known/smart-configuration`])
    await test(`fhir: ${place.replaceAll(v.id, '{other}').slice(0, 90)} gives nothing of somebody else`, async () => own(await p.session.get(place)));

  for (const url of [`${v.id}/Observation/probe`, `/fhir/${v.id}/Observation/probe`, `/${v.id}/Observation/probe`, `${o.base}/fhir/${v.id}/Observation/probe`, `http://${host}/fhir/${v.id}/Observation/probe`, `../${v.id}/Observation/probe`, `Observation/../../${v.id}/Observation/probe`, `Observation/probe?person=${v.id}`])
    for (const [m, resource] of [['GET'], ['DELETE'], ['PUT', observation('probe')]])
      await test(`fhir: a bundle that does ${m} ${url.replaceAll(v.id, '{other}').replace(o.base, '')} reaches nobody else`, async () => {
        for (const type of ['batch', 'transaction']) { const r = await p.session.post('/fhir/me', bundle(type, { method: m, url }, resource)), why = own(r) || judge(r, type); if (why) return why; }
        await p.session.send('DELETE', '/fhir/me/Observation/probe');
        return '';
      });
  await test('fhir: references, fullUrl, contained and includes lead to nobody else', async () => {
    const there = `${o.base}/fhir/${v.id}`, subject = { reference: `${there}/Patient/${v.id}` };
    const r = await p.session.post('/fhir/me', { resourceType: 'Bundle', type: 'transaction', entry: [
      { fullUrl: `${there}/Observation/probe`, request: { method: 'POST', url: 'Observation' }, resource: { ...observation(), subject, focus: [{ reference: `${there}/Observation/probe` }], hasMember: [{ reference: 'Observation/probe' }] } },
      { fullUrl: `${there}/Patient/${v.id}`, request: { method: 'PUT', url: `Patient/${v.id}` }, resource: { resourceType: 'Patient', id: v.id } }] });
    if (r.status !== 200) return short(r);
    for (const q of ['_include=Observation:subject', '_include=Observation:*', '_include=*', '_include=Observation:has-member&_include:iterate=Observation:focus', '_revinclude=Observation:subject', '_revinclude=Condition:subject']) {
      const s = await p.session.get(`/fhir/me/${q.startsWith('_rev') ? 'Patient' : 'Observation'}?${q}`);
      if (own(s) || judge(s, q)) return own(s) || judge(s, q);
    }
    return own(await p.session.get(`/fhir/me/Patient/${v.id}/$everything`));
  });
  await test('fhir: conditions are asked of one\'s own record only', async () => {
    const q = `identifier=urn:x|${encodeURIComponent(v.word)}`, made = await p.session.send('POST', '/fhir/me/Observation', observation(), { ...FHIR, 'If-None-Exist': q });
    if (made.status !== 201) return `If-None-Exist: ${short(made)}`;
    const gone = await p.session.send('DELETE', `/fhir/me/Observation?${q}`), again = await p.session.send('PUT', `/fhir/me/Observation?${q}`, observation(), FHIR), b = await p.session.post('/fhir/me', bundle('transaction', { method: 'POST', url: 'Observation', ifNoneExist: q }, { ...observation(), subject: { reference: `Patient?${q}` } }));
    return own(b) || (gone.status === 204 && again.status === 201 && b.status >= 400 ? '' : `${short(gone)} ${short(again)} ${short(b)}`);
  });
  await test('fhir: the same id in two records are two resources', async () => {
    const r = await p.session.send('PUT', '/fhir/me/Observation/probe', observation('probe'), FHIR);
    return r.status === 201 && (await p.session.get('/fhir/me/Observation/probe/_history')).json.entry.every((e) => !e.resource || !JSON.stringify(e).includes(v.word)) ? '' : short(r);
  });
  await test('fhir: after all of it the victim\'s record is as before', async () => ((await all(v)) === before ? '' : `${await all(v)}\nwas\n${before}`));
}

/* ---- another site, an ordinary token ---- */

export async function fhirOrigins(c) {
  const { one, o } = c, p = await one.register(), cookie = `zhuyi_session=${p.session.cookie}`, count = async () => (await p.good('GET', '/fhir/me/Observation?_count=0')).total;
  const was = await count(), o1 = JSON.stringify(observation());
  for (const [m, path, body, type] of [['POST', '/fhir/me/Observation', o1, 'application/fhir+json'], ['POST', '/fhir/Observation', o1, 'application/json'], ['PUT', '/fhir/me/Observation/x', JSON.stringify(observation('x')), 'application/json'], ['PATCH', '/fhir/me/Observation/x', '[]', 'application/json-patch+json'], ['DELETE', '/fhir/me/Observation/x'],
    ['POST', '/fhir', JSON.stringify(bundle('batch', { method: 'POST', url: 'Observation' }, observation())), 'application/json'], ['POST', '/fhir/me/Observation/_search', '_count=1', 'application/x-www-form-urlencoded'], ['POST', '/v1/people/me/measures', '{"kind":"bp","v":["120","80"],"confirm":true}', 'application/json'], ['POST', '/v1/authorize', '{"allow":true}', 'application/json'], ['POST', '/v1/people/me/calendar', '{}', 'application/json']])
    for (const [what, headers] of [['without X-Zhuyi', {}], ['from another Origin', { 'X-Zhuyi': '1', Origin: 'http://evil.example' }], ['from Origin null', { 'X-Zhuyi': '1', Origin: 'null' }]])
      await test(`cross-site: ${m} ${path} ${what} is refused and writes nothing`, async () => { const r = await send(o.base, m, path, { body, headers: { Cookie: cookie, ...(type && { 'Content-Type': type }), ...headers } }); return r.status === 403 && (await count()) === was ? '' : short(r); });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/fhir+xml', ''])
    for (const path of ['/fhir/me/Observation', '/fhir', '/v1/people/me/measures'])
      await test(`cross-site: a body of type ${type || 'none'} to ${path} writes nothing`, async () => { const r = await p.session.send('POST', path, o1, { 'Content-Type': type }); return [400, 415].includes(r.status) && (await count()) === was ? '' : short(r); });

  const token = async (scopes) => { await p.password_step(); const t = await p.good('POST', '/v1/tokens', { name: 't', scopes, days: 1 }); c.secrets.push(t.token); return new Session(o.base, '', t.token); };
  const reads = await token(['record.read']), writes = await token(['record.write']), none = await token(['facts.read']);
  for (const [what, s, m, path, body, expected] of [
    ['record.read reads', reads, 'GET', '/fhir/me/Observation', undefined, 200], ['record.read reads with a batch', reads, 'POST', '/fhir', bundle('batch', { method: 'GET', url: 'Observation' }), 200], ['record.read writes nothing', reads, 'POST', '/fhir/me/Observation', observation(), 403], ['record.read puts nothing', reads, 'PUT', '/fhir/me/Observation/y', observation('y'), 403],
    ['record.read deletes nothing', reads, 'DELETE', '/fhir/me/Observation/y', undefined, 403], ['record.read writes nothing with a transaction', reads, 'POST', '/fhir', bundle('transaction', { method: 'POST', url: 'Observation' }, observation()), 403], ['record.read enters no measurement', reads, 'POST', '/v1/people/me/measures', { kind: 'bp', v: ['120', '80'] }, 403],
    ['record.write reads nothing', writes, 'GET', '/fhir/me/Observation', undefined, 403], ['record.write searches nothing with a batch', writes, 'POST', '/fhir', bundle('batch', { method: 'GET', url: 'Observation' }), 403], ['record.write makes no calendar', writes, 'POST', '/v1/people/me/calendar', {}, 403], ['record.write shares nothing', writes, 'POST', '/v1/authorize', { allow: true }, 403],
    ['facts.read reads no record', none, 'GET', '/fhir/me/Observation', undefined, 403], ['facts.read reads no measurements', none, 'GET', '/v1/people/me/measures', undefined, 403]])
    await test(`tokens: ${what}`, async () => { const r = await s.send(m, path, body); return r.status === expected ? '' : short(r); });
}

/* ---- too much, too deep, no JSON ---- */

/* A body sent a byte at a time; resolves when the server has had enough or the time is over. */
function trickle(base, path, session, ms) {
  const { hostname, port } = new URL(base);
  return new Promise((done) => {
    const socket = net.connect(Number(port), hostname), parts = [];
    const tick = setInterval(() => { if (!socket.destroyed) socket.write('x'); }, 200), end = setTimeout(() => finish(), ms);
    const finish = () => { clearInterval(tick); clearTimeout(end); socket.destroy(); done(Buffer.concat(parts).toString('latin1')); };
    socket.on('data', (d) => parts.push(d));
    socket.on('error', finish);
    socket.on('close', finish);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-Zhuyi: 1\r\nCookie: zhuyi_session=${session.cookie}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`);
  });
}

export async function fhirBodies(c) {
  const { one, o } = c, p = await one.register(), s = p.session, MiB = 1 << 20;
  const post = (path, body, headers = {}) => s.send('POST', path, body, { ...FHIR, ...headers });
  const deep = (n) => `{"resourceType":"Basic","code":{"text":"x"},"extension":[{"url":"u","valueString":"v","x":${'['.repeat(n)}1${']'.repeat(n)}}]}`;
  const nested = (n) => `{"resourceType":"Basic","code":{"text":"x"},"extension":[${'{"url":"u","extension":['.repeat(n)}{"url":"u","valueString":"v"}${']}'.repeat(n)}]}`;
  const entries = (n) => `{"resourceType":"Bundle","type":"batch","entry":[${Array(n).fill('{"request":{"method":"GET","url":"Basic/x"}}').join(',')}]}`;
  const rows = [['16 MiB and one byte', '/fhir', Buffer.alloc(16 * MiB + 1, 0x20), [413]], ['16 MiB of blanks', '/fhir', Buffer.alloc(16 * MiB, 0x20), [400, 413]], ['16 MiB of {', '/fhir', Buffer.alloc(16 * MiB, 0x7b), [400, 413]], ['16 MiB of [', '/fhir', Buffer.alloc(16 * MiB, 0x5b), [400, 413]],
    ['one text of 15 MiB', '/fhir', `{"resourceType":"Bundle","type":"${'x'.repeat(15 * MiB)}"}`, [400, 413, 422]], ['a resource of 1 MiB and more', '/fhir/me/Basic', `{"resourceType":"Basic","code":{"text":"${'x'.repeat(MiB)}"}}`, [400, 413]], ['100,000 entries', '/fhir', entries(100000), [400, 413]], ['20,001 entries', '/fhir', entries(20001), [413]],
    ['65 levels of lists', '/fhir/me/Basic', deep(65), [400]], ['9,000 levels of lists', '/fhir/me/Basic', deep(9000), [400]], ['65 extensions in one another', '/fhir/me/Basic', nested(65), [400]], ['500,000 levels in a bundle', '/fhir', `{"resourceType":"Bundle","type":"batch","entry":${'['.repeat(500000)}`, [400, 413]],
    ['what begins as gzip', '/fhir', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]), [400]], ['bytes that are no UTF-8', '/fhir/me/Basic', Buffer.from('{"resourceType":"Basic","code":{"text":"\xff\xfe"}}', 'latin1'), [400]], ['half a surrogate pair', '/fhir/me/Basic', '{"resourceType":"Basic","code":{"text":"\\ud800"}}', [400]], ['U+0000', '/fhir/me/Basic', '{"resourceType":"Basic","code":{"text":"\\u0000"}}', [400]],
    ['a member twice', '/fhir/me/Basic', '{"resourceType":"Basic","code":{"text":"a"},"code":{"text":"b"}}', [400]], ['nothing', '/fhir/me/Basic', '', [400]], ['null', '/fhir/me/Basic', 'null', [400]], ['a list', '/fhir', '[]', [400]], ['1e400', '/fhir/me/Observation', JSON.stringify(observation()).replace('"value":72', '"value":1e400'), [400, 422]], ['a bundle of another type', '/fhir', '{"resourceType":"Bundle","type":"history"}', [400, 422]],
    ['another type than the address', '/fhir/me/Observation', '{"resourceType":"Patient"}', [400]], ['a type that there is not', '/fhir/me/Hospital', '{"resourceType":"Hospital"}', [404]], ['a number where a text belongs', '/fhir/me/Observation', '{"resourceType":"Observation","status":5,"code":[]}', [400]], ['resourceType as a list', '/fhir/me/Basic', '{"resourceType":["Basic"]}', [400]],
    ['an entry that is no object', '/fhir', '{"resourceType":"Bundle","type":"transaction","entry":[1,null,"x",[]]}', [400]], ['entry as an object', '/fhir', '{"resourceType":"Bundle","type":"transaction","entry":{"request":{"method":"DELETE","url":"Basic/x"}}}', [200, 400]], ['a transaction in a transaction', '/fhir', JSON.stringify(bundle('transaction', { method: 'POST', url: '' }, bundle('transaction', { method: 'DELETE', url: 'Basic/x' }))), [400]]];
  for (const [what, path, body, expected] of rows)
    await test(`bodies: ${what}`, async () => { const r = await post(path, body); return expected.includes(r.status) ? (r.status < 400 || !notARefusal(r, path) ? '' : `${notARefusal(r, path)}: ${short(r)}`) : r.status === 0 && r.text.match(/EPIPE|ECONNRESET/) && expected.includes(413) ? '' : short(r); });
  await test('bodies: Content-Encoding: gzip is not taken for what it is not', async () => { const r = await post('/fhir/me/Basic', Buffer.from([0x1f, 0x8b, 8, 0]), { 'Content-Encoding': 'gzip' }); return [400, 415].includes(r.status) ? '' : short(r); });
  await test('bodies: what is large needs a session', async () => { const r = await send(o.base, 'POST', '/fhir', { body: Buffer.alloc(2 * MiB, 0x20), headers: FHIR }); return [401, 413].includes(r.status) || r.status === 0 ? '' : short(r); });
  await test('bodies: measurements of 2 MiB and one byte, of 30,000 rows, and a picture that is none', async () => {
    const table = (n) => `日期,收缩压,舒张压\n${'2026-11-01,120,80\n'.repeat(n)}`;
    const r = [await s.post('/v1/people/me/measures/csv', JSON.stringify({ csv: 'x'.repeat(2 * MiB) })), await s.post('/v1/people/me/measures/csv', { csv: table(30000) }), await s.send('POST', '/v1/people/me/report', Buffer.from('x'), { 'Content-Type': 'image/png' }), await s.send('POST', '/v1/people/me/report', Buffer.alloc(8 * MiB + 1), { 'Content-Type': 'image/jpeg' })];
    return r[0].status === 413 && [400, 413].includes(r[1].status) && r[2].status === 400 && r[3].status === 413 ? '' : r.map(short).join('\n');
  });
  await test('bodies: forty that come a byte at a time hold nobody up', async () => {
    const slow = Array.from({ length: 40 }, (_, i) => trickle(o.base, i % 2 ? '/fhir' : '/v1/people/me/measures', s, 4000));
    await sleep(1000);
    const times = await Promise.all(Array.from({ length: 10 }, () => s.get('/v1/people/me/measures'))), worst = Math.max(...times.map((r) => r.ms));
    await Promise.all(slow);
    return times.every((r) => r.status === 200) && worst < 2000 * Number(process.env.SLOW ?? 1) ? '' : `${times.map((r) => r.status)} ${worst} ms`;
  });
  await test('bodies: after all of it the server answers, and the record is empty', async () => { const r = await s.get('/fhir/me/Basic'); return r.status === 200 && r.json.total === 0 ? '' : short(r); });
}

/* ---- injection into addresses, queries, headers and resources ---- */

export async function fhirInjection(c) {
  const p = await c.one.register(), s = p.session, texts = TEXTS.filter((t) => t.length < 1000);
  const each = async (name, ask) => {
    const wrong = [];
    for (const t of texts) { const why = judge(await ask(t), `${JSON.stringify(t.slice(0, 50))}`, t); if (why) wrong.push(why); }
    report(`injection: fhir ${name}, ${texts.length} attempts`, wrong.slice(0, 3).join('\n'));
  };
  const enc = encodeURIComponent, header = (t) => t.replace(/[^\x20-\x7e]/g, '?');
  for (const m of ['GET', 'PUT', 'PATCH', 'DELETE']) await each(`${m}, id in the address`, (t) => s.send(m, `/fhir/me/Observation/${enc(t)}`, m === 'PATCH' ? [] : observation('x'), m === 'PATCH' ? PATCHES : FHIR));
  await each('type in the address', (t) => s.get(`/fhir/me/${enc(t)}/x`));
  await each('person in the address', (t) => s.get(`/fhir/${enc(t)}/Observation`));
  await each('version in the address', (t) => s.get(`/fhir/me/Observation/x/_history/${enc(t)}`));
  for (const q of ['_id', '_lastUpdated', '_sort', '_count', '_offset', '_include', '_revinclude', '_summary', '_elements', '_tag', 'code', 'date', 'status', 'subject', 'value-quantity', 'code:text', 'code:in', '_has:x:y:z', 'subject.name', '_filter', '_query'])
    await each(`query ${q}`, (t) => s.get(`/fhir/me/Observation?${q}=${enc(t)}`));
  await each('a parameter\'s name', (t) => s.get(`/fhir/me/Observation?${enc(t)}=x`));
  await each('a search form', (t) => s.send('POST', '/fhir/me/Observation/_search', `code=${t}&${t}=code`, { 'Content-Type': 'application/x-www-form-urlencoded' }));
  for (const h of ['If-Match', 'If-None-Match', 'If-None-Exist', 'Prefer', 'Accept']) await each(`header ${h}`, (t) => s.send('PUT', '/fhir/me/Observation/h', observation('h'), { ...FHIR, [h]: header(t) }));
  await each('If-None-Exist of a create', (t) => s.send('POST', '/fhir/me/Observation', observation(), { ...FHIR, 'If-None-Exist': header(t) }));
  for (const [name, make] of Object.entries({ id: (t) => ({ id: t }), status: (t) => ({ status: t }), 'code.text': (t) => ({ code: { text: t } }), 'code.coding.system': (t) => ({ code: { coding: [{ system: t, code: t }] } }), valueString: (t) => ({ valueString: t, valueQuantity: undefined }), 'subject.reference': (t) => ({ subject: { reference: t } }), effectiveDateTime: (t) => ({ effectiveDateTime: t }),
    'meta.tag': (t) => ({ meta: { tag: [{ system: 'urn:zhuyi:origin', code: t }], versionId: t, lastUpdated: t } }), extension: (t) => ({ extension: [{ url: t, valueString: t }] }), contained: (t) => ({ contained: [{ resourceType: 'Patient', id: t, name: [{ text: t }] }] }), text: (t) => ({ text: { status: 'generated', div: t } }), 'a member\'s name': (t) => ({ [t]: t }) }))
    await each(`resource ${name}`, (t) => s.send('POST', '/fhir/me/Observation', { ...observation(), ...make(t) }, FHIR));
  for (const key of ['url', 'method', 'ifNoneExist', 'ifMatch']) await each(`bundle request.${key}`, (t) => s.post('/fhir', bundle('transaction', { method: 'PUT', url: 'Observation/b', [key]: t }, observation('b'))));
  await each('bundle fullUrl', (t) => s.post('/fhir', { resourceType: 'Bundle', type: 'transaction', entry: [{ fullUrl: t, request: { method: 'POST', url: 'Observation' }, resource: { ...observation(), subject: { reference: t } } }] }));
  await each('patch path and value', (t) => s.send('PATCH', '/fhir/me/Observation/h', [{ op: 'add', path: t, value: t }], PATCHES));
  for (const q of ['timeline?before=', 'timeline?count=', 'timeline?type=', 'record?type=Observation&id=', 'record?id=x&type=', 'measures?kind=', 'measures?since_ms=', 'week?from=', 'notices?since_ms='])
    await test(`injection: ${q}, ${texts.length} attempts`, async () => {
      for (const t of texts) { const r = await s.get(`/v1/people/me/${q}${enc(t)}`); if (![200, 400, 404, 413].includes(r.status) || TELLS.test(r.text) || (r.status !== 200 && notARefusal(r, '/v1'))) return `${t.slice(0, 40)}: ${short(r)}`; }
      return '';
    });
  await test('fhir: whatever was kept is read again as JSON', async () => { const r = await s.get('/fhir/me?_count=200'); return r.status === 200 && r.json?.entry ? '' : short(r); });
}
