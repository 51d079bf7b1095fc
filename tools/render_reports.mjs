/* render_reports.mjs - pictures of laboratory reports that nobody ever had, with what stands on them as JSON.
 *   node tools/render_reports.mjs --out DIR [--seed 1] [--count 20] [--grades clean,mild,strong] [--pack packs/general-practice]
 * For each number from `seed` and each grade: DIR/GRADE-NUMBER.png or .jpg and DIR/GRADE-NUMBER.json. The same arguments give the same reports; the
 * pixels depend on the fonts installed (fonts-noto-cjk) and on Chromium.
 *   clean   as printed to a file: 150 to 200 dots an inch, PNG
 *   mild    a careful photo: turned up to 2°, slightly blurred, uneven light, noise, a tenth smaller, JPEG quality 70
 *   strong  a careless one: turned 4 to 6°, in perspective, blurred, with shadows and creases, 100 dots an inch, JPEG quality 50
 * Names of people, hospitals and numbers are made up and marked so. */
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
};

/* ---- chance that can be repeated ---- */

function chance(seed) { // mulberry32
  let a = (seed * 2654435761) >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  for (let i = 0; i < 5; i++) next();
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    of: list => list[Math.floor(list.length * next())],
    yes: p => next() < p,
  };
}

/* ---- what stands on a report ---- */

function readLabs(pack) {
  const labs = [];
  for (const file of readdirSync(join(pack, 'labs')).filter(f => f.endsWith('.tsv')).sort()) {
    const [head, ...rows] = readFileSync(join(pack, 'labs', file), 'utf8').trim().split('\n').map(l => l.split('\t'));
    for (const row of rows) labs.push(Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
  }
  return labs;
}

const kinds = [
  { title: '血常规检验报告单', groups: ['cbc'], specimen: '全血' },
  { title: '生化检验报告单', groups: ['liver', 'kidney', 'glucose'], specimen: '血清' },
  { title: '血脂检验报告单', groups: ['lipid', 'glucose'], specimen: '血清' },
  { title: '电解质检验报告单', groups: ['electrolytes', 'kidney'], specimen: '血清' },
  { title: '凝血功能检验报告单', groups: ['coagulation'], specimen: '血浆' },
  { title: '甲状腺功能检验报告单', groups: ['thyroid', 'hormone'], specimen: '血清' },
  { title: '尿液检验报告单', groups: ['urine'], specimen: '尿液' },
  { title: '肿瘤标志物检验报告单', groups: ['tumour', 'inflammation'], specimen: '血清' },
  { title: '心肌标志物检验报告单', groups: ['heart', 'liver'], specimen: '血清' },
  { title: '感染四项检验报告单', groups: ['hbv', 'infection', 'inflammation'], specimen: '血清' },
  { title: '贫血三项检验报告单', groups: ['iron', 'cbc'], specimen: '血清' },
];

const places = text => (text.split('.')[1] ?? '').length;

function short(lab) { // an abbreviation as analysers print it
  const all = `${lab.en_terms};${lab.report_names}`.split(';').map(s => s.trim());
  return all.find(s => /^[A-Z][A-Za-z0-9-]{1,7}[#%]?$/.test(s)) ?? '';
}

function unitStyle(unit, style) {
  const power = unit.match(/^10\^(\d+)\/L$/);
  if (power) return [`×10^${power[1]}/L`, `10^${power[1]}/L`, `10*${power[1]}/L`, `×10<sup>${power[1]}</sup>/L`][style % 4];
  if (unit === 'umol/L') return style % 2 ? 'umol/L' : 'μmol/L';
  if (unit.startsWith('ug/')) return style % 2 ? unit : unit.replace('ug', 'μg');
  return unit;
}

function numberItem(lab, r, style) {
  const low = lab.low, high = lab.high;
  let digits = Math.max(places(low), places(high));
  const lo = low === '' ? 0 : Number(low), hi = high === '' ? lo * 2 : Number(high);
  const width = hi - lo;
  if (width < 2 && digits < 2) digits++;
  else if (width < 30 && digits < 1) digits = 1;
  let v = r.between(lo, hi);
  if (r.yes(0.25)) v = r.yes(0.6) ? hi + width * r.between(0.02, 1.6) : lo - Math.min(lo * 0.8, width * r.between(0.02, 0.5));
  const value = Math.max(v, 0).toFixed(digits);
  const dash = style.dash;
  const range = low !== '' && high !== '' ? `${low}${dash}${high}` : high !== '' ? `${style.below}${high}` : `${style.above}${low}`;
  const n = Number(value);
  const flag = (high !== '' && n > hi) || (high !== '' && style.below === '<' && low === '' && n === hi) ? 'h' : (low !== '' && n < lo) ? 'l' : '';
  return { value, range, flag };
}

function wordItem(lab, r, style) {
  const negative = style.negative, positive = r.of(['阳性', '弱阳性', '1+', '2+']);
  const bad = r.yes(0.2);
  return { value: bad ? (style.negative.startsWith('阴') ? positive : r.of(['+', '++', '+-'])) : negative, range: style.negative, flag: bad ? 'p' : '' };
}

function makeReport(labs, seed) {
  const r = chance(seed);
  const kind = kinds[(seed - 1) % kinds.length];
  const style = {
    layout: r.of(['plain', 'ruled', 'grid', 'lines', 'two']),
    font: r.of(['Noto Sans CJK SC', 'Noto Serif CJK SC', 'Noto Sans CJK SC']),
    latin: r.of(['', 'DejaVu Sans', 'Liberation Serif', '']),
    size: r.between(9.5, 11),
    dash: r.of(['-', '~', '--', ' - ', '-', '—']),
    below: r.of(['<', '≤', '<', '0-']),
    above: r.of(['>', '≥']),
    negative: r.of(['阴性', '阴性(-)', '-', '阴性']),
    unit: r.whole(0, 3),
    mark: r.of(['arrow', 'arrow', 'arrow', 'letter', 'beside']),
    code: r.of(['none', 'column', 'beside', 'none']),
    number: r.yes(0.6),
    order: r.of(['name value mark unit range', 'name value mark range unit', 'name value unit mark range', 'name value unit range mark', 'name unit value mark range']),
    words: r.of([['项目', '结果', '单位', '参考区间', '提示'], ['检验项目', '测定结果', '单位', '参考值', ''], ['项目名称', '结果', '单位', '参考范围', '标志'], ['检查项目', '检验结果', '单位', '生物参考区间', '状态']]),
    header: !r.yes(0.08),
    dpi: r.whole(150, 200),
  };
  if (style.layout === 'two') style.code = 'none', style.size = Math.min(style.size, 9.8);
  const pool = labs.filter(l => kind.groups.includes(l.group) && (l.low || l.high || (l.expect && !l.unit)) && [...l.zh].length <= 13);
  const want = style.layout === 'two' ? r.whole(14, 25) : r.whole(5, 22);
  const chosen = [];
  for (const lab of [...pool].sort(() => r.next() - 0.5)) if (chosen.length < want && !chosen.includes(lab)) chosen.push(lab);
  chosen.sort((a, b) => pool.indexOf(a) - pool.indexOf(b));
  const items = chosen.map(lab => {
    const text = lab.low || lab.high ? numberItem(lab, r, style) : wordItem(lab, r, style);
    const shown = unitStyle(lab.unit === '1' ? '' : lab.unit, style.unit);
    return { id: lab.id, name: lab.zh, code: style.code === 'none' ? '' : short(lab), ...text, unit: shown.replace(/<sup>(\d+)<\/sup>/, '^$1'), shown };
  });
  const mine = r.whole(100000, 999999);
  return { seed, kind, style, items, date: `2026-${String(r.whole(1, 11)).padStart(2, '0')}-${String(r.whole(1, 28)).padStart(2, '0')}`, number: mine,
    person: r.of(['甲样例', '乙样例', '丙样例', '丁样例']), sex: r.of(['男', '女']), age: r.whole(19, 84), hospital: r.of(['虚构第一人民医院', '虚构县中医院', '示例市虚构医院', '虚构大学附属医院']) };
}

/* ---- how it is laid out ---- */

const escape = s => s.replace(/[&<>]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

function mark(item, style) {
  if (!item.flag) return '';
  if (item.flag === 'p') return style.mark === 'letter' ? '*' : '';
  if (style.mark === 'letter') return item.flag === 'h' ? 'H' : 'L';
  return item.flag === 'h' ? '↑' : '↓';
}

function cells(item, style) {
  const text = { name: escape(item.name), value: escape(item.value), unit: item.shown, range: escape(item.range), mark: mark(item, style) };
  if (item.code && style.code === 'beside') text.name += `(${item.code})`;
  if (style.mark === 'beside' && text.mark) text.value += ` ${text.mark}`, text.mark = '';
  return text;
}

function columns(style) {
  let order = style.order.split(' ');
  if (style.mark === 'beside') order = order.filter(c => c !== 'mark');
  return [...(style.number ? ['no'] : []), ...(style.code === 'column' ? ['code'] : []), ...order];
}

function table(items, first, style) {
  const names = { name: style.words[0], value: style.words[1], unit: style.words[2], range: style.words[3], mark: style.words[4], no: '序号', code: '代码' };
  const cols = columns(style);
  const head = style.header ? `<tr>${cols.map(c => `<th class="${c}">${names[c]}</th>`).join('')}</tr>` : '';
  const rows = items.map((item, i) => {
    const text = { ...cells(item, style), no: String(first + i + 1), code: escape(item.code) };
    return `<tr>${cols.map(c => `<td class="${c}">${text[c]}</td>`).join('')}</tr>`;
  });
  return `<table>${head}${rows.join('')}</table>`;
}

function html(report) {
  const { style, items } = report;
  const font = [style.latin && `'${style.latin}'`, `'${style.font}'`].filter(Boolean).join(',');
  const half = Math.ceil(items.length / 2);
  const body = style.layout === 'two' ? `<div class="two">${table(items.slice(0, half), 0, style)}${table(items.slice(half), half, style)}</div>` : table(items, 0, style);
  const border = { plain: 'th{border-top:1.5px solid #000;border-bottom:1px solid #000}table{border-bottom:1.5px solid #000}', ruled: 'td,th{border-bottom:0.6px solid #777}',
    grid: 'td,th{border:0.8px solid #333}', lines: 'th{border-bottom:1px dashed #333}', two: 'th{border-top:1px solid #000;border-bottom:1px solid #000}' }[style.layout];
  return `<!doctype html><meta charset="utf-8"><style>
body{margin:0;width:794px;background:#fff;color:#111;font:${style.size}pt/1.45 ${font},sans-serif}
main{padding:44px 46px}h1{font-size:16pt;text-align:center;margin:0}h2{font-size:13pt;text-align:center;margin:2px 0 10px;font-weight:normal}
.head{display:grid;grid-template-columns:repeat(4,1fr);gap:2px 12px;border-bottom:1px solid #000;padding-bottom:6px;margin-bottom:8px;font-size:9.5pt}
table{border-collapse:collapse;width:100%}td,th{padding:2.2px 6px;text-align:left;font-weight:normal;white-space:nowrap}th{font-weight:bold}
.two{display:flex;gap:22px}.two table{align-self:flex-start}.two td,.two th{padding:2px 3px}.value{text-align:${report.seed % 3 ? 'left' : 'right'}}
${border}.foot{margin-top:12px;border-top:1px solid #000;padding-top:4px;font-size:9pt;display:flex;gap:30px}sup{font-size:65%;line-height:0}</style>
<main><h1>${report.hospital}</h1><h2>${report.kind.title}</h2>
<div class="head"><span>姓名：${report.person}（虚构）</span><span>性别：${report.sex}</span><span>年龄：${report.age}岁</span><span>样本号：${report.number}</span>
<span>科室：内科门诊</span><span>标本：${report.kind.specimen}</span><span>床号：</span><span>采样：${report.date}</span></div>
${body}
<div class="foot"><span>检验者：虚构甲</span><span>审核者：虚构乙</span><span>报告时间：${report.date} 10:30</span></div>
<div style="font-size:8.5pt">本报告为虚构样例，仅用于测试，不对应任何人。</div></main>`;
}

/* ---- how it was photographed ---- */

function photoPage(report, grade, bytes, size) {
  const r = chance(report.seed * 7 + { mild: 1, strong: 2 }[grade]);
  const strong = grade === 'strong';
  const scale = strong ? 100 / report.style.dpi : 0.9;
  const w = Math.round(size.width * scale), h = Math.round(size.height * scale);
  const turn = (strong ? r.between(4, 6) : r.between(0.2, 2)) * (r.yes(0.5) ? 1 : -1);
  const tilt = strong ? `perspective(${w * 3}px) rotateX(${r.between(-9, 9).toFixed(2)}deg) rotateY(${r.between(-9, 9).toFixed(2)}deg)` : '';
  const blur = strong ? r.between(0.5, 0.8) : r.between(0.25, 0.5);
  const margin = strong ? 0.1 : 0.045;
  const bw = Math.round(w * (1 + 2 * margin)), bh = Math.round(h * (1 + 2 * margin) + w * Math.sin(Math.abs(turn) * Math.PI / 180) * 0.6);
  const light = strong ? 0.5 : 0.22;
  const shadows = strong ? `<i style="background:linear-gradient(${r.whole(20, 160)}deg,transparent 40%,rgba(20,20,30,.34) 52%,rgba(20,20,30,.30) 100%)"></i>` : '';
  const creases = strong ? [0, 1].map(() => `<i style="background:linear-gradient(${r.whole(80, 100)}deg,transparent 49.4%,rgba(0,0,0,.16) 49.8%,rgba(255,255,255,.5) 50.3%,transparent 50.8%);transform:translate(${r.whole(-20, 20)}%,${r.whole(-20, 20)}%)"></i>`).join('') : '';
  return { width: bw, height: bh, quality: strong ? 50 : 70, content: `<!doctype html><style>body{margin:0;background:${strong ? '#6b5a4a' : '#8b8d90'};width:${bw}px;height:${bh}px;overflow:hidden;position:relative}
img{position:absolute;left:${(bw - w) / 2}px;top:${(bh - h) / 2}px;width:${w}px;height:${h}px;transform:${tilt} rotate(${turn.toFixed(3)}deg);filter:blur(${blur.toFixed(2)}px)}
i{position:absolute;inset:0}canvas{position:absolute;inset:0;opacity:${strong ? 0.10 : 0.05}}</style><img src="data:image/png;base64,${bytes.toString('base64')}">
<i style="background:radial-gradient(circle at ${r.whole(15, 85)}% ${r.whole(15, 85)}%,rgba(255,250,235,${strong ? 0.05 : 0.03}) 0%,rgba(10,10,20,${light}) 130%)"></i>${shadows}${creases}<canvas width="${bw}" height="${bh}"></canvas>
<script>const c=document.querySelector('canvas').getContext('2d'),d=c.createImageData(${bw},${bh});let s=${report.seed}>>>0;for(let i=0;i<d.data.length;i+=4){s=(Math.imul(s,1664525)+1013904223)>>>0;d.data[i]=d.data[i+1]=d.data[i+2]=s>>>24;d.data[i+3]=255}c.putImageData(d,0,0)</script>` };
}

async function render(browser, report, grade, out) {
  const scale = report.style.dpi / 96;
  const sheet = await browser.newPage({ viewport: { width: 794, height: 400 }, deviceScaleFactor: scale });
  await sheet.setContent(html(report));
  await sheet.evaluate(() => document.fonts.ready);
  const clean = await sheet.screenshot({ fullPage: true, type: 'png' });
  const css = await sheet.evaluate(() => ({ width: 794, height: document.documentElement.scrollHeight }));
  await sheet.close();
  const name = `${grade}-${report.seed}`;
  let file = `${name}.png`, picture = clean;
  if (grade !== 'clean') {
    const photo = photoPage(report, grade, clean, { width: css.width * scale, height: css.height * scale });
    const page = await browser.newPage({ viewport: { width: photo.width, height: photo.height }, deviceScaleFactor: 1 });
    await page.setContent(photo.content);
    await page.waitForFunction(() => document.querySelector('img').complete);
    picture = await page.screenshot({ type: 'jpeg', quality: photo.quality });
    await page.close();
    file = `${name}.jpg`;
  }
  writeFileSync(join(out, file), picture);
  const items = report.items.map(({ shown, ...item }) => item);
  writeFileSync(join(out, `${name}.json`), JSON.stringify({ file, grade, seed: report.seed, date: report.date, style: report.style, items }, null, 1));
}

const out = option('out');
if (!out) { console.error('usage: node tools/render_reports.mjs --out DIR [--seed N] [--count N] [--grades clean,mild,strong] [--pack DIR]'); process.exit(2); }
mkdirSync(out, { recursive: true });
const labs = readLabs(option('pack', join(root, 'packs/general-practice')));
const seed = Number(option('seed', '1')), count = Number(option('count', '20'));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--font-render-hinting=none'] });
for (let i = 0; i < count; i++)
  for (const grade of option('grades', 'clean,mild,strong').split(',')) await render(browser, makeReport(labs, seed + i), grade, out);
await browser.close();
