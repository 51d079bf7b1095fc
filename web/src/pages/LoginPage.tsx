/* LoginPage.tsx - a name and a password; a doctor goes on to the worklist. */
import { useState } from 'preact/hooks';
import { ErrorNote } from '../components/ErrorNote';
import { asApiError, type ApiError } from '../errors';
import { useText } from '../i18n';
import { go } from '../router';
import { login } from '../session';
import { startOver } from '../thread';

export function LoginPage() {
  const t = useText();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const [error, setError] = useState<ApiError | null>(null);

  const send = async (): Promise<void> => {
    setError(null);
    setWrong('');
    if (name.trim() === '' || password === '') { setWrong(t.login_missing); return; }
    setBusy(true);
    try {
      const me = await login(name.trim(), password);
      startOver();
      go(me.role === 'doctor' ? { page: 'work', id: null } : { page: 'ask' });
    } catch (problem) {
      const failure = asApiError(problem);
      if (failure.status === 401) setWrong(t.login_wrong);
      else setError(failure);
      setBusy(false);
    }
  };

  return (
    <>
      <h1>{t.login_title}</h1>
      <p class="quiet">{t.login_why}</p>
      <form class="login" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <label for="login-name">{t.login_name}</label>
        <input id="login-name" type="text" autoComplete="username" autoCapitalize="none" spellcheck={false} value={name} onInput={(event) => setName(event.currentTarget.value)} />
        <label for="login-password">{t.login_password}</label>
        <input id="login-password" type="password" autoComplete="current-password" value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
        {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
        {error !== null && <ErrorNote error={error} />}
        <button type="submit" class="primary" disabled={busy}>{t.login_go}</button>
      </form>
    </>
  );
}
