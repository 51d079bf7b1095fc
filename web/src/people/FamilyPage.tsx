/* FamilyPage.tsx - children in one's care, who may read one's record, whose one may read, and what waits to be accepted. */
import { useState } from 'preact/hooks';
import { actFor } from '../acting';
import { acceptRelation, askRelation, endRelation, getConsents, getPeople, getRelations, giveConsent, makeWard, withdrawConsent } from '../api_people';
import { ageOf, birthOf, GUARDED_UNDER_Y } from '../birth';
import { Choice } from '../components/Choice';
import { useLang, useText } from '../i18n_people';
import type { Consent, Consents, Kin, Relation } from '../people_types';
import { go } from '../router';
import { session } from '../session';
import { useLoad } from '../store';
import { startOver } from '../thread';
import { Agree } from './RegisterPage';
import { BirthField, Field, Head, Loaded, noBirth, Notice, Sure, Trouble, useAct, type Act } from './parts';
import { dayOf } from './words';

/* The list of another one's questions, and asking for a child. */
export function readFor(who: Kin): void {
  actFor({ person: who.person, name: who.name, ward: who.relation === 'ward' });
  startOver();
  go({ page: 'cases' });
}

export function FamilyPage() {
  const t = useText();
  const [load, retry] = useLoad('family', async () => {
    const [{ people }, { relations }, agreed] = await Promise.all([getPeople(), getRelations('me'), getConsents('me')]);
    return { people, relations: relations.filter((one) => one.state !== 'ended'), agreed };
  });
  const [said, setSaid] = useState('');
  const done = (words: string): void => { setSaid(words); retry(); };
  return (
    <>
      <Head title={t.my_family} back="#/me" word={t.my_back} />
      <Notice text={said} />
      <Loaded load={load} retry={retry}>
        {({ people, relations, agreed }) => (
          <>
            <Asked rows={relations.filter((one) => one.side === 'for' && one.state === 'asked')} onDone={done} />
            <Children people={people.filter((one) => one.relation === 'ward')} agreed={agreed} onDone={done} />
            <Shared rows={relations.filter((one) => one.side === 'by' && one.kind !== 'guardian')} agreed={agreed} onDone={done} />
            <May people={people.filter((one) => one.relation === 'family')} rows={relations.filter((one) => one.side === 'for' && one.state === 'active' && one.kind === 'family')} onDone={done} />
          </>
        )}
      </Loaded>
    </>
  );
}

/* Invitations come first: someone waits. */
function Asked({ rows, onDone }: { rows: Relation[]; onDone(words: string): void }) {
  const t = useText();
  const act = useAct();
  if (rows.length === 0) return null;
  const answer = async (row: Relation, yes: boolean): Promise<void> => {
    const me = session.get().me?.person ?? 'me';
    const ended = await act.run(() => (yes ? acceptRelation(row.other, me, row.kind) : endRelation('me', row)));
    if (ended !== undefined) onDone(yes ? t.saved : t.kin_stopped);
  };
  return (
    <section class="p-part">
      {rows.map((row) => (
        <div class="p-note" key={`${row.other} ${row.kind}`} data-invited={row.other}>
          <p><strong>{t.kin_asks(row.name)}</strong>{row.kind === 'contact' && <span class="tag">{t.kin_contact}</span>}</p>
          <p class="buttons">
            <button type="button" class="primary" disabled={act.busy} onClick={() => void answer(row, true)}>{t.kin_accept}</button>
            <button type="button" class="link" disabled={act.busy} onClick={() => void answer(row, false)}>{t.kin_refuse}</button>
          </p>
        </div>
      ))}
      <Trouble error={act.error} />
    </section>
  );
}

function Children({ people, agreed, onDone }: { people: Kin[]; agreed: Consents; onDone(words: string): void }) {
  const t = useText();
  const [adding, setAdding] = useState(false);
  return (
    <section class="p-part" aria-labelledby="children">
      <h2 id="children">{t.kin_children}</h2>
      <p class="quiet">{t.kin_children_why}</p>
      <ul class="p-rows">
        {people.map((who) => (
          <li key={who.person} data-ward={who.person}>
            <div><p><strong>{who.name}</strong></p><p class="quiet">{who.age_y !== null && t.kin_age(who.age_y)}</p></div>
            <span class="p-row-do">
              <button type="button" class="link" onClick={() => readFor(who)}>{t.kin_read}</button>
              <a href={`#/person/${who.person}`}>{t.kin_facts}</a>
            </span>
          </li>
        ))}
      </ul>
      {adding ? <AddChild agreed={agreed} onDone={() => { setAdding(false); onDone(t.saved); }} onStop={() => setAdding(false)} />
        : <p><button type="button" class="secondary" onClick={() => setAdding(true)}>{t.kin_child_add}</button></p>}
    </section>
  );
}

/* Nothing about a child is kept without the guardian's two agreements, each ticked by itself. */
function AddChild({ agreed, onDone, onStop }: { agreed: Consents; onDone(): void; onStop(): void }) {
  const t = useText();
  const [name, setName] = useState('');
  const [birth, setBirth] = useState(noBirth);
  const [sex, setSex] = useState<'female' | 'male' | undefined>(undefined);
  const [ticked, setTicked] = useState<boolean[]>([]);
  const [wrong, setWrong] = useState<'name' | 'birth' | 'old' | 'agree' | ''>('');
  const words = agreed.purposes.filter((one) => one.purpose === 'consult');
  const act = useAct();
  const send = async (): Promise<void> => {
    const today = new Date();
    const born = birthOf(birth, today);
    const fault = name.trim() === '' ? 'name' : born === '' ? 'birth' : ageOf(born, today) >= GUARDED_UNDER_Y ? 'old' : words.some((one) => !ticked.includes(one.sensitive)) ? 'agree' : '';
    setWrong(fault);
    if (fault !== '') return;
    if (await act.run(() => makeWard(name.trim(), born, sex ?? '')) !== undefined) onDone();
  };
  return (
    <form class="p-form p-box" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <Field id="child-name" focus word={t.kin_child_name} value={name} onInput={setName} wrong={wrong === 'name' ? t.signup_missing_name : ''} />
      <BirthField word={t.my_birth} value={birth} onChange={setBirth} wrong={wrong === 'birth' ? t.signup_missing_birth : wrong === 'old' ? t.kin_child_old : ''} />
      <Choice word={t.my_sex} options={[['female', t.female], ['male', t.male]]} value={sex} onChange={(v) => setSex(v)} />
      <fieldset class="p-agree">
        <legend>{t.kin_child_agree}</legend>
        {words.map((one) => <Agree key={String(one.sensitive)} words={one} on={ticked.includes(one.sensitive)} onChange={(on) => setTicked(on ? [...ticked, one.sensitive] : ticked.filter((other) => other !== one.sensitive))} />)}
        {wrong === 'agree' && <p class="wrong" role="alert">{t.kin_child_agree_both}</p>}
      </fieldset>
      <Trouble error={act.error} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.kin_child_go}</button><button type="button" class="link" onClick={onStop}>{t.cancel}</button></p>
    </form>
  );
}

interface SharedProps { rows: Relation[]; agreed: Consents; onDone(words: string): void }

function Shared({ rows, agreed, onDone }: SharedProps) {
  const t = useText();
  const lang = useLang();
  const [stopping, setStopping] = useState<Relation | null>(null);
  const act = useAct();
  const stop = async (row: Relation): Promise<void> => {
    setStopping(null);
    if (await act.run(() => endRelation('me', row)) !== undefined) onDone(t.kin_stopped);
  };
  return (
    <section class="p-part" aria-labelledby="shared">
      <h2 id="shared">{t.kin_shared}</h2>
      <p class="quiet">{t.kin_shared_why}</p>
      {rows.length === 0 ? <p>{t.kin_shared_none}</p> : (
        <ul class="p-rows">
          {rows.map((row) => (
            <li key={`${row.other} ${row.kind}`} data-shared={row.other} data-state={row.state}>
              <div>
                <p><strong>{row.name}</strong>{row.state === 'asked' && <span class="tag">{t.kin_waiting}</span>}{row.kind === 'contact' && <span class="tag">{t.kin_contact}</span>}</p>
                <p class="quiet">{t.kin_since(dayOf(row.since_ms, lang))}{row.until_ms > 0 && ` ${t.kin_until(dayOf(row.until_ms, lang))}`}</p>
                {row.kind === 'family' && <Seen row={row} agreed={agreed} act={act} onDone={onDone} />}
              </div>
              <button type="button" class="link" disabled={act.busy} onClick={() => setStopping(row)}>{t.kin_stop}</button>
            </li>
          ))}
        </ul>
      )}
      <Trouble error={act.error} />
      <Invite agreed={agreed} onDone={onDone} />
      {stopping !== null && <Sure title={t.kin_stop} text={t.kin_stop_mine(stopping.name)} go={t.kin_stop} danger onGo={() => void stop(stopping)} onClose={() => setStopping(null)} />}
    </section>
  );
}

/* What this one may see: agreed to for this one alone, each of the two by itself. */
function Seen({ row, agreed, act, onDone }: { row: Relation; agreed: Consents; act: Act; onDone(words: string): void }) {
  const t = useText();
  const turn = async (sensitive: boolean): Promise<void> => {
    const standing = familyConsent(agreed, row.other, sensitive);
    const ended = await act.run((): Promise<unknown> => (standing === undefined ? giveConsent('me', 'family', sensitive, row.other) : withdrawConsent('me', standing.id)));
    if (ended !== undefined) onDone(standing === undefined ? t.agree_given : t.agree_withdrawn);
  };
  const one = (sensitive: boolean, word: string) => (
    <button type="button" class="none-button" aria-label={`${row.name}: ${word}`} aria-pressed={familyConsent(agreed, row.other, sensitive) !== undefined} disabled={act.busy} onClick={() => void turn(sensitive)}>{word}</button>
  );
  return <p class="p-seen" role="group" aria-label={`${t.kin_see}: ${row.name}`}>{one(false, t.kin_see_profile)}{one(true, t.kin_see_health)}</p>;
}

const familyConsent = (agreed: Consents, other: string, sensitive: boolean): Consent | undefined =>
  agreed.consents.find((one) => one.purpose === 'family' && one.other === other && one.sensitive === sensitive && one.withdrawn_ms === 0);

function Invite({ agreed, onDone }: { agreed: Consents; onDone(words: string): void }) {
  const t = useText();
  const lang = useLang();
  const [login, setLogin] = useState('');
  const [seen, setSeen] = useState<boolean[]>([]);   /* of the two: the plain one false, health true */
  const [wrong, setWrong] = useState<'login' | 'seen' | ''>('');
  const act = useAct();
  const words = agreed.purposes.filter((one) => one.purpose === 'family');

  const invite = async (): Promise<void> => {
    const fault = login.trim() === '' ? 'login' : seen.length === 0 ? 'seen' : '';
    setWrong(fault);
    if (fault !== '') return;
    await act.run(async () => {
      const before = await getRelations('me');
      await askRelation('me', 'family', login.trim());
      /* The server agrees to both with the invitation: what was not chosen is taken back before anybody can have accepted. */
      const [{ relations }, fresh] = await Promise.all([getRelations('me'), getConsents('me')]);
      const row = relations.find((one) => one.side === 'by' && one.kind === 'family' && one.state === 'asked' && !before.relations.some((old) => old.other === one.other && old.since_ms === one.since_ms));
      for (const sensitive of [false, true]) {
        const standing = row === undefined ? undefined : familyConsent(fresh, row.other, sensitive);
        if (standing !== undefined && !seen.includes(sensitive)) await withdrawConsent('me', standing.id);
      }
      setLogin('');
      setSeen([]);
      onDone(t.kin_invited);
    });
  };
  const check = (sensitive: boolean, word: string) => (
    <label class="p-check" data-see={sensitive ? 'health' : 'profile'}>
      <input type="checkbox" checked={seen.includes(sensitive)} onChange={(event) => setSeen(event.currentTarget.checked ? [...seen, sensitive] : seen.filter((one) => one !== sensitive))} /><span>{word}</span>
    </label>
  );
  return (
    <form class="p-form" onSubmit={(event) => { event.preventDefault(); void invite(); }} noValidate>
      <h3>{t.kin_invite}</h3>
      <Field id="invite-login" word={t.kin_invite_login} hint={t.kin_invite_why} value={login} onInput={setLogin} wrong={wrong === 'login' ? t.again_empty : ''} />
      <fieldset>
        <legend>{t.kin_see}</legend>
        {check(false, t.kin_see_profile)}{check(true, t.kin_see_health)}
        {wrong === 'seen' && <p class="wrong" role="alert">{t.kin_see_none}</p>}
        {words.length > 0 && <details class="p-more"><summary>{t.kin_see_words}</summary>{words.map((one) => <p key={String(one.sensitive)} class="p-words">{lang === 'zh' ? one.text_zh : one.text_en}</p>)}</details>}
      </fieldset>
      <Trouble error={act.error} />
      <p class="buttons"><button type="submit" class="secondary" disabled={act.busy}>{t.kin_invite_go}</button></p>
    </form>
  );
}

function May({ people, rows, onDone }: { people: Kin[]; rows: Relation[]; onDone(words: string): void }) {
  const t = useText();
  const lang = useLang();
  const [stopping, setStopping] = useState<Relation | null>(null);
  const act = useAct();
  const stop = async (row: Relation): Promise<void> => {
    setStopping(null);
    if (await act.run(() => endRelation('me', row)) !== undefined) onDone(t.kin_stopped);
  };
  return (
    <section class="p-part" aria-labelledby="may">
      <h2 id="may">{t.kin_may}</h2>
      {people.length === 0 ? <p class="quiet">{t.kin_may_none}</p> : (
        <ul class="p-rows">
          {people.map((who) => {
            const row = rows.find((one) => one.other === who.person);
            return (
              <li key={who.person} data-family={who.person}>
                <div><p><strong>{who.name || t.kin_unnamed}</strong></p>{row !== undefined && <p class="quiet">{t.kin_since(dayOf(row.since_ms, lang))}</p>}</div>
                <span class="p-row-do">
                  <button type="button" class="link" onClick={() => readFor(who)}>{t.kin_read}</button>
                  {row !== undefined && <button type="button" class="link" disabled={act.busy} onClick={() => setStopping(row)}>{t.kin_stop}</button>}
                </span>
              </li>
            );
          })}
        </ul>
      )}
      <Trouble error={act.error} />
      {stopping !== null && <Sure title={t.kin_stop} text={t.kin_stop_theirs(stopping.name || t.kin_unnamed)} go={t.kin_stop} onGo={() => void stop(stopping)} onClose={() => setStopping(null)} />}
    </section>
  );
}
