/* lang.ts - which language a question is written in. Pure. */
import type { Lang } from './types';

/* A bare abbreviation (HPV) says nothing: then it is the language of the page. */
export function questionLang(question: string, page: Lang): Lang {
  if (/[\u3400-\u9fff]/.test(question)) return 'zh';
  return (question.match(/[A-Za-z]{2,}/g) ?? []).length >= 3 ? 'en' : page;
}
