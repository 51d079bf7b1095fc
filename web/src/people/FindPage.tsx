/* FindPage.tsx - a patient by the whole phone number or the whole name; there is no browsing. */
import { useState } from 'preact/hooks';
import { findPeople } from '../api_people';
import { Choice } from '../components/Choice';
import { useText } from '../i18n_people';
import type { Found } from '../people_types';
import { session } from '../session';
import { useStore } from '../store';
import { Field, Head, Trouble, useAct } from './parts';
import { folkWord, relationWord } from './words';

export function FindPage() {
  const t = useText();
  const role = useStore(session, (now) => now.me?.role ?? 'visitor');
  const [by, setBy] = useState<'phone' | 'name'>('phone');
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found[] | null>(null);
  const [wrong, setWrong] = useState('');
  const act = useAct();
  if (role !== 'doctor') return <><Head title={t.find_title} why={t.find_only} /><p><a href="#/login">{t.login_title}</a></p></>;

  const send = async (): Promise<void> => {
    const given = text.trim();
    setWrong(given === '' ? t.again_empty : '');
    setFound(null);
    if (given === '') return;
    const reply = await act.run(() => findPeople(by === 'phone' ? { phone: given.replace(/[\s-]/g, '') } : { name: given }));
    if (reply !== undefined) setFound(reply.people);
  };

  return (
    <>
      <Head title={t.find_title} why={t.find_why} />
      <form class="p-form" role="search" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <Choice word={t.find_by} options={[['phone', t.find_phone], ['name', t.find_name]]} value={by} onChange={(v) => { setBy(v ?? by); setText(''); setFound(null); }} />
        <Field id="find-text" key={by} focus word={by === 'phone' ? t.find_phone : t.find_name} mode={by === 'phone' ? 'tel' : 'text'} value={text} onInput={setText} wrong={wrong} />
        <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.find_go}</button></p>
      </form>
      <Trouble error={act.error} />
      <div role="status" class="find-found">
        {found !== null && found.length === 0 && <p>{t.find_none}</p>}
        {found !== null && found.length > 1 && <p class="wrong">{t.find_many(found.length)}</p>}
        {found !== null && found.length > 0 && (
          <ul class="p-rows">
            {found.map((one) => (
              <li key={one.person} data-found={one.person}>
                <div><p><strong>{one.name ?? text}</strong></p><p class="quiet">{[folkWord(one.kind, t), relationWord(one.relation, t)].join(' · ')} · <code>{one.person}</code></p></div>
                <a class="secondary" href={`#/person/${one.person}`}>{t.find_open}</a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
