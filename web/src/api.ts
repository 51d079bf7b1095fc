/* api.ts - one function per route. Every failure becomes an ApiError (errors.ts). Same origin only;
 * the session is a cookie the page never sees. */
import { ApiError, kindOfStatus, type Need } from './errors';
import { readSse } from './sse';
import { stepUp } from './stepup';
import type {
  Answer, CaseRow, Facts, HeadlineEvent, Health, Lang, Me, PassageText, Proof, Stage, StateEvent, Statement, WorkRow,
} from './types';

/* A cross-site form cannot set this header; the server refuses a change without it. */
const CHANGE = { 'X-Zhuyi': '1', 'Content-Type': 'application/json' };

interface Refusal { message_zh?: string; message_en?: string; need?: Need; wait_s?: number }

async function failure(response: Response): Promise<ApiError> {
  let error: Refusal = {};
  try {
    error = (await response.json() as { error?: Refusal }).error ?? {};
  } catch { /* a proxy's error page: the status says enough */ }
  const after = error.wait_s ?? Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  return new ApiError(kindOfStatus(response.status), response.status, { zh: error.message_zh ?? '', en: error.message_en ?? '' },
    after > 0 ? after : null, error.need ?? '');
}

/* What asks for a second step is asked once more after it was taken; whoever will not take it, ends the call (an AbortError). */
export async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
  for (;;) {
    /* names, titles and the export come in the language of the page, which need not be the browser's */
    const response = await fetch(path, {
      credentials: 'same-origin', cache: 'no-store', ...init,
      headers: { Accept: 'application/json', 'Accept-Language': globalThis.document?.documentElement.lang ?? 'zh', ...init.headers },
    });
    if (response.ok) return await response.json() as T;
    const error = await failure(response);
    const { need } = error;
    if (need !== 'code' && need !== 'password' && need !== 'enrol' && need !== 'outside') throw error;
    await stepUp(need);
  }
}

export function post<T>(path: string, body: unknown, signal: AbortSignal | null = null): Promise<T> {
  return json<T>(path, { method: 'POST', headers: CHANGE, body: JSON.stringify(body), signal });
}

const id = encodeURIComponent;
/* A passage id is a path of its own: its slashes stay, the rest is escaped. */
const pathId = (passage: string): string => passage.split('/').map(id).join('/');

export const getHealth = (): Promise<Health> => json('/healthz');
export const getMe = (): Promise<Me> => json('/v1/me');
export const logout = (): Promise<unknown> => post('/v1/logout', {});
export const getPassage = (passage: string): Promise<PassageText> => json(`/v1/passages/${pathId(passage)}`);
/* Of oneself, or of another one whom one may read. */
export const getCases = (person: string): Promise<{ cases: CaseRow[] }> => json(`/v1/cases${person && `?person=${id(person)}`}`);
export const getCase = (key: string): Promise<Answer> => json(`/v1/cases/${id(key)}`);
export const getWorklist = (): Promise<{ items: WorkRow[] }> => json('/v1/worklist');
export const getProof = (key: string): Promise<Proof> => json(proofPath(key));
export const proofPath = (key: string): string => `/v1/ledger/proof/${id(key)}`;
export const handOver = (key: string, note: string): Promise<Answer> =>
  post(`/v1/cases/${id(key)}/handover`, note ? { note } : {});
export const signCase = (key: string, text: string): Promise<Answer> => post(`/v1/cases/${id(key)}/sign`, { text });
export const rejectCase = (key: string, text: string): Promise<Answer> => post(`/v1/cases/${id(key)}/reject`, { text });

export interface Question { question: string; lang: Lang; audience?: 'doctor'; case?: string; facts?: Facts; person?: string }

export interface AskListener {
  onCase(id: string): void;
  onStage(stage: Stage): void;
  onHeadline(headline: HeadlineEvent): void;
  onStatement(statement: Statement): void;
  onAnswer(answer: Answer): void;
}

/* Ends when the stream ends; a stream that ended without its answer is a failure of kind `cut`. */
export async function ask(question: Question, on: AskListener, signal: AbortSignal): Promise<void> {
  const response = await fetch('/v1/ask', {
    method: 'POST', credentials: 'same-origin', cache: 'no-store', signal,
    headers: { ...CHANGE, Accept: 'text/event-stream' }, body: JSON.stringify(question),
  });
  if (!response.ok || response.body === null) throw await failure(response);
  if ((response.headers.get('Content-Type') ?? '').startsWith('application/json')) {
    on.onAnswer(await response.json() as Answer);
    return;
  }
  let answered = false;
  let begun = false;
  try {
    await readSse(response.body, ({ event, data }) => {
      begun = true;
      const value = JSON.parse(data) as unknown;
      if (event === 'case') on.onCase((value as { case: string }).case);
      else if (event === 'stage') on.onStage(value as Stage);
      else if (event === 'headline') on.onHeadline(value as HeadlineEvent);
      else if (event === 'statement') on.onStatement(value as Statement);
      else if (event === 'answer') { answered = true; on.onAnswer(value as Answer); }
      else if (event === 'error') throw streamError(value);
    });
  } catch (error) {
    if (error instanceof ApiError || signal.aborted || !begun) throw error;
    throw new ApiError('cut', 0, { zh: '', en: '' });
  }
  if (!answered) throw new ApiError('cut', 0, { zh: '', en: '' });
}

/* The status line was 200 long before the failure: the code has to say what kind it is. */
function streamError(value: unknown): ApiError {
  const { error } = value as { error?: { code?: string; message_zh?: string; message_en?: string } };
  const kind = error?.code === 'limit' ? 'limit' : error?.code === 'busy' ? 'busy' : error?.code === 'input' ? 'input' : 'server';
  return new ApiError(kind, 0, { zh: error?.message_zh ?? '', en: error?.message_en ?? '' });
}

/* Follows a case until `signal`, or until the server closes the stream. */
export async function caseEvents(key: string, onState: (state: StateEvent) => void, signal: AbortSignal): Promise<void> {
  const response = await fetch(`/v1/cases/${id(key)}/events`, {
    credentials: 'same-origin', cache: 'no-store', signal, headers: { Accept: 'text/event-stream' },
  });
  if (!response.ok || response.body === null) throw await failure(response);
  await readSse(response.body, ({ event, data }) => {
    if (event === 'state') onState(JSON.parse(data) as StateEvent);
  });
}
