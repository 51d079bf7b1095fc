/* errors.ts - what can go wrong between the page and the server, in the few kinds a person can act on. */
import type { Messages } from './i18n';
import type { Lang } from './types';

export type ErrorKind =
  | 'offline' | 'limit' | 'long' | 'busy' | 'denied' | 'missing' | 'conflict' | 'input' | 'server' | 'cut';

/* What would let it through: to log in, a second step, a second factor to begin with, an agreement, a new password, an adult. */
export type Need = '' | 'login' | 'code' | 'password' | 'enrol' | 'outside' | 'consent' | 'change_password' | 'guardian';

export class ApiError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly status: number,
    readonly detail: { zh: string; en: string },
    readonly retryAfter_s: number | null = null,
    readonly need: Need = '',
  ) { super(kind); }
}

export function kindOfStatus(status: number): ErrorKind {
  switch (status) {
    case 400: case 422: return 'input';
    case 401: case 403: return 'denied';
    case 404: case 410: return 'missing';
    case 409: return 'conflict';
    case 413: return 'long';
    case 429: return 'limit';
    case 503: case 504: return 'busy';
    default: return 'server';
  }
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  /* fetch rejects with a TypeError when the line is down; nothing else here throws one on purpose. */
  const offline = error instanceof TypeError || !navigator.onLine;
  return new ApiError(offline ? 'offline' : 'server', 0, { zh: '', en: '' });
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export function errorWords(error: ApiError, t: Messages, lang: Lang): { title: string; text: string; detail: string } {
  const detail = error.detail[lang];
  const wait = error.retryAfter_s;
  switch (error.kind) {
    case 'offline': return { title: t.err_offline_title, text: t.err_offline, detail: '' };
    case 'limit': return { title: t.err_limit_title, text: wait ? t.err_limit_after(t.seconds(wait)) : t.err_limit, detail: '' };
    case 'long': return { title: t.err_long_title, text: t.err_long, detail };
    case 'busy': return { title: t.err_busy_title, text: t.err_busy, detail: '' };
    case 'denied': return { title: t.err_denied_title, text: t.err_denied, detail };
    case 'missing': return { title: t.err_missing_title, text: t.err_missing, detail: '' };
    case 'conflict': return { title: t.err_conflict_title, text: t.err_conflict, detail };
    case 'input': return { title: t.err_input_title, text: detail || t.err_input, detail: '' };
    case 'cut': return { title: t.err_cut_title, text: t.err_cut, detail: '' };
    case 'server': return { title: t.err_server_title, text: t.err_server, detail };
  }
}
