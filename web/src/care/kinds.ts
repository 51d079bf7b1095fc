/* kinds.ts - the measurements a person can enter: their numbers, units and circumstances. Pure. What is plausible, and what a value means, is the
 * server's business. */
import type { Band, MeasureKind, Numberish } from '../care_types';

export interface KindSpec {
  parts: readonly string[];       /* names of the numbers, as in the texts mpart_… */
  units: readonly string[];       /* UCUM; the first is what is kept */
  contexts?: readonly string[];
  whole?: boolean;                /* no decimals: the phone's plain number pad */
}

export const KINDS: Record<MeasureKind, KindSpec> = {
  bp: { parts: ['sys', 'dia'], units: ['mm[Hg]'], contexts: ['rest'], whole: true },
  glucose: { parts: ['value'], units: ['mmol/L', 'mg/dL'], contexts: ['fasting', 'after_meal', 'before_sleep'] },
  weight: { parts: ['value'], units: ['kg', '500.g'] },
  hr: { parts: ['value'], units: ['/min'], contexts: ['rest'], whole: true },
  spo2: { parts: ['value'], units: ['%'], contexts: ['rest'], whole: true },
  temp: { parts: ['value'], units: ['Cel', '[degF]'] },
  sleep: { parts: ['value'], units: ['h'] },
  steps: { parts: ['value'], units: ['{steps}/d'], whole: true },
  waist: { parts: ['value'], units: ['cm'] },
  peak_flow: { parts: ['value'], units: ['L/min'], whole: true },
  height: { parts: ['value'], units: ['cm'] },
};
export const KIND_NAMES = Object.keys(KINDS) as MeasureKind[];
export const isKind = (name: string): name is MeasureKind => (KIND_NAMES as string[]).includes(name);

/* 128/82, 6.1 */
export const valueText = (v: readonly string[]): string => v.join('/');

/* A number as it is typed on a Chinese phone: full-width digits, a comma for the point. '' when it is none. */
export function numberText(typed: string): string {
  const text = typed.normalize('NFKC').trim().replace(',', '.').replace('。', '.');
  return /^\d+(\.\d+)?$/.test(text) ? text : '';
}

export const numberOf = (value: Numberish | undefined): number | null => {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};

export type Place = 'in' | 'above' | 'below' | 'unknown';

/* Not of the value itself but of how it changed, or of its share of the best one: nothing to compare a single reading with. */
export const isAbsolute = (one: Band): boolean => one.name !== 'gain' && one.name !== 'best_pct';

/* The band of one number: that of the circumstance it was taken in before that of any. A band of another circumstance says nothing of it. */
function bandOf(band: readonly Band[], part: string, alone: boolean, context: string): Band | undefined {
  const own = band.filter((one) => one.name === part || (alone && isAbsolute(one)));
  return own.find((one) => (one.context ?? '') === context) ?? own.find((one) => (one.context ?? '') === '');
}

/* Where a reading stands against the band of each of its numbers: above anywhere comes first, since that is what is acted on. */
export function placeOf(v: readonly Numberish[], band: readonly Band[], parts: readonly string[], context = ''): Place {
  let known = false;
  let below = false;
  for (const [i, text] of v.entries()) {
    const one = bandOf(band, parts[i] ?? '', parts.length === 1, context);
    const value = numberOf(text);
    if (one === undefined || value === null) continue;
    const low = numberOf(one.low);
    const high = numberOf(one.high);
    if (low === null && high === null) continue;
    known = true;
    if (high !== null && (value > high || (one.high_open === true && value === high))) return 'above';
    if (low !== null && (value < low || (one.low_open === true && value === low))) below = true;
  }
  return !known ? 'unknown' : below ? 'below' : 'in';
}

export const DAY_MS = 86400000;
export const PERIODS = [['w', 7], ['m', 30], ['q', 91], ['y', 365]] as const;
export type Period = typeof PERIODS[number][0];
export const daysOf = (period: Period): number => PERIODS.find(([name]) => name === period)?.[1] ?? 30;

/* For <input type="datetime-local">, in the reader's zone. */
export function localText(ms: number): string {
  const at = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
export const dayText = (ms: number): string => localText(ms).slice(0, 10);
