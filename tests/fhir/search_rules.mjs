/* The rules of FHIR R4 search written once more, plainly and slowly, for what matchesSearchRequest of @medplum/core does not do: spans of dates, quantities, references by id,
 * beginnings of strings. Elements come from the official FHIRPath expressions, not from our table of paths. A clause: {param, modifier, values: [{prefix, text, system, code}]}. */
import { evalFhirPathTyped, toTypedValue } from '@medplum/core';

/* as(string) and as(Age) let other types through there. */
export function valuesOf(resource, param) {
  const narrowed = [...param.expression.matchAll(/\b(\w+)\.\w+\.as\((\w+)\)/g)].filter(([, type]) => type === resource.resourceType).map(([, , wanted]) => wanted);
  return evalFhirPathTyped(param.expression, [toTypedValue(resource)]).filter(({ type }) => !narrowed.length || narrowed.includes(type));
}

/* ---- dates: [from, until) in ms ---- */

export function dateSpan(text, zoneMin) {
  const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const at = (y, m, d, h = 0, min = 0, s = 0) => Date.UTC(y, m, d, h, min, s);
  let offset = zoneMin;
  if (zone) offset = zone === 'Z' ? 0 : (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  let from, until;
  if (!month) [from, until] = [at(+year, 0, 1), at(+year + 1, 0, 1)];
  else if (!day) [from, until] = [at(+year, month - 1, 1), at(+year, +month, 1)];
  else if (!hour) [from, until] = [at(+year, month - 1, +day), at(+year, month - 1, +day + 1)];
  else {
    const ms = fraction ? Math.trunc(Number(`0.${fraction}`) * 1000 + 1e-6) : 0;
    from = at(+year, month - 1, +day, +hour, +minute, +(second ?? 0)) + ms;
    until = from + (second === undefined ? 60000 : fraction === undefined ? 1000 : Math.max(1, 1000 / 10 ** fraction.length));
  }
  return [from - offset * 60000, until - offset * 60000];
}

function spanOf({ value }, zoneMin) {
  if (typeof value === 'string') return dateSpan(value, zoneMin);
  if (value.event || value.repeat) {
    const spans = (value.event ?? []).map((one) => dateSpan(one, zoneMin));
    if (value.repeat?.boundsPeriod) spans.push(spanOf({ value: value.repeat.boundsPeriod }, zoneMin));
    return spans.length ? [Math.min(...spans.map((one) => one[0])), Math.max(...spans.map((one) => one[1]))] : null;
  }
  if (!value.start && !value.end) return null;
  return [value.start ? dateSpan(value.start, zoneMin)[0] : -Infinity, value.end ? dateSpan(value.end, zoneMin)[1] : Infinity];
}

/* ap: a tenth of the time between then and now on both sides */
function compareSpans(prefix, [low, high], [from, until], nowMs) {
  const tenth = Math.trunc(Math.max(0, from - nowMs, nowMs - until) / 10);
  const contains = from <= low && high <= until;
  switch (prefix) {
    case 'ne': return !contains;
    case 'gt': return high > until;
    case 'lt': return low < from;
    case 'ge': return high > until || contains;
    case 'le': return low < from || contains;
    case 'sa': return low >= until;
    case 'eb': return high <= from;
    case 'ap': return low < until + tenth && high > from - tenth;
    default: return contains;
  }
}

/* ---- numbers: BigInt at 60 places ---- */

const PLACES = 60;
export function fixed(text) {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const digits = BigInt(whole + fraction) * 10n ** BigInt(PLACES - fraction.length + Number(exponent));
  return sign ? -digits : digits;
}
function halfStep(text) {
  const [mantissa, exponent] = text.toLowerCase().split('e');
  const places = mantissa.includes('.') ? mantissa.split('.')[1].length : exponent === undefined ? 0 : 1;
  return 5n * 10n ** BigInt(PLACES - places - 1 + Number(exponent ?? 0));
}

function quantityFits(value, { prefix, text, system, code }) {
  const unit = value.low ?? value.high ?? value;
  if (system && unit.system !== system) return false;
  if (code && unit.code !== code && (system || unit.unit !== code)) return false;
  const at = fixed(text), half = halfStep(text);
  if (value.low || value.high || value.comparator) return null; /* only single values here; the rest is in fhir_search_test.c */
  if (value.value === undefined) return false;
  const v = fixed(String(value.value));
  const tenth = (at < 0n ? -at : at) / 10n;
  switch (prefix) {
    case 'ne': return !(v >= at - half && v < at + half);
    case 'gt': case 'sa': return v > at;
    case 'lt': case 'eb': return v < at;
    case 'ge': return v >= at;
    case 'le': return v <= at;
    case 'ap': return v >= at - tenth && v <= at + tenth;
    default: return v >= at - half && v < at + half;
  }
}

/* ---- words ---- */

export const fold = (text) => text.normalize('NFKD').replace(/[\p{M}\s]/gu, '').toLowerCase();
const NAME = ['text', 'family', 'given', 'prefix', 'suffix'], ADDRESS = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'];
export const wordsOf = ({ type, value }) =>
  typeof value === 'string' ? [value] : (type === 'Address' ? ADDRESS : NAME).flatMap((name) => value[name] ?? []);

function stringFits(typed, modifier, { text }) {
  return wordsOf(typed).some((word) => {
    if (modifier === 'exact') return word === text;
    return modifier === 'contains' ? fold(word).includes(fold(text)) : fold(word).startsWith(fold(text));
  });
}

const same = (a, b) => a !== undefined && a.toLowerCase() === b.toLowerCase();
const pairFits = (system, code, asked) => (asked.system === undefined || (asked.system === '' ? !system : asked.system === system)) && (!asked.code || same(code, asked.code));

function tokenFits({ value }, asked) {
  if (typeof value === 'boolean') return pairFits(undefined, String(value), asked);
  if (typeof value === 'string') return pairFits(undefined, value, asked);
  if (value.coding) return value.coding.some((one) => pairFits(one.system, one.code, asked));
  if ('code' in value) return pairFits(value.system, value.code, asked);
  if ('value' in value) return pairFits(/^(phone|email|fax|url|sms|pager|other)$/.test(value.system) ? undefined : value.system, value.value, asked);
  return false;
}

function wordsBeside({ value }, { text }) {
  const beside = [value.text, value.display, value.type?.text, ...(value.coding ?? []).map((one) => one.display)];
  return beside.some((one) => one && fold(one).startsWith(fold(text)));
}

function referenceFits({ value }, modifier, { text }) {
  if (typeof value === 'string') return value === text || (!text.includes('|') && value.split('|')[0] === text);
  const reference = value.reference?.replace(/\/_history\/.*$/, '');
  if (!reference) return false;
  if (modifier) return reference === `${modifier}/${text}`;
  return reference === text || (!text.includes('/') && !text.includes(':') && /^[A-Z]\w+\/[^/]+$/.test(reference) && reference.split('/')[1] === text);
}

function valueFits(typed, { param, modifier }, asked, zoneMin, nowMs) {
  if (modifier === 'text') return wordsBeside(typed, asked);
  switch (param.type) {
    case 'token': return tokenFits(typed, asked);
    case 'reference': return referenceFits(typed, modifier, asked);
    case 'string': return stringFits(typed, modifier, asked);
    case 'uri': return typed.value === asked.text;
    case 'quantity': return quantityFits(typed.value, asked);
    case 'date': {
      const span = spanOf(typed, zoneMin);
      return span !== null && compareSpans(asked.prefix, span, dateSpan(asked.text, zoneMin), nowMs);
    }
    default: throw new Error(`no rule for ${param.type}`);
  }
}

/* Both parts within one element; each part a clause of its own, its expression from the element on. */
export function partsOf(element, expression) {
  const narrowed = [...expression.matchAll(/\.as\((\w+)\)/g)].map(([, wanted]) => wanted.replace('DateTime', 'dateTime'));
  return evalFhirPathTyped(expression.replace('DateTime', 'dateTime'), [element]).filter(({ type }) => !narrowed.length || narrowed.includes(type));
}
const partsFit = (element, parts, zoneMin, nowMs) =>
  parts.every((part) => partsOf(element, part.param.expression).some((typed) => valueFits(typed, part, part.asked, zoneMin, nowMs)));

export function matchesRules(resource, clauses, zoneMin, nowMs) {
  return clauses.every((clause) => {
    const values = valuesOf(resource, clause.param).filter(({ value }) => value !== undefined && value !== null);
    if (clause.param.type === 'composite') return clause.values.some((asked) => values.some((element) => partsFit(element, asked.parts, zoneMin, nowMs)));
    if (clause.modifier === 'missing') return (values.length === 0) === (clause.values[0].text === 'true');
    const any = clause.values.some((asked) => values.some((typed) => valueFits(typed, clause, asked, zoneMin, nowMs)));
    return clause.modifier === 'not' ? !any : any;
  });
}
