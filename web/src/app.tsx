/* app.tsx - which page, in which frame. */
import { useEffect, useRef } from 'preact/hooks';
import { Frame } from './components/Frame';
import { PassageDrawer } from './components/PassageDrawer';
import { useText, type Messages } from './i18n';
import { AskPage } from './pages/AskPage';
import { CarePage } from './pages/CarePage';
import { CasesPage } from './pages/CasesPage';
import { HealthPage } from './pages/HealthPage';
import { MissingPage } from './pages/MissingPage';
import { PeoplePage, StepSlot } from './pages/PeoplePage';
import { ToolsPage } from './pages/ToolsPage';
import { WorkPage } from './pages/WorkPage';
import { closePassage } from './passage';
import { useRoute, type CareRoute, type PeopleRoute, type Route } from './router';
import { session } from './session';
import { useStore } from './store';
import { useTitle } from './title';
import type { ToolRoute } from './tools';
import { useWide } from './wide';

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'ask': return <AskPage caseId={null} />;
    case 'case': return <AskPage caseId={route.id} />;
    case 'cases': return <CasesPage />;
    case 'work': return <WorkPage caseId={route.id} />;
    case 'health': return <HealthPage />;
    case 'calc': case 'rx': case 'report': return <ToolsPage route={route} />;
    case 'care': case 'patient': case 'authorize': return <CarePage route={route} />;
    case 'missing': return <MissingPage />;
    default: return <PeoplePage route={route} />;
  }
}

/* The tools, the pages about people and the record know their own names. */
function titleOf(route: Route, t: Messages): string | null {
  const names: Record<Exclude<Route, ToolRoute | PeopleRoute | CareRoute>['page'], string> = {
    ask: '', case: '', cases: t.cases_title, work: t.work_title, health: t.health_title, missing: t.page_missing_title,
  };
  return route.page in names ? names[route.page as keyof typeof names] : null;
}

/* A password that others know is changed before anything else. */
function allowed(route: Route, change: boolean): Route {
  return change && !['login', 'health', 'matrix'].includes(route.page) ? { page: 'password' } : route;
}

export function App() {
  const t = useText();
  const address = useRoute();
  const change = useStore(session, (now) => now.me?.account?.must_change ?? false);
  const route = allowed(address, change);
  const wide = useWide();
  const online = useStore(session, (now) => now.online);
  const group = route.page === 'case' ? 'ask' : route.page === 'calc' ? `calc ${route.id}` : 'part' in route ? `${route.page} ${route.part} ${'sub' in route ? route.sub : ''}` : route.page;
  const last = useRef(group);
  useTitle(titleOf(route, t));

  useEffect(() => {
    document.documentElement.dataset['page'] = route.page;   /* the desk has smaller type */
  }, [route.page]);
  useEffect(() => {
    if (last.current === group) return;
    /* Another page: a reader starts at its top, and so does a screen reader. */
    last.current = group;
    closePassage();
    document.getElementById('main')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [group]);

  return (
    <Frame route={route}>
      {!online && <p class="offline-bar" role="status">{t.offline_bar}</p>}
      <Page route={route} />
      {!(route.page === 'work' && wide) && <PassageDrawer />}
      <StepSlot />
    </Frame>
  );
}
