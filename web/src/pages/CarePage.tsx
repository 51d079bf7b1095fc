/* CarePage.tsx - fetches the record and the companion (care.tsx and its style sheet) when it is needed, once: a page, the alerts above the
 * worklist, what an answer used and noted. */
import { ErrorNote, Loading } from '../components/ErrorNote';
import { asApiError } from '../errors';
import { useText } from '../i18n';
import type { CareRoute } from '../router';
import { useLoad } from '../store';
import { styled } from '../styled';
import type { Answer } from '../types';

/* The forms are dressed by the sheet of the pages about people. */
const useCare = () => useLoad('care', async () => (await Promise.all([import('../care'), styled('/people.css'), styled('/care.css')]))[0]);

export function CarePage({ route }: { route: CareRoute }) {
  const t = useText();
  const [load, retry] = useCare();
  if (load.at === 'ready') return <load.value.Care route={route} />;
  return <><h1 class="visually-hidden">{t.nav_care}</h1>{load.at === 'failed' ? <ErrorNote error={asApiError(load.error)} onRetry={retry} /> : <Loading />}</>;
}

/* Quiet where it does not come: the worklist and the answer are there without it. */
export function AlertsSlot() {
  const [load] = useCare();
  return load.at === 'ready' ? <load.value.Alerts /> : null;
}

export function ClientsSlot() {
  const [load, retry] = useCare();
  return load.at === 'ready' ? <load.value.ClientsPage /> : load.at === 'failed' ? <ErrorNote error={asApiError(load.error)} onRetry={retry} /> : <Loading />;
}

export function RecordSlot({ answer }: { answer: Answer }) {
  return (answer.used?.length ?? 0) + (answer.remembered?.length ?? 0) > 0 ? <Record answer={answer} /> : null;
}

function Record({ answer }: { answer: Answer }) {
  const [load] = useCare();
  return load.at === 'ready' ? <load.value.RecordLines answer={answer} /> : null;
}
