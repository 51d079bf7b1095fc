/* Tools.tsx - what the three tools share: the way between them, source, what is slow, what is out of date. */
import { useText } from '../i18n_tools';
import { showPassage } from '../passage';
import { href, type Route } from '../router';
import { Icon } from './Icon';

export function ToolsNav({ here }: { here: 'calc' | 'rx' | 'report' }) {
  const t = useText();
  const link = (page: 'calc' | 'rx' | 'report', word: string) => {
    const route: Route = page === 'calc' ? { page, id: null } : { page };
    return <a href={href(route)} {...(here === page ? { 'aria-current': 'page' as const } : {})}>{word}</a>;
  };
  return (
    <nav class="tools-nav" aria-label={t.tool_label}>
      {link('calc', t.tool_calc)}{link('rx', t.tool_rx)}{link('report', t.tool_report)}
    </nav>
  );
}

/* A source and, when the pack has it, the passage behind it: the whole passage is what is cited. */
export function Source({ source, passage }: { source: string; passage?: string | null | undefined }) {
  const t = useText();
  if (source === '' && !passage) return null;
  const evidence = passage ? { n: 0, passage, start: 0, end: 0, quote: '', source, year: '', state: '' } : null;
  return (
    <p class="tool-source">
      {source !== '' && <span class="source-name" title={source}><span class="label">{t.tool_source}</span> {source}</span>}
      {evidence !== null && (
        <button type="button" class="link" data-passage={passage} aria-label={`${t.tool_open} ${source}`}
          onClick={(event) => { showPassage(evidence, event.currentTarget); keepInSight(event.currentTarget); }}><Icon name="link" /> {t.tool_open}</button>
      )}
    </p>
  );
}

/* On a wide page the passage takes room, and what was being read moves: it is brought back. */
function keepInSight(button: HTMLElement): void {
  setTimeout(() => button.scrollIntoView({ block: 'nearest' }), 60);
}

export function Slow({ slow }: { slow: boolean }) {
  const t = useText();
  return slow ? <p class="slow quiet" role="status">{t.tool_slow}</p> : null;
}

export function Private() {
  const t = useText();
  return <p class="quiet private">{t.tool_private}</p>;
}

export { useTitle } from '../title';

/* After a press: the focus is on what was found, and it is brought into sight where it is not. */
export function goToResult(result: HTMLElement | null): void {
  if (result === null) return;
  result.focus({ preventScroll: true });
  const { top } = result.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.6) result.scrollIntoView({ block: 'start' });
}
