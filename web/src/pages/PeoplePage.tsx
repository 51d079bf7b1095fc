/* PeoplePage.tsx - fetches what is about people (people.tsx and its style sheet) when it is needed, once: a page, the second
 * step in the middle of a call, the line that says for whom one asks. */
import { useEffect } from 'preact/hooks';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { asApiError } from '../errors';
import { useText } from '../i18n';
import type { PeopleRoute } from '../router';
import { session } from '../session';
import { endStep, step } from '../stepup';
import { useLoad, useStore } from '../store';
import { styled } from '../styled';

const usePeople = () => useLoad('people', async () => {
  const [people] = await Promise.all([import('../people'), styled('/people.css')]);
  return people;
});

export function PeoplePage({ route }: { route: PeopleRoute }) {
  const t = useText();
  const [load, retry] = usePeople();
  if (load.at === 'ready') return <load.value.People route={route} />;
  return <><h1 class="visually-hidden">{t.nav_me}</h1>{load.at === 'failed' ? <ErrorNote error={asApiError(load.error)} onRetry={retry} /> : <Loading />}</>;
}

export function StepSlot() {
  const need = useStore(step, (now) => now.need);
  return need === null ? null : <Step />;
}

function Step() {
  const [load] = usePeople();
  useEffect(() => { if (load.at === 'failed') endStep(false, load.error); }, [load.at]);
  return load.at === 'ready' ? <load.value.StepDialog /> : null;
}

/* Only who has an account can act for another one. */
export function ForWhomSlot({ ask = false }: { ask?: boolean }) {
  const known = useStore(session, (now) => now.me !== null && now.me.account !== null && ['patient', 'guardian'].includes(now.me.role));
  return known ? <ForWhom ask={ask} /> : null;
}

function ForWhom({ ask }: { ask: boolean }) {
  const [load] = usePeople();
  return load.at === 'ready' ? <load.value.ForWhom ask={ask} /> : null;
}
