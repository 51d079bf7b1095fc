/* ReportPage.tsx - a laboratory report in, its reading out; for a patient in plain words, for a doctor in theirs. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { readReport } from '../api_tools';
import { ErrorNote } from '../components/ErrorNote';
import { ReportForm } from '../components/ReportForm';
import { ReportReading } from '../components/ReportReading';
import { goToResult, Private, Slow, ToolsNav, useTitle } from '../components/Tools';
import { useLang, useText } from '../i18n_tools';
import { useAsked } from '../live';
import { emptyReport, emptyRow, hasResults, reportRequest, type LabReply, type Report } from '../report';
import { SAMPLES } from '../samples';
import { session } from '../session';
import { useStore } from '../store';
import type { Lang } from '../types';


function sampleReport(report: Report, lang: Lang): Report {
  const sample = SAMPLES[lang];
  const rows = sample.results.map(([name, value, unit, range, previous]) => ({ ...emptyRow(), name, value, unit, range, previous }));
  return { ...report, text: sample.report, rows, age: '58', sex: 'male', pregnant: '' };
}

export function ReportPage() {
  const t = useText();
  const lang = useLang();
  useTitle(t.rep_title);
  const doctor = useStore(session, (now) => now.me?.role === 'doctor');
  const [report, setReport] = useState<Report>(emptyReport);
  const [sample, setSample] = useState(false);
  const [wrong, setWrong] = useState(false);
  const now = JSON.stringify(reportRequest(report, lang));
  const result = useRef<HTMLElement>(null);
  const { asked, live, retry, ask, forget } = useAsked<LabReply>(now, hasResults(report), (request, signal) => readReport(JSON.parse(request), signal), () => goToResult(result.current));

  useEffect(() => { if (doctor) setReport((old) => ({ ...old, audience: 'doctor' })); }, [doctor]);

  const set = (patch: Partial<Report>): void => {
    if (patch.audience === undefined && patch.how === undefined) setSample(false);
    setWrong(false);
    setReport((old) => ({ ...old, ...patch }));
  };
  const read = (one: Report): void => {
    if (!hasResults(one)) { setWrong(true); forget(); return; }
    ask(JSON.stringify(reportRequest(one, lang)));
  };

  return (
    <>
      <ToolsNav here="report" />
      <header class="calc-head"><h1>{t.rep_title}</h1><p class="quiet">{t.rep_lead}</p></header>
      <div class="rep-work">
        <form class="rep-form" aria-label={t.rep_title} autocomplete="off" onSubmit={(event) => { event.preventDefault(); read(report); }}
          onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); read(report); } }}>
          <p class="tool-actions">
            <button type="button" class="link" onClick={() => { const one = sampleReport(report, lang); setReport(one); setSample(true); setWrong(false); read(one); }}>{t.tool_example}</button>
            {hasResults(report) && <button type="button" class="link" onClick={() => { setReport({ ...emptyReport(), how: report.how, audience: report.audience }); setSample(false); forget(); }}>{t.tool_clear}</button>}
            {sample && <span class="tag tag-warn" role="status">{t.tool_example_on}</span>}
          </p>
          <ReportForm report={report} onChange={set} />
          <p class="buttons rx-go">
            <button type="submit" class="primary">{t.rep_read} <kbd>Ctrl+Enter</kbd></button>
            {wrong && <span class="wrong" role="alert">{t.rep_nothing}</span>}
          </p>
        </form>
        <section ref={result} class="rep-result" tabIndex={-1} aria-label={t.rep_read} aria-busy={live.busy} data-fresh={asked === now && live.of === asked}>
          {asked === '' && <p class="quiet">{t.rep_before}</p>}
          {asked !== '' && live.busy && live.value === null && <p class="loading" role="status">{t.rep_busy}</p>}
          <Slow slow={live.slow} />
          {live.error !== null && <ErrorNote error={live.error} onRetry={retry} />}
          {live.value !== null && live.error === null && (asked !== now || live.of !== asked) && <p class="stale" role="status">{t.tool_stale}</p>}
          {live.value !== null && live.error === null && <ReportReading reply={live.value} audience={report.audience} />}
        </section>
      </div>
      <Private />
    </>
  );
}
