/* Factor.tsx - the second factor: begun with a code to scan, confirmed with its digits, lost phones outlived by recovery codes. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { encode } from 'uqr';
import { beginFactor, confirmFactor, removeFactor } from '../api_people';
import { asApiError } from '../errors';
import { useText } from '../i18n_people';
import { loadSession, session } from '../session';
import { useStore } from '../store';
import { Copy, Field, Sure, Trouble, useAct } from './parts';

type Begun = { secret: string; uri: string };

export function Factor() {
  const t = useText();
  const on = useStore(session, (now) => now.me?.account?.second_factor ?? false);
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [sure, setSure] = useState(false);
  const [said, setSaid] = useState('');
  const act = useAct();

  const begin = async (): Promise<void> => { setSaid(''); setBegun(await act.run(beginFactor) ?? null); };
  const remove = async (): Promise<void> => {
    setSure(false);
    if (await act.run(removeFactor) === undefined) return;
    setSaid(t.factor_removed);
    await loadSession();
  };
  const kept = async (): Promise<void> => { setCodes(null); await loadSession(); };

  return (
    <section class="p-part" aria-labelledby="factor" data-factor={on ? 'on' : 'off'}>
      <h2 id="factor">{t.factor_title} <span class={on ? 'tag tag-good' : 'tag'}>{on ? t.factor_on : t.factor_off}</span></h2>
      <p class="quiet">{t.factor_why}</p>
      <p class="notice" role="status">{said}</p>
      <Trouble error={act.error} />
      {codes !== null ? <Recovery codes={codes} onKept={() => void kept()} />
        : begun !== null ? <Setup begun={begun} onDone={(list) => { setBegun(null); setCodes(list); }} onStop={() => setBegun(null)} />
          : on ? <p><button type="button" class="secondary" disabled={act.busy} onClick={() => setSure(true)}>{t.factor_remove}</button></p>
            : <p><button type="button" class="primary" disabled={act.busy} onClick={() => void begin()}>{t.factor_begin}</button></p>}
      {sure && <Sure title={t.factor_remove} text={t.factor_remove_sure} go={t.factor_remove} danger onGo={() => void remove()} onClose={() => setSure(false)} />}
    </section>
  );
}

function Setup({ begun, onDone, onStop }: { begun: Begun; onDone(codes: string[]): void; onStop(): void }) {
  const t = useText();
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const send = (): Promise<unknown> => act.run(async () => {
    setWrong('');
    const digits = code.replace(/\s/g, '');
    if (digits === '') { setWrong(t.again_empty); return; }
    try { onDone((await confirmFactor(digits)).recovery); }
    catch (problem) {
      if (![400, 401, 403, 422].includes(asApiError(problem).status)) throw problem;
      setWrong(t.again_wrong);
    }
  });
  return (
    <form class="p-form factor-setup" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <div class="factor-scan">
        <Qr text={begun.uri} />
        <div>
          <p><strong>{t.factor_scan}</strong></p>
          <p class="quiet">{t.factor_scan_which}</p>
          <p class="factor-hand">{t.factor_by_hand}</p>
          <p class="once-line"><code data-secret="totp">{begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code><Copy text={begun.secret} /></p>
        </div>
      </div>
      <Field id="factor-code" focus word={t.factor_code} mode="numeric" complete="one-time-code" max={8} value={code} onInput={setCode} wrong={wrong} />
      <Trouble error={act.error} />
      <p class="buttons">
        <button type="submit" class="primary" disabled={act.busy}>{t.factor_confirm}</button>
        <button type="button" class="link" onClick={onStop}>{t.cancel}</button>
      </p>
    </form>
  );
}

/* Drawn here: the secret goes to no other place. Black on white in every theme, or scanners fail. */
export function Qr({ text }: { text: string }) {
  const t = useText();
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 4 });
    const squares = code.data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
    return { size: code.size, path: squares.join('') };
  }, [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} width="200" height="200" role="img" aria-label={t.factor_qr} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#fff" /><path d={path} fill="#000" />
    </svg>
  );
}

function Recovery({ codes, onKept }: { codes: string[]; onKept(): void }) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { box.current?.focus(); }, []);
  return (
    <div class="once recovery" ref={box} tabIndex={-1} role="group" aria-labelledby="recovery">
      <h3 id="recovery">{t.factor_recovery}</h3>
      <p>{t.factor_recovery_why}</p>
      <ol class="recovery-codes">{codes.map((one) => <li key={one}><code>{one}</code></li>)}</ol>
      <p class="buttons">
        <button type="button" class="secondary" onClick={() => print()}>{t.factor_print}</button>
        <Copy text={codes.join('\n')} />
        <button type="button" class="primary" onClick={onKept}>{t.factor_saved}</button>
      </p>
    </div>
  );
}
