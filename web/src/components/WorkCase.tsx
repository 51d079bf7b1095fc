/* WorkCase.tsx - one case on the desk: what is known and not, what was said, the draft to sign. */
import { getCase } from '../api';
import { asApiError } from '../errors';
import { useLang, useText } from '../i18n';
import { noteParts } from '../note';
import { useLoad } from '../store';
import { clockTime } from '../time';
import type { Answer, WorkRow } from '../types';
import { Draft } from './Draft';
import { ErrorNote, Loading } from './ErrorNote';
import { NotChecked } from './Note';
import { NoteParts } from './NoteParts';
import { Reply } from './Reply';
import { Tier } from './Tier';
import { Why } from './Why';
import { WorkFacts } from './WorkFacts';

interface Props { caseId: string; row: WorkRow | null; onSettled(id: string, words: string): void }

export function WorkCase({ caseId, row, onSettled }: Props) {
  const t = useText();
  const [load, retry] = useLoad(caseId, () => getCase(caseId));
  return (
    <>
      <p class="desk-back"><a href="#/worklist">{t.back}</a></p>
      {load.at === 'loading' && <Loading />}
      {load.at === 'failed' && <ErrorNote error={asApiError(load.error)} onRetry={retry} />}
      {load.at === 'ready' && <Case answer={load.value} row={row} onSettled={onSettled} onStale={retry} />}
    </>
  );
}

function Case({ answer, row, onSettled, onStale }: { answer: Answer; row: WorkRow | null; onSettled: Props['onSettled']; onStale(): void }) {
  const t = useText();
  const lang = useLang();
  const open = answer.state === 'held' || answer.state === 'handed_over';
  return (
    <article class="work-case" data-case={answer.case} data-state={answer.state}>
      <h2 class="asked">{answer.question}</h2>
      <p class="quiet">{[row?.who, clockTime(answer.created_ms, lang)].filter(Boolean).join(' · ')}</p>
      <WorkFacts answer={answer} />
      {(row?.why || answer.held?.reason) && <p class="work-why"><strong>{t.work_why}</strong> {row?.why || answer.held?.reason}</p>}
      <section aria-label={t.work_conversation} class="work-note">
        <Tier tier={answer.tier} crisis={answer.crisis} stop={answer.headline.stop ?? false} text={answer.headline.text} todo={answer.headline.do} evidence={answer.headline.evidence ?? []} calls={false} />
        <NoteParts parts={noteParts(answer)} detail />
        {answer.not_checked.length > 0 && <NotChecked list={answer.not_checked} />}
      </section>
      {answer.reply !== null && <Reply reply={answer.reply} />}
      {open && <Draft answer={answer} onSettled={onSettled} onStale={onStale} />}
      <Why answer={answer} />
    </article>
  );
}
