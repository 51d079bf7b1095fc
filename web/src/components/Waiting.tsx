/* Waiting.tsx - a case that waits for a doctor: why, what to do meanwhile, and its live state. */
import { getCase } from '../api';
import { useFollow } from '../follow';
import { useText } from '../i18n';
import type { Answer } from '../types';
import { Icon } from './Icon';

export function Waiting({ answer, onAnswer }: { answer: Answer; onAnswer(answer: Answer): void }) {
  const t = useText();
  const lost = useFollow(answer.case, (event) => {
    if (event.state === answer.state) return;
    /* The event names the new state; the stored case is the whole of it. */
    getCase(answer.case).then(onAnswer, () => onAnswer({ ...answer, state: event.state, reply: event.reply }));
  });
  const title = answer.state === 'held' ? t.held_title : t.handed_title;
  return (
    <section class="waiting" role="status">
      <h3><Icon name="wait" />{title}</h3>
      {answer.held !== null && answer.held.reason !== '' && <p>{answer.held.reason}</p>}
      {answer.held !== null && answer.held.meanwhile !== '' && <p><strong>{t.held_meanwhile}</strong> {answer.held.meanwhile}</p>}
      <p class="quiet">{lost ? t.live_lost : t.waiting_live}</p>
    </section>
  );
}
