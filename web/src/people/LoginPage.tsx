/* LoginPage.tsx - a name and a password, or another place that knows who one is; a doctor goes on to the worklist. */
import { useEffect, useState } from 'preact/hooks';
import { login } from '../api_people';
import { takeAsked } from '../asked';
import { Loading } from '../components/ErrorNote';
import { asApiError } from '../errors';
import { useText } from '../i18n_people';
import { endOutside, goOutside, ownAnswer, type Ticket } from '../outside';
import { go, href, parseRoute, replace, type Route } from '../router';
import { loadSession, session } from '../session';
import { useStore } from '../store';
import { startOver } from '../thread';
import { duration } from '../time';
import type { Me } from '../types';
import { Field, Head, Trouble, useAct } from './parts';
import { RegisterPage } from './RegisterPage';

/* Where each one's work begins. */
export function startOf(me: Me): Route {
  if (me.account?.must_change) return { page: 'password' };
  switch (me.role) {
    case 'doctor': return { page: 'work', id: null };
    case 'administrator': case 'ethics': case 'auditor': case 'regulator': return { page: 'staff', part: null };
    default: return { page: 'ask' };
  }
}

export function enter(me: Me): void {
  session.set({ me });
  startOver();
  const asked = me.account?.must_change ? null : takeAsked();
  go(asked === null ? startOf(me) : { page: 'authorize', query: asked });
}

export function LoginPage() {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState('');
  const [wait_s, setWait] = useCountdown();
  const act = useAct();
  const outside = useAct();

  const send = async (): Promise<void> => {
    setWrong('');
    if (name.trim() === '' || password === '') { setWrong(t.login_missing); return; }
    await act.run(async () => {
      try { enter(await login(name.trim(), password)); }
      catch (problem) {
        const failure = asApiError(problem);
        if (failure.retryAfter_s !== null) setWait(failure.retryAfter_s);
        else if (failure.status === 401 || failure.status === 403) setWrong(t.login_wrong);
        else throw failure;
      }
    });
  };
  const away = (): Promise<unknown> => outside.run(() => goOutside('/'));

  return (
    <>
      <Head title={t.login_title} why={t.login_why} />
      <form class="login" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <Field id="login-name" word={t.login_name} value={name} onInput={setName} complete="username" />
        <Field id="login-password" word={t.login_password} type="password" value={password} onInput={setPassword} complete="current-password" reveal />
        {wait_s > 0 ? <p class="wrong" role="alert" data-wait>{t.login_locked(duration(wait_s, t))}</p> : wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
        <Trouble error={act.error} />
        <button type="submit" class="primary" disabled={act.busy || wait_s > 0}>{t.login_go}</button>
      </form>
      {me?.outside && (
        <div class="login-outside">
          <button type="button" class="secondary" disabled={outside.busy} onClick={() => void away()}>{t.login_outside(me.outside.name)}</button>
          <Trouble error={outside.error} />
        </div>
      )}
      <p class="login-none">{t.login_none} <a href={href({ page: 'register' })}>{t.signup_title}</a></p>
      <p class="quiet">{t.login_forgot}</p>
    </>
  );
}

/* Counts down by the second, so that nobody has to guess when to try again. */
function useCountdown(): [number, (s: number) => void] {
  const [left_s, setLeft] = useState(0);
  useEffect(() => {
    if (left_s <= 0) return undefined;
    const timer = setTimeout(() => setLeft(left_s - 1), 1000);
    return () => clearTimeout(timer);
  }, [left_s]);
  return [left_s, setLeft];
}

/* Back from the other place (outside.ts): logged in, linked, asked again, or somebody new who registers. */
export function OutsidePage() {
  const t = useText();
  const act = useAct();
  const [failed, setFailed] = useState(false);
  const [ticket, setTicket] = useState<Ticket | null>(null);
  useEffect(() => {
    const answer = ownAnswer();
    if (answer === null) { setFailed(true); return; }
    void act.run(async () => {
      const ended = await endOutside(answer);
      if ('register' in ended) { setTicket(ended.register); return true; }
      if ('account' in ended) { session.set({ me: ended }); startOver(); }
      else await loadSession();
      const { me } = session.get();
      if (me !== null) replace(ended.return === '/' || me.account?.must_change ? startOf(me) : parseRoute(ended.return.slice(1)));
      return true;
    }).then((done) => setFailed(done !== true));
  }, []);
  if (ticket !== null) return <RegisterPage ticket={ticket} />;
  return (
    <>
      <Head title={t.login_title} />
      {failed ? <><p class="wrong" role="alert">{t.login_outside_failed}</p><Trouble error={act.error} /><p><a href="#/login">{t.login_outside_again}</a></p></>
        : <><p>{t.login_outside_busy}</p><Loading /></>}
    </>
  );
}
