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
