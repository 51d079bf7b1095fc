/* WorkPage.tsx - the doctor's desk: worklist left, case in the middle, evidence right. */
import { useEffect, useState } from 'preact/hooks';
import { getWorklist } from '../api';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { EvidencePane } from '../components/EvidencePane';
import { KeysDialog } from '../components/KeysDialog';
import { WorkCase } from '../components/WorkCase';
import { Worklist } from '../components/Worklist';
import { asApiError, type ApiError } from '../errors';
import { useText } from '../i18n';
import { useKeys } from '../keys';
import { closePassage } from '../passage';
import { go } from '../router';
import { session } from '../session';
import { useStore } from '../store';
import type { WorkRow } from '../types';
import { useWide } from '../wide';
import { AlertsSlot } from './CarePage';

const REFRESH_MS = 10000;

export function WorkPage({ caseId }: { caseId: string | null }) {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  if (me === null) return <><h1>{t.work_title}</h1><Loading /></>;
  if (me.role !== 'doctor') return <><h1>{t.work_title}</h1><p>{t.work_only_doctor}</p><p><a href="#/login">{t.nav_login}</a></p></>;
  return <Desk caseId={caseId} />;
}

function Desk({ caseId }: { caseId: string | null }) {
  const t = useText();
  const wide = useWide();
  const { rows, error, refresh } = useWorklist();
  const [help, setHelp] = useState(false);
  const [notice, setNotice] = useState('');
  const choose = (id: string | null): void => { closePassage(); go({ page: 'work', id }); };
  const step = (by: number): void => {
    const at = rows?.findIndex((row) => row.case === caseId) ?? -1;
    const next = rows?.[at < 0 ? 0 : at + by];
    if (next !== undefined) { setNotice(''); choose(next.case); }
  };
  useKeys({ j: () => step(1), k: () => step(-1), '?': () => setHelp(true) });

  const settled = (id: string, words: string): void => {
    const at = rows?.findIndex((row) => row.case === id) ?? -1;
    const next = rows?.[at + 1] ?? rows?.[at - 1];
    setNotice(words);
    refresh(id);
    choose(next !== undefined && next.case !== id ? next.case : null);
  };

  return (
    <div class={`desk ${caseId === null ? 'desk-list' : 'desk-case'}`}>
      <section class="desk-left" aria-labelledby="work-title">
        <header class="desk-head"><h1 id="work-title">{t.work_list}</h1><button type="button" class="link" onClick={() => setHelp(true)}>{t.work_keys} <kbd>?</kbd></button></header>
        <AlertsSlot />
        {error !== null && <ErrorNote error={error} onRetry={() => refresh()} />}
        {rows === null ? error === null && <Loading /> : <Worklist rows={rows} chosen={caseId} />}
      </section>
      <section class="desk-middle" aria-label={t.work_case}>
        <p class="notice" role="status">{notice}</p>
        {caseId === null
          ? <p class="quiet desk-choose">{t.work_choose}</p>
          : <WorkCase key={caseId} caseId={caseId} row={rows?.find((row) => row.case === caseId) ?? null} onSettled={settled} />}
      </section>
      {wide && <section class="desk-right" aria-labelledby="evidence-title"><h2 id="evidence-title">{t.work_evidence}</h2><EvidencePane /></section>}
      {help && <KeysDialog onClose={() => setHelp(false)} />}
    </div>
  );
}

function useWorklist(): { rows: WorkRow[] | null; error: ApiError | null; refresh(without?: string): void } {
  const [rows, setRows] = useState<WorkRow[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const refresh = (without?: string): void => {
    if (without !== undefined) setRows((now) => now?.filter((row) => row.case !== without) ?? null);
    getWorklist().then(({ items }) => { setRows(items); setError(null); }, (problem: unknown) => setError(asApiError(problem)));
  };
  useEffect(() => {
    refresh();
    const timer = setInterval(() => { if (!document.hidden) refresh(); }, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return { rows, error, refresh };
}
