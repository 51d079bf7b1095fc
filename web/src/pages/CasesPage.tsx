/* CasesPage.tsx - own questions, newest first. */
import { acting } from '../acting';
import { getCases } from '../api';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { TierMark } from '../components/Tier';
import { asApiError } from '../errors';
import { useLang, useText, type Messages } from '../i18n';
import { useLoad, useStore } from '../store';
import { ForWhomSlot } from './PeoplePage';
import { clockTime } from '../time';
import type { CaseRow, CaseState } from '../types';

export function stateName(state: CaseState, t: Messages): string { return t[`state_${state}`]; }

export function CasesPage() {
  const t = useText();
  const person = useStore(acting, (now) => now.person);
  const [load, retry] = useLoad(`cases ${person}`, () => getCases(person));
  return (
    <>
      <h1>{t.cases_title}</h1>
      <ForWhomSlot />
      {load.at === 'loading' && <Loading />}
      {load.at === 'failed' && <ErrorNote error={asApiError(load.error)} onRetry={retry} />}
      {load.at === 'ready' && <CaseList rows={load.value.cases} other={person !== ''} />}
    </>
  );
}

export function CaseList({ rows, other = false }: { rows: CaseRow[]; other?: boolean }) {
  const t = useText();
  const lang = useLang();
  if (rows.length === 0) return <div class="empty"><p>{other ? t.cases_empty_other : t.cases_empty}</p><p><a href="#/">{t.go_home}</a></p></div>;
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
