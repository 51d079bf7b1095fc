// rxsafe.mjs - measures the order check on RxSafeBench-like data: of three drugs for one person, which is the safe one. Data stays where it is.
//
// usage: node tests/eval/rxsafe.mjs FILE.jsonl ZHUYI [--misses N]
// A case has med_true, med_false, med_not_related and either interacton {name} (already taken) or notice (a condition). The check knows what is unsafe, not
// what an indication needs: the answer is the option with the mildest finding; a tie is broken by an order fixed by sha256 of the id.
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const [file, zhuyi] = process.argv.slice(2)
const misses = Number(process.argv[process.argv.indexOf('--misses') + 1] || 0)
if (!zhuyi || !file) {
  console.error('usage: node tests/eval/rxsafe.mjs FILE.jsonl ZHUYI [--misses N]')
  process.exit(2)
}

const cases = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(line => JSON.parse(line))
const options = ['med_true', 'med_false', 'med_not_related']
const hash = text => createHash('sha256').update(text).digest('hex')

function order(test, option) {
  const taken = test.interacton?.name ?? test.interaction?.name
  return {
    id: `${test.id}|${option}`,
    lang: 'en',
    patient: { conditions: test.notice ? test.notice.split(';').map(s => s.trim()).filter(Boolean) : [], allergies: [], labs: [] },
    current: taken ? [taken] : [],
    proposed: [test[option]],
  }
}

const lines = cases.flatMap(test => options.map(option => JSON.stringify(order(test, option))))
const run = spawnSync(zhuyi, ['rx', '--jsonl'], { input: lines.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 30 })
if (run.status !== 0) throw new Error(run.stderr)
const replies = new Map(run.stdout.split('\n').filter(Boolean).map(line => JSON.parse(line)).map(r => [r.id, r]))

const weight = { stop: 3, warn: 2, note: 1 }
const severity = reply => Math.max(0, ...reply.findings.map(f => weight[f.tier]))
const notInPack = (reply, name) => reply.unchecked.some(u => u.drug === name && !u.need)

const parts = {}
const shown = []
for (const test of cases) {
  const part = (parts[test.part] ??= { n: 0, right: 0, unsafe: 0, abstained: 0, answered: 0, falseFlagged: 0, trueFlagged: 0, falseKnown: 0, trueKnown: 0, contextUnknown: 0 })
  part.n++
  const reply = option => replies.get(`${test.id}|${option}`)
  const taken = test.interacton?.name
  const context = taken ? notInPack(reply('med_false'), taken) : reply('med_false').unchecked.some(u => /condition is not known/.test(u.reason))
  part.contextUnknown += context
  for (const [option, key] of [['med_false', 'false'], ['med_true', 'true']]) {
    if (notInPack(reply(option), test[option]) || context) continue
    part[`${key}Known`]++
    part[`${key}Flagged`] += severity(reply(option)) > 0
  }
  const ranked = options
    .filter(option => !notInPack(reply(option), test[option]))
    .sort((a, b) => severity(reply(a)) - severity(reply(b)) || hash(test.id + a).localeCompare(hash(test.id + b)))
  const flagged = options.some(option => severity(reply(option)) > 0)
  if (!flagged) part.abstained++
  else part.answered++
  const choice = ranked[0] ?? [...options].sort((a, b) => hash(test.id + a).localeCompare(hash(test.id + b)))[0]
  part.right += choice === 'med_true'
  part.unsafe += choice === 'med_false'
  if (misses && severity(reply('med_false')) === 0 && !notInPack(reply('med_false'), test.med_false) && !context)
    shown.push(`${test.part} ${test.med_false} with ${taken ?? test.notice} (rank ${test.interacton?.rank ?? '-'})`)
}

const percent = (a, b) => (b ? ((100 * a) / b).toFixed(1) : '-')
for (const [name, p] of Object.entries(parts)) {
  console.log(`${name}: n=${p.n} right=${percent(p.right, p.n)}% unsafe chosen=${percent(p.unsafe, p.n)}% nothing found=${percent(p.abstained, p.n)}% context not in the pack=${percent(p.contextUnknown, p.n)}%`)
  console.log(`  where drug and context are known: unsafe flagged ${p.falseFlagged}/${p.falseKnown} (${percent(p.falseFlagged, p.falseKnown)}%), safe flagged ${p.trueFlagged}/${p.trueKnown} (${percent(p.trueFlagged, p.trueKnown)}%)`)
}
const counted = new Map()
for (const line of shown) counted.set(line, (counted.get(line) ?? 0) + 1)
for (const [line, n] of [...counted].sort((a, b) => b[1] - a[1]).slice(0, misses)) console.log(`missed ${n}x: ${line}`)
