/* PasswordPage.tsx - a new password; the only page there is while the present one is known to someone else. */
import { useState } from 'preact/hooks';
import { changePassword } from '../api_people';
import { asApiError } from '../errors';
import { useText } from '../i18n_people';
import { go } from '../router';
import { loadSession, session } from '../session';
import { useStore } from '../store';
import { startOf } from './LoginPage';
import { Field, Head, Trouble, useAct } from './parts';

const LEAST = 10;

export function PasswordPage() {
  const t = useText();
  const must = useStore(session, (now) => now.me?.account?.must_change ?? false);
  const done = async (): Promise<void> => {
    await loadSession();
    const { me } = session.get();
    if (me !== null) go(startOf(me));
  };
  return (
    <>
      {must ? <Head title={t.pw_title} why={t.pw_first} /> : <Head title={t.pw_title} back="#/me/security" word={t.my_security} />}
      <PasswordForm onDone={() => void (must ? done() : undefined)} />
    </>
  );
}

export function PasswordForm({ onDone }: { onDone(): void }) {
  const t = useText();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState<'old' | 'fresh' | 'again' | ''>('');
  const [done, setDone] = useState(false);
  const act = useAct();

  const send = async (): Promise<void> => {
    const fault = old === '' ? 'old' : [...fresh].length < LEAST ? 'fresh' : fresh !== again ? 'again' : '';
    setWrong(fault);
    setDone(false);
    if (fault !== '') { document.getElementById(`pw-${fault}`)?.focus(); return; }
    await act.run(async () => {
      try { await changePassword(old, fresh); }
      catch (problem) {
        const failure = asApiError(problem);
        if (failure.status !== 401 && (failure.status !== 403 || failure.need !== '')) throw failure;
        setWrong('old');
        return;
      }
      setOld(''); setFresh(''); setAgain('');
      setDone(true);
      onDone();
    });
  };

  return (
    <form class="p-form" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <Field id="pw-old" word={t.pw_old} type="password" complete="current-password" value={old} onInput={setOld} wrong={wrong === 'old' ? (old === '' ? t.again_empty : t.again_wrong_password) : ''} />
      <Field id="pw-fresh" word={t.pw_new} hint={t.signup_password_rule} type="password" complete="new-password" value={fresh} onInput={setFresh} wrong={wrong === 'fresh' ? t.signup_missing_password : ''} />
      <Field id="pw-again" word={t.pw_again} type="password" complete="new-password" value={again} onInput={setAgain} wrong={wrong === 'again' ? t.pw_differ : ''} />
      <Trouble error={act.error} />
      <p class="notice" role="status">{done && t.pw_done}</p>
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.pw_go}</button></p>
    </form>
  );
}
