/* app.tsx - which page, in which frame. */
import { useEffect, useRef } from 'preact/hooks';
import { Frame } from './components/Frame';
import { PassageDrawer } from './components/PassageDrawer';
import { useText, type Messages } from './i18n';
import { AskPage } from './pages/AskPage';
import { CasesPage } from './pages/CasesPage';
import { HealthPage } from './pages/HealthPage';
import { LoginPage } from './pages/LoginPage';
import { MissingPage } from './pages/MissingPage';
import { ToolsPage } from './pages/ToolsPage';
import { WorkPage } from './pages/WorkPage';
import { closePassage } from './passage';
import { useRoute, type Route } from './router';
import { session } from './session';
import { useStore } from './store';
import type { ToolRoute } from './tools';
import { useWide } from './wide';

const isTool = (route: Route): route is ToolRoute => route.page === 'calc' || route.page === 'rx' || route.page === 'report';

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'ask': return <AskPage caseId={null} />;
    case 'case': return <AskPage caseId={route.id} />;
    case 'cases': return <CasesPage />;
    case 'work': return <WorkPage caseId={route.id} />;
    case 'login': return <LoginPage />;
    case 'health': return <HealthPage />;
    case 'calc': case 'rx': case 'report': return <ToolsPage route={route} />;
    case 'missing': return <MissingPage />;
  }
}

/* The tools know their own names (tools.tsx). */
function titleOf(route: Exclude<Route, ToolRoute>, t: Messages): string {
  const names: Record<Exclude<Route, ToolRoute>['page'], string> = {
    ask: '', case: '', cases: t.cases_title, work: t.work_title, login: t.login_title, health: t.health_title,
    missing: t.page_missing_title,
  };
  const name = names[route.page];
  return name === '' ? t.product_full : `${name} - ${t.product_full}`;
}

export function App() {
  const t = useText();
  const route = useRoute();
  const wide = useWide();
  const online = useStore(session, (now) => now.online);
  const group = route.page === 'case' ? 'ask' : route.page === 'calc' ? `calc ${route.id}` : route.page;
  const last = useRef(group);

  useEffect(() => {
    if (!isTool(route)) document.title = titleOf(route, t);
    document.documentElement.dataset['page'] = route.page;   /* the desk has smaller type */
  }, [route.page, t]);
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
    </Frame>
  );
}
