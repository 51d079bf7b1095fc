/* tools.tsx - the three tools, in a file of their own: whoever only asks a question does not wait for them. */
import './shared';
import { OrderFindings } from './components/OrderFindings';
import { CalcPage } from './pages/CalcPage';
import { ReportPage } from './pages/ReportPage';
import { RxPage } from './pages/RxPage';
import type { Route } from './router';

export { OrderFindings };   /* the medicine cabinet shows its findings the same way */

export type ToolRoute = Extract<Route, { page: 'calc' | 'rx' | 'report' }>;

export function ToolPage({ route }: { route: ToolRoute }) {
  switch (route.page) {
    case 'calc': return <CalcPage id={route.id} />;
    case 'rx': return <RxPage />;
    case 'report': return <ReportPage />;
  }
}
