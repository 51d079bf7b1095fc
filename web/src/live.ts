/* live.ts - an answer that follows what is being typed: waits until the hand rests, drops the request
 * before it, keeps the last answer on the page while the next one comes. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { asApiError, isAbort, type ApiError } from './errors';

export interface Live<T> { value: T | null; of: string; busy: boolean; slow: boolean; error: ApiError | null }

const SLOW_MS = 3000;

/* `key` is the request as text: '' asks nothing and forgets the answer. `retry` asks the same again. */
export function useLive<T>(key: string, wait_ms: number, run: (signal: AbortSignal) => Promise<T>): [Live<T>, () => void] {
  const [state, setState] = useState<Live<T>>({ value: null, of: '', busy: false, slow: false, error: null });
  const [turn, setTurn] = useState(0);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (key === '') { setState({ value: null, of: '', busy: false, slow: false, error: null }); return undefined; }
    const abort = new AbortController();
    const patch = (one: Partial<Live<T>>): void => { if (!abort.signal.aborted) setState((now) => ({ ...now, ...one })); };
    setState((now) => ({ ...now, busy: true, slow: false }));
    const slow = setTimeout(() => patch({ slow: true }), wait_ms + SLOW_MS);
    const start = setTimeout(() => {
      latest.current(abort.signal).then(
        (value) => patch({ value, of: key, error: null }),
        (error: unknown) => { if (!isAbort(error)) patch({ error: asApiError(error) }); },
      ).finally(() => { clearTimeout(slow); patch({ busy: false, slow: false }); });
    }, wait_ms);
    return () => { abort.abort(); clearTimeout(start); clearTimeout(slow); };
  }, [key, turn]);
  return [state, () => setTurn((n) => n + 1)];
}

const REST_MS = 700;

export interface Asked<T> { asked: string; live: Live<T>; retry(): void; ask(request: string): void; forget(): void }

/* A request that is asked with a button and, once it was, again when the hand rests on a change. `now` is what the form holds, `complete` whether that can
 * be asked. `arrive` is called with the answer to a press, not to a mere change: then the reader is taken to it. */
export function useAsked<T>(now: string, complete: boolean, run: (request: string, signal: AbortSignal) => Promise<T>, arrive: () => void): Asked<T> {
  const [asked, setAsked] = useState('');
  const [live, retry] = useLive<T>(asked, 0, (signal) => run(asked, signal));
  const pressed = useRef(false);
  useEffect(() => {
    if (asked === '' || asked === now || !complete) return undefined;
    const timer = setTimeout(() => setAsked(now), REST_MS);
    return () => clearTimeout(timer);
  }, [now, asked]);
  useEffect(() => {
    if (live.busy || !pressed.current || (live.value === null && live.error === null)) return;
    pressed.current = false;
    arrive();
  }, [live]);
  const ask = (request: string): void => {
    pressed.current = true;
    if (asked === request) retry();
    else setAsked(request);
  };
  return { asked, live, retry, ask, forget: () => setAsked('') };
}
