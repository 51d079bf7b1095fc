/* LookedPage.tsx - who looked at the record, as what, and why. An emergency access stands out. */
import { useState } from 'preact/hooks';
import { getLooked } from '../api_people';
import { Icon } from '../components/Icon';
import { useLang, useText } from '../i18n_people';
import type { Looked } from '../people_types';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { Head, Loaded } from './parts';
import { relationWord, roleWord, useActionWord } from './words';

const PAGE = 30;

export function LookedPage({ person }: { person: string }) {
  const t = useText();
  return (
    <>
      <Head title={t.my_looked} back="#/me" word={t.my_back} why={t.look_why} />
      <LookedList person={person} />
    </>
  );
}

export function LookedList({ person }: { person: string }) {
  const t = useText();
  const lang = useLang();
  const action = useActionWord(lang);
  const [most, setMost] = useState(PAGE);
  const [load, retry] = useLoad(`looked ${person} ${lang}`, () => getLooked(person));
  return (
    <Loaded load={load} retry={retry}>
      {({ access }) => (access.length === 0 ? <p class="empty">{t.look_none}</p> : (
        <>
          <ul class="p-looked">{access.slice(0, most).map((row, i) => <Row key={i} row={row} what={action(row.action)} />)}</ul>
          {access.length > most && <p><button type="button" class="secondary" onClick={() => setMost(most + PAGE)}>{t.look_more}</button></p>}
        </>
      ))}
    </Loaded>
  );
}

function Row({ row, what }: { row: Looked; what: string }) {
  const t = useText();
  const lang = useLang();
  const glass = row.relation === 'glass' || row.action.startsWith('glass.');
  /* a guardian or family is that to the person, whatever they are in the hospital */
  const near = row.relation === 'ward' || row.relation === 'family';
  const who = [row.name, near ? '' : row.title || roleWord(row.role, t)].filter(Boolean).join(lang === 'zh' ? '，' : ', ');
  return (
    <li class={glass ? 'is-glass' : ''} data-relation={row.relation}>
      <p class="look-line"><time dateTime={new Date(row.at_ms).toISOString()}>{clockTime(row.at_ms, lang)}</time><strong>{who}</strong></p>
      <p>{what}</p>
      <p class="quiet">
        {glass ? <span class="tag tag-warn"><Icon name="alert" /> {t.look_glass}</span> : row.relation === 'ward' ? t.role_guardian : relationWord(row.relation, t)}
        {row.reason && <span class="look-why"> {t.look_glass_why(row.reason)}</span>}
        {row.case && <> <a class="look-case" href={`#/case/${row.case}`}>{t.look_case}</a></>}
      </p>
    </li>
  );
}
