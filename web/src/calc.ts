/* calc.ts - calculators: their shapes, how one is found, what is sent. Pure; the server computes. */
import type { Lang } from './types';

export interface CalcOption { id: string; number: number; zh: string; en: string }

export interface CalcInput {
  id: string; zh: string; en: string;
  kind: 'number' | 'bool' | 'choice' | 'date' | 'text';
  left_out: 'required' | 'optional' | 'floor' | 'default';
  unit?: string; low?: number | null; high?: number | null; default?: number;
  options?: CalcOption[];
}

/* What the list knows of a calculator. */
export interface CalcBrief {
  id: string; zh: string; en: string; group: string;
  use_zh: string; use_en: string;
  also: string[];   /* other names, as the server compares them */
  asks: string[];   /* names of the inputs, both languages */
}

export interface Calculator {
  id: string; zh: string; en: string; group: string;
  use_zh: string; use_en: string; note_zh?: string; note_en?: string;
  inputs: CalcInput[];
  refuses: { zh: string; en: string }[]; bands: { zh: string; en: string }[];
  source: string; passage: string; checked: boolean;
}

export interface CalcUsed { id: string; name: string; value: number | string; unit?: string; unit_assumed: boolean }

export interface CalcReply {
  status: 'ok' | 'missing' | 'out_of_range' | 'unknown_calculator';
  name?: string; value: number | string | null; unit: string | null; unit_text?: string; band: string | null; text?: string;
  more?: { id: string; name: string; value: number | string; unit: string; unit_text?: string }[];
  missing: string[]; assumed?: string[]; lower_bound?: boolean;
  why: string; note?: string; used?: CalcUsed[];
  source: string | null; passage?: string; checked?: boolean;
}

/* What a person typed or pressed. Numbers stay the text they were typed as. */
export interface Given { value: string; unit?: string }
export type Filled = Record<string, Given>;

export interface CalcRequest { calculator: string; lang: Lang; inputs: Record<string, unknown> }

export function named(one: { zh: string; en: string }, lang: Lang): string {
  return (lang === 'zh' ? one.zh : one.en) || one.zh || one.en;
}

/* As a label: "serum creatinine" begins with a capital, pH and eGFR stay as they are. */
export function labelOf(one: { zh: string; en: string }, lang: Lang): string {
  return named(one, lang).replace(/^[a-z][a-z-]*(?=[\s,(]|$)/, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/* A unit written behind the number ("1.2mg/dL") is meant; the one beside the field is then not sent. */
const WITH_UNIT = /^[\s<>≤≥+-]*[\d.,]+\s*[^\d\s.,]/;

export function calcRequest(calculator: Calculator, filled: Filled, lang: Lang): CalcRequest {
  const inputs: Record<string, unknown> = {};
  for (const input of calculator.inputs) {
    const given = filled[input.id];
    const value = given?.value.trim() ?? '';
    if (value === '') continue;
    if (input.kind === 'bool') inputs[input.id] = { value: value === 'yes' };
    else if (input.kind === 'number') {
      const unit = given?.unit ?? input.unit ?? '';
      inputs[input.id] = unit === '' || WITH_UNIT.test(value) ? { value } : { value, unit };
    } else inputs[input.id] = { value };
  }
  return { calculator: calculator.id, lang, inputs };
}

/* ---- finding one ---- */

/* As the server compares names: case, width and marks do not count. */
export function searchKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[\s\-_()（）[\]【】·•,，、;；:：'’"“”/₂²]+/g, '');
}

/* How well it answers to what was typed: 0 not at all. A name counts more than what it is for, that more than an input. */
export function fits(one: CalcBrief, words: string[]): number {
  const names = [one.zh, one.en, one.id, ...one.also].map(searchKey);
  const use = searchKey(one.use_zh + one.use_en);
  const inputs = searchKey(one.asks.join(' '));
  let score = 0;
  for (const word of words) {
    if (names.some((name) => name === word)) score += 8;
    else if (names.some((name) => name.startsWith(word))) score += 5;
    else if (names.some((name) => name.includes(word))) score += 3;
    else if (use.includes(word)) score += 2;
    else if (inputs.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

export function findCalculators(all: CalcBrief[], typed: string): CalcBrief[] {
  const whole = searchKey(typed);
  if (whole === '') return all;
  const words = typed.split(/\s+/).map(searchKey).filter((word) => word !== '');
  return all
    .map((one, i) => ({ one, i, score: Math.max(fits(one, [whole]), fits(one, words)) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ one }) => one);
}

/* The order in which a clinic needs them; an unknown group goes last. */
export const GROUPS = [
  'general', 'renal', 'cardio', 'emergency', 'respiratory', 'gi', 'endo', 'neuro', 'infect', 'haem', 'drug', 'obgyn', 'paeds',
  'nutrition', 'surgery', 'anaesthesia', 'psych', 'rheum', 'ortho', 'oncology', 'derm',
] as const;

export function byGroup(list: CalcBrief[]): { group: string; list: CalcBrief[] }[] {
  const groups = new Map<string, CalcBrief[]>();
  for (const one of list) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  const place = (group: string): number => {
    const at = (GROUPS as readonly string[]).indexOf(group);
    return at < 0 ? GROUPS.length : at;
  };
  return [...groups].map(([group, rows]) => ({ group, list: rows })).sort((a, b) => place(a.group) - place(b.group));
}

/* ---- what the reply says of a field ---- */

export type Mark = 'missing' | 'wrong' | 'assumed' | '';

export function fieldMark(input: CalcInput, reply: CalcReply | null): Mark {
  if (reply === null) return '';
  if (reply.missing.includes(input.id)) return 'missing';
  if (reply.status === 'out_of_range') {
    const used = reply.used?.find((one) => one.id === input.id);
    if (typeof used?.value === 'number' && ((input.low != null && used.value < input.low) || (input.high != null && used.value > input.high))) return 'wrong';
  }
  return reply.assumed?.includes(input.id) ? 'assumed' : '';
}

/* Nothing was given yet: then what is missing is no reproach. */
export function nothingGiven(filled: Filled): boolean {
  return Object.values(filled).every((given) => given.value.trim() === '');
}
