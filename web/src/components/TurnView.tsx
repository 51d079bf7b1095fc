/* TurnView.tsx - one question and what became of it. */
import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../i18n';
import { ask, setFacts, updateTurn, type Turn } from '../thread';
import { ErrorNote } from './ErrorNote';
import { LiveNote } from './LiveNote';
import { Note } from './Note';

export function TurnView({ turn, first, last }: { turn: Turn; first: boolean; last: boolean }) {
  const t = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  const Heading = first ? 'h1' : 'h2';
  /* A question just sent comes to the top, and the next Tab goes into its answer. */
  useEffect(() => {
    if (turn.phase !== 'waiting') return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, []);
  return (
    <div class="turn" data-phase={turn.phase}>
      <Heading class="asked" ref={heading} tabIndex={-1}><span class="quiet">{t.asked}</span> {turn.question}</Heading>
      {turn.answer !== null
        ? <Note answer={turn.answer} last={last}
            onAnswer={(answer) => updateTurn(turn.key, { answer })}
            onFacts={(facts) => { setFacts(facts); void ask(turn.question, turn); }} />
        : (turn.phase === 'waiting' || turn.headline !== null || turn.statements.length > 0) && <LiveNote turn={turn} />}
      {turn.phase === 'failed' && turn.error !== null && <ErrorNote error={turn.error} onRetry={() => void ask(turn.question, turn)} />}
      {turn.phase === 'stopped' && <p class="quiet" role="status">{t.stopped}</p>}
    </div>
  );
}
