/* CasesPage.tsx - own questions, newest first. */
import { getCases } from '../api';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { TierMark } from '../components/Tier';
import { asApiError } from '../errors';
import { useLang, useText, type Messages } from '../i18n';
import { useLoad } from '../store';
import { clockTime } from '../time';
import type { CaseRow, CaseState } from '../types';

export function stateName(state: CaseState, t: Messages): string { return t[`state_${state}`]; }

export function CasesPage() {
  const t = useText();
  const [load, retry] = useLoad('cases', getCases);
  return (
    <>
      <h1>{t.cases_title}</h1>
      {load.at === 'loading' && <Loading />}
      {load.at === 'failed' && <ErrorNote error={asApiError(load.error)} onRetry={retry} />}
      {load.at === 'ready' && <List rows={load.value.cases} />}
    </>
  );
}

function List({ rows }: { rows: CaseRow[] }) {
  const t = useText();
  const lang = useLang();
  if (rows.length === 0) return <div class="empty"><p>{t.cases_empty}</p><p><a href="#/">{t.go_home}</a></p></div>;
  return (
    <ol class="case-list">
      {rows.map((row) => (
        <li key={row.case}>
          <a href={`#/case/${row.case}`}>
            <span class="case-question">{row.question}</span>
            <span class="case-under"><TierMark tier={row.tier} /><span>{stateName(row.state, t)}</span><time dateTime={new Date(row.created_ms).toISOString()}>{clockTime(row.created_ms, lang)}</time></span>
          </a>
        </li>
      ))}
    </ol>
  );
}
