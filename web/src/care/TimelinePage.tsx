/* TimelinePage.tsx - all that is kept, newest first. An entry opens where it stands; the form it is kept in is one press further. */
import { useEffect, useState } from 'preact/hooks';
import { deleteEntry, getEntry, getTimeline } from '../api_care';
import type { Entry } from '../care_types';
import { Loading } from '../components/ErrorNote';
import { asApiError, type ApiError } from '../errors';
import { useLang, useText, type Messages } from '../i18n_care';
import { Select, Sure, useAct } from '../people/parts';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { unitText } from '../care_words';
import { CareHead, CareTrouble, named } from './parts';
import { useWho } from './who';

const COUNT = 30;
const TYPES = ['Observation', 'MedicationStatement', 'MedicationRequest', 'Condition', 'AllergyIntolerance', 'DiagnosticReport', 'CarePlan', 'Goal', 'Encounter', 'Immunization', 'Procedure', 'DocumentReference', 'Patient'] as const;

export const typeWord = (type: string, t: Messages): string => named(`rtype_${type}`, type, t);

const titleOf = (entry: Entry, t: Messages): string => entry.title || typeWord(entry.type, t);

export function TimelinePage() {
  const t = useText();
  const who = useWho();
  const [type, setType] = useState('');
  const [rows, setRows] = useState<Entry[]>([]);
  const [next, setNext] = useState<string | null>('');
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<ApiError | null>(null);
  const [turn, setTurn] = useState(0);

  const fetchMore = (before: string, had: Entry[], alive: () => boolean): void => {
    setBusy(true);
    setError(null);
    getTimeline(who.person, before, COUNT, type).then(
      (page) => { if (alive()) { setRows([...had, ...page.entries]); setNext(page.next); } },
      (problem: unknown) => { if (alive()) setError(asApiError(problem)); },
    ).finally(() => { if (alive()) setBusy(false); });
  };
  useEffect(() => {
    let here = true;
    setRows([]);
    setNext('');
    fetchMore('', [], () => here);
    return () => { here = false; };
  }, [type, who.person, turn]);

  return (
    <>
      <CareHead title={t.cpart_timeline} />
      <div class="care-filter"><Select word={t.care_filter} value={type} options={[['', t.care_filter_all], ...TYPES.map((one): [string, string] => [one, typeWord(one, t)])]} onChange={setType} /></div>
      {rows.length > 0 && <ol class="care-timeline">{rows.map((one) => <Line key={`${one.type}/${one.id}`} entry={one} onGone={() => setRows((now) => now.filter((each) => each !== one))} />)}</ol>}
      {rows.length === 0 && !busy && error === null && <p class="empty">{type === '' ? t.care_timeline_none : t.care_timeline_none_type}</p>}
      {busy && <Loading />}
      <CareTrouble error={error} onRetry={() => (rows.length === 0 ? setTurn(turn + 1) : fetchMore(next ?? '', rows, () => true))} />
      {!busy && next && rows.length > 0 && <p><button type="button" class="secondary" onClick={() => fetchMore(next, rows, () => true)}>{t.show_more}</button></p>}
    </>
  );
}

function Line({ entry, onGone }: { entry: Entry; onGone(): void }) {
  const t = useText();
  const lang = useLang();
  const [open, setOpen] = useState(false);
  const title = titleOf(entry, t);
  return (
    <li data-entry={entry.id} data-type={entry.type}>
      <button type="button" class="timeline-row" aria-expanded={open} onClick={() => setOpen(!open)}>
        <time class="quiet" dateTime={new Date(entry.at_ms).toISOString()}>{clockTime(entry.at_ms, lang)}</time>
        <span class="timeline-what"><span>{title}</span>{entry.value && <strong class={[...entry.value].length > 24 ? 'is-text' : ''}>{entry.value}{entry.unit && ` ${unitText(entry.unit, lang)}`}</strong>}</span>
        <span class="quiet">{[typeWord(entry.type, t), entry.origin && entry.origin !== 'typed' ? named(`origin_${entry.origin}`, entry.origin, t) : ''].filter(Boolean).join(' · ')}</span>
      </button>
      {open && <Opened entry={entry} title={title} onGone={onGone} />}
    </li>
  );
}

function Opened({ entry, title, onGone }: { entry: Entry; title: string; onGone(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const act = useAct();
  const [load] = useLoad(`${entry.type}/${entry.id}`, () => getEntry(who.person, entry.type, entry.id));
  const [sure, setSure] = useState(false);
  const drop = async (): Promise<void> => {
    setSure(false);
    if (await act.run(() => deleteEntry(who.person, entry.type, entry.id)) !== undefined) onGone();
  };
  return (
    <div class="timeline-open">
      <dl class="meta">
        <div><dt>{t.care_when}</dt><dd>{new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(entry.at_ms)}</dd></div>
        {entry.status && <div><dt>{t.care_status}</dt><dd>{named(`rstatus_${entry.status.replace(/-/g, '_')}`, entry.status, t)}</dd></div>}
        {entry.verified && <div><dt>{t.care_verified}</dt><dd>{named(`rstatus_${entry.verified}`, entry.verified, t)}</dd></div>}
        {entry.version !== undefined && <div><dt>{t.care_version}</dt><dd>{entry.version}</dd></div>}
      </dl>
      {load.at === 'failed' && <CareTrouble error={asApiError(load.error)} />}
      {load.at === 'ready' && <details class="care-more"><summary>{t.care_raw}</summary><pre class="care-raw" tabIndex={0}>{JSON.stringify(load.value.resource, null, 1)}</pre></details>}
      <CareTrouble error={act.error} />
      {who.write && entry.type !== 'Patient' && <p><button type="button" class="link" disabled={act.busy} onClick={() => setSure(true)}>{t.care_delete}</button></p>}
      {sure && <Sure title={t.care_delete_title} text={t.care_delete_sure([title, entry.value].filter(Boolean).join(' '))} go={t.care_delete} danger onGo={() => void drop()} onClose={() => setSure(false)} />}
    </div>
  );
}
