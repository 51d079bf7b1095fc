/* time.ts - times as a person says them. Pure, given the clock. */
import type { Messages } from './i18n';
import type { Lang } from './types';

const LOCALE = { zh: 'zh-CN', en: 'en-GB' } as const;

export function clockTime(ms: number, lang: Lang, now_ms: number = Date.now()): string {
  const sameDay = new Date(ms).toDateString() === new Date(now_ms).toDateString();
  const sameYear = new Date(ms).getFullYear() === new Date(now_ms).getFullYear();
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  if (sameDay) return new Intl.DateTimeFormat(LOCALE[lang], time).format(ms);
  return new Intl.DateTimeFormat(LOCALE[lang], {
    month: lang === 'zh' ? 'long' : 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }), ...time,
  }).format(ms);
}

export function dayOf(ms: number, lang: Lang): string {
  return new Intl.DateTimeFormat(LOCALE[lang], { year: 'numeric', month: lang === 'zh' ? 'long' : 'short', day: 'numeric' }).format(ms);
}

/* Without the year when it is this one. */
export function shortDay(ms: number, lang: Lang, now_ms: number = Date.now()): string {
  const sameYear = new Date(ms).getFullYear() === new Date(now_ms).getFullYear();
  return new Intl.DateTimeFormat(LOCALE[lang], { month: lang === 'zh' ? 'long' : 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) }).format(ms);
}

export function duration(seconds: number, t: Messages): string {
  if (seconds < 60) return t.seconds(Math.round(seconds));
  if (seconds < 5400) return t.minutes(Math.round(seconds / 60));
  if (seconds < 129600) return t.hours(Math.round(seconds / 3600));
  return t.days(Math.round(seconds / 86400));
}

/* Microseconds of a stage: at most three figures. */
export function stageTime(us: number): string {
  if (us < 1000) return `${us} µs`;
  if (us < 100000) return `${(us / 1000).toFixed(1)} ms`;
  if (us < 1000000) return `${Math.round(us / 1000)} ms`;
  return `${(us / 1000000).toFixed(1)} s`;
}
