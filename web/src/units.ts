/* units.ts - how a unit is shown, and what else a value is commonly measured in. Pure.
 * The list only offers; whether two units are commensurable, and the conversion, is the server's. */
import type { Lang } from './types';

const SHOWN: Record<string, { zh: string; en: string }> = {
  a: { zh: '岁', en: 'years' }, mo: { zh: '个月', en: 'months' }, wk: { zh: '周', en: 'weeks' }, d: { zh: '天', en: 'days' },
  h: { zh: '小时', en: 'h' }, min: { zh: '分钟', en: 'min' }, s: { zh: '秒', en: 's' }, '/min': { zh: '次/分', en: '/min' },
  Cel: { zh: '℃', en: '°C' }, '[degF]': { zh: '℉', en: '°F' },
  '500.g': { zh: '斤', en: 'jin (500 g)' },
};

const SUPER = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/* UCUM as a person writes it: 10*9/L → ×10⁹/L, mm[Hg] → mmHg, ug → μg, mL/min/{1.73_m2} → mL/min/1.73 m². */
export function unitWord(unit: string | null | undefined, lang: Lang): string {
  if (unit === null || unit === undefined || unit === '' || unit === '1' || unit === '{score}') return '';
  const known = SHOWN[unit];
  if (known !== undefined) return known[lang];
  return unit
    .replace(/10[*^](\d+)/g, (_, digits: string) => `×10${[...digits].map((digit) => SUPER[Number(digit)]).join('')}`)
    .replace(/\[(in_i|lb_av|ft_i)\]/g, (_, name: string) => name.slice(0, 2))
    .replace(/u\[IU\]/g, 'μIU').replace(/[[\]]/g, '')
    .replace(/\{([^}]*)\}/g, (_, text: string) => text.replace(/_/g, ' '))
    .replace(/(^|[/.])u(?=(g|mol|L|U|m|s)(?![a-zA-Z]))/g, '$1μ')
    .replace(/m([235])(?!\d)/g, (_, power: string) => `m${SUPER[Number(power)]}`)
    .replace(/([A-Za-z\]])\.(?=\S)/g, '$1·');
}

/* By substance first (amount and mass need one), then by unit alone. */
const BY_SUBSTANCE: { name: RegExp; units: string[] }[] = [
  { name: /creat|scr$/, units: ['umol/L', 'mg/dL'] },
  { name: /bili/, units: ['umol/L', 'mg/dL'] },
  { name: /uric/, units: ['umol/L', 'mg/dL'] },
  { name: /gluc|fpg|fbg/, units: ['mmol/L', 'mg/dL'] },
  { name: /^urea$|bun/, units: ['mmol/L', 'mg/dL'] },
  { name: /chol|hdl|ldl/, units: ['mmol/L', 'mg/dL'] },
  { name: /trig|^tg$/, units: ['mmol/L', 'mg/dL'] },
  { name: /calcium|magnes|phosph|lactate/, units: ['mmol/L', 'mg/dL'] },
  { name: /sodium|potassium|chloride|hco3/, units: ['mmol/L', 'meq/L'] },
];

const BY_UNIT: string[][] = [
  ['kg', '500.g', 'g', '[lb_av]'], ['cm', 'm', '[in_i]'], ['Cel', '[degF]'], ['mm[Hg]', 'kPa'], ['g/L', 'g/dL'], ['mg/L', 'mg/dL'],
  ['a', 'mo', 'd'], ['mo', 'a', 'd', 'wk'], ['wk', 'd'], ['h', 'min', 'd'], ['min', 'h'], ['s', 'ms'], ['ms', 's'],
  ['mL/d', 'L/d'], ['mL/h', 'mL/d'], ['10*9/L', '/uL'], ['10*12/L', '10*6/uL'], ['mg', 'g', 'ug'], ['g', 'mg'], ['mL', 'L'], ['L', 'mL'],
  ['ug/L', 'ng/mL'], ['ng/mL', 'ug/L'], ['mg/L', 'mg/dL'],
];

/* The declared unit first; alone when there is nothing common beside it. */
export function unitsFor(input: { id: string; unit?: string }): string[] {
  const unit = input.unit ?? '';
  if (unit === '') return [];
  const substance = BY_SUBSTANCE.find((one) => one.name.test(input.id) && one.units.includes(unit));
  const list = substance?.units ?? BY_UNIT.find((one) => one[0] === unit) ?? (unit === 'g/dL' ? ['g/dL', 'g/L'] : []);
  return [unit, ...list.filter((other) => other !== unit)];
}
