/* LiveNote.tsx - a note while it streams: emergency advice first, then each checked statement. */
import { useText } from '../i18n';
import { streamingParts } from '../note';
import type { Turn } from '../thread';
import { Sentence } from './Sentence';
import { Progress } from './Progress';
import { Tier } from './Tier';

export function LiveNote({ turn }: { turn: Turn }) {
  const t = useText();
  const { headline, statements } = turn;
  return (
    <article class="note note-live" aria-label={t.answer_label} aria-busy={turn.phase === 'waiting'}>
      {headline !== null && <Tier tier={headline.tier} crisis={headline.crisis} stop={headline.stop ?? false} text={headline.text} todo={headline.do} />}
      {streamingParts(statements).map((group, i) => (
        <p key={i} class="part">{group.map((one) => <Sentence key={one.i} statement={one} />)}</p>
      ))}
      {turn.phase === 'waiting' && <Progress turn={turn} />}
    </article>
  );
}
