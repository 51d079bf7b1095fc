/* RemindersPage.tsx - what is reminded of, when; and the address under which a calendar program finds the same. */
import { useState } from 'preact/hooks';
import { getFeeds, getReminders, makeFeed, putReminder, revokeFeed } from '../api_care';
import type { Feed, NewReminder, RemindKind, Reminder } from '../care_types';
import { Choice } from '../components/Choice';
import { Icon } from '../components/Icon';
import { useLang, useText, type Messages } from '../i18n_care';
import { Field, Notice, Once, Sure, useAct } from '../people/parts';
import { useLoad } from '../store';
import { clockTime, dayOf } from '../time';
import { CareHead, CareLoaded, CareTrouble } from './parts';
import { useWho } from './who';

const KINDS: RemindKind[] = ['drug', 'measure', 'visit', 'vaccine', 'other'];
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export function RemindersPage() {
  const t = useText();
  const who = useWho();
  const [fresh, setFresh] = useState(0);
  const [said, setSaid] = useState('');
  const [editing, setEditing] = useState<Reminder | 'new' | null>(null);
  const [load, retry] = useLoad(`reminders ${who.person} ${fresh}`, () => getReminders(who.person));
  const changed = (words: string): void => { setEditing(null); setSaid(words); setFresh(fresh + 1); };
  return (
    <>
      <CareHead title={t.cpart_reminders} why={t.care_remind_how} />
      <Notice text={said} />
      {who.write && (editing === null
        ? <p class="buttons"><button type="button" class="primary" onClick={() => setEditing('new')}>{t.care_remind_new}</button></p>
        : <Edit key={editing === 'new' ? 'new' : editing.id} reminder={editing === 'new' ? null : editing} onKept={() => changed(t.saved)} onStop={() => setEditing(null)} />)}
      <CareLoaded load={load} retry={retry}>
        {({ reminders }) => {
          const shown = reminders.filter((one) => one.state !== 'ended');
          return shown.length === 0 ? <p class="empty">{t.care_remind_none}</p>
            : <ul class="p-rows care-reminders">{shown.map((one) => <Row key={one.id} reminder={one} onEdit={() => { setSaid(''); setEditing(one); }} onChanged={changed} />)}</ul>;
        }}
      </CareLoaded>
      {who.write && <Calendar />}
    </>
  );
}

/* The clock of the place it was made for, wherever it is read: 08:00 stays 08:00. */
const inZone = (ms: number, zone_min: number | undefined): number => (zone_min === undefined ? ms : ms + (zone_min + new Date(ms).getTimezoneOffset()) * 60000);

/* 08:00, 20:00 on Mon, Wed */
function whenText(one: Reminder, t: Messages): string {
  const weekly = one.days && one.days.length > 0 && one.days.length < 7;
  const days = one.dates && one.dates.length > 0 ? one.dates.join(t.list_between)
    : weekly ? `${(one.every_weeks ?? 1) > 1 ? `${t.care_every_weeks(one.every_weeks ?? 1)} ` : ''}${[...one.days ?? []].sort().map((day) => t[`wday_${day as 1}`]).join(t.list_between)}`
    : one.every_months ? t.care_every_months(one.every_months)
    : one.every_days && one.every_days % 7 === 0 ? t.care_every_weeks(one.every_days / 7)
    : one.every_days && one.every_days > 1 ? t.care_every_days(one.every_days) : t.care_daily;
  return [days, one.times.join(t.list_between)].filter(Boolean).join(' ');
}

function Row({ reminder, onEdit, onChanged }: { reminder: Reminder; onEdit(): void; onChanged(words: string): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const act = useAct();
  const [sure, setSure] = useState(false);
  const change = async (state: Reminder['state'], words: string): Promise<void> => {
    setSure(false);
    if (await act.run(() => putReminder(who.person, { id: reminder.id, state })) !== undefined) onChanged(words);
  };
  const button = (word: string, run: () => void) => <button type="button" class="link" disabled={act.busy} aria-label={`${word}: ${reminder.title}`} onClick={run}>{word}</button>;
  return (
    <li data-reminder={reminder.id} data-state={reminder.state} class={reminder.state === 'paused' ? 'is-over' : ''}>
      <div>
        <p><strong>{reminder.title}</strong>{reminder.state === 'paused' && <span class="tag">{t.care_paused}</span>}</p>
        <p class="quiet">{[whenText(reminder, t), reminder.until ? t.care_until(reminder.until) : '', reminder.state === 'active' && reminder.next_ms !== null ? t.care_next(clockTime(inZone(reminder.next_ms, reminder.zone_min), lang)) : ''].filter(Boolean).join(' · ')}</p>
        <CareTrouble error={act.error} />
      </div>
      {who.write && (
        <span class="p-row-do">
          {button(t.care_edit, onEdit)}
          {reminder.state === 'paused' ? button(t.care_resume, () => void change('active', t.care_resumed)) : button(t.care_pause, () => void change('paused', t.care_paused_now))}
          {button(t.care_delete, () => setSure(true))}
        </span>
      )}
      {sure && <Sure title={t.care_remind_end_title} text={t.care_remind_end_sure(reminder.title)} go={t.care_delete} danger onGo={() => void change('ended', t.care_remind_ended)} onClose={() => setSure(false)} />}
    </li>
  );
}

function Edit({ reminder, onKept, onStop }: { reminder: Reminder | null; onKept(): void; onStop(): void }) {
  const t = useText();
  const who = useWho();
  const act = useAct();
  const [kind, setKind] = useState<RemindKind | undefined>(reminder?.kind ?? 'drug');
  const [title, setTitle] = useState(reminder?.title ?? '');
  const [times, setTimes] = useState<string[]>(reminder?.times.length ? reminder.times : ['08:00']);
  const [days, setDays] = useState<number[]>(reminder?.days ?? []);
  const [until, setUntil] = useState(reminder?.until ?? '');
  const [wrong, setWrong] = useState('');
  /* A rhythm this form has no fields for stays as it is. */
  const rare = reminder !== null && Boolean(reminder.every_months || reminder.dates?.length || (reminder.every_days ?? 1) > 1 || (reminder.every_weeks ?? 1) > 1);
  const send = async (): Promise<void> => {
    const good = [...new Set(times.filter((one) => /^\d\d:\d\d$/.test(one)))].sort();
    setWrong(title.trim() === '' ? t.care_remind_missing : good.length === 0 ? t.care_remind_no_time : '');
    if (title.trim() === '' || good.length === 0) { if (title.trim() === '') document.getElementById('remind-title')?.focus(); return; }
    const put: NewReminder = {
      kind: kind ?? 'other', title: title.trim(), times: good,
      ...(rare ? {} : days.length === 0 || days.length === 7 ? { every_days: 1 } : { days: [...days].sort() }),
      ...(reminder === null ? until && { until } : { id: reminder.id, until: until || null }),
    };
    if (await act.run(() => putReminder(who.person, put)) !== undefined) onKept();
  };
  return (
    <form class="p-form p-box" data-edit onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <h2>{reminder === null ? t.care_remind_new : t.care_edit}</h2>
      <Choice word={t.care_remind_kind} options={KINDS.map((one): [RemindKind, string] => [one, t[`rkind_${one}`]])} value={kind} onChange={(v) => setKind(v as RemindKind | undefined)} />
      <Field id="remind-title" focus word={t.care_remind_title} value={title} onInput={setTitle} max={120} />
      <div class="p-field" role="group" aria-label={t.care_times_of_day}>
        <span class="label">{t.care_times_of_day}</span>
        <span class="care-times">
          {times.map((one, i) => (
            <span key={i} class="care-time">
              <input type="time" aria-label={t.care_time_n(i + 1)} value={one} onInput={(event) => { const v = event.currentTarget.value; setTimes(times.map((each, k) => (k === i ? v : each))); }} />
              {times.length > 1 && <button type="button" class="plain" aria-label={t.care_time_drop(one)} onClick={() => setTimes(times.filter((_, k) => k !== i))}><Icon name="close" /></button>}
            </span>
          ))}
          {times.length < 8 && <button type="button" class="link" onClick={() => setTimes([...times, '20:00'])}>{t.care_time_add}</button>}
        </span>
      </div>
      {!rare && <div class="p-field" role="group" aria-label={t.care_days}>
        <span class="label">{t.care_days}</span>
        <p class="quiet">{t.care_days_hint}</p>
        <span class="choice">{DAYS.map((day) => <button key={day} type="button" aria-pressed={days.includes(day)} onClick={() => setDays(days.includes(day) ? days.filter((one) => one !== day) : [...days, day])}>{t[`wday_${day}`]}</button>)}</span>
      </div>}
      <Field id="remind-until" word={t.care_remind_until} type="date" value={until} onInput={setUntil} />
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
      <CareTrouble error={act.error} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.save}</button><button type="button" class="link" onClick={onStop}>{t.cancel}</button></p>
    </form>
  );
}

/* ---- the calendar ---- */

function Calendar() {
  const t = useText();
  const who = useWho();
  const [fresh, setFresh] = useState(0);
  const [made, setMade] = useState('');
  const [said, setSaid] = useState('');
  const [leaving, setLeaving] = useState<Feed | null>(null);
  const [load, retry] = useLoad(`feeds ${who.person} ${fresh}`, () => getFeeds(who.person));
  const act = useAct();
  const make = async (): Promise<void> => {
    setSaid('');
    const feed = await act.run(() => makeFeed(who.person));
    if (feed === undefined) return;
    setMade(new URL(feed.path, location.origin).href);
    setFresh(fresh + 1);
  };
  const revoke = async (feed: Feed): Promise<void> => {
    setLeaving(null);
    setMade('');
    if (await act.run(() => revokeFeed(who.person, feed.id)) !== undefined) { setSaid(t.care_feed_revoked); setFresh(fresh + 1); }
  };
  return (
    <section class="care-part" aria-labelledby="calendar" data-calendar>
      <h2 id="calendar">{t.care_feed}</h2>
      <p class="quiet">{t.care_feed_how}</p>
      <Notice text={said} />
      {made !== '' && <Once why={t.care_feed_once} secret={made} field="feed" onKept={() => setMade('')} />}
      <CareTrouble error={act.error} />
      <CareLoaded load={load} retry={retry}>
        {({ feeds }) => (
          <>
            {feeds.length > 0 && <ul class="p-rows">{feeds.map((one) => <FeedRow key={one.id} feed={one} busy={act.busy} onLeave={() => setLeaving(one)} />)}</ul>}
            {made === '' && <p class="buttons"><button type="button" class="secondary" disabled={act.busy} onClick={() => void make()}>{t.care_feed_make}</button></p>}
          </>
        )}
      </CareLoaded>
      {leaving !== null && <Sure title={t.care_feed_revoke} text={t.care_feed_revoke_sure} go={t.care_feed_revoke} danger onGo={() => void revoke(leaving)} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function FeedRow({ feed, busy, onLeave }: { feed: Feed; busy: boolean; onLeave(): void }) {
  const t = useText();
  const lang = useLang();
  return <li data-feed={feed.id}><div>{t.care_feed_since(dayOf(feed.created_ms, lang))}</div><button type="button" class="link" disabled={busy} onClick={onLeave}>{t.care_feed_revoke}</button></li>;
}
