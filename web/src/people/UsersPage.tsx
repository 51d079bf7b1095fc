/* UsersPage.tsx - who works here, as what, until when; a new one gets a password that is shown once. */
import { useState } from 'preact/hooks';
import { changeUser, endUserSessions, getOrganisation, getUsers, makeUser, resetUser } from '../api_people';
import { asApiError } from '../errors';
import { useLang, useText, type Messages } from '../i18n_people';
import type { Department, RoleGrant, User } from '../people_types';
import { session } from '../session';
import { useLoad, useStore } from '../store';
import { clockTime } from '../time';
import type { Lang, Role } from '../types';
import { Field, Head, Loaded, Notice, Once, Select, Sure, Trouble, useAct } from './parts';
import { dayOf, matches, rankWord, roleWord } from './words';

const ROLES: Role[] = ['doctor', 'pharmacist', 'ethics', 'administrator', 'auditor', 'regulator'];
const RANKS = ['resident', 'attending', 'associate', 'chief'];

interface Everyone { users: User[]; departments: Department[] }

async function everyone(): Promise<Everyone> {
  const [{ users }, { departments = [] }] = await Promise.all([getUsers(), getOrganisation()]);
  return { users, departments };
}

export function UsersPage() {
  const t = useText();
  const may = useStore(session, (now) => now.me?.role === 'administrator');   /* an auditor looks on */
  const [load, retry] = useLoad('users', everyone);
  const [fresh, setFresh] = useState<Everyone | null>(null);
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState('');
  const [words, setWords] = useState('');
  const reload = (): void => { void everyone().then(setFresh, () => undefined); };
  return (
    <>
      <Head title={t.office_users} />
      {secret !== '' && <Once why={t.user_once} secret={secret} field="password" onKept={() => setSecret('')} />}
      <Loaded load={load} retry={retry}>
        {(first) => {
          const { users, departments } = fresh ?? first;
          const shown = users.filter((one) => matches(one, words));
          return (
            <>
              {!may ? null : adding ? <NewUser departments={departments} onMade={(password) => { setSecret(password); setAdding(false); reload(); }} onStop={() => setAdding(false)} />
                : <p><button type="button" class="secondary" onClick={() => setAdding(true)}>{t.user_new}</button></p>}
              {users.length > 8 && <Field id="user-search" word={t.user_search} value={words} onInput={setWords} />}
              {shown.length === 0 ? <p class="empty">{t.user_none}</p> : (
                <ul class="p-rows p-users">{shown.map((user) => <Row key={user.person} may={may} user={user} departments={departments} onPassword={setSecret} onChanged={reload} />)}</ul>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

const nameOf = (user: { name_zh: string; name_en: string }, lang: Lang): string => (lang === 'zh' ? user.name_zh || user.name_en : user.name_en || user.name_zh);

function departmentName(id: string, departments: Department[], lang: Lang): string {
  const known = departments.find((one) => one.id === id);
  return known === undefined ? id : lang === 'zh' ? known.name_zh : known.name_en;
}

/* '', 'active', 'expired' or 'ended': what is over is shown, and said to be. */
const over = (grant: RoleGrant): 'ended' | 'expired' | '' => (grant.state === 'ended' ? 'ended' : grant.until_ms > 0 && grant.until_ms <= Date.now() ? 'expired' : '');

function Row({ user, may, departments, onPassword, onChanged }: { user: User; may: boolean; departments: Department[]; onPassword(p: string): void; onChanged(): void }) {
  const t = useText();
  const lang = useLang();
  const [open, setOpen] = useState(false);
  const name = nameOf(user, lang);
  const tags = [
    user.state === 'disabled' ? t.user_disabled : '', user.locked_until_ms > Date.now() ? t.user_locked : '', user.second_factor ? '' : t.user_no_factor,
  ].filter((one) => one !== '');
  return (
    <li data-user={user.login} class={user.state === 'disabled' ? 'is-over' : ''}>
      <div>
        <p><strong>{name}</strong> <code>{user.login}</code>{tags.map((one) => <span key={one} class="tag tag-warn">{one}</span>)}</p>
        {user.roles.map((grant) => <p key={grant.role}>{grantWords(grant, departments, t, lang)}</p>)}
        <p class="quiet">{user.seen_ms > 0 ? t.user_seen(clockTime(user.seen_ms, lang)) : t.user_never}</p>
        {open && <Manage user={user} name={name} departments={departments} onPassword={onPassword} onChanged={onChanged} />}
      </div>
      {may && <button type="button" class="link" aria-expanded={open} aria-label={`${t.user_more}: ${name}`} onClick={() => setOpen(!open)}>{open ? t.close : t.user_more}</button>}
    </li>
  );
}

function grantWords(grant: RoleGrant, departments: Department[], t: Messages, lang: Lang): string {
  const end = over(grant);
  return [
    roleWord(grant.role, t), grant.title && rankWord(grant.title, t), grant.department && departmentName(grant.department, departments, lang), grant.licence,
    end === 'ended' ? t.user_role_ended : end === 'expired' ? t.user_role_expired : grant.until_ms > 0 ? t.user_role_until(dayOf(grant.until_ms, lang)) : '',
  ].filter(Boolean).join(' · ');
}

type Question = 'disable' | 'factor' | '';

function Manage({ user, name, departments, onPassword, onChanged }:
  { user: User; name: string; departments: Department[]; onPassword(p: string): void; onChanged(): void }) {
  const t = useText();
  const [question, setQuestion] = useState<Question>('');
  const [adding, setAdding] = useState(false);
  const [said, setSaid] = useState('');
  const act = useAct();
  const run = async (what: () => Promise<unknown>): Promise<void> => {
    setQuestion('');
    setSaid('');
    const reply = await act.run(what);
    if (reply === undefined) return;
    const { password } = reply as { password?: string };
    if (password) onPassword(password);
    setSaid(t.user_done);
    onChanged();
  };
  const button = (word: string, go: () => void) => <button type="button" class="link" disabled={act.busy} onClick={go}>{word}</button>;
  return (
    <div class="p-box user-manage">
      <Notice text={said} />
      <Trouble error={act.error} />
      <p class="buttons">
        {button(t.user_reset_password, () => void run(() => resetUser(user.person, 'password')))}
        {user.locked_until_ms > Date.now() && button(t.user_reset_lock, () => void run(() => resetUser(user.person, 'lock')))}
        {user.second_factor && button(t.user_reset_factor, () => setQuestion('factor'))}
        {button(t.user_end, () => void run(() => endUserSessions(user.person)))}
        {user.state === 'active' ? button(t.user_disable, () => setQuestion('disable')) : button(t.user_enable, () => void run(() => changeUser(user.person, { state: 'active' })))}
        {!adding && button(t.user_role_add, () => setAdding(true))}
      </p>
      {user.roles.filter((grant) => over(grant) === '').map((grant) => (
        <p key={grant.role}>{roleWord(grant.role, t)} <button type="button" class="link" disabled={act.busy} aria-label={`${t.user_role_end}: ${roleWord(grant.role, t)}`}
          onClick={() => void run(() => changeUser(user.person, { role: { ...grant, state: 'ended' } }))}>{t.user_role_end}</button></p>
      ))}
      {adding && <AddRole departments={departments} onGo={(role) => { setAdding(false); void run(() => changeUser(user.person, { role })); }} onStop={() => setAdding(false)} />}
      {question === 'disable' && <Sure title={t.user_disable} text={t.user_disable_sure(name)} go={t.user_disable} danger onGo={() => void run(() => changeUser(user.person, { state: 'disabled' }))} onClose={() => setQuestion('')} />}
      {question === 'factor' && <Sure title={t.user_reset_factor} text={t.user_reset_factor_sure(name)} go={t.sure_go} onGo={() => void run(() => resetUser(user.person, 'second_factor'))} onClose={() => setQuestion('')} />}
    </div>
  );
}

/* ---- a role: with title and licence when it is a doctor's ---- */

interface RoleText { role: string; department: string; title: string; licence: string; until: string }
const NO_ROLE: RoleText = { role: 'doctor', department: '', title: 'resident', licence: '', until: '' };

/* The whole of the last day counts. */
const endOf = (day: string): number => (day === '' ? 0 : new Date(`${day}T23:59:59`).getTime());

function grantOf(text: RoleText): RoleGrant {
  const doctor = text.role === 'doctor';
  return { role: text.role as Role, department: text.department, title: doctor ? text.title : '', licence: doctor ? text.licence.trim() : '', until_ms: endOf(text.until), state: 'active' };
}

function RoleFields({ value, departments, onChange }: { value: RoleText; departments: Department[]; onChange(v: RoleText): void }) {
  const t = useText();
  const lang = useLang();
  const set = (key: keyof RoleText) => (v: string): void => onChange({ ...value, [key]: v });
  return (
    <>
      <Select word={t.user_role} value={value.role} options={ROLES.map((one) => [one, roleWord(one, t)])} onChange={set('role')} />
      {departments.length > 0 && <Select word={t.user_department} value={value.department} options={[['', t.user_no_department], ...departments.map((one): [string, string] => [one.id, departmentName(one.id, departments, lang)])]} onChange={set('department')} />}
      {value.role === 'doctor' && (
        <>
          <Select word={t.user_title} value={value.title} options={RANKS.map((one) => [one, rankWord(one, t)])} onChange={set('title')} />
          <Field id="role-licence" word={t.user_licence} value={value.licence} onInput={set('licence')} max={40} />
        </>
      )}
      <Field id="role-until" word={t.user_until} type="date" value={value.until} onInput={set('until')} />
    </>
  );
}

function AddRole({ departments, onGo, onStop }: { departments: Department[]; onGo(role: RoleGrant): void; onStop(): void }) {
  const t = useText();
  const [role, setRole] = useState(NO_ROLE);
  const [wrong, setWrong] = useState('');
  const send = (): void => {
    const missing = role.role === 'doctor' && role.licence.trim() === '';
    setWrong(missing ? t.user_missing_licence : '');
    if (!missing) onGo(grantOf(role));
  };
  return (
    <form class="p-form" onSubmit={(event) => { event.preventDefault(); send(); }} noValidate>
      <h3>{t.user_role_add}</h3>
      <RoleFields value={role} departments={departments} onChange={setRole} />
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
      <p class="buttons"><button type="submit" class="secondary">{t.user_make}</button><button type="button" class="link" onClick={onStop}>{t.cancel}</button></p>
    </form>
  );
}

function NewUser({ departments, onMade, onStop }: { departments: Department[]; onMade(password: string): void; onStop(): void }) {
  const t = useText();
  const [login, setLogin] = useState('');
  const [zh, setZh] = useState('');
  const [en, setEn] = useState('');
  const [role, setRole] = useState(NO_ROLE);
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const send = async (): Promise<void> => {
    const fault = login.trim() === '' || zh.trim() === '' || en.trim() === '' ? t.user_missing : role.role === 'doctor' && role.licence.trim() === '' ? t.user_missing_licence : '';
    setWrong(fault);
    if (fault !== '') return;
    const { state: _, ...grant } = grantOf(role);
    const made = await act.run(async () => {
      try { return await makeUser({ login: login.trim(), name_zh: zh.trim(), name_en: en.trim(), ...grant }); }
      catch (problem) {
        if (asApiError(problem).kind !== 'conflict') throw problem;
        setWrong(t.signup_taken);
        return undefined;
      }
    });
    if (made !== undefined) onMade(made.password);
  };
  return (
    <form class="p-form p-box" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <h2>{t.user_new}</h2>
      <div class="p-grid">
        <Field id="user-login" focus word={t.user_login} value={login} onInput={setLogin} max={32} />
        <Field id="user-zh" word={t.user_name_zh} value={zh} onInput={setZh} />
        <Field id="user-en" word={t.user_name_en} value={en} onInput={setEn} />
        <RoleFields value={role} departments={departments} onChange={setRole} />
      </div>
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
      <Trouble error={act.error} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.user_make}</button><button type="button" class="link" onClick={onStop}>{t.cancel}</button></p>
    </form>
  );
}
