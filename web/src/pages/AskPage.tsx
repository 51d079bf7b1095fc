/* AskPage.tsx - a question and its note, and the way to the next question. */
import { useEffect } from 'preact/hooks';
import { AskBox } from '../components/AskBox';
import { Announcer } from '../components/Announcer';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { TurnView } from '../components/TurnView';
import { useText } from '../i18n';
import { useStore } from '../store';
import { ask, openCase, startOver, thread } from '../thread';
import { ForWhomSlot } from './PeoplePage';

export function AskPage({ caseId }: { caseId: string | null }) {
  useEffect(() => {
    if (caseId !== null) void openCase(caseId);
    /* Back at the empty address after a finished case: a new page, not the old answer. */
    else if (thread.get().turns.every((turn) => turn.caseId !== null)) startOver();
  }, [caseId]);
  /* The live regions stand before there is anything to say, or the first words would be missed. */
  return <><Announcer /><Thread caseId={caseId} /></>;
}

function Thread({ caseId }: { caseId: string | null }) {
  const t = useText();
  const { turns, opening, openError } = useStore(thread, (now) => now);
  if (openError !== null) {
    return (
      <>
        <h1 class="visually-hidden">{t.nav_ask}</h1>
        <ErrorNote error={openError} {...(caseId !== null && openError.kind !== 'missing' ? { onRetry: () => void openCase(caseId) } : {})} />
        <p><a href="#/" onClick={startOver}>{t.go_home}</a></p>
      </>
    );
  }
  if (opening !== null) return <><h1 class="visually-hidden">{t.nav_ask}</h1><Loading /></>;
  if (turns.length === 0) return <Empty />;
  return (
    <>
      {turns.map((turn, i) => <TurnView key={turn.key} turn={turn} first={i === 0} last={i === turns.length - 1} />)}
      <AskBox more />
      <p class="new-question"><a href="#/" onClick={startOver}>{t.ask_new}</a></p>
    </>
  );
}

function Empty() {
  const t = useText();
  return (
    <>
      <h1 class="welcome">{t.ask_title}</h1>
      <ForWhomSlot ask />
      <AskBox more={false} />
      <section class="examples" aria-labelledby="examples">
        <h2 id="examples">{t.ask_examples}</h2>
        <ul>{t.examples.map((one) => <li key={one}><button type="button" class="link" onClick={() => void ask(one)}>{one}</button></li>)}</ul>
      </section>
    </>
  );
}
