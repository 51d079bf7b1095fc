/* PersonPage.tsx - another one: a child to the guardian, a patient to the doctor. What may not be seen is said, with the way in an emergency. */
import { useState } from 'preact/hooks';
import { acting, actFor } from '../acting';
import { getCasesOf, getFacts, getPeople, getProfile, openGlass } from '../api_people';
import { ageOf } from '../birth';
import { Dialog } from '../components/Dialog';
import { ErrorNote } from '../components/ErrorNote';
import { Icon } from '../components/Icon';
import { asApiError } from '../errors';
import { useLang, useText } from '../i18n_people';
import { CaseList } from '../pages/CasesPage';
import type { Deleted, OwnFacts, Profile } from '../people_types';
import { session } from '../session';
import { useLoad, useStore } from '../store';
import { clockTime } from '../time';
import type { CaseRow } from '../types';
import { Consents } from './ConsentsPage';
import { Blocked, Delete, Take } from './DataPage';
import { FactsForm } from './FactsPage';
import { LookedList } from './LookedPage';
import { Head, Loaded, Notice, Trouble, useAct } from './parts';

export function PersonPage({ person }: { person: string }) {
  const role = useStore(session, (now) => now.me?.role ?? 'visitor');
  return role === 'doctor' ? <Patient key={person} person={person} /> : <Child key={person} person={person} />;
}

/* ---- to a guardian ---- */

const PARTS = ['facts', 'consents', 'looked', 'data'] as const;
type Part = typeof PARTS[number];

function Child({ person }: { person: string }) {
  const t = useText();
  const [part, setPart] = useState<Part>('facts');
  const [load, retry] = useLoad(`child ${person}`, getPeople);
  const words: Record<Part, string> = { facts: t.kin_facts, consents: t.kin_consents, looked: t.kin_looked, data: t.kin_data };
  const name = load.at === 'ready' ? load.value.people.find((one) => one.person === person)?.name : undefined;
  return (
    <>
      <Head title={name ?? t.kin_facts} back="#/me/family" word={t.my_family} />
      <Loaded load={load} retry={retry}>
        {() => (
          <>
            <p><a href="#/care" onClick={() => actFor({ person, name: name ?? '', ward: true })}>{t.kin_care}</a></p>
            <p class="p-tabs" role="group" aria-label={name ?? ''}>
              {PARTS.map((one) => <button key={one} type="button" aria-pressed={part === one} onClick={() => setPart(one)}>{words[one]}</button>)}
            </p>
            {part === 'facts' && <ChildFacts person={person} />}
            {part === 'consents' && <><p class="quiet">{t.agree_why}</p><Consents person={person} /></>}
            {part === 'looked' && <LookedList person={person} />}
            {part === 'data' && <ChildData person={person} name={name ?? ''} />}
          </>
        )}
      </Loaded>
    </>
  );
}

function ChildFacts({ person }: { person: string }) {
  const t = useText();
  const [load, retry] = useLoad(`facts ${person}`, () => getFacts(person));
  return <div class="p-child-facts"><p class="quiet">{t.my_facts_use}</p><Loaded load={load} retry={retry}>{({ facts }) => <FactsForm person={person} facts={facts ?? {}} />}</Loaded></div>;
}

function ChildData({ person, name }: { person: string; name: string }) {
  const t = useText();
  const [gone, setGone] = useState<Deleted | null>(null);
  if (gone !== null) return <div role="status" data-gone={gone.state}><p><strong>{gone.state === 'deleted' ? t.gone_deleted : t.gone_blocked}</strong></p>{gone.state === 'deleted' ? <p>{t.gone_child_text}</p> : <Blocked gone={gone} />}</div>;
  return <><Take person={person} name={name} /><Delete person={person} title={t.gone_child(name)} onDone={(done) => { if (acting.get().person === person) actFor(null); setGone(done); }} /></>;
}

/* ---- to a doctor ---- */

interface Opened { profile: Profile | null; facts: OwnFacts; cases: CaseRow[] }

/* What may be seen is shown, what may not is left out; only when nothing may be seen the record is closed. */
async function record(person: string): Promise<Opened> {
  const [profile, facts, cases] = await Promise.allSettled([getProfile(person), getFacts(person), getCasesOf(person)]);
  if (profile.status === 'rejected' && facts.status === 'rejected' && cases.status === 'rejected') throw cases.reason;
  return {
    profile: profile.status === 'fulfilled' ? profile.value : null,
    facts: facts.status === 'fulfilled' ? facts.value.facts ?? {} : {},
    cases: cases.status === 'fulfilled' ? cases.value.cases : [],
  };
}

function Patient({ person }: { person: string }) {
  const t = useText();
  const lang = useLang();
  const [load, retry] = useLoad(`record ${person}`, () => record(person));
  const [asking, setAsking] = useState(false);
  const [until_ms, setUntil] = useState(0);
  const error = load.at === 'failed' ? asApiError(load.error) : null;
  const closed = error !== null && (error.kind === 'denied' || error.kind === 'missing');
  return (
    <>
      <Head title={load.at === 'ready' && load.value.profile?.name ? load.value.profile.name : t.find_record} back="#/find" word={t.find_title} />
      <Notice text={until_ms > 0 ? t.glass_open(clockTime(until_ms, lang)) : ''} />
      {closed ? (
        <div class="p-note" data-closed>
          <p><strong>{t.find_closed}</strong></p>
          <p>{t.find_closed_why}</p>
          <p class="buttons"><button type="button" class="secondary" onClick={() => setAsking(true)}><Icon name="alert" />{t.glass_button}</button></p>
        </div>
      ) : error !== null ? <ErrorNote error={error} onRetry={retry} /> : <Loaded load={load} retry={retry}>{(value) => <><p><a href={`#/patient/${person}`}>{t.kin_care}</a></p><Open value={value} /></>}</Loaded>}
      {asking && <GlassDialog person={person} onClose={() => setAsking(false)} onOpen={(until) => { setAsking(false); setUntil(until); retry(); }} />}
    </>
  );
}

function Open({ value: { profile, facts, cases } }: { value: Opened }) {
  const t = useText();
  const none = t.my_not_said;
  const list = (items: string[] | undefined): string => (items === undefined ? none : items.length === 0 ? t.my_none : items.join(t.list_between));
  const birth = profile?.birth || facts.birth || '';
  const sex = profile?.sex || facts.sex || '';
  return (
    <div class="record">
      <dl class="meta">
        <div><dt>{t.my_birth}</dt><dd>{birth === '' ? none : `${birth} · ${t.kin_age(ageOf(birth, new Date()))}`}</dd></div>
        <div><dt>{t.my_sex}</dt><dd>{sex === 'female' ? t.female : sex === 'male' ? t.male : none}</dd></div>
        <div><dt>{t.my_allergies}</dt><dd><strong>{list(facts.allergies)}</strong></dd></div>
        <div><dt>{t.my_drugs}</dt><dd>{list(facts.drugs)}</dd></div>
        <div><dt>{t.my_conditions}</dt><dd>{list(facts.conditions)}</dd></div>
        <div><dt>{t.my_weight}</dt><dd>{facts.weight_kg === undefined ? none : `${facts.weight_kg} ${t.unit_kg}`}</dd></div>
        <div><dt>{t.my_height}</dt><dd>{facts.height_cm === undefined ? none : `${facts.height_cm} ${t.unit_cm}`}</dd></div>
        {profile !== null && <div><dt>{t.my_phone}</dt><dd>{profile.phone || none}</dd></div>}
        {profile?.emergency && <div><dt>{t.my_emergency}</dt><dd>{[profile.emergency.name, profile.emergency.relation, profile.emergency.phone].filter(Boolean).join(' · ') || none}</dd></div>}
      </dl>
      <h2>{t.find_cases}</h2>
      {cases.length === 0 ? <p class="quiet">{t.list_none}</p> : <CaseList rows={cases} />}
    </div>
  );
}

function GlassDialog({ person, onClose, onOpen }: { person: string; onClose(): void; onOpen(until_ms: number): void }) {
  const t = useText();
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState(false);
  const act = useAct();
  const send = async (): Promise<void> => {
    const short = [...reason.trim()].length < 10;
    setWrong(short);
    if (short) return;
    const opened = await act.run(() => openGlass(person, reason.trim()));
    if (opened !== undefined) onOpen(opened.until_ms);
  };
  return (
    <Dialog title={t.glass_title} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <p>{t.glass_what}</p>
        <label for="glass-reason">{t.glass_reason}</label>
        <textarea id="glass-reason" rows={3} autoFocus value={reason} {...(wrong && { 'aria-invalid': true as const })} onInput={(event) => setReason(event.currentTarget.value)} />
        {wrong && <p class="wrong" role="alert">{t.glass_short}</p>}
        <Trouble error={act.error} />
        <p class="buttons">
          <button type="submit" class="primary" disabled={act.busy}>{t.glass_go}</button>
          <button type="button" class="link" onClick={onClose}>{t.cancel}</button>
        </p>
      </form>
    </Dialog>
  );
}
