/* measure.mjs - how well photographed reports are read, against what was printed on them.
 *   node tests/ingest/measure.mjs --reader build-gcc/src/report_reader --helper build-gcc/helpers/zhuyi-ingest/zhuyi-ingest --pictures DIR
 *                                 [--pack packs/general-practice] [--wrong] [--check]
 * DIR is what tools/render_reports.mjs made. Prints a table with one row for each grade:
 *   right      value, unit and range all as printed, of all items printed
 *   asked      items the person is asked to look at, of all items read
 *   sure wrong items that are not asked about and differ from the print in value, unit, range or in which item they are
 *   flag       items that are not asked about and whose flag is not the printed one: must be 0
 * --wrong lists what went wrong. --check speaks TAP and fails when a figure is below its limit. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
};
const has = name => process.argv.includes(`--${name}`);
const dir = option('pictures'), grades = ['clean', 'mild', 'strong'];
const limits = { clean: 0.99, mild: 0.95, strong: 0 };

const flat = s => s.replace(/\s+/g, '').replace(/（/g, '(').replace(/）/g, ')');
const unitOf = s => flat(s).replace(/[×xX]/g, '').replace(/[*^]/g, '').replace(/[μµ]/g, 'u').toLowerCase();
const rangeOf = s => flat(s).replace(/^(≤|<=|<|小于)/, '<').replace(/^(≥|>=|>)/, '>').replace(/[~—–-]+/g, '-').replace(/^阴性\(-\)$/, '阴性');
const valueOf = s => flat(s).replace(/^阴性\(-\)$/, '阴性');
const directionOf = item => (/high/.test(item.flag) ? 'h' : /low/.test(item.flag) ? 'l' : '');

function likeness(truth, item) {
  return (item.code === truth.id ? 3 : 0) + (flat(item.name) === flat(truth.name) ? 2 : 0) + (valueOf(item.value) === valueOf(truth.value) ? 1.5 : 0)
    + (rangeOf(item.range) === rangeOf(truth.range) ? 1 : 0) + (unitOf(item.unit) === unitOf(truth.unit) ? 0.3 : 0);
}

function pair(truths, items) {
  const all = truths.flatMap((t, i) => items.map((item, k) => ({ i, k, like: likeness(t, item) }))).filter(p => p.like >= 2).sort((a, b) => b.like - a.like);
  const pairs = new Map(), used = new Set();
  for (const { i, k } of all) if (!pairs.has(i) && !used.has(k)) pairs.set(i, items[k]), used.add(k);
  return { pairs, extra: items.filter((_, k) => !used.has(k)) };
}

const sums = Object.fromEntries(grades.map(g => [g, { reports: 0, items: 0, read: 0, right: 0, value: 0, unit: 0, range: 0, name: 0, asked: 0, sureWrong: 0, flag: 0, extraSure: 0, failed: 0, ms: [] }]));
const names = readdirSync(dir).filter(f => f.endsWith('.json')).sort();
const truths = names.map(n => JSON.parse(readFileSync(join(dir, n), 'utf8')));
const lines = execFileSync(option('reader'), [option('helper'), option('pack', 'packs/general-practice'), ...truths.map(t => join(dir, t.file))], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n');

truths.forEach((truth, n) => {
  const reply = JSON.parse(lines[n]), sum = sums[truth.grade];
  const say = (what, t, item) => { if (has('wrong')) console.log(`${truth.file} ${what}: ${t ? [t.name, t.value, t.unit, t.range, t.flag].join(' | ') : ''}  →  ${item ? [item.name, item.value, item.unit, item.range, item.mark ?? '', item.why_unsure.join('+')].join(' | ') : 'nothing'}`); };
  sum.reports++, sum.items += truth.items.length, sum.ms.push(reply.ms);
  if (reply.error) { sum.failed++; if (has('wrong')) console.log(`${truth.file}: ${reply.error}`); return; }
  sum.read += reply.items.length;
  const { pairs, extra } = pair(truth.items, reply.items);
  truth.items.forEach((t, i) => {
    const item = pairs.get(i);
    if (!item) return say('missed', t);
    const value = valueOf(item.value) === valueOf(t.value), unit = unitOf(item.unit) === unitOf(t.unit), range = rangeOf(item.range) === rangeOf(t.range);
    const name = item.code === t.id || flat(item.name) === flat(t.name);
    sum.value += value, sum.unit += unit, sum.range += range, sum.name += name, sum.right += value && unit && range;
    if (!item.sure) { sum.asked++; if (!(value && unit && range)) say('asked, wrong', t, item); else if (has('asked')) say('asked, right', t, item); return; }
    if (!(value && unit && range && name)) sum.sureWrong++, say('SURE, WRONG', t, item);
    const due = t.flag === 'p' ? 'h' : t.flag;
    if (directionOf(item) !== due && !(t.flag === 'p' && item.flag !== 'normal')) sum.flag++, say('SURE, FLAG', t, item);
  });
  for (const item of extra) { if (item.sure) sum.extraSure++, say('SURE, INVENTED', null, item); else sum.asked++, say('invented', null, item); }
});

const percent = (n, of) => (of ? `${(100 * n / of).toFixed(1)} %` : '–');
console.log('| grade | reports | items | right | value | unit | range | name | asked | sure wrong | invented, sure | flag | s a report (median, most) |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|');
for (const grade of grades) {
  const s = sums[grade];
  if (!s.reports) continue;
  s.ms.sort((a, b) => a - b);
  console.log(`| ${grade} | ${s.reports} | ${s.items} | ${percent(s.right, s.items)} | ${percent(s.value, s.items)} | ${percent(s.unit, s.items)} | ${percent(s.range, s.items)} | ${percent(s.name, s.items)} | ${percent(s.asked, s.read)} | ${s.sureWrong} | ${s.extraSure} | ${s.flag} | ${(s.ms[s.ms.length >> 1] / 1000).toFixed(1)}, ${(s.ms.at(-1) / 1000).toFixed(1)} |`);
}
if (has('check')) {
  let bad = 0;
  for (const grade of grades.filter(g => sums[g].reports)) {
    const s = sums[grade], enough = s.right >= limits[grade] * s.items, safe = s.flag === 0 && s.extraSure === 0;
    console.log(`${enough ? 'ok' : 'not ok'} ${grade}: ${s.right} of ${s.items} items right`);
    console.log(`${safe ? 'ok' : 'not ok'} ${grade}: nothing misread goes unasked`);
    bad += !enough + !safe;
  }
  process.exit(bad ? 1 : 0);
}
