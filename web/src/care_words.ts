/* care_words.ts - how units are shown in the record, and what is offered beside the fields of a medicine. Pure. */
import type { Lang } from './types';

const UNITS: Record<string, { zh: string; en: string }> = {
  'mm[Hg]': { zh: 'mmHg', en: 'mmHg' }, '/min': { zh: '次/分', en: '/min' }, kg: { zh: '公斤', en: 'kg' }, '500.g': { zh: '斤', en: 'jin (500 g)' },
  Cel: { zh: '℃', en: '°C' }, '[degF]': { zh: '℉', en: '°F' }, h: { zh: '小时', en: 'h' }, '{steps}/d': { zh: '步', en: 'steps' }, cm: { zh: '厘米', en: 'cm' },
  d: { zh: '天', en: 'days' }, a: { zh: '岁', en: 'years' },
};
export const unitText = (unit: string, lang: Lang): string => UNITS[unit]?.[lang] ?? unit.replace(/[[\]{}]/g, '');

/* Offered, not required: the server reads what is written. */
export const FREQUENCIES: Record<Lang, string[]> = { zh: ['每天一次', '每天两次', '每天三次', '每晚一次', '每周一次', '需要时'], en: ['once daily', 'twice daily', 'three times daily', 'every evening', 'once weekly', 'when needed'] };
export const DRUG_UNITS: Record<Lang, string[]> = { zh: ['mg', 'g', '片', '粒', 'ml', '喷', '单位'], en: ['mg', 'g', 'tablet', 'capsule', 'ml', 'puff', 'unit'] };
