/* parts.tsx - what the pages about people are made of. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { birthText, type BirthText } from '../birth';
import { Dialog } from '../components/Dialog';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { Icon } from '../components/Icon';
import { ApiError, asApiError, isAbort } from '../errors';
import { useLang, useText } from '../i18n';
import type { Load } from '../store';
import { useTitle } from '../title';

/* ---- doing something ---- */

export interface Act { busy: boolean; error: ApiError | null; run<T>(act: () => Promise<T>): Promise<T | undefined>; forget(): void }

/* Runs one thing at a time. Undefined: it failed (see `error`), or the second step was not taken, which is no failure. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  return {
    busy, error, forget: () => setError(null),
    async run(act) {
      setBusy(true);
      setError(null);
      try { return await act(); }
      catch (problem) { if (!isAbort(problem)) setError(asApiError(problem)); return undefined; }
      finally { setBusy(false); }
    },
  };
}

/* What the server says of it is more use than the kind of failure. */
export function Trouble({ error, onRetry }: { error: ApiError | null; onRetry?: () => void }) {
  const t = useText();
  const lang = useLang();
  if (error === null) return null;
  if (error.need === 'login') return <ErrorNote error={new ApiError('input', error.status, { zh: t.look_nothing_yet, en: t.look_nothing_yet }, null, 'login')} title={t.nav_login} />;
  const words = error.detail[lang];
  if (words === '' || !['denied', 'conflict', 'input', 'limit', 'busy'].includes(error.kind)) return <ErrorNote error={error} {...(onRetry && { onRetry })} />;
  const told = new ApiError('input', error.status, error.detail, null, error.need);
  return <ErrorNote error={told} title={t.not_done} {...(onRetry && error.kind !== 'denied' && { onRetry })} />;
}

/* What is loaded, or why not. */
export function Loaded<T>({ load, retry, children }: { load: Load<T>; retry(): void; children(value: T): ComponentChildren }) {
  if (load.at === 'loading') return <Loading />;
  if (load.at === 'failed') return <Trouble error={asApiError(load.error)} onRetry={retry} />;
  return <>{children(load.value)}</>;
}

/* ---- saying something ---- */

export function Head({ title, back, word, why }: { title: string; back?: string; word?: string; why?: string }) {
  useTitle(title);
  return (
    <header class="people-head">
      {back !== undefined && <p class="people-back"><a href={back}><Icon name="prev" />{word}</a></p>}
      <h1>{title}</h1>
      {why !== undefined && <p class="quiet">{why}</p>}
    </header>
  );
}

/* Heard and seen; the place stands before there is anything to say. */
export function Notice({ text }: { text: string }) {
  return <p class="notice" role="status">{text}</p>;
}

/* A last question before something that cannot be taken back. */
export function Sure({ title, text, go, busy = false, danger = false, onGo, onClose }:
  { title: string; text: ComponentChildren; go: string; busy?: boolean; danger?: boolean; onGo(): void; onClose(): void }) {
  const t = useText();
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <p class="buttons">
        <button type="button" class={danger ? 'primary danger' : 'primary'} disabled={busy} autoFocus onClick={onGo}>{go}</button>
        <button type="button" class="link" onClick={onClose}>{t.cancel}</button>
      </p>
    </Dialog>
  );
}

/* A secret that is shown once: it stays until it is said to be kept. */
export function Once({ why, secret, field, onKept }: { why: string; secret: string; field: string; onKept(): void }) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { box.current?.focus(); box.current?.scrollIntoView({ block: 'nearest' }); }, []);
  return (
    <div class="once" ref={box} tabIndex={-1} role="group" aria-label={why}>
      <p>{why}</p>
      <p class="once-line"><code data-secret={field}>{secret}</code><Copy text={secret} /></p>
      <p><button type="button" class="secondary" onClick={onKept}>{t.once_saved}</button></p>
    </div>
  );
}

export function Copy({ text }: { text: string }) {
  const t = useText();
  const [done, setDone] = useState(false);
  if (navigator.clipboard === undefined) return null;   /* not on a line without encryption: to be selected by hand */
  return (
    <button type="button" class="link" onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true), () => undefined)}>
      <span role="status">{done ? t.copied : t.copy}</span>
    </button>
  );
}

/* ---- asking something ---- */

interface FieldProps {
  word: string; value: string; onInput(v: string): void; hint?: string; wrong?: string; type?: string; id?: string; mode?: 'numeric' | 'tel' | 'text';
  complete?: string; focus?: boolean; max?: number;
  reveal?: boolean;   /* a password that can be looked at while it is typed */
}

export function Field({ word, value, onInput, hint, wrong = '', type = 'text', id, mode, complete = 'off', focus = false, max, reveal = false }: FieldProps) {
  const t = useText();
  const [shown, setShown] = useState(false);
  const made = useId();
  const own = id ?? made;
  return (
    <div class="p-field">
      <label for={own}>{word}</label>
      {hint !== undefined && <p class="quiet" id={`${own}-hint`}>{hint}</p>}
      <input id={own} type={shown ? 'text' : type} value={value} autoComplete={complete} autoCapitalize="none" spellcheck={false} autoFocus={focus}
        {...(mode && { inputMode: mode })} {...(max && { maxLength: max })} {...(hint !== undefined && { 'aria-describedby': `${own}-hint` })}
        {...(wrong !== '' && { 'aria-invalid': true as const, 'aria-errormessage': `${own}-wrong` })} onInput={(event) => onInput(event.currentTarget.value)} />
      {wrong !== '' && <p class="wrong" id={`${own}-wrong`} role="alert">{wrong}</p>}
      {reveal && <label class="p-check p-reveal"><input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} /><span>{t.login_show}</span></label>}
    </div>
  );
}

export function Select({ word, value, options, onChange, hint }:
  { word: string; value: string; options: [string, string][]; onChange(v: string): void; hint?: string }) {
  const id = useId();
  return (
    <div class="p-field">
      <label for={id}>{word}</label>
      {hint !== undefined && <p class="quiet">{hint}</p>}
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
      </select>
    </div>
  );
}

/* Three numbers: nobody turns a wheel back to 1948. */
export function BirthField({ word, hint, value, wrong = '', onChange }:
  { word: string; hint?: string; value: BirthText; wrong?: string; onChange(v: BirthText): void }) {
  const t = useText();
  const id = useId();
  const part = (name: keyof BirthText, unit: string, most: number) => (
    <span class="birth-part">
      <input id={`${id}-${name}`} class={`birth-${name}`} type="text" inputMode="numeric" autoComplete={`bday-${name}`} maxLength={most} value={value[name]}
        aria-label={`${word}: ${unit}`} {...(wrong !== '' && { 'aria-invalid': true as const })}
        onInput={(event) => onChange({ ...value, [name]: event.currentTarget.value.replace(/\D/g, '') })} />
      <span aria-hidden="true">{unit}</span>
    </span>
  );
  return (
    <div class="p-field" role="group" aria-labelledby={`${id}-word`}>
      <span id={`${id}-word`} class="label">{word}</span>
      {hint !== undefined && <p class="quiet">{hint}</p>}
      <span class="birth">{part('year', t.birth_year, 4)}{part('month', t.birth_month, 2)}{part('day', t.birth_day, 2)}</span>
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
    </div>
  );
}

export const noBirth: BirthText = { year: '', month: '', day: '' };
export { birthText };
