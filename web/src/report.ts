/* report.ts - a laboratory report: what is sent, how a result is marked, which way it went. Pure. */
import type { Lang, Tier } from './types';
import type { Tri } from './order';

export type Flag = 'low' | 'normal' | 'high' | 'critical_low' | 'critical_high' | 'abnormal' | 'unknown';

export interface UsedRange { from: 'none' | 'report' | 'pack'; text: string; low: number | null; high: number | null; passage?: string }
export interface Delta {
  previous: string; date?: string; change: number | null; percent: number | null; hours?: number | null;
  direction: 'up' | 'down' | 'same' | 'unknown';
}
export interface LabItem {
  name: string; code: string | null; flag: Flag; just_outside?: boolean; result?: string;
  value: string; unit: string; unit_assumed?: boolean; used_range: UsedRange; delta?: Delta; text: string; source: string[];
}
export interface LabPanel { id: string; kind: 'panel' | 'delta'; text: string; tier: Tier; source: string[]; passage: string; from: string[] }
export interface LabReply {
  tier: Tier; items: LabItem[]; panels: LabPanel[];
  unread: { name: string; value: string; why: string }[]; lines_without_result: number; unchecked: string[];
}

export interface ReportRow { key: number; name: string; value: string; unit: string; range: string; previous: string }
export interface Report {
  how: 'text' | 'rows'; text: string; rows: ReportRow[];
  age: string; sex: 'female' | 'male' | ''; pregnant: Tri; audience: 'patient' | 'doctor';
}

let keys = 0;
export const emptyRow = (): ReportRow => ({ key: ++keys, name: '', value: '', unit: '', range: '', previous: '' });
export const emptyReport = (): Report => ({ how: 'text', text: '', rows: [emptyRow()], age: '', sex: '', pregnant: '', audience: 'patient' });

export function hasResults(report: Report): boolean {
  return report.how === 'text' ? report.text.trim() !== '' : report.rows.some((row) => row.name.trim() !== '' && row.value.trim() !== '');
}

export function reportRequest(report: Report, lang: Lang): Record<string, unknown> {
  const patient: Record<string, unknown> = {};
  if (report.age.trim() !== '') patient['age'] = report.age.trim();
  if (report.sex !== '') patient['sex'] = report.sex;
  if (report.pregnant !== '') patient['pregnant'] = report.pregnant === 'yes';
  const about = { lang, audience: report.audience, patient };
  if (report.how === 'text') return { ...about, report: report.text };
  const items = report.rows.filter((row) => row.name.trim() !== '' && row.value.trim() !== '').map((row) => {
    const out: Record<string, string> = { name: row.name.trim(), value: row.value.trim() };
    for (const field of ['unit', 'range', 'previous'] as const) if (row[field].trim() !== '') out[field] = row[field].trim();
    return out;
  });
  return { ...about, items };
}

export const isCritical = (flag: Flag): boolean => flag === 'critical_low' || flag === 'critical_high';

export const isOutside = (flag: Flag): boolean => flag !== 'normal' && flag !== 'unknown';

/* The leading number of a printed result: "<0.01" and "1:160" have no place on a line. */
export function numberOf(value: string): number | null {
  const hit = /^\s*([+-]?\d+(?:\.\d+)?)(?![\d.:])/.exec(value.normalize('NFKC'));
  return hit === null ? null : Number(hit[1]);
}

/* Where a value lies on a short line whose middle half is the range: 0..1, what is beyond stays at the end. */
export function placeOf(value: number, low: number | null, high: number | null): number | null {
  if (low !== null && high !== null && high > low) return clamp(0.25 + 0.5 * (value - low) / (high - low));
  if (low === null && high !== null && high > 0) return clamp(0.75 * value / high);
  if (high === null && low !== null && low > 0) return clamp(0.25 * value / low);
  return null;
}

/* Close to an end but not at it: the mark itself has a width. */
const clamp = (x: number): number => Math.min(0.97, Math.max(0.03, x));

/* A change as it is said: +12, −0.3, with at most three figures. */
export function changeText(change: number): string {
  const size = Math.abs(change);
  const text = String(Number(size.toPrecision(3)));
  return change > 0 ? `+${text}` : change < 0 ? `−${text}` : '0';
}

/* Patients read what matters first: critical, outside, not judged, then normal; a doctor keeps the report's order. */
const RANK: Record<Flag, number> = { critical_low: 0, critical_high: 0, low: 1, high: 1, abnormal: 1, unknown: 2, normal: 3 };

export function inOrder(items: LabItem[], audience: Report['audience']): LabItem[] {
  if (audience === 'doctor') return items;
  return items.map((item, i) => ({ item, i })).sort((a, b) => RANK[a.item.flag] - RANK[b.item.flag] || a.i - b.i).map(({ item }) => item);
}

/* What was not read has its own list; but a result of an unknown test that lies outside the printed range stays in the table. */
export function readItems(reply: LabReply): LabItem[] {
  const unread = new Set(reply.unread.map((one) => `${one.name} ${one.value}`));
  return reply.items.filter((item) => item.flag !== 'unknown' || !unread.has(`${item.name} ${item.value}`));
}
