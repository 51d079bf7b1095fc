/* outside.ts - away to the hospital's own log-in, and back. Which answer this tab waits for stays in this tab: one that it did not
 * ask for, such as a link somebody sent, is not shown to the server. */
import { post } from './api';
import type { Me, Step } from './types';

const WAITED = 'zhuyi-outside';

export interface Ticket { ticket: string; name: string; until_ms: number }
export type Ended = { return: string } & (Me | Step | { linked: true } | { register: Ticket });
export interface Answer { code: string; state: string; iss?: string }

/* `back` is where the page goes on; `again`: whoever is logged in shows once more who it is. */
export async function goOutside(back: string, again = false): Promise<void> {
  const { url, state } = await post<{ url: string; state: string }>('/v1/outside', { return: back, ...(again && { again }) });
  sessionStorage.setItem(WAITED, state);
  location.assign(url);
}

/* What came back if it is what this tab waits for; null when not, or when the other place sent no code. */
export function answerFor(said: string, waited: string | null): Answer | null {
  const given = new URLSearchParams(said);
  const [code, state, iss] = [given.get('code') ?? '', given.get('state') ?? '', given.get('iss') ?? ''];
  return code !== '' && state !== '' && state === waited ? { code, state, ...(iss !== '' && { iss }) } : null;
}

/* Given out once: main.tsx left it with the entry of the history, where it is taken away. */
export function ownAnswer(): Answer | null {
  const said: unknown = history.state;
  const answer = answerFor(typeof said === 'string' ? said : '', sessionStorage.getItem(WAITED));
  history.replaceState(null, '', location.hash);
  sessionStorage.removeItem(WAITED);
  return answer;
}

export const endOutside = (answer: Answer): Promise<Ended> => post('/v1/outside/end', answer);
