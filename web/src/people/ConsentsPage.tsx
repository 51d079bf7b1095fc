/* ConsentsPage.tsx - what was agreed to, with its words; each taken back alone, at once, after it was said what that means. */
import { useState } from 'preact/hooks';
import { getConsents, giveConsent, withdrawConsent } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { Consent, Consents as All, PurposeNow } from '../people_types';
import { loadSession, session } from '../session';
import { useLoad, useStore } from '../store';
import { consentKey } from './RegisterPage';
import { Head, Loaded, Notice, Sure, Trouble, useAct } from './parts';
import { dayOf, purposeWord } from './words';

export function ConsentsPage({ person }: { person: string }) {
  const t = useText();
  return (
    <>
      <Head title={t.my_consents} back="#/me" word={t.my_back} why={t.agree_why} />
      <Consents person={person} />
    </>
  );
}

export function Consents({ person }: { person: string }) {
  const t = useText();
  const [load, retry] = useLoad(`consents ${person}`, () => getConsents(person));
  const [kept, setKept] = useState<All | null>(null);
  const [said, setSaid] = useState('');
  const [leaving, setLeaving] = useState<{ now: PurposeNow; consent: Consent } | null>(null);
  const act = useAct();

  /* The list stays where it is while what changed is fetched. */
  const change = async (words: string, run: () => Promise<unknown>): Promise<void> => {
    setSaid('');
    const fresh = await act.run(async () => { await run(); return getConsents(person); });
    if (fresh === undefined) return;
    setKept(fresh);
    setSaid(words);
    if (person === 'me') void loadSession();
  };

  return (
    <Loaded load={load} retry={retry}>
      {(first) => {
        const { consents, purposes } = kept ?? first;
        const standing = (now: PurposeNow): Consent | undefined =>
          consents.find((one) => one.purpose === now.purpose && one.sensitive === now.sensitive && one.other === '' && one.withdrawn_ms === 0);
        /* What has nothing to do with care is folded away, unless something of it was agreed to. */
        const others = purposes.filter((now) => now.purpose !== 'consult' && now.purpose !== 'family');
        const line = (now: PurposeNow) => (
          <Purpose key={consentKey(now)} now={now} consent={standing(now)} busy={act.busy}
            onGive={() => void change(t.agree_given, () => giveConsent(person, now.purpose, now.sensitive))}
            onLeave={(consent) => setLeaving({ now, consent })} />
        );
        return (
          <>
            <Notice text={said} />
            <Trouble error={act.error} />
            <ul class="p-agreements">{purposes.filter((now) => now.purpose === 'consult').map(line)}</ul>
            <details class="p-more" open={others.some((now) => now.in_force)}>
              <summary>{t.signup_agree_more}</summary>
              <ul class="p-agreements">{others.map(line)}</ul>
            </details>
            {person === 'me' && <p class="p-by-person"><strong>{purposeWord('family', t)}</strong> {t.agree_family} <a href="#/me/family">{t.my_family}</a></p>}
            <History consents={consents} own={person === 'me'} />
            {leaving !== null && (
              <Sure title={t.agree_withdraw_title(purposeWord(leaving.now.purpose, t))} text={t[`withdraw_${leaving.now.purpose}`]} go={t.agree_withdraw} danger
                onGo={() => { const { consent } = leaving; setLeaving(null); void change(t.agree_withdrawn, () => withdrawConsent(person, consent.id)); }} onClose={() => setLeaving(null)} />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Purpose({ now, consent, busy, onGive, onLeave }:
  { now: PurposeNow; consent: Consent | undefined; busy: boolean; onGive(): void; onLeave(consent: Consent): void }) {
  const t = useText();
  const lang = useLang();
  const words = lang === 'zh' ? now.text_zh : now.text_en;
  return (
    <li data-consent={consentKey(now)} data-in-force={String(now.in_force)}>
      <h2>{purposeWord(now.purpose, t)}{now.sensitive && <span class="tag">{t.agree_health}</span>}{now.purpose === 'consult' && <span class="tag">{t.agree_needed}</span>}</h2>
      <p class="p-words">{words}</p>
      <p class="buttons">
        <span class={now.in_force ? 'p-on' : 'quiet'}>{now.in_force ? t.agree_on(dayOf(consent?.given_ms ?? Date.now(), lang)) : t.agree_off}</span>
        {!now.in_force && <button type="button" class="secondary" disabled={busy} aria-label={`${t.agree_give}: ${purposeWord(now.purpose, t)}${now.sensitive ? ` (${t.agree_health})` : ''}`} onClick={onGive}>{t.agree_give}</button>}
        {consent !== undefined && <button type="button" class="link" disabled={busy} aria-label={`${t.agree_withdraw}: ${purposeWord(now.purpose, t)}${now.sensitive ? ` (${t.agree_health})` : ''}`} onClick={() => onLeave(consent)}>{t.agree_withdraw}</button>}
      </p>
    </li>
  );
}

function History({ consents, own }: { consents: Consent[]; own: boolean }) {
  const t = useText();
  const lang = useLang();
  const me = useStore(session, (now) => now.me?.person ?? '');
  const lines = consents.flatMap((one) => {
    const what = [purposeWord(one.purpose, t), one.sensitive ? t.agree_health : '', one.edition && t.agree_edition(one.edition), own && one.given_by !== '' && one.given_by !== me ? t.agree_by_guardian : ''].filter(Boolean).join(' · ');
    return [
      { at: one.given_ms, text: t.agree_line(what, dayOf(one.given_ms, lang)) },
      ...(one.withdrawn_ms > 0 ? [{ at: one.withdrawn_ms, text: t.agree_line_end(what, dayOf(one.withdrawn_ms, lang)) }] : []),
    ];
  }).sort((a, b) => b.at - a.at);
  if (lines.length === 0) return null;
  return <details class="p-more"><summary>{t.agree_history}</summary><ul class="p-plain">{lines.map((one, i) => <li key={i}>{one.text}</li>)}</ul></details>;
}
