// attack_store.mjs - what whoever steals the log or the store learns: nothing that anybody said, no name, nothing to log in with.
import { existsSync, readFileSync } from 'node:fs';
import { dump, must, test } from './client.mjs';

/* Also in hexadecimal and Base64, at each of the three places where it may begin. */
function spellings(secret) {
  const b = Buffer.from(secret, 'utf8'), out = [secret, b.toString('hex'), b.toString('hex').toUpperCase(), encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1).replace(/[\u0080-\uffff]/g, (x) => `\\u${x.charCodeAt(0).toString(16).padStart(4, '0')}`)];
  if (b.length >= 9) for (const at of [0, 1, 2]) out.push(Buffer.concat([Buffer.alloc(at), b]).toString('base64').slice(at ? 4 : 0, -4));
  return [...new Set(out)];
}
const kept = (c) => [...new Set(c.secrets)].filter((s) => s && s.length >= 4);

export async function log(c) {
  if (!c.o.log) return;
  const text = readFileSync(c.o.log, 'utf8');
  await test('log: it was written at all', () => (/"event":"refused"/.test(text) && /"event":"request"/.test(text) ? '' : 'the server must run with --log-requests and its standard error in --log'));
  for (const s of kept(c)) {
    const hit = spellings(s).find((x) => text.includes(x));
    if (hit) await test(`log: nothing of ${s.slice(0, 12)}…`, () => text.slice(Math.max(0, text.indexOf(hit) - 200), text.indexOf(hit) + 200));
  }
  await test(`log: none of ${kept(c).length} secrets`, () => '');
  await test('log: no address, query or id of a person', () => (text.includes(c.victim.id) || text.includes(c.victim.case) ? 'an id of the victim' : /[?&](person|since_ms|organisation)=/.test(text) ? 'a query' : ''));
  await test('log: each line is JSON, whatever was sent', () => text.split('\n').filter(Boolean).find((l) => { try { JSON.parse(l); return false; } catch { return true; } })?.slice(0, 300) ?? '');
  await test('log: no crash, no complaint of a sanitizer', () => /Sanitizer|runtime error|ASSERT|check failed/.exec(text)?.[0] ?? '');
}

export async function store(c) {
  const file = !c.o.store.startsWith('postgresql:'), places = [['every table', (await dump(c.o.store))]];
  if (file) for (const f of [c.o.store, `${c.o.store}-wal`]) if (existsSync(f)) places.push([f.endsWith('-wal') ? 'the write-ahead log' : 'the file', readFileSync(f)]);
  for (const [what, text] of places) {
    const has = (s) => (typeof text === 'string' ? text.includes(s) : text.includes(Buffer.from(s, 'utf8')));
    await test(`store: ${what} can be searched`, () => (['organisation', 'sample', c.two.org].every(has) || what === 'the write-ahead log' ? '' : 'what is there is not found'));
    const found = kept(c).flatMap((s) => spellings(s).filter(has).map((x) => `${s.slice(0, 20)} as ${x.slice(0, 40)}`));
    await test(`store: ${what} has none of ${kept(c).length} secrets in plain text, hexadecimal or Base64`, () => found.slice(0, 5).join('\n'));
  }
  await test('store: what was kept plain under the first schema is not used any more', () => (/INTO plain_(account|consultation|decision) VALUES/.test(places[0][1]) || /== plain_(account|consultation|decision)\n[^=\n]/.test(places[0][1]) ? 'there are rows' : ''));
  must(kept(c).length > 20, 'too few secrets were noted');
}
