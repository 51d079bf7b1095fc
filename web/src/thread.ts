/* thread.ts - the conversation on the screen: one turn per question, each a case of the server.
 * What a person typed is never lost: a turn that failed gives its question back to the box. */
import { askedFor } from './acting';
import * as api from './api';
import { asApiError, isAbort, type ApiError } from './errors';
import { questionLang } from './lang';
import { prefs } from './prefs';
import { parseRoute, replace } from './router';
import { session } from './session';
import { createStore } from './store';
import type { Answer, Facts, HeadlineEvent, Stage, Statement } from './types';

export interface Turn {
  key: number;
  question: string;
  facts: Facts;
  started_ms: number;
  caseId: string | null;
  headline: HeadlineEvent | null;
  stages: Stage[];
  statements: Statement[];
  answer: Answer | null;
  phase: 'waiting' | 'done' | 'failed' | 'stopped';
  error: ApiError | null;
}

export interface Thread { turns: Turn[]; draft: string; facts: Facts; opening: string | null; openError: ApiError | null }

const DRAFT = 'zhuyi.draft';   /* in sessionStorage: gone when the tab closes, a shared phone keeps nothing */

function savedDraft(): string {
  try { return sessionStorage.getItem(DRAFT) ?? ''; } catch { return ''; }
}

export const thread = createStore<Thread>({ turns: [], draft: savedDraft(), facts: {}, opening: null, openError: null });

let running: AbortController | null = null;
let nextKey = 1;

export function setDraft(draft: string): void {
  thread.set({ draft });
  try { sessionStorage.setItem(DRAFT, draft); } catch { /* not allowed here */ }
}

export function setFacts(facts: Facts): void { thread.set({ facts }); }

export function updateTurn(key: number, patch: Partial<Turn> | ((turn: Turn) => Partial<Turn>)): void {
  thread.set((now) => ({
    turns: now.turns.map((turn) =>
      turn.key === key ? { ...turn, ...(typeof patch === 'function' ? patch(turn) : patch) } : turn),
  }));
}

function newTurn(question: string, facts: Facts): Turn {
  return {
    key: nextKey++, question, facts, started_ms: Date.now(), caseId: null, headline: null,
    stages: [], statements: [], answer: null, phase: 'waiting', error: null,
  };
}

export function startOver(): void {
  running?.abort();
  thread.set({ turns: [], facts: {}, opening: null, openError: null });
}

/* To an empty first page. */
export function goHome(): void {
  startOver();
  location.hash = '#/';
}

export function stop(): void { running?.abort(); }

/* Asks; `again` replaces a turn (a retry, or the same question with more facts) instead of adding one. */
export async function ask(question: string, again: Turn | null = null): Promise<void> {
  const text = question.trim();
  if (text === '' || thread.get().turns.some((turn) => turn.phase === 'waiting')) return;
  const { facts, turns } = thread.get();
  const turn = newTurn(text, facts);
  const before = turns.filter((one) => one.key !== again?.key && one.phase === 'done');
  const continues = again?.answer?.case ?? before[before.length - 1]?.caseId ?? null;
  thread.set({ turns: [...before, turn], openError: null });
  setDraft('');
  running = new AbortController();
  try {
    await api.ask({
      question: text,
      lang: questionLang(text, prefs.get().lang),
      ...(session.get().me?.role === 'doctor' ? { audience: 'doctor' as const } : {}),
      ...(continues === null ? {} : { case: continues }),
      ...(askedFor() === '' ? {} : { person: askedFor() }),
      ...(Object.keys(facts).length === 0 ? {} : { facts }),
    }, listener(turn.key), running.signal);
    updateTurn(turn.key, { phase: 'done' });
  } catch (error) {
    await failed(turn.key, error);
  }
}

function listener(key: number): api.AskListener {
  return {
    onCase(caseId) { arrived(key, caseId); },
    onStage(stage) { updateTurn(key, (turn) => ({ stages: [...turn.stages, stage] })); },
    onHeadline(headline) { updateTurn(key, { headline }); },
    onStatement(statement) { updateTurn(key, (turn) => ({ statements: [...turn.statements, statement] })); },
    onAnswer(answer) { arrived(key, answer.case); updateTurn(key, { answer, phase: 'done' }); },
  };
}

/* From here a reload shows the case. Someone who went to another page meanwhile stays there. */
function arrived(key: number, caseId: string): void {
  updateTurn(key, { caseId });
  const { page } = parseRoute(location.hash);
  if (page === 'ask' || page === 'case') replace({ page: 'case', id: caseId });
}

async function failed(key: number, error: unknown): Promise<void> {
  const turn = thread.get().turns.find((one) => one.key === key);
  if (turn === undefined) return;
  if (isAbort(error)) {
    updateTurn(key, { phase: 'stopped' });
    if (thread.get().draft === '') setDraft(turn.question);
    return;
  }
  const problem = asApiError(error);
  /* The stream broke but the case lives on the server: its stored answer is as good. */
  const stored = problem.kind === 'cut' && turn.caseId !== null ? await api.getCase(turn.caseId).catch(() => null) : null;
  if (stored !== null) { updateTurn(key, { answer: stored, phase: 'done' }); return; }
  updateTurn(key, { phase: 'failed', error: problem });
  if (thread.get().draft === '') setDraft(turn.question);
}

/* Shows a stored case: a deep link, a reload, a line of the history. */
export async function openCase(caseId: string): Promise<void> {
  const { turns, opening } = thread.get();
  if (opening === caseId || turns.some((turn) => turn.caseId === caseId)) return;
  running?.abort();
  thread.set({ turns: [], opening: caseId, openError: null, facts: {} });
  try {
    const answer = await api.getCase(caseId);
    if (thread.get().opening !== caseId) return;
    const turn: Turn = { ...newTurn(answer.question, {}), started_ms: answer.created_ms, caseId, answer, phase: 'done' };
    thread.set({ turns: [turn], opening: null });
  } catch (error) {
    if (thread.get().opening === caseId) thread.set({ opening: null, openError: asApiError(error) });
  }
}
