/* AuthorizePage.tsx - a program of others asks for a record: who asks, what it may then read, yes or no. */
import { useState } from 'preact/hooks';
import { answerAuthorize, getAuthorize } from '../api_care';
import { getPeople } from '../api_people';
import { keepAsked } from '../asked';
import type { Scope } from '../care_types';
import { useLang, useText, type Messages } from '../i18n_care';
import { Head, Loaded, Select, Trouble, useAct } from '../people/parts';
import { session } from '../session';
import { useLoad, useStore } from '../store';
import type { Lang } from '../types';
import { typeWord } from './TimelinePage';

/* Measurements and results: read, search */
function wordOf(one: Scope, t: Messages, lang: Lang): string {
  const may = (lang === 'zh' ? one.may_zh : one.may_en).join(t.list_between);
  return `${one.type === '*' ? t.care_auth_all : typeWord(one.type, t)}${t.care_auth_colon}${may}`;
}

export function AuthorizePage({ query }: { query: string }) {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  if (me === null) return <Head title={t.care_auth_title} />;
  if (me.account === null) return <><Head title={t.care_auth_title} why={t.care_auth_login} /><p class="buttons"><a class="primary" href="#/login" onClick={() => keepAsked(query)}>{t.nav_login}</a></p></>;
  return <Ask query={query} />;
}

function Ask({ query }: { query: string }) {
  const t = useText();
  const lang = useLang();
  const [load, retry] = useLoad(`authorize ${lang} ${query}`, async () => {
    const [asked, people] = await Promise.all([getAuthorize(query), getPeople().catch(() => ({ people: [] }))]);
    return { asked, people: people.people.filter((one) => one.relation === 'ward') };
  });
  const [person, setPerson] = useState('');
  const [gone, setGone] = useState(false);
  const act = useAct();
  const answer = async (allow: boolean): Promise<void> => {
    const reply = await act.run(() => answerAuthorize(Object.fromEntries(new URLSearchParams(query)), allow, person));
    if (reply === undefined) return;
    setGone(true);
    location.assign(reply.redirect);
  };
  return (
    <>
      <Head title={t.care_auth_title} />
      <Loaded load={load} retry={retry}>
        {({ asked, people }) => {
          const name = asked.client;
          if (asked.error !== undefined) {
            return (
              <div class="p-note" data-refused={asked.error}>
                <p><strong>{t.care_auth_refused(name)}</strong></p>
                <p class="buttons"><button type="button" class="secondary" disabled={act.busy || gone} onClick={() => void answer(false)}>{t.care_auth_return(name)}</button></p>
                <Trouble error={act.error} />
              </div>
            );
          }
          return (
            <div class="care-auth" data-client={name}>
              <p class="care-auth-who"><strong>{name}</strong> {t.care_auth_asks}</p>
              <p class="quiet">{t.care_auth_back(asked.redirect)}</p>
              {people.length > 0 && <Select word={t.care_auth_whose} value={person} options={[['', t.care_auth_mine], ...people.map((one): [string, string] => [one.person, one.name])]} onChange={setPerson} />}
              <h2>{t.care_auth_may}</h2>
              <ul class="care-lines">{asked.scopes.map((one) => <li key={one.scope}>{wordOf(one, t, lang)}</li>)}</ul>
              <p class="quiet">{t.care_auth_minutes(asked.minutes)}</p>
              <p class="quiet">{t.care_auth_note}</p>
              <Trouble error={act.error} />
              <p class="buttons">
                <button type="button" class="primary" disabled={act.busy || gone} onClick={() => void answer(true)}>{t.care_auth_allow}</button>
                <button type="button" class="secondary" disabled={act.busy || gone} onClick={() => void answer(false)}>{t.care_auth_deny}</button>
              </p>
              {gone && <p class="quiet" role="status">{t.care_auth_going}</p>}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}
