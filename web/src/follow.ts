/* follow.ts - keeps a waiting case up to date over its event stream; reconnects, ever more slowly. */
import { useEffect, useState } from 'preact/hooks';
import { caseEvents } from './api';
import { asApiError } from './errors';
import type { StateEvent } from './types';

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

/* Returns true while the connection is lost. `onState` is called for every state that arrives. */
export function useFollow(caseId: string | null, onState: (event: StateEvent) => void): boolean {
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (caseId === null) return;
    const stopper = new AbortController();
    let wait_ms = FIRST_WAIT_MS;
    let timer = 0;
    const connect = async (): Promise<void> => {
      try {
        await caseEvents(caseId, (event) => {
          wait_ms = FIRST_WAIT_MS;
          setLost(false);
          onState(event);
        }, stopper.signal);
      } catch (error) {
        if (stopper.signal.aborted) return;
        setLost(true);
        const { kind } = asApiError(error);
        if (kind === 'denied' || kind === 'missing') return;
      }
      if (stopper.signal.aborted) return;
      timer = window.setTimeout(() => void connect(), wait_ms);
      wait_ms = Math.min(LONGEST_WAIT_MS, wait_ms * 2);
    };
    void connect();
    return () => { stopper.abort(); clearTimeout(timer); };
  }, [caseId]);
  return lost;
}
