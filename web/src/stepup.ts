/* stepup.ts - a call that needs a second step waits here until it was taken. StepDialog asks; the call is then made again. */
import { createStore } from './store';

/* outside: who has no password shows at the other place, once more, who it is. */
export type StepNeed = 'code' | 'password' | 'enrol' | 'outside';

export const step = createStore<{ need: StepNeed | null }>({ need: null });

let waiting: { go(): void; no(why: unknown): void }[] = [];

/* Resolves when the step was taken; an AbortError when it was not. Two calls at once are asked once. */
export function stepUp(need: StepNeed): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({ go: resolve, no: reject });
    step.set({ need });
  });
}

export function endStep(taken: boolean, why: unknown = new DOMException('', 'AbortError')): void {
  const all = waiting;
  waiting = [];
  step.set({ need: null });
  for (const one of all) { if (taken) one.go(); else one.no(why); }
}
