/* order.ts - an order to be checked: what is sent, what was said and what was not, how findings are grouped. Pure. */
import type { Lang } from './types';

export type RxTier = 'stop' | 'warn' | 'note';
export const RX_TIERS: RxTier[] = ['stop', 'warn', 'note'];

export interface RxFinding {
  tier: RxTier; kind: string; rule?: string; drugs: string[]; about?: string;
  text: string; why?: string; action?: string; source?: string; passage?: string;
}
export interface RxReply {
  findings: RxFinding[];
  unchecked: { drug: string; reason: string; need?: string }[];
}

/* Yes, no, or not said: three different things. */
export type Tri = 'yes' | 'no' | '';
export interface DrugRow { key: number; drug: string; dose: string; unit: string; frequency: string; route: string; days: string }
export interface LabRow { key: number; name: string; value: string; unit: string; date: string }

export interface Order {
  age: string; sex: 'female' | 'male' | ''; weight_kg: string; pregnant: Tri; breastfeeding: Tri;
  egfr: string;
  /* an empty list means "not said", unless it is said that there is none */
  conditions: string; no_conditions: boolean; allergies: string; no_allergies: boolean;
  labs: LabRow[]; no_labs: boolean;
  current: DrugRow[]; no_current: boolean; proposed: DrugRow[];
}

let keys = 0;
export const emptyDrug = (): DrugRow => ({ key: ++keys, drug: '', dose: '', unit: '', frequency: '', route: '', days: '' });
export const emptyLab = (): LabRow => ({ key: ++keys, name: '', value: '', unit: '', date: '' });

export function emptyOrder(): Order {
  return {
    age: '', sex: '', weight_kg: '', pregnant: '', breastfeeding: '', egfr: '',
    conditions: '', no_conditions: false, allergies: '', no_allergies: false, labs: [emptyLab()], no_labs: false,
    current: [emptyDrug()], no_current: false, proposed: [emptyDrug()],
  };
}

export function splitList(text: string): string[] {
  return text.split(/[,，、;；\n]/).map((one) => one.trim()).filter((one) => one !== '');
}

function drugJson(row: DrugRow): Record<string, string> {
  const out: Record<string, string> = {};
  for (const field of ['drug', 'dose', 'unit', 'frequency', 'route', 'days'] as const) {
    const text = row[field].trim();
    if (text !== '') out[field] = text;
  }
  return out;
}

const drugsOf = (rows: DrugRow[]): Record<string, string>[] => rows.filter((row) => row.drug.trim() !== '').map(drugJson);

export function hasDrugs(order: Order): boolean {
  return [...order.current, ...order.proposed].some((row) => row.drug.trim() !== '');
}

/* Only what was said is sent: a field left out is not known, an empty list is none. */
export function orderRequest(order: Order, lang: Lang): Record<string, unknown> {
  const patient: Record<string, unknown> = {};
  for (const field of ['age', 'weight_kg', 'egfr'] as const) if (order[field].trim() !== '') patient[field] = order[field].trim();
  if (order.sex !== '') patient['sex'] = order.sex;
  for (const field of ['pregnant', 'breastfeeding'] as const) if (order[field] !== '') patient[field] = order[field] === 'yes';
  for (const field of ['conditions', 'allergies'] as const) {
    const list = splitList(order[field]);
    if (list.length > 0) patient[field] = list;
    else if (order[`no_${field}`]) patient[field] = [];
  }
  const labs = order.labs.filter((row) => row.name.trim() !== '' && row.value.trim() !== '').map((row) => ({
    name: row.name.trim(), value: row.value.trim(),
    ...(row.unit.trim() === '' ? {} : { unit: row.unit.trim() }), ...(row.date === '' ? {} : { date: row.date }),
  }));
  if (labs.length > 0) patient['labs'] = labs;
  else if (order.no_labs) patient['labs'] = [];
  const current = drugsOf(order.current);
  return { lang, patient, ...(current.length > 0 || order.no_current ? { current } : {}), proposed: drugsOf(order.proposed) };
}

/* What the check was made against, and what it could not be made against, from the request itself. */
export const RX_FACTS = ['age', 'sex', 'weight_kg', 'pregnant', 'breastfeeding', 'egfr', 'conditions', 'allergies', 'labs'] as const;
export type RxFact = (typeof RX_FACTS)[number];

export function saidFacts(request: Record<string, unknown>): { said: RxFact[]; unsaid: RxFact[] } {
  const patient = (request['patient'] ?? {}) as Record<string, unknown>;
  const man = patient['sex'] === 'male';
  const asked = RX_FACTS.filter((fact) => !(man && (fact === 'pregnant' || fact === 'breastfeeding')));
  return { said: asked.filter((fact) => fact in patient), unsaid: asked.filter((fact) => !(fact in patient)) };
}

/* Where the creatinine is known, the server works the kidney function out of it. */
export const CREATININE = /肌酐|crea|scr/i;

/* A finding of a tier this page does not know is shown, never dropped. */
export function byTier(findings: RxFinding[]): Record<RxTier, RxFinding[]> {
  const out: Record<RxTier, RxFinding[]> = { stop: [], warn: [], note: [] };
  for (const one of findings) (out[one.tier] ?? out.warn).push(one);
  return out;
}

/* Reasons of one drug together, drugs in the order they came. */
export function uncheckedByDrug(rows: RxReply['unchecked']): { drug: string; reasons: string[] }[] {
  const out = new Map<string, string[]>();
  for (const { drug, reason } of rows) {
    const reasons = out.get(drug) ?? [];
    if (!reasons.includes(reason)) reasons.push(reason);
    out.set(drug, reasons);
  }
  return [...out].map(([drug, reasons]) => ({ drug, reasons }));
}

/* ---- one line typed in one go: "阿莫西林 0.5g tid po 7天" ---- */

const UNIT = '(?:mg|g|ug|μg|mcg|ml|mL|万U|万单位|IU|U|单位|毫克|微克|克|毫升|片|粒|袋|支|滴|喷|丸|贴|揿|吸|tablets?|tabs?|capsules?|caps?|drops?|puffs?|sachets?|units?)';
const DOSE = new RegExp(`(?:^|[\\s，,])(?:每次|一次|once)?\\s*(\\d+(?:\\.\\d+)?)\\s*(${UNIT})(?=$|[\\s，,x×]|每|一日|qd|bid|tid|qid|q\\d)`, 'i');
const FREQUENCY = /(?:^|[\s，,])(qd|bid|tid|qid|qod|qw|biw|qn|qm|hs|prn|st|q\d{1,2}h|once daily|twice daily|three times (?:a day|daily)|every \d+ hours|(?:每[日天]|一[日天])\s*[一二两三四1234]\s*次|每晚(?:一次)?|每周[一二三]?次?|每\s*\d+\s*小时(?:一次)?|必要时)(?=$|[\s，,]|po|口服|静|外用)/i;
const ROUTE = /(?:^|[\s，,])(po|iv ?drip|iv ?push|ivgtt|iv|im|ih|sc|sl|pr|口服|静滴|静脉滴注|点滴|静推|静脉推注|静注|静脉注射|入壶|肌注|肌肉注射|皮下注射|皮下|吸入|雾化|外用|舌下|滴眼|滴耳|滴鼻|直肠给药|塞肛|by mouth|oral|inhaled|topical)(?=$|[\s，,])/i;
const DAYS = /(?:^|[\s，,])(?:x|×|for|共|用|疗程)?\s*(\d{1,3})\s*(?:天|日|d|days?)(?=$|[\s，,。.])/i;

const ROUTES: [RegExp, string][] = [
  [/^(po|口服|by mouth|oral)$/i, 'oral'], [/^(ivgtt|iv ?drip|静脉?滴.*|点滴|输液|泵入)$/i, 'infusion'],
  [/^(iv ?push|bolus|静脉?推.*|推注|静脉?注.*|入壶|小壶)$/i, 'push'], [/^(iv|静脉.*)$/i, 'iv'], [/^(im|肌.*)$/i, 'im'], [/^(ih|sc|皮下.*)$/i, 'sc'],
  [/^(吸入|雾化|inhaled)$/i, 'inhaled'], [/^(外用|topical)$/i, 'topical'], [/^(sl|舌下)$/i, 'sublingual'],
  [/^滴眼$/, 'eye'], [/^滴耳$/, 'ear'], [/^滴鼻$/, 'nasal'], [/^(pr|直肠给药|塞肛)$/i, 'rectal'],
];

export const ROUTE_IDS = ['oral', 'infusion', 'push', 'iv', 'im', 'sc', 'sublingual', 'inhaled', 'topical', 'eye', 'ear', 'nasal', 'rectal', 'vaginal', 'transdermal'] as const;

/* Null when there is nothing but a name: then it stays as typed. What is not understood stays in the name, visible. */
export function readOrderLine(line: string): Omit<DrugRow, 'key'> | null {
  let rest = line.normalize('NFKC').trim();
  const out = { drug: '', dose: '', unit: '', frequency: '', route: '', days: '' };
  let found = false;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const hit = pattern.exec(rest);
    if (hit === null || hit.index === 0 && /^\S/.test(hit[0])) return null;
    found = true;
    rest = `${rest.slice(0, hit.index)} ${rest.slice(hit.index + hit[0].length)}`;
    return hit;
  };
  const dose = take(DOSE);
  if (dose !== null) { out.dose = dose[1] as string; out.unit = dose[2] as string; }
  const frequency = take(FREQUENCY);
  if (frequency !== null) out.frequency = (frequency[1] as string).replace(/\s+/g, ' ');
  const route = take(ROUTE);
  if (route !== null) out.route = ROUTES.find(([pattern]) => pattern.test(route[1] as string))?.[1] ?? (route[1] as string);
  const days = take(DAYS);
  if (days !== null) out.days = days[1] as string;
  out.drug = rest.replace(/\s+/g, ' ').replace(/^[\s，,.。]+|[\s，,。]+$/g, '').replace(/\s+[，,]/g, '');
  return found && out.drug !== '' ? out : null;
}

/* Several lines pasted at once become several rows; the first goes into the row that was being filled. */
export function readOrderLines(text: string): Omit<DrugRow, 'key'>[] {
  return text.split(/\n|；|;/).map((line) => line.replace(/^\s*\d+[.、)]\s*/, '').trim()).filter((line) => line !== '')
    .map((line) => readOrderLine(line) ?? { drug: line, dose: '', unit: '', frequency: '', route: '', days: '' });
}
