/* i18n.ts - the words of the chosen language. */
import { en } from './messages/en';
import { zh, type Messages } from './messages/zh';
import { prefs } from './prefs';
import { useStore } from './store';
import type { Lang } from './types';

export type { Messages };

export function messages(lang: Lang): Messages { return lang === 'zh' ? zh : en; }

export function useText(): Messages { return messages(useStore(prefs, (p) => p.lang)); }

export function useLang(): Lang { return useStore(prefs, (p) => p.lang); }
