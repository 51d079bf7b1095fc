/* passage.ts - which citation is open. The chip that opened it gets the focus back. */
import { createStore } from './store';
import type { Evidence } from './types';

export interface OpenPassage { evidence: Evidence | null; at: string }

/* `at` is the passage shown: the cited one, or a neighbour the reader stepped to. */
export const openPassage = createStore<OpenPassage>({ evidence: null, at: '' });

let origin: HTMLElement | null = null;

export function showPassage(evidence: Evidence, from: HTMLElement | null): void {
  origin = from;
  openPassage.set({ evidence, at: evidence.passage });
}

export function stepTo(passage: string): void { openPassage.set({ at: passage }); }

export function closePassage(): void {
  if (openPassage.get().evidence === null) return;
  openPassage.set({ evidence: null, at: '' });
  const back = origin;
  origin = null;
  if (back?.isConnected) back.focus();
}
