/* acting.ts - for whom is asked and whose list is read: oneself, a child, family. Until the page is closed or one logs out. */
import { createStore } from './store';

export interface Acting { person: string; name: string; ward: boolean }

const SELF: Acting = { person: '', name: '', ward: false };

export const acting = createStore<Acting>(SELF);

export function actFor(who: Acting | null): void { acting.set(who ?? SELF); }

/* Family may read, only a guardian may ask. */
export const askedFor = (): string => (acting.get().ward ? acting.get().person : '');
