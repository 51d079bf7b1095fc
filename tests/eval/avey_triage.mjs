#!/usr/bin/env node
// avey_triage.mjs - measures, never tunes: how urgent `zhuyi triage` calls written patient histories whose diagnosis is known.
//
// usage: node tests/eval/avey_triage.mjs FILE.jsonl ZHUYI [--pack packs/general-practice] [--missed]
// A line has id, correct_diagnosis, demographics ("61 year old Male"), chief_complaints, presentation. Prints the share of diagnoses that need care
// today which got urgent or emergency (Wilson interval 95 %), by tier, and the tiers of the rest. --missed adds the names of the diagnoses missed.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

// Our own list: what may do harm within a day or two when it is not seen.
const RED_FLAG = new Set([
	'abdominal aortic aneurysm', 'acute angle closure glaucoma', 'acute appendicitis', 'acute cholangitis', 'acute cholecystitis', 'acute liver failure',
	'acute pancreatitis', 'cardiac tamponade', 'cerebral stroke', 'deep venous thrombosis', 'diabetic ketoacidosis', 'epiglottitis', 'infantile meningitis',
	'infective endocarditis', 'liver abscess', 'molar pregnancy', 'myocardial infarction', 'myocarditis', 'pneumonia', 'pre-eclampsia',
	'ruptured ectopic pregnancy', 'spontaneous abortion', 'testicular torsion', 'unstable angina', 'upper gastrointestinal bleeding',
	'acute interstitial nephritis', 'pelvic inflammatory disease', 'hyperemesis gravidarum', 'dengue fever', 'congestive heart failure', 'heart failure',
])
const TIERS = ['emergency', 'urgent', 'routine', 'self_care']

const option = (name, otherwise) => {
	const at = process.argv.indexOf(name)
	return at > 0 ? process.argv[at + 1] : otherwise
}

function question(row) {
	const [, number, unit, sex] = /(\d+(?:\.\d+)?)\s*-?\s*(year|month|week|day)s?[ -]old\s*(male|female)?/i.exec(row.demographics) ?? []
	const years = { year: 1, month: 1 / 12, week: 7 / 365.25, day: 1 / 365.25 }
	const line = { id: row.id, lang: 'en', text: `${row.chief_complaints}. ${row.presentation}` }
	if (number) line.age = Number(number) * years[unit.toLowerCase()]
	const said = sex ?? (/female/i.test(row.demographics) ? 'female' : /male/i.test(row.demographics) ? 'male' : '')
	if (said) line.sex = said.toLowerCase()
	return line
}

function wilson(hits, n) {
	const z = 1.96, p = hits / n, middle = (p + z * z / (2 * n)) / (1 + z * z / n)
	const half = z / (1 + z * z / n) * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
	return `${hits}/${n} = ${Math.round(100 * p)} % (${Math.round(100 * (middle - half))}-${Math.round(100 * (middle + half))})`
}

const [file, zhuyi] = process.argv.slice(2)
if (!file || !zhuyi || zhuyi.startsWith('--')) { console.error('usage: node tests/eval/avey_triage.mjs FILE.jsonl ZHUYI [--pack DIR] [--missed]'); process.exit(2) }
const rows = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line))
const run = spawnSync(zhuyi, ['triage', '--jsonl', '--pack', option('--pack', 'packs/general-practice')],
	{ input: rows.map(row => JSON.stringify(question(row))).join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 28 })
if (run.status !== 0) { console.error(run.stderr); process.exit(1) }
const replies = run.stdout.split('\n').filter(Boolean).map(line => JSON.parse(line))

const count = { red: {}, rest: {} }, missed = []
rows.forEach((row, i) => {
	const name = row.correct_diagnosis.trim().toLowerCase(), tier = replies[i].tier, group = RED_FLAG.has(name) ? 'red' : 'rest'
	count[group][tier] = (count[group][tier] ?? 0) + 1
	if (group === 'red' && tier !== 'emergency' && tier !== 'urgent') missed.push(`${row.id} ${name}: ${tier}`)
})
const total = group => TIERS.reduce((sum, tier) => sum + (count[group][tier] ?? 0), 0)
const today = group => (count[group].emergency ?? 0) + (count[group].urgent ?? 0)
for (const group of ['red', 'rest'])
	console.log(`${group.padEnd(4)} ${String(total(group)).padStart(4)} histories: ${TIERS.map(tier => `${tier} ${count[group][tier] ?? 0}`).join(', ')}`)
console.log(`red-flag diagnoses seen today or at once: ${wilson(today('red'), total('red'))}`)
console.log(`the rest sent today or at once:           ${wilson(today('rest'), total('rest'))}`)
if (process.argv.includes('--missed')) for (const line of missed) console.log(`missed ${line}`)
