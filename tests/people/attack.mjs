// attack.mjs - attempts on a running server: injection in every field, headers, paths, sessions, codes, tokens, what is sent along unasked, guessing; and afterwards
// whether log or store tell anything that anybody said.
//   node tests/people/attack.mjs --base URL --store PLACE --log FILE --admin LOGIN:PASSWORD --second ORG:LOGIN:PASSWORD [--only PART,…]
// --store and --log belong to that server: the store is searched, and time is moved in it; the log is its standard error. Prints TAP, one line an attempt or field.
import { readFileSync } from 'node:fs';
import { end, options, send } from './client.mjs';
import { Hospital, some } from './hospital.mjs';
import { guesses } from './attack_guess.mjs';
import { headers, injection, paths } from './attack_input.mjs';
import { calendars, endings } from './attack_life.mjs';
import { programs } from './attack_program.mjs';
import { extras, ids, races } from './attack_reach.mjs';
import { fhirBodies, fhirInjection, fhirOrigins, fhirReach } from './attack_record.mjs';
import { sessions, steps, tokens } from './attack_session.mjs';
import { log, store } from './attack_store.mjs';

const o = options(['base', 'store', 'log', 'admin', 'second', 'only']);
if (!o.base || !o.store || !o.admin || !o.second) { console.error('attack.mjs --base URL --store PLACE --log FILE --admin LOGIN:PASSWORD --second ORG:LOGIN:PASSWORD'); process.exit(2); }

const one = new Hospital(o.base, 'sample', o.admin), two = new Hospital(o.base, o.second.split(':')[0], o.second.split(':').slice(1).join(':'));
await one.open();
await two.open();
const verbs = Object.entries((await send(o.base, 'GET', '/openapi.json')).json.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, v]) => ({ name: v.operationId, method: method.toUpperCase(), path, open: !v.security || v.security.some((s) => !Object.keys(s).length) })));
const rows = readFileSync(new URL('../../src/policy/access.tsv', import.meta.url), 'utf8').split('\n').filter((l) => l && !l.startsWith('#')).map((l) => l.split('\t'));

/* A victim, whose words must be the same at the end, and be found nowhere. Everything secret that is made goes into `secrets`. */
const victim = await one.register('patient', { name: '牡丹江上的渔夫甲', phone: '13712345987' });
const secrets = ['牡丹江上的渔夫甲', '13712345987', victim.login_name, '青石板路上的雨-9137'];
await victim.good('POST', '/v1/people/me', { emergency: { name: '渔夫的妹妹乙', phone: '13712345988', relation: '妹妹' } });
await victim.good('POST', '/v1/people/me/facts', { facts: { weight_kg: '61.37', allergies: ['青霉素'], conditions: ['高血压'] } });
victim.case = await victim.ask('我左脚小趾被螃蟹夹伤发炎');
await victim.good('POST', '/v1/people/me/diary', { text: '竹篮里的银鲫鱼' });
await victim.good('POST', '/v1/people/me/measures', { kind: 'weight', v: ['61.37'], note: '磨坊边量的', confirm: true });
await victim.good('POST', '/v1/people/me/cabinet', { drug: '蓝靛根合剂', dose: '5', unit: 'ml', confirm: true });
await victim.good('POST', '/v1/people/me/reminders', { kind: 'other', title: '去看铁匠铺的灯', times: ['08:00'] });
secrets.push('银鲫鱼', '磨坊边量的', '蓝靛根合剂', '铁匠铺的灯', '渔夫的妹妹乙', '13712345988', '61.37', '青霉素', '左脚小趾', '螃蟹');
const look = async () => JSON.stringify(await Promise.all(['/v1/people/me', '/v1/people/me/facts', '/v1/people/me/consents', '/v1/people/me/relations', '/v1/people/me/timeline', '/v1/people/me/reminders', '/fhir/me?_count=200', `/v1/cases/${victim.case}`].map(async (p) => (await victim.session.get(p)).json)), (k, v) => (k === 'leaf' ? undefined : v));
const before = await look();

const [doctor, auditor, pharmacist] = await some(['doctor', 'auditor', 'pharmacist'], 3, async (role) => { const p = await one.staff(role); await p.enrol(); return p; });
const c = { o, one, two, victim, doctor, auditor, pharmacist, verbs, rows, secrets, before, look };
const parts = [injection, headers, paths, sessions, steps, tokens, guesses, extras, ids, races, fhirReach, fhirOrigins, fhirInjection, fhirBodies, programs, calendars, endings, store, log];
for (const part of parts.filter((p) => !o.only || o.only.split(',').includes(p.name))) {
  const started = Date.now();
  await part(c);
  console.log(`# ${part.name}: ${Date.now() - started} ms`);
}
end();
