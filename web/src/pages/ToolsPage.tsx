/* ToolsPage.tsx - fetches the tools and their style sheet when one is opened, once. */
import { ErrorNote, Loading } from '../components/ErrorNote';
import { asApiError } from '../errors';
import { useText } from '../i18n';
import { useLoad } from '../store';
import { styled } from '../styled';
import type { ToolRoute } from '../tools';

export function ToolsPage({ route }: { route: ToolRoute }) {
  const t = useText();
  const [load, retry] = useLoad('tools', async () => (await Promise.all([import('../tools'), styled('/tools.css')]))[0]);
  if (load.at === 'ready') return <load.value.ToolPage route={route} />;
  return <><h1>{t.nav_tools}</h1>{load.at === 'failed' ? <ErrorNote error={asApiError(load.error)} onRetry={retry} /> : <Loading />}</>;
}
