/* words.ts - names of what the server names by a word: roles, relations, actions, days. */
import type { Messages } from '../i18n_people';
import { getMatrix } from '../api_people';
import type { User } from '../people_types';
import { useLoad } from '../store';
import type { Lang } from '../types';

export { dayOf } from '../time';

/* A word that is not known yet is shown as it is. */
const named = (key: string, word: string, t: Messages): string => (t as unknown as Record<string, string>)[key] ?? word;

export const roleWord = (role: string, t: Messages): string => named(`role_${role}`, role, t);
export const relationWord = (relation: string, t: Messages): string => named(`rel_${relation}`, relation, t);
export const rankWord = (rank: string, t: Messages): string => named(`rank_${rank}`, rank, t);
export const folkWord = (kind: string, t: Messages): string => named(`folk_${kind}`, kind, t);
export const purposeWord = (purpose: string, t: Messages): string => named(`purpose_${purpose}`, purpose, t);

/* Actions have their words in the table of who may do what, so that a new one needs no line here. */
export function useActionWord(lang: Lang): (action: string) => string {
  const [load] = useLoad('matrix', getMatrix);
  if (load.at !== 'ready') return (action) => action;
  /* the words stand in the first row of an action */
  const words = new Map(load.value.rows.filter((row) => row.zh !== '').map((row) => [row.action, lang === 'zh' ? row.zh : row.en]));
  return (action) => words.get(action) || action;
}

/* What a browser calls itself, in the two words a person knows it by; '' when it says nothing known. */
export function agentWord(agent: string): string {
  const browser = /MicroMessenger/.test(agent) ? 'WeChat' : /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome'
    : /Safari\//.test(agent) ? 'Safari' : '';
  const system = /Android/.test(agent) ? 'Android' : /HarmonyOS/i.test(agent) ? 'HarmonyOS' : /iPhone|iPad/.test(agent) ? 'iOS' : /Windows/.test(agent) ? 'Windows'
    : /Mac OS X/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : '';
  return [browser, system].filter((one) => one !== '').join(', ') || agent.slice(0, 40);
}

/* Every word given stands somewhere in what is known of one who works here. */
export function matches(user: User, words: string): boolean {
  const text = [user.login, user.name_zh, user.name_en, ...user.roles.flatMap((one) => [one.role, one.department, one.licence])].join(' ').toLowerCase();
  return words.trim().toLowerCase().split(/\s+/).every((one) => text.includes(one));
}
