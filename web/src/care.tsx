/* care.tsx - the health record and the companion, in a file of its own: whoever only asks a question does not wait for it. */
import './shared';
import { acting } from './acting';
import { getAlerts } from './api_care';
import { getProfile } from './api_people';
import { Alerts } from './care/Alerts';
import { AuthorizePage } from './care/AuthorizePage';
import { CabinetPage } from './care/CabinetPage';
import { ClientsPage } from './care/ClientsPage';
import { DiaryPage } from './care/DiaryPage';
import { MeasuresPage } from './care/MeasuresPage';
import { MemoryPage } from './care/MemoryPage';
import { OverviewPage } from './care/OverviewPage';
import { LogInFirst } from './care/parts';
import { PlansPage } from './care/PlansPage';
import { RecordLines } from './care/RecordLines';
import { RemindersPage } from './care/RemindersPage';
import { ReportPage } from './care/ReportPage';
import { TimelinePage } from './care/TimelinePage';
import { WhoContext, type Who } from './care/who';
import { Loading } from './components/ErrorNote';
import { useText } from './i18n_care';
import type { CarePart, CareRoute } from './router';
import { session } from './session';
import { useLoad, useStore } from './store';

export { Alerts, ClientsPage, RecordLines };

export function Care({ route }: { route: CareRoute }) {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  const now = useStore(acting, (one) => one);
  if (me === null) return <><h1 class="visually-hidden">{t.nav_care}</h1><Loading /></>;
  if (route.page === 'authorize') return <AuthorizePage query={route.query} />;
  if (me.account === null) return <LogInFirst />;
  if (route.page === 'patient') return <Patient key={route.id} id={route.id} part={route.part} sub={route.sub} />;
  const who: Who = now.person === '' ? { person: 'me', name: '', write: true, base: '#/care' } : { person: now.person, name: now.name, write: now.ward, base: '#/care' };
  return <WhoContext.Provider value={who}><Part key={who.person} part={route.part} sub={route.sub} /></WhoContext.Provider>;
}

/* As the alert says when the profile may not be seen; '' when nobody says. */
const nameOf = (id: string): Promise<string> => getProfile(id).then((one) => one.name, () =>
  getAlerts().then(({ alerts }) => alerts.find((one) => one.person === id)?.name ?? '', () => ''));

/* The same pages, to be read, under the name of whose they are. */
function Patient({ id, part, sub }: { id: string; part: CarePart | null; sub: string | null }) {
  const t = useText();
  const [load] = useLoad(`name ${id}`, () => nameOf(id));
  if (load.at !== 'ready') return <><h1 class="visually-hidden">{t.nav_care}</h1><Loading /></>;
  return <WhoContext.Provider value={{ person: id, name: load.value || t.care_person, write: false, base: `#/patient/${id}` }}><Part part={part} sub={sub} /></WhoContext.Provider>;
}

function Part({ part, sub }: { part: CarePart | null; sub: string | null }) {
  switch (part) {
    case 'measures': return <MeasuresPage sub={sub} />;
    case 'diary': return <DiaryPage />;
    case 'timeline': return <TimelinePage />;
    case 'drugs': return <CabinetPage />;
    case 'plans': return <PlansPage />;
    case 'reminders': return <RemindersPage />;
    case 'report': return <ReportPage />;
    case 'memory': return <MemoryPage />;
    case null: return <OverviewPage />;
  }
}
