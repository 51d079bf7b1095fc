/* OverviewPage.tsx - the one page to look at: what must not wait, what is due today, where one stands, the plan, the week. All well is quiet. */
import { useState } from 'preact/hooks';
import { answerNotice, getKinds, getNotices, getPlans, getSeries, getWeek } from '../api_care';
import { isFollowed } from '../care_types';
import type { KindRow, MeasureKind, Notice as NoticeRow, NoticeState, Plans, Series, Week } from '../care_types';
import { Icon } from '../components/Icon';
import { Tier } from '../components/Tier';
import { useLang, useText } from '../i18n_care';
import { ForWhomSlot } from '../pages/PeoplePage';
import { Head, useAct } from '../people/parts';
import { CARE_PARTS, type CarePart } from '../router';
import { useLoad } from '../store';
import { clockTime, shortDay } from '../time';
import { DAY_MS, dayText, isKind } from './kinds';
import { KindLine } from './MeasuresPage';
import { CareLoaded, CareTrouble, inLang, named } from './parts';
import { at, useWho, type Who } from './who';

const NOTICES_MS = 14 * DAY_MS;
const BAND_MS = 92 * DAY_MS;
const SHOWN = 4;

interface All { notices: NoticeRow[]; kinds: KindRow[]; bands: Map<MeasureKind, Series>; plans: Plans | null; week: Week | null; missing: boolean }

/* Each part comes or does not come by itself; only when nothing comes is it a failure. */
async function all(person: string, now_ms: number): Promise<All> {
  const [notices, kinds, plans, week] = await Promise.allSettled([
    getNotices(person, now_ms - NOTICES_MS), getKinds(person), getPlans(person), getWeek(person, dayText(now_ms - 6 * DAY_MS)),
  ]);
  if (kinds.status === 'rejected' && plans.status === 'rejected') throw kinds.reason;
  const rows = kinds.status === 'fulfilled' ? kinds.value.kinds.filter((row) => isKind(row.kind)) : [];
  const newest = [...rows].sort((a, b) => b.last.at_ms - a.last.at_ms).slice(0, SHOWN);
  const series = await Promise.allSettled(newest.map((row) => getSeries(person, row.kind, Math.min(row.last.at_ms, now_ms - BAND_MS))));
  return {
    notices: notices.status === 'fulfilled' ? notices.value.notices : [],
    kinds: newest,
    bands: new Map(series.flatMap((one, i) => (one.status === 'fulfilled' ? [[(newest[i] as KindRow).kind, one.value] as const] : []))),
    plans: plans.status === 'fulfilled' ? plans.value : null,
    week: week.status === 'fulfilled' ? week.value : null,
    missing: [notices, kinds, plans, week].some((one) => one.status === 'rejected'),
  };
}

export function OverviewPage() {
  const t = useText();
  const who = useWho();
  const [now_ms] = useState(() => Date.now());
  const [load, retry] = useLoad(`overview ${who.person}`, () => all(who.person, now_ms));
  return (
    <>
      <Head title={who.name === '' ? t.nav_care : t.care_of(who.name, t.care_health)} {...(who.base !== '#/care' && { back: `#/person/${who.person}`, word: t.care_person })} />
      {who.base === '#/care' && <ForWhomSlot />}
      <CareLoaded load={load} retry={retry}>{(value) => <Overview value={value} />}</CareLoaded>
      <Parts />
    </>
  );
}

/* ---- by urgency ---- */

const isDue = (notice: NoticeRow): boolean => notice.kind === 'reminder';
const open = (notice: NoticeRow): boolean => notice.state === 'new' || notice.state === 'seen';

function Overview({ value }: { value: All }) {
  const t = useText();
  const who = useWho();
  const [notices, setNotices] = useState(value.notices);
  const act = useAct();
  const answer = (notice: NoticeRow, state: NoticeState): void => {
    void act.run(() => answerNotice(who.person, notice.id, state)).then((done) => {
      if (done !== undefined) setNotices((now) => now.map((one) => (one.id === notice.id ? { ...one, state } : one)));
    });
  };
  const urgent = notices.filter((one) => !isDue(one) && one.tier && open(one));
  const words = notices.filter((one) => !one.tier && !isDue(one) && one.state === 'new');
  const due = notices.filter((one) => isDue(one) && open(one)).sort((a, b) => Number(a.state === 'seen') - Number(b.state === 'seen') || a.at_ms - b.at_ms);
  const done = notices.filter((one) => isDue(one) && one.state === 'done' && new Date(one.at_ms).toDateString() === new Date().toDateString()).length;
  return (
    <div class="care-overview" data-overview>
      {urgent.map((one) => <Urgent key={one.id} notice={one} busy={act.busy} onSeen={() => answer(one, 'done')} />)}
      {words.map((one) => <Word key={one.id} notice={one} busy={act.busy} onSeen={() => answer(one, 'seen')} />)}
      <CareTrouble error={act.error} />
      {who.write && (
        <section class="care-part" aria-labelledby="due">
          <h2 id="due">{t.care_today}</h2>
          {due.length === 0 ? <p class="quiet" data-well>{done > 0 ? t.care_today_done(done) : t.care_today_none}</p>
            : <ul class="care-due">{due.map((one) => <Due key={one.id} notice={one} busy={act.busy} onAnswer={(state) => answer(one, state)} />)}</ul>}
        </section>
      )}
      <section class="care-part" aria-labelledby="newest">
        <h2 id="newest">{t.care_newest}</h2>
        {value.kinds.length === 0 ? <p class="quiet">{t.care_measures_none}</p> : <ul class="care-values">{value.kinds.map((row) => <KindLine key={row.kind} row={row} series={value.bands.get(row.kind)} />)}</ul>}
        {who.write && <p class="buttons"><a class="primary" href={at(who, 'measures', value.kinds[0]?.kind ?? '')}><Icon name="pen" />{value.kinds[0] === undefined ? t.care_measure_first : t.care_add(t[`mkind_${value.kinds[0].kind}`])}</a><a href={at(who, 'measures')}>{t.care_all_measures}</a></p>}
      </section>
      {value.plans !== null && <PlanLine plans={value.plans} who={who} />}
      {value.week !== null && <WeekPart week={value.week} />}
      {value.missing && <p class="quiet" role="status">{t.care_partly}</p>}
    </div>
  );
}

function Urgent({ notice, busy, onSeen }: { notice: NoticeRow; busy: boolean; onSeen(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  return (
    <section class="care-urgent" data-notice={notice.id} data-tier={notice.tier}>
      <Tier tier={notice.tier ?? 'routine'} crisis={false} text={notice.title} todo={notice.text ?? ''} />
      <p class="care-under"><time class="quiet" dateTime={new Date(notice.at_ms).toISOString()}>{clockTime(notice.at_ms, lang)}</time>{who.write && <button type="button" class="link" disabled={busy} onClick={onSeen}>{t.care_understood}</button>}</p>
    </section>
  );
}

/* From a doctor, or of the week: read once, then only in the timeline. */
function Word({ notice, busy, onSeen }: { notice: NoticeRow; busy: boolean; onSeen(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  return (
    <section class="p-note" data-notice={notice.id}>
      <p><strong>{notice.title}</strong></p>
      {notice.text && <p>{notice.text}</p>}
      <p class="care-under"><time class="quiet" dateTime={new Date(notice.at_ms).toISOString()}>{clockTime(notice.at_ms, lang)}</time>{who.write && <button type="button" class="link" disabled={busy} onClick={onSeen}>{t.care_read}</button>}</p>
    </section>
  );
}

function Due({ notice, busy, onAnswer }: { notice: NoticeRow; busy: boolean; onAnswer(state: NoticeState): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const measure = notice.about?.of?.measure;
  const missed = notice.about?.missed ?? 0;
  const name = `${notice.title}, ${clockTime(notice.at_ms, lang)}`;
  return (
    <li data-notice={notice.id} data-state={notice.state}>
      <p><span class="quiet num">{clockTime(notice.at_ms, lang)}</span> <strong>{notice.title}</strong>{notice.state === 'seen' && <span class="tag">{t.care_later_tag}</span>}</p>
      {notice.text && <p class="quiet">{notice.text}</p>}
      {missed > 0 && <p class="quiet">{t.care_week_missed(missed)}</p>}
      <p class="care-answers">
        {measure !== undefined && isKind(measure) && <a class="secondary" href={at(who, 'measures', measure)}>{t.care_add_go}</a>}
        <button type="button" class="secondary" disabled={busy} aria-label={`${t.care_done}: ${name}`} onClick={() => onAnswer('done')}><Icon name="check" />{t.care_done}</button>
        {notice.state === 'new' && <button type="button" class="link" disabled={busy} aria-label={`${t.care_later}: ${name}`} onClick={() => onAnswer('seen')}>{t.care_later}</button>}
        <button type="button" class="link" disabled={busy} aria-label={`${t.care_skip}: ${name}`} onClick={() => onAnswer('skipped')}>{t.care_skip}</button>
      </p>
    </li>
  );
}

function PlanLine({ plans, who }: { plans: Plans; who: Who }) {
  const t = useText();
  const lang = useLang();
  const active = plans.plans.filter(isFollowed);
  if (active.length === 0 && (plans.fits.length === 0 || !who.write)) return null;
  return (
    <section class="care-part" aria-labelledby="plan">
      <h2 id="plan">{t.care_plan}</h2>
      {active.map((one) => {
        const next = one.tasks.filter((task) => task.next_ms !== null).sort((a, b) => (a.next_ms ?? 0) - (b.next_ms ?? 0))[0];
        return <p key={one.id}><a href={at(who, 'plans')}>{one.title}</a>{next !== undefined && <> · {t.care_plan_next(next.title, shortDay(next.next_ms ?? 0, lang))}</>}</p>;
      })}
      {active.length === 0 && <p><a href={at(who, 'plans')}>{t.care_plan_fits(plans.fits.length)}</a></p>}
    </section>
  );
}

const LINES = 3;

function WeekPart({ week }: { week: Week }) {
  const t = useText();
  const lang = useLang();
  const lines = week.lines;
  return (
    <section class="care-part" aria-labelledby="week" data-week data-quiet={week.quiet}>
      <h2 id="week">{t.care_week} <span class="quiet">{t.care_span(week.from, week.until)}</span></h2>
      {week.quiet && <p class="quiet">{t.care_week_quiet}</p>}
      {!week.quiet && <ul class="care-lines">{lines.slice(0, LINES).map((one, i) => <li key={i}>{inLang(one, lang)}</li>)}</ul>}
      {(lines.length > LINES || week.measures.length > 0 || week.adherence.length > 0) && (
        <details class="care-more">
          <summary>{t.care_week_more}</summary>
          {lines.length > LINES && !week.quiet && <ul class="care-lines">{lines.slice(LINES).map((one, i) => <li key={i}>{inLang(one, lang)}</li>)}</ul>}
          {week.quiet && lines.length > 0 && <ul class="care-lines">{lines.map((one, i) => <li key={i}>{inLang(one, lang)}</li>)}</ul>}
          {week.measures.length > 0 && <WeekTable week={week} />}
          {week.adherence.map((one) => <p key={one.title}>{one.title}: {t.care_week_did(one.done, one.due)}{one.missed > 0 && ` · ${t.care_week_missed(one.missed)}`}</p>)}
        </details>
      )}
    </section>
  );
}

const mean = (value: unknown): string => (Array.isArray(value) ? value.join('/') : value === null || value === undefined ? '' : String(value));

function WeekTable({ week }: { week: Week }) {
  const t = useText();
  return (
    <table class="care-table">
      <thead><tr><th scope="col">{t.care_measures}</th><th scope="col">{t.care_times}</th><th scope="col">{t.care_mean}</th><th scope="col">{t.care_band_percent}</th></tr></thead>
      <tbody>{week.measures.map((one) => <tr key={one.kind}><td>{named(`mkind_${one.kind}`, one.kind, t)}</td><td>{one.n}</td><td>{mean(one.mean)}</td><td>{one.in_band_percent === null || one.in_band_percent === undefined ? '–' : `${one.in_band_percent} %`}</td></tr>)}</tbody>
    </table>
  );
}

/* ---- the other pages ---- */

const READ_ONLY: CarePart[] = ['measures', 'timeline', 'drugs', 'plans', 'diary'];

function Parts() {
  const t = useText();
  const who = useWho();
  const parts = who.write ? CARE_PARTS : READ_ONLY;
  return (
    <nav aria-label={t.care_parts}>
      <ul class="my-list">
        {parts.map((one) => <li key={one}><a href={at(who, one)}><span>{t[`cpart_${one}`]}</span><span class="quiet">{t[`cpart_${one}_why`]}</span></a></li>)}
      </ul>
    </nav>
  );
}

