/* RegisterPage.tsx - an account of one's own. The rules are said before, each consent is chosen alone, none is chosen beforehand. */
import { useState } from 'preact/hooks';
import { getOrganisation, register } from '../api_people';
import { ageOf, birthOf, GUARDED_UNDER_Y } from '../birth';
import { asApiError } from '../errors';
import { useLang, useText, type Messages } from '../i18n_people';
import type { Ticket } from '../outside';
import type { Purpose, Words } from '../people_types';
import { session } from '../session';
import { useLoad, useStore } from '../store';
import { enter } from './LoginPage';
import { BirthField, Field, Head, Loaded, noBirth, Trouble, useAct } from './parts';
import { purposeWord } from './words';

const LOGIN = /^[\p{L}\p{N}._@+-]{3,64}$/u;
const PASSWORD_LEAST = 10;

type Wrong = 'name' | 'login' | 'password' | 'birth';

export const consentKey = (one: { purpose: Purpose; sensitive: boolean }): string => (one.sensitive ? `${one.purpose}+` : one.purpose);

/* With a ticket of a log-in from outside there is no log-in name and no password. */
export function RegisterPage({ ticket }: { ticket?: Ticket }) {
  const t = useText();
  const outside = useStore(session, (now) => now.me?.outside?.name ?? '');
  const [name, setName] = useState(ticket?.name ?? '');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [birth, setBirth] = useState(noBirth);
  const [phone, setPhone] = useState('');
  const [agreed, setAgreed] = useState<Record<string, boolean>>({});
  const [wrong, setWrong] = useState<Partial<Record<Wrong, string>>>({});
  const [guardian, setGuardian] = useState(false);
  const [words, retry] = useLoad('organisation', getOrganisation);
  const act = useAct();

  const born = birthOf(birth, new Date());
  const child = guardian || (born !== '' && ageOf(born, new Date()) < GUARDED_UNDER_Y);

  const send = async (): Promise<void> => {
    const found = faults({ name, ...(ticket ? null : { login, password }), born }, t);
    setWrong(found);
    const first = (['name', 'login', 'password', 'birth'] as const).find((one) => found[one] !== undefined);
    if (first !== undefined) { document.querySelector<HTMLElement>(first === 'birth' ? '.birth-year' : `#signup-${first}`)?.focus(); return; }
    if (child) { document.getElementById('signup-child')?.focus(); return; }
    const consents = Object.keys(agreed).filter((key) => agreed[key]).map((key) => ({ purpose: key.replace('+', '') as Purpose, sensitive: key.endsWith('+') }));
    await act.run(async () => {
      try { enter(await register({ name: name.trim(), ...(ticket ? { ticket: ticket.ticket } : { login: login.trim(), password }), birth: born, ...(phone.trim() && { phone: phone.trim() }), consents })); }
      catch (problem) {
        const failure = asApiError(problem);
        if (failure.need === 'guardian') setGuardian(true);
        else if (failure.kind === 'conflict' && !ticket) { setWrong({ login: t.signup_taken }); document.getElementById('signup-login')?.focus(); }
        else throw failure;
      }
    });
  };

  return (
    <>
      <Head title={t.signup_title} why={ticket ? t.signup_outside(outside) : t.signup_why} />
      {ticket && <p class="quiet">{t.signup_outside_have}</p>}
      <form class="p-form" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <Field id="signup-name" word={t.signup_name} value={name} onInput={setName} complete="name" wrong={wrong.name ?? ''} />
        <BirthField word={t.signup_birth} hint={t.signup_birth_why} value={birth} wrong={wrong.birth ?? ''} onChange={(value) => { setGuardian(false); setBirth(value); }} />
        {child && <div class="p-note" id="signup-child" tabIndex={-1} role="alert"><p><strong>{t.signup_child}</strong></p><p>{t.signup_child_how}</p></div>}
        {!ticket && <Field id="signup-login" word={t.signup_login} hint={t.signup_login_rule} value={login} onInput={setLogin} complete="username" max={64} wrong={wrong.login ?? ''} />}
        {!ticket && <Field id="signup-password" word={t.signup_password} hint={t.signup_password_rule} type="password" value={password} onInput={setPassword} complete="new-password" reveal wrong={wrong.password ?? ''} />}
        <Field id="signup-phone" word={t.signup_phone} hint={t.signup_phone_why} type="tel" mode="tel" value={phone} onInput={setPhone} complete="tel" />
        <fieldset class="p-agree">
          <legend>{t.signup_agree}</legend>
          <p class="quiet">{t.signup_agree_why}</p>
          <Loaded load={words} retry={retry}>{({ consents = [] }) => <Choices words={consents} agreed={agreed} onChange={setAgreed} />}</Loaded>
        </fieldset>
        <Trouble error={act.error} />
        <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.signup_go}</button></p>
      </form>
      <p class="login-none">{t.signup_have} <a href="#/login">{t.login_title}</a></p>
    </>
  );
}

function faults(given: { name: string; login?: string; password?: string; born: string }, t: Messages): Partial<Record<Wrong, string>> {
  return {
    ...(given.name.trim() === '' && { name: t.signup_missing_name }),
    ...(given.login !== undefined && !LOGIN.test(given.login.trim()) && { login: t.signup_missing_login }),
    ...(given.password !== undefined && [...given.password].length < PASSWORD_LEAST && { password: t.signup_missing_password }),
    ...(given.born === '' && { birth: t.signup_missing_birth }),
  };
}

/* What a record needs first; what has nothing to do with care is folded away. */
function Choices({ words, agreed, onChange }: { words: Words[]; agreed: Record<string, boolean>; onChange(v: Record<string, boolean>): void }) {
  const t = useText();
  if (words.length === 0) return <p>{t.signup_agree_none}</p>;
  const needed = words.filter((one) => one.purpose === 'consult');
  const others = words.filter((one) => one.purpose !== 'consult' && one.purpose !== 'family');   /* family is agreed to person by person */
  const line = (one: Words) => <Agree key={consentKey(one)} words={one} on={agreed[consentKey(one)] ?? false} onChange={(on) => onChange({ ...agreed, [consentKey(one)]: on })} />;
  const kept = needed.every((one) => agreed[consentKey(one)]);
  return (
    <>
      {needed.length > 0 && <h3>{t.signup_agree_needed}</h3>}
      {needed.map(line)}
      {needed.length > 0 && !kept && <p class="quiet">{t.signup_agree_without}</p>}
      {others.length > 0 && <details class="p-more"><summary>{t.signup_agree_more}</summary>{others.map(line)}</details>}
    </>
  );
}

export function Agree({ words, on, onChange }: { words: Pick<Words, 'purpose' | 'sensitive' | 'text_zh' | 'text_en'>; on: boolean; onChange(on: boolean): void }) {
  const t = useText();
  const lang = useLang();
  return (
    <label class="p-check" data-consent={consentKey(words)}>
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        <strong>{purposeWord(words.purpose, t)}</strong>{words.sensitive && <span class="tag">{t.agree_health}</span>}
        <span class="p-words">{lang === 'zh' ? words.text_zh : words.text_en}</span>
      </span>
    </label>
  );
}
