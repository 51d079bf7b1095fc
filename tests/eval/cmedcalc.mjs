// cmedcalc.mjs - measures the calculators against the Chinese calculator rows, which are read from a folder elsewhere and never shipped.
//
//   node tests/eval/cmedcalc.mjs FOLDER ZHUYI [--pack DIR] [--misses]
//
// FOLDER holds cmedcalc_{equation,score,semantic,faithful}.jsonl. What a row gives as structured parameters goes to `zhuyi calc --jsonl` under the row's own
// indicator name and parameter names: which calculator and which input is meant is decided by the aliases in the pack. The rules below only undo the form the
// rows are written in; each is general and named. Notes are not read. Nothing of a row is printed but its number, the indicator and the values compared.
import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { codes, explained, variants } from './cmedcalc_codes.mjs'

const args = process.argv.slice(2)
const at = args.indexOf('--pack'), pack = at < 0 ? null : args.splice(at, 2)[1]
const show = args.includes('--misses')
const [folder, zhuyi] = args.filter((a) => !a.startsWith('--'))
if (!folder || !zhuyi) { console.error('usage: cmedcalc.mjs FOLDER ZHUYI [--pack DIR] [--misses]'); process.exit(2) }

const load = (name) => readFileSync(`${folder}/cmedcalc_${name}.jsonl`, 'utf8').trim().split('\n').map(JSON.parse)

// ---- a Python literal, as some columns hold ----

function python(text) {
  let i = 0
  const space = () => { while (/\s/.test(text[i] ?? '')) i++ }
  const word = (w, v) => { if (!text.startsWith(w, i)) return false; i += w.length; return { v } }
  function string() {
    const q = text[i++]; let s = ''
    while (text[i] !== q) {
      if (text[i] === '\\') { i++; s += text[i] === 'n' ? '\n' : text[i]; i++ } else s += text[i++]
      if (i > text.length) throw new Error('unterminated')
    }
    i++
    return s
  }
  function list(close, item) {
    i++
    for (space(); text[i] !== close; space()) { item(); space(); if (text[i] === ',') i++ }
    i++
  }
  function value() {
    space()
    if (text[i] === '{') { const o = {}; list('}', () => { space(); const k = String(value()); space(); i++; o[k] = value() }); return o }
    if (text[i] === '[' || text[i] === '(') { const a = []; list(text[i] === '[' ? ']' : ')', () => a.push(value())); return a }
    if (text[i] === "'" || text[i] === '"') return string()
    const w = word('None', null) || word('True', true) || word('False', false)
    if (w) return w.v
    const m = /^[-+.\deE]+/.exec(text.slice(i))
    if (!m) throw new Error('not a literal')
    i += m[0].length
    return Number(m[0])
  }
  return value()
}

function parameters(row) {
  const p = row.input_params_final ?? row.extracted_entities_final ?? row.input_parameters_final
  if (typeof p !== 'string') return p ?? {}
  if (!p.trim()) return {}
  try { return JSON.parse(p) } catch { /* a Python literal */ }
  try { return python(p) } catch { return {} }
}

// ---- the rules: from a row's parameters to calls ----

const plain = (x) => x !== null && typeof x === 'object' && !Array.isArray(x)
const bare = (s) => String(s).replace(/[（(][^）)]*[）)]/g, '').trim()

// Units that say there is none, and blood counts whose unit is only the volume ("15600 in 微升"); 升 and 立方米 stand for the same in two rows.
// Not given, in the rows' words.
const NOT_GIVEN = /^(未提供|未提及|未测|未记录|未明确|未检|未直接提供|未知|缺失|不详|不明)/

// A bound stands for its limit ("≥65岁"); 模糊 under 意识 is a yes; of "卧床/石膏固定" the first word counts; a limit answered with the value in brackets
// ("X>2.0: 否（1.6mg/dL）") is that value.
function said(v, key) {
  const text = Array.isArray(v) && typeof v[0] === 'string' ? v[0] : typeof v === 'string' ? v : null
  if (text === null) return v
  if (NOT_GIVEN.test(text)) return null
  const bound = /^[≥>＞≤<＜]\s*([\d.]+)\s*(岁)?$/.exec(text)
  if (bound) return Number(bound[1])
  if (/意识/.test(key) && text === '模糊') return '是'
  if (/^[^（(]*[^\d（(/]\/[^\d]/.test(text) && !/TIA/.test(text)) return text.split('/')[0]
  return v
}

function limit(key, v) {
  const name = /^([^<>＜＞≥≤]+)[>＞]/.exec(key), value = typeof v === 'string' && /^[是否有无]（([\d.]+)\s*([A-Za-zμ/]+)）/.exec(v)
  return name && value ? [name[1], [Number(value[1]), value[2]]] : [key, v]
}

const NO_UNIT = new Set(['无单位', 'unitless', '无', '单位', '日期', '天数'])
const PER_VOLUME = new Set(['微升', '每微升', '/微升', '个/微升', '升', '立方米'])
const COUNTS = /白细胞|血小板|中性粒细胞/

function unit(text, key) {
  const u = bare(text ?? '')
  if (NO_UNIT.has(u)) return ''
  return COUNTS.test(key) && PER_VOLUME.has(u) ? '/uL' : u
}

// One value: [v, unit], a bare number or text. The unit of a whole set ("单位") serves bare numbers.
function one(v, key, common) {
  if (Array.isArray(v)) return typeof v[0] === 'object' && v[0] !== null ? v : [v[0], unit(v[1], key)]
  if (typeof v === 'number' && common) return [v, common]
  return v
}

// Several values under one name: a list of values, of named values, or a range "a~b" -> one call each.
function several(v) {
  if (!Array.isArray(v)) return null
  if (v.length && v.every((x) => Array.isArray(x))) return v.map((x) => [null, x])
  if (v.length && v.every(plain)) return v.flatMap((x) => Object.entries(x))
  const range = /^(-?[\d.]+)\s*[~～-]\s*(-?[\d.]+)$/.exec(String(v[0]))
  return range ? [[null, [Number(range[1]), v[1]]], [null, [Number(range[2]), v[1]]]] : null
}

// creatinine_1, creatinine_2; systolic_right, systolic_left; 入院前血肌酐, 入院时血肌酐: one quantity at different times or places.
const PLACE = /(_\d+|_right|_left)$|^(入院前|入院时|出院前)(?=.)/
const NAMES = { systolic: '收缩压', diastolic: '舒张压' } // what is left of the compound keys above

// A drug written with its route and dose in one list: [name, dose, unit] is the name, and the dose under 剂量.
function triple(v) {
  return Array.isArray(v) && v.length === 3 && typeof v[0] === 'string' && typeof v[1] === 'number'
}

function calls(p) {
  if (Array.isArray(p)) return p.filter(plain).flatMap(calls)
  const groups = Object.values(p).filter((v) => plain(v) && Object.values(v).length && !('原始值' in v))
  if (groups.length && groups.length === Object.values(p).length) return groups.flatMap(calls)
  const common = typeof p['单位'] === 'string' ? p['单位'] : null
  let sets = [{}]
  const put = (key, choices) => {
    if (sets.length === 1 && choices.length > 1) sets = choices.map(() => ({ ...sets[0] }))
    sets.forEach((s, i) => { s[key] = choices[Math.min(i, choices.length - 1)] })
  }
  const placed = new Map()
  for (const [k, w] of Object.entries(p)) {
    const [raw, x] = limit(k, w), v = said(x, raw)
    if (raw === '单位' || v === null || plain(v)) continue
    const place = PLACE.exec(raw)
    if (place && !several(v)) {
      const rest = raw.replace(PLACE, ''), key = NAMES[rest] ?? rest
      placed.set(key, [...(placed.get(key) ?? []), one(v, key, common)])
      continue
    }
    if (triple(v)) { put(raw, [v[0]]); put('剂量', [[v[1], unit(v[2], raw)]]); continue }
    const many = several(v)
    put(raw, many ? many.map(([, m]) => one(m, raw, common)) : [one(v, raw, common)])
  }
  for (const [key, list] of placed) put(key, list)
  return sets.filter((s) => Object.keys(s).length)
}

// ---- comparing ----

// Answers that belong to another indicator than the one asked, given beside it.
const BESIDE = /ASCVD|EDD|体质指数|每公斤|简化MDRD|排卵|预计分娩|^孕周$/

function numbers(v) {
  const text = String(v)
  const weeks = /^(\d+)周(?:(\d+)天)?$/.exec(text)
  if (weeks) return { weeks: `${weeks[1]}+${weeks[2] ?? 0}` }
  const date = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text)
  if (date) return { date: `${date[1]}-${date[2].padStart(2, '0')}-${date[3].padStart(2, '0')}` }
  const range = /^(-?[\d.]+)\s*[~～-]\s*(-?[\d.]+)$/.exec(text)
  if (range) return { list: [Number(range[1]), Number(range[2])] }
  const over = /^[>＞]\s*([\d.]+)$/.exec(text)
  if (over) return { over: Number(over[1]) }
  return { list: [Number(text)] }
}

function outputs(reply) {
  return [reply.value, ...(reply.more ?? []).map((m) => m.value)].filter((x) => x !== null && x !== undefined)
}

function near(got, want) {
  return typeof got === 'number' && Math.abs(got - want) <= Math.abs(want) * 0.05 + 1e-9
}

// One answer of one call is our value; the ends of a range and several answers of one call may be further results of ours.
function holds(answer, replies, alone) {
  const want = numbers(answer.value), firsts = replies.map((r) => r.value)
  const all = alone && want.list?.length === 1 ? firsts : replies.flatMap(outputs)
  if (want.weeks) return all.includes(want.weeks)
  if (want.date) return firsts.includes(want.date)
  if (want.over !== undefined) return firsts.some((x) => typeof x === 'number' && x >= want.over)
  return want.list.every((w) => all.some((x) => near(x, w)))
}

function rightEquation(row, replies) {
  const all = answers(row)
  return all.every((a) => holds(a, replies, all.length <= replies.length))
}

function answers(row) {
  const a = row.answer_final
  if (!plain(a)) return [{ value: a }]
  if ('value' in a) return [a]
  return Object.entries(a).filter(([k], i) => i === 0 || !BESIDE.test(k)).map(([, v]) => v)
}

// ---- running ----

function named(row) {
  const name = row['指标名称']
  return variants.find(([start, formula]) => name.startsWith(start) && formula.test(row.formula ?? ''))?.[2] ?? name
}


function run(jobs) {
  const input = jobs.map((j, id) => JSON.stringify({ id, calculator: j.calculator, inputs: j.inputs, lang: 'zh' })).join('\n') + '\n'
  const r = spawnSync(zhuyi, ['calc', '--jsonl', ...(pack ? ['--pack', pack] : [])], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  const lines = r.stdout.trim().split('\n').map(JSON.parse)
  if (lines.length !== jobs.length) throw new Error(`${jobs.length} calls, ${lines.length} replies`)
  return lines
}

function ask(rows, inputsOf) {
  const jobs = []
  const span = rows.map((row) => {
    const sets = inputsOf(row), from = jobs.length
    for (const inputs of sets.length ? sets : [{}]) jobs.push({ calculator: named(row), inputs })
    return [from, jobs.length]
  })
  const replies = jobs.length ? run(jobs) : []
  return span.map(([a, b]) => replies.slice(a, b))
}

const percent = (n, d) => `${n}/${d} = ${((100 * n) / Math.max(1, d)).toFixed(1)} %`
const computed = (replies) => replies.some((r) => r.status === 'ok' && !r.lower_bound)
const line = (row, replies, want) =>
  console.log(`  ${row.uid} ${row['指标名称']}: want ${want}; got ${replies.map((r) => `${r.calculator ?? '-'} ${r.status} ${outputs(r).join('|')} ${r.status === 'ok' ? (r.lower_bound ? 'lower bound' : '') : r.why}${r.ignored?.length ? ` (ignored ${r.ignored})` : ''}`).join(' / ')}`)

function suite(name, rows, inputsOf, right) {
  const replies = ask(rows, inputsOf)
  let good = 0, reasoned = 0, silent = 0
  rows.forEach((row, i) => {
    if (!replies[i].some((r) => r.status === 'ok')) silent++
    if (right(row, replies[i])) return good++
    if (explained[row.uid]) reasoned++
    if (show) line(row, replies[i], `${answers(row).map((a) => a.value).join(' ')}${explained[row.uid] ? ` [${explained[row.uid]}]` : ' [OPEN]'}`)
  })
  const open = rows.length - good - reasoned
  console.log(`${name}: right ${percent(good, rows.length)}; misses explained by the source ${reasoned}, open ${open}; without the explained ${percent(good, rows.length - reasoned)}; no answer ${silent}`)
  return [good, rows.length, silent, reasoned]
}

// A finding in words may be several clauses with labels: the clauses are tried one after the other, the first that can be used counts.
function clauses(p) {
  const parts = Object.entries(p).map(([k, v]) => [k, String(v).split(/[；;、，,]/).map((t) => t.replace(/^.*：/, '').trim()).filter(Boolean)])
  const most = Math.max(...parts.map(([, list]) => list.length))
  return Array.from({ length: most }, (_, n) => Object.fromEntries(parts.map(([k, list]) => [k, list[Math.min(n, list.length - 1)]])))
}
const firstExact = (row, replies) => Number(replies.find((r) => r.status === 'ok')?.value) === Number(row.answer_final)

const byCode = (row) => (codes[row.uid] ? [codes[row.uid]] : [])
const exact = (row, replies) => replies.some((r) => r.status === 'ok' && Number(r.value) === Number(row.answer_final))

const equation = load('equation'), score = load('score'), faithful = load('faithful'), semantic = load('semantic')
const text = score.filter((r) => /NIHSS|Glasgow/.test(r['指标名称'])), ticks = score.filter((r) => !text.includes(r))

const totals = [
  suite('equation (structured, within 5 %, dates exact)', equation, (r) => calls(parameters(r)), rightEquation),
  suite('score (structured, exact)', ticks, (r) => calls(parameters(r)), exact),
]
const sum = totals.reduce((a, b) => a.map((x, i) => x + b[i]))
console.log(`structured together: right ${percent(sum[0], sum[1])}; without the explained ${percent(sum[0], sum[1] - sum[3])}; false abstention ${percent(sum[2], sum[1])}`)

suite('score described in words (NIHSS, GCS), as given', text, (r) => clauses(parameters(r)), firstExact)
suite('score described in words (NIHSS, GCS), findings coded by hand', text, byCode, exact)

// A class as the rows write it: 1级, 2-级, III级, A级, Ⅰa级, Ⅲ度, （10-14分）.
function rightClass(row, replies) {
  const want = String(row.answer_final), r = replies[0]
  if (r?.status !== 'ok') return false
  const points = /（(\d+)-(\d+)分）/.exec(want)
  if (points) return r.value >= Number(points[1]) && r.value <= Number(points[2])
  const text = typeof r.value === 'string' ? r.value : r.band
  const roman = { I: 1, II: 2, III: 3, IV: 4, 'Ⅰ': 1, 'Ⅱ': 2, 'Ⅲ': 3, 'Ⅳ': 4, A: 1, B: 2, C: 3, D: 4, E: 5 }
  const key = want.replace(/^.*分型/, '').replace(/[级型]$/, '')
  if (key.endsWith('度') || key.endsWith('a') || key.endsWith('b')) return [r.value, r.band].some((t) => String(t).replace(/\s/g, '').startsWith(key))
  if (key in roman) return r.value === roman[key]
  return r.value === Number(key) || String(text).replace(/\s/g, '').startsWith(want)
}
suite('semantic (notes only), findings coded by hand', semantic, byCode, rightClass)

const replies = ask(faithful, (r) => calls(parameters(r)))
let refused = 0
faithful.forEach((row, i) => {
  if (!computed(replies[i])) refused++
  else if (show) line(row, replies[i], 'nothing')
})
const empty = faithful.filter((r) => calls(parameters(r)).length === 0).length
console.log(`faithful: abstained ${percent(refused, faithful.length)} (${empty} of the rows give no structured parameter at all; a lower bound without a band counts as abstaining)`)
const gated = faithful.filter((r) => codes[r.uid])
const gate = ask(gated, byCode)
console.log(`faithful, rows whose disease is not the one (coded by hand): refused with a reason ${percent(gate.filter((g) => g.every((r) => r.status === 'out_of_range')).length, gated.length)}`)
