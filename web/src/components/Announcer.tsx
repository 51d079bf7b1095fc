/* Announcer.tsx - the live regions. Visible text is re-rendered freely; what a screen reader hears is
 * said here once: emergency advice at once, each statement in turn, then the state of the case. */
import { useText } from '../i18n';
import { thread, type Turn } from '../thread';
import { useStore } from '../store';
import { tierWord } from './Tier';

export function Announcer() {
  const t = useText();
  const turn = useStore(thread, (now): Turn | null => now.turns[now.turns.length - 1] ?? null);
  const live = turn !== null && (turn.statements.length > 0 || turn.headline !== null || turn.phase === 'waiting');
  const urgent = live && turn.headline?.tier === 'emergency';
  const headline = live && turn.headline !== null ? `${turn.headline.text || tierWord(turn.headline.tier, t)} ${turn.headline.do}` : '';
  return (
    <div class="visually-hidden">
      <div role="alert">{urgent ? headline : ''}</div>
      <div role="status">{live && turn.phase === 'waiting' && turn.statements.length === 0 ? t.working : ''}</div>
      <div role="log" aria-live="polite" aria-relevant="additions" data-live="statements">
        {live && !urgent && headline !== '' && <p key={`${turn.key} h`}>{headline}</p>}
        {live && turn.statements.map((one) => <p key={`${turn.key} ${one.i}`}>{one.text}</p>)}
        {turn?.answer?.reply && <p key="reply">{t.reply_signed} {turn.answer.reply.text}</p>}
      </div>
    </div>
  );
}
