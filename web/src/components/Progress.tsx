/* Progress.tsx - the stages as they pass, small and quiet; says so when it is slow. */
import { useEffect, useState } from 'preact/hooks';
import { useText, type Messages } from '../i18n';
import { stop, type Turn } from '../thread';
import { duration } from '../time';
import type { StageName } from '../types';

const SLOW_MS = 3000;
const ORDER: StageName[] = ['triage', 'understand', 'recall', 'plan', 'draft', 'guard', 'gate', 'deliver', 'ledger'];

export function stageWord(name: StageName, t: Messages): string {
  return t[`stage_${name}`] ?? name;
}

export function Progress({ turn }: { turn: Turn }) {
  const t = useText();
  const waited_ms = useWaited(turn.started_ms);
  const done = turn.stages.length;
  const next = ORDER[done];
  return (
    <div class="progress">
      <p class="progress-line">
        <span class="steps" aria-hidden="true">{ORDER.map((name, i) => <i key={name} class={i < done ? 'done' : ''} />)}</span>
        <span>{next === undefined ? t.working : stageWord(next, t)}</span>
      </p>
      {waited_ms > SLOW_MS && (
        <p class="slow" role="status">
          <span>{t.slow(duration(Math.floor(waited_ms / 1000), t))}</span>
          <button type="button" class="link" onClick={stop}>{t.stop}</button>
        </p>
      )}
    </div>
  );
}

function useWaited(since_ms: number): number {
  const [now_ms, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now_ms - since_ms;
}
