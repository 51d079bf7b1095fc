/* parts.tsx - what the pages of the record have in common. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Both, Doubt } from '../care_types';
import type { Place } from './kinds';
import { Icon, type IconName } from '../components/Icon';
import { asApiError } from '../errors';
import { useLang, useText, type Messages } from '../i18n_care';
import { Head, Loaded, Trouble } from '../people/parts';
import type { Load } from '../store';
import type { ApiError } from '../errors';
import type { Lang } from '../types';
import { useWho } from './who';

/* A word that is not known yet is shown as it is. */
export const named = (key: string, word: string, t: Messages): string => (t as unknown as Record<string, string>)[key] ?? word;

export const inLang = (both: Both, lang: Lang): string => (lang === 'zh' ? both.text_zh : both.text_en);

export function CareHead({ title, why }: { title: string; why?: string }) {
  const t = useText();
  const who = useWho();
  return <Head title={who.name === '' ? title : t.care_of(who.name, title)} back={who.base} word={t.nav_care} {...(why !== undefined && { why })} />;
}

/* Nothing is kept without the agreement to it: that is no failure but a way to go. */
export function NoConsent() {
  const t = useText();
  const who = useWho();
  return (
    <div class="p-note" data-need="consent">
      <p><strong>{t.care_consent_title}</strong></p>
      <p>{t.care_consent}</p>
      {(who.write || who.person === 'me') && <p class="buttons"><a class="primary" href={who.person === 'me' ? '#/me/consents' : `#/person/${who.person}`}>{t.need_consent}</a></p>}
    </div>
  );
}

export function CareTrouble({ error, onRetry }: { error: ApiError | null; onRetry?: () => void }) {
  if (error?.need === 'consent') return <NoConsent />;
  return <Trouble error={error} {...(onRetry && { onRetry })} />;
}

export function CareLoaded<T>({ load, retry, children }: { load: Load<T>; retry(): void; children(value: T): ComponentChildren }) {
  if (load.at === 'failed' && asApiError(load.error).need === 'consent') return <NoConsent />;
  return <Loaded load={load} retry={retry}>{children}</Loaded>;
}

/* What has no account has no record. */
export function LogInFirst() {
  const t = useText();
  return <><Head title={t.nav_care} why={t.care_login} /><p class="buttons"><a class="primary" href="#/login">{t.nav_login}</a><a href="#/register">{t.care_register}</a></p></>;
}

const PLACE: Record<Place, IconName | null> = { in: 'check', above: 'up', below: 'down', unknown: null };

/* In words and by a sign; colour says it a third time. */
export function PlaceMark({ place }: { place: Place }) {
  const t = useText();
  const icon = PLACE[place];
  return icon === null ? null : <span class={`place place-${place}`}><Icon name={icon} />{t[`place_${place as 'in' | 'above' | 'below'}`]}</span>;
}

/* A value that can be, but hardly: asked, not refused. */
export function QuestionCard({ value, questions, busy, onYes, onChange }: { value: string; questions: Doubt[]; busy: boolean; onYes(): void; onChange(): void }) {
  const t = useText();
  const lang = useLang();
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  return (
    <section class="question-card" role="alertdialog" aria-label={t.care_question(value)} data-question>
      <p class="question-value"><Icon name="question" /><strong>{t.care_question(value)}</strong></p>
      {questions.map((one) => <p key={one.code}>{inLang(one, lang)}</p>)}
      <p class="buttons">
        <button type="button" class="secondary" disabled={busy} onClick={onYes}>{t.care_question_yes}</button>
        <button type="button" class="primary" ref={no} onClick={onChange}>{t.care_question_no}</button>
      </p>
    </section>
  );
}

export function SourceLine({ source }: { source: string | null | undefined }) {
  const t = useText();
  return source ? <p class="quiet care-source"><span class="label">{t.care_source}</span> {source}</p> : null;
}

