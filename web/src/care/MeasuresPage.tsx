/* MeasuresPage.tsx - what was measured: the newest of each kind; of one kind the picture, the table, and a place to enter the next. */
import { useRef, useState } from 'preact/hooks';
import { deleteEntry, addMeasure, getKinds, getSeries } from '../api_care';
import type { Kept, KindRow, MeasureKind, NewMeasure, Point, Series } from '../care_types';
import { Choice } from '../components/Choice';
import { Icon } from '../components/Icon';
import { Tier } from '../components/Tier';
import { useLang, useText } from '../i18n_care';
import { useKeys } from '../keys';
import { Head, Notice, Sure, useAct } from '../people/parts';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { Chart } from './Chart';
import { Csv } from './Csv';
import { DAY_MS, daysOf, isKind, KIND_NAMES, KINDS, localText, numberText, PERIODS, placeOf, valueText, type Period } from './kinds';
import { unitText } from '../care_words';
import { CareHead, CareLoaded, CareTrouble, inLang, named, PlaceMark, QuestionCard, SourceLine } from './parts';
import { at, useWho } from './who';

export function MeasuresPage({ sub }: { sub: string | null }) {
  return sub !== null && isKind(sub) ? <OneKind key={sub} kind={sub} /> : <AllKinds />;
}

/* ---- all kinds ---- */

function AllKinds() {
  const t = useText();
  const who = useWho();
  const [load, retry] = useLoad(`kinds ${who.person}`, () => getKinds(who.person));
  return (
    <>
      <CareHead title={t.care_measures} />
      <CareLoaded load={load} retry={retry}>
        {({ kinds }) => (
          <>
            {kinds.length === 0 ? <p class="empty">{t.care_measures_none}</p> : <ul class="care-values">{kinds.map((row) => <KindLine key={row.kind} row={row} />)}</ul>}
            {who.write && <MoreKinds known={kinds} />}
          </>
        )}
      </CareLoaded>
      {who.write && <Csv onKept={retry} />}
    </>
  );
}

/* The newest of one kind in one line. `series`, when its band is known. */
export function KindLine({ row, series }: { row: KindRow; series?: Series | undefined }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  if (!isKind(row.kind)) return null;
  const spec = KINDS[row.kind];
  const last = series?.points.find((point) => point.at_ms === row.last.at_ms);
  return (
    <li data-kind={row.kind}>
      <a href={at(who, 'measures', row.kind)}>
        <span class="care-value-name">{t[`mkind_${row.kind}`]}</span>
        <span class="care-value"><strong>{valueText(row.last.v)}</strong> {unitText(row.last.unit || (spec.units[0] as string), lang)}</span>
        {last !== undefined && <PlaceMark place={placeOf(last.as ?? last.v, series?.band ?? [], spec.parts, last.context)} />}
        <span class="quiet">{clockTime(row.last.at_ms, lang)}</span>
      </a>
    </li>
  );
}

function MoreKinds({ known }: { known: KindRow[] }) {
  const t = useText();
  const who = useWho();
  const names = KIND_NAMES.filter((name) => !known.some((row) => row.kind === name));
  return (
    <section class="p-part" aria-labelledby="more-kinds">
      <h2 id="more-kinds">{known.length === 0 ? t.care_measure_first : t.care_measure_more}</h2>
      <p class="care-chips">{names.map((name) => <a key={name} class="none-button" href={at(who, 'measures', name)}>{t[`mkind_${name}`]}</a>)}</p>
    </section>
  );
}

/* ---- one kind ---- */

function OneKind({ kind }: { kind: MeasureKind }) {
  const t = useText();
  const who = useWho();
  const [period, setPeriod] = useState<Period>('m');
  const [now_ms, setNow] = useState(() => Date.now());
  const from_ms = now_ms - daysOf(period) * DAY_MS;
  const [table, setTable] = useState(false);
  const [load, retry] = useLoad(`${who.person} ${kind} ${period} ${now_ms}`, () => getSeries(who.person, kind, from_ms));
  /* What is on the page stays until the next is there. */
  const last = useRef<{ series: Series; from_ms: number; until_ms: number } | null>(null);
  if (load.at === 'ready') last.current = { series: load.value, from_ms, until_ms: now_ms };
  const shown = load.at === 'failed' ? null : last.current;
  const title = t[`mkind_${kind}`];
  return (
    <>
      <Head title={who.name === '' ? title : t.care_of(who.name, title)} back={at(who, 'measures')} word={t.care_measures} />
      {who.write && <AddMeasure kind={kind} onKept={() => setNow(Date.now())} />}
      <div class="care-periods" role="group" aria-label={t.care_period}>
        {PERIODS.map(([name]) => <button key={name} type="button" aria-pressed={period === name} onClick={() => setPeriod(name)}>{t[`period_${name}`]}</button>)}
      </div>
      {shown === null ? <CareLoaded load={load} retry={retry}>{() => null}</CareLoaded> : <Shown {...shown} table={table} onTable={setTable} onGone={() => setNow(Date.now())} />}
    </>
  );
}

function Shown({ series, from_ms, until_ms, table, onTable, onGone }: { series: Series; from_ms: number; until_ms: number; table: boolean; onTable(on: boolean): void; onGone(): void }) {
  const t = useText();
  const head = useRef<HTMLTableElement>(null);
  const toggle = (): void => { onTable(!table); if (!table) setTimeout(() => head.current?.focus(), 0); };
  useKeys({ t: toggle });
  if (series.points.length === 0) return <p class="empty" data-empty>{t.care_series_none}</p>;
  return (
    <>
      {!table && <Chart series={series} from_ms={from_ms} until_ms={until_ms} />}
      <p class="buttons"><button type="button" class="secondary" aria-pressed={table} onClick={toggle}>{table ? t.care_show_chart : t.care_show_table} <kbd>t</kbd></button></p>
      {table && <Table ref_={head} series={series} onGone={onGone} />}
    </>
  );
}

function Table({ series, ref_, onGone }: { series: Series; ref_: { current: HTMLTableElement | null }; onGone(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const act = useAct();
  const [leaving, setLeaving] = useState<Point | null>(null);
  const spec = KINDS[series.kind];
  const rows = [...series.points].sort((a, b) => b.at_ms - a.at_ms);
  const drop = async (point: Point): Promise<void> => {
    setLeaving(null);
    if (await act.run(() => deleteEntry(who.person, 'Observation', point.id)) !== undefined) onGone();
  };
  return (
    <>
      <CareTrouble error={act.error} />
      <table class="p-table care-table" ref={ref_} tabIndex={-1}>
        <caption class="visually-hidden">{t[`mkind_${series.kind}`]}</caption>
        <thead><tr><th scope="col">{t.care_when}</th><th scope="col">{unitText(series.unit, lang)}</th><th scope="col">{t.care_against}</th><th scope="col">{t.care_remarks}</th>{who.write && <th scope="col"><span class="visually-hidden">{t.care_delete}</span></th>}</tr></thead>
        <tbody>
          {rows.map((point) => (
            <tr key={point.id}>
              <td>{clockTime(point.at_ms, lang)}</td>
              <td><strong>{valueText(point.v)}</strong>{point.unit && ` ${unitText(point.unit, lang)}`}</td>
              <td><PlaceMark place={placeOf(point.as ?? point.v, series.band, spec.parts, point.context)} /></td>
              <td class="quiet">{[point.context ? named(`mctx_${point.context}`, point.context, t) : '', point.note ?? '', point.origin && point.origin !== 'typed' ? named(`origin_${point.origin}`, point.origin, t) : ''].filter(Boolean).join(' · ')}</td>
              {who.write && <td><button type="button" class="plain" aria-label={`${t.care_delete}: ${valueText(point.v)}, ${clockTime(point.at_ms, lang)}`} onClick={() => setLeaving(point)}><Icon name="close" /></button></td>}
            </tr>
          ))}
        </tbody>
      </table>
      {leaving !== null && <Sure title={t.care_delete_title} text={t.care_delete_sure(`${valueText(leaving.v)}, ${clockTime(leaving.at_ms, lang)}`)} go={t.care_delete} danger onGo={() => void drop(leaving)} onClose={() => setLeaving(null)} />}
    </>
  );
}

/* ---- the next one ---- */

export function AddMeasure({ kind, onKept }: { kind: MeasureKind; onKept(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const spec = KINDS[kind];
  const form = useRef<HTMLFormElement>(null);
  const answer = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState<string[]>(() => spec.parts.map(() => ''));
  const [unit, setUnit] = useState(spec.units[0] as string);
  const [context, setContext] = useState<string | undefined>(undefined);
  const [time, setTime] = useState('');          /* '' is now */
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState('');
  const [kept, setKept] = useState<{ said: string; reply: Kept } | null>(null);
  const act = useAct();
  const numbers = values.map(numberText);
  const shown = `${valueText(numbers)} ${unitText(unit, lang)}`;
  const asking = kept !== null && !kept.reply.kept && kept.reply.questions.length > 0;

  const first = (): void => form.current?.querySelector('input')?.focus();
  const send = async (confirm: boolean): Promise<void> => {
    setKept(null);
    const missing = numbers.findIndex((one) => one === '');
    setWrong(missing < 0 ? '' : t.care_number_missing);
    if (missing >= 0) { form.current?.querySelectorAll('input')[missing]?.focus(); return; }
    const measure: NewMeasure = {
      kind, v: numbers, at_ms: time === '' ? Date.now() : new Date(time).getTime(),
      ...(unit !== spec.units[0] && { unit }), ...(context !== undefined && { context }), ...(note.trim() && { note: note.trim() }), ...(confirm && { confirm }),
    };
    const reply = await act.run(() => addMeasure(who.person, measure));
    if (reply === undefined) return;
    setKept({ said: shown, reply });
    if (!reply.kept) return;
    setValues(spec.parts.map(() => ''));
    setNote('');
    setTime('');
    onKept();
    if (reply.advice !== null) setTimeout(() => answer.current?.focus(), 0);
  };

  return (
    <form class="p-form care-add" ref={form} data-add={kind} onSubmit={(event) => { event.preventDefault(); void send(false); }} noValidate aria-label={t.care_add(t[`mkind_${kind}`])}>
      <div class="big-numbers">
        {spec.parts.map((part, i) => (
          <span key={part} class="big-number">
            <label for={`m-${part}`}>{spec.parts.length > 1 ? named(`mpart_${part}`, part, t) : t[`mkind_${kind}`]}</label>
            <input id={`m-${part}`} type="text" inputMode={spec.whole ? 'numeric' : 'decimal'} autoComplete="off" maxLength={8} value={values[i]} {...(wrong !== '' && numbers[i] === '' && { 'aria-invalid': true as const, 'aria-errormessage': 'm-wrong' })}
              onInput={(event) => { setWrong(''); const text = event.currentTarget.value; setValues((now) => now.map((one, k) => (k === i ? text : one))); }} />
          </span>
        ))}
        {spec.units.length === 1 ? <span class="big-unit">{unitText(unit, lang)}</span> : (
          <select class="big-unit" aria-label={t.care_unit} value={unit} onChange={(event) => setUnit(event.currentTarget.value)}>{spec.units.map((one) => <option key={one} value={one}>{unitText(one, lang)}</option>)}</select>
        )}
      </div>
      {wrong !== '' && <p class="wrong" id="m-wrong" role="alert">{wrong}</p>}
      {spec.contexts !== undefined && <Choice word={t.care_context} options={spec.contexts.map((one): [string, string] => [one, named(`mctx_${one}`, one, t)])} value={context} onChange={setContext} />}
      <details class="care-more">
        <summary>{t.care_measure_details}</summary>
        <div class="p-grid">
          <div class="p-field"><label for="m-time">{t.care_when}</label><input id="m-time" type="datetime-local" max={localText(Date.now())} value={time === '' ? localText(Date.now()) : time} onInput={(event) => setTime(event.currentTarget.value)} /></div>
          <div class="p-field"><label for="m-note">{t.care_note}</label><input id="m-note" type="text" maxLength={200} value={note} onInput={(event) => setNote(event.currentTarget.value)} /></div>
        </div>
      </details>
      <CareTrouble error={act.error} />
      {asking && <QuestionCard value={kept.said} questions={kept.reply.questions} busy={act.busy} onYes={() => void send(true)} onChange={() => { setKept(null); first(); }} />}
      {!asking && <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_add_go}</button></p>}
      <Notice text={kept?.reply.kept ? t.care_kept(kept.said) : ''} />
      {kept?.reply.advice && (
        <div ref={answer} tabIndex={-1} class="care-advice" role="alert" data-advice={kept.reply.advice.tier}>
          <Tier tier={kept.reply.advice.tier} crisis={false} text="" todo={inLang(kept.reply.advice, lang)} />
          <SourceLine source={kept.reply.advice.source} />
          {kept.reply.alert && <p class="quiet">{t.care_alerted}</p>}
        </div>
      )}
    </form>
  );
}
