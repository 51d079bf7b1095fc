/* Note.tsx - the answer: tier line, parts, what is missing, who is still to look at it, why. */
import { useText } from '../i18n';
import { noteParts } from '../note';
import { RecordSlot } from '../pages/CarePage';
import type { Answer, Facts } from '../types';
import { AskBack } from './AskBack';
import { HandOver } from './HandOver';
import { NoteParts } from './NoteParts';
import { Reply } from './Reply';
import { Tier } from './Tier';
import { Waiting } from './Waiting';
import { Why } from './Why';

interface Props { answer: Answer; onAnswer(answer: Answer): void; onFacts(facts: Facts): void; last: boolean }

export function Note({ answer, onAnswer, onFacts, last }: Props) {
  const t = useText();
  const waiting = answer.state === 'held' || answer.state === 'handed_over';
  const departments = (answer.triage?.department ?? []).map((one) => one.name).join(answer.lang === 'zh' ? '、' : ', ');
  return (
    <article class="note" aria-label={t.answer_label} lang={answer.lang === 'zh' ? 'zh-CN' : 'en'} data-case={answer.case} data-state={answer.state}>
      <Tier tier={answer.tier} crisis={answer.crisis} stop={answer.headline.stop ?? false} text={answer.headline.text} todo={answer.headline.do} evidence={answer.headline.evidence ?? []} />
      {answer.reply !== null && <Reply reply={answer.reply} />}
      {answer.action === 'refuse' && <p class="quiet">{t.refused}{answer.why && `: ${answer.why}`}</p>}
      <NoteParts parts={noteParts(answer)} />
      {departments !== '' && answer.tier !== 'self_care' && <p class="quiet department">{t.department(departments)}</p>}
      {answer.not_checked.length > 0 && <NotChecked list={answer.not_checked} />}
      <RecordSlot answer={answer} />
      {waiting && <Waiting answer={answer} onAnswer={onAnswer} />}
      {last && answer.ask.length > 0 && !waiting && <AskBack ask={answer.ask} onFacts={onFacts} />}
      <footer class="note-foot">
        {!waiting && answer.reply === null && <HandOver answer={answer} onAnswer={onAnswer} />}
        <Why answer={answer} />
      </footer>
    </article>
  );
}

/* What was not checked is said as plainly as what was. */
export function NotChecked({ list }: { list: string[] }) {
  const t = useText();
  return (
    <section class="not-checked">
      <h3>{t.not_checked}</h3>
      <ul>{list.map((one) => <li key={one}>{one}</li>)}</ul>
    </section>
  );
}
