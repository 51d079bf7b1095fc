/* store.ts - a value that components can watch. No reducer, no middleware: set() merges. */
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';

export interface Store<T extends object> {
  get(): T;
  set(patch: Partial<T> | ((now: T) => Partial<T>)): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T extends object>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(patch) {
      value = { ...value, ...(typeof patch === 'function' ? patch(value) : patch) };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => { listeners.delete(listener); };
    },
  };
}

/* Renders again only when what `select` gives has changed. */
export function useStore<T extends object, U>(store: Store<T>, select: (value: T) => U): U {
  const [, render] = useState(0);
  const chosen = select(store.get());
  useLayoutEffect(() => {
    let last = chosen;
    const check = (): void => {
      const next = select(store.get());
      if (Object.is(next, last)) return;
      last = next;
      render((n) => n + 1);
    };
    check();
    return store.subscribe(check);
  }, [store, chosen]);
  return chosen;
}

export type Load<T> =
  | { at: 'loading' } | { at: 'ready'; value: T } | { at: 'failed'; error: unknown };

/* Loads when `key` changes; an answer that arrives for an older key is dropped. */
export function useLoad<T>(key: string, load: () => Promise<T>): [Load<T>, () => void] {
  const [state, setState] = useState<Load<T>>({ at: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let alive = true;
    setState({ at: 'loading' });
    load().then(
      (value) => { if (alive) setState({ at: 'ready', value }); },
      (error: unknown) => { if (alive) setState({ at: 'failed', error }); },
    );
    return () => { alive = false; };
  }, [key, turn]);
  return [state, () => setTurn((n) => n + 1)];
}
