/* prefs.ts - language, type size and theme: chosen by the browser first, then by the person, and
 * remembered on this device only. A browser that forbids storage still works. */
import { createStore } from './store';
import type { Lang } from './types';

export type Size = 'normal' | 'large';
export type Theme = 'auto' | 'light' | 'dark';
export interface Prefs { lang: Lang; size: Size; theme: Theme }

const KEY = 'zhuyi.prefs';

function browserLang(): Lang {
  const wanted = navigator.languages?.[0] ?? navigator.language ?? 'zh';
  return wanted.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function remembered(): Partial<Prefs> {
  try {
    const raw = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, unknown>;
    const out: Partial<Prefs> = {};
    if (raw['lang'] === 'zh' || raw['lang'] === 'en') out.lang = raw['lang'];
    if (raw['size'] === 'normal' || raw['size'] === 'large') out.size = raw['size'];
    if (raw['theme'] === 'auto' || raw['theme'] === 'light' || raw['theme'] === 'dark') out.theme = raw['theme'];
    return out;
  } catch { return {}; }
}

export const prefs = createStore<Prefs>({ lang: browserLang(), size: 'normal', theme: 'auto', ...remembered() });

export function choose(patch: Partial<Prefs>): void {
  prefs.set(patch);
  try { localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...patch })); } catch { /* not allowed here */ }
}

export function isDark(theme: Theme): boolean {
  return theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
}

/* The system may turn dark at dusk while the page is open. */
export function watchTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => prefs.set({}));
}

/* Attributes on <html>, so that the style sheet alone decides what they mean. */
export function applyPrefs(): void {
  const { lang, size, theme } = prefs.get();
  const root = document.documentElement;
  root.lang = lang === 'zh' ? 'zh-CN' : 'en';
  root.dataset['size'] = size;
  root.dataset['theme'] = isDark(theme) ? 'dark' : 'light';
}
