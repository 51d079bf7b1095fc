/* StepDialog.tsx - the second step in the middle of something: a code, or the password where that is enough. The call that
 * asked for it goes on by itself (stepup.ts). */
import { useState } from 'preact/hooks';
import { takeStep } from '../api_people';
import { Dialog } from '../components/Dialog';
import { asApiError } from '../errors';
import { useText } from '../i18n_people';
import { goOutside } from '../outside';
import { go } from '../router';
import { session } from '../session';
import { endStep, step } from '../stepup';
import { useStore } from '../store';
import { duration } from '../time';
import { Field, Sure, Trouble, useAct } from './parts';

type Way = 'code' | 'recovery' | 'password';

export function StepDialog() {
  const t = useText();
  const need = useStore(step, (now) => now.need);
  const factor = useStore(session, (now) => now.me?.account?.second_factor ?? false);
  if (need === null) return null;
  if (need === 'enrol' || (need === 'code' && !factor)) {
    return (
      <Dialog title={t.again_enrol_title} onClose={() => endStep(false)}>
        <p>{t.again_enrol}</p>
        <p class="buttons">
          <button type="button" class="primary" autoFocus onClick={() => { endStep(false); go({ page: 'me', part: 'security' }); }}>{t.again_enrol_go}</button>
          <button type="button" class="link" onClick={() => endStep(false)}>{t.cancel}</button>
        </p>
      </Dialog>
    );
  }
  return need === 'outside' ? <AskedOutside /> : <Asked code={need === 'code'} factor={factor} />;
}

/* The page is left: what was being done is done again after coming back, and then needs no step. */
function AskedOutside() {
  const t = useText();
  const name = useStore(session, (now) => now.me?.outside?.name ?? '');
  const act = useAct();
  const away = (): Promise<unknown> => act.run(() => goOutside(`/${location.hash}`, true));
  return (
    <Sure title={t.again_title} text={act.error ? t.login_outside_failed : t.again_outside(name)} go={t.login_outside(name)} busy={act.busy}
      onGo={() => void away()} onClose={() => endStep(false)} />
  );
}

function Asked({ code, factor }: { code: boolean; factor: boolean }) {
  const t = useText();
  const [way, setWay] = useState<Way>(factor ? 'code' : 'password');
  const [given, setGiven] = useState('');
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const turn = (to: Way): void => { setWay(to); setGiven(''); setWrong(''); };

  const send = (): Promise<unknown> => act.run(async () => {
    setWrong('');
    const proof = way === 'password' ? given : given.replace(/\s/g, '');
    if (proof === '') { setWrong(t.again_empty); return; }
    try {
      const taken = await takeStep(way === 'password' ? { password: proof } : { code: proof });
      const { me } = session.get();
      if (me?.account) session.set({ me: { ...me, account: { ...me.account, step: taken } } });
      endStep(true);
    } catch (problem) {
      const failure = asApiError(problem);
      const wait_s = failure.retryAfter_s;
      if (wait_s === null && ![400, 401, 403, 422].includes(failure.status)) throw failure;
      setGiven('');
      setWrong(wait_s !== null ? t.login_locked(duration(wait_s, t)) : way === 'password' ? t.again_wrong_password : t.again_wrong);
    }
  });

  return (
    <Dialog title={t.again_title} onClose={() => endStep(false)}>
      <form class="step" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        {way === 'code' && <Field key="code" id="step-code" focus word={t.again_code} hint={t.again_code_why} mode="numeric" complete="one-time-code" max={8} value={given} onInput={setGiven} wrong={wrong} />}
        {way === 'recovery' && <Field key="recovery" id="step-code" focus word={t.again_recovery} value={given} onInput={setGiven} wrong={wrong} />}
        {way === 'password' && <Field key="password" id="step-password" focus word={t.again_password} hint={t.again_password_why} type="password" complete="current-password" value={given} onInput={setGiven} wrong={wrong} />}
        <Trouble error={act.error} />
        <p class="buttons">
          <button type="submit" class="primary" disabled={act.busy}>{t.again_go}</button>
          <button type="button" class="link" onClick={() => endStep(false)}>{t.cancel}</button>
        </p>
        {factor && (
          <p class="step-other">
            {way === 'code' ? <button type="button" class="link" onClick={() => turn('recovery')}>{t.again_recovery_use}</button>
              : <button type="button" class="link" onClick={() => turn('code')}>{t.again_code_use}</button>}
            {!code && way !== 'password' && <button type="button" class="link" onClick={() => turn('password')}>{t.again_password_use}</button>}
          </p>
        )}
      </form>
    </Dialog>
  );
}
