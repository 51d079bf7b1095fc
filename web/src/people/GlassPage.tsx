/* GlassPage.tsx - emergency accesses, and whether their reason holds. The patient is a pseudonym here. */
import { useState } from 'preact/hooks';
import { getGlass, reviewGlass } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { Glass } from '../people_types';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { Field, Head, Loaded, Notice, Trouble, useAct } from './parts';

export function GlassPage() {
  const t = useText();
  const [load, retry] = useLoad('glass', getGlass);
  const [said, setSaid] = useState('');
  const done = (): void => { setSaid(t.saved); retry(); };
  return (
    <>
      <Head title={t.office_glass} why={t.review_why} />
      <Notice text={said} />
      <Loaded load={load} retry={retry}>
        {({ items }) => {
          const open = items.filter((one) => one.state === 'open');
          const closed = items.filter((one) => one.state !== 'open');
          if (items.length === 0) return <p class="empty">{t.review_none}</p>;
          return (
            <>
              <h2>{t.review_waiting} {open.length > 0 && <span class="tag tag-warn">{open.length}</span>}</h2>
              {open.length === 0 ? <p class="quiet">{t.review_none}</p> : <ul class="p-looked">{open.map((one) => <Item key={one.id} item={one} onDone={done} />)}</ul>}
              {closed.length > 0 && <><h2>{t.review_done}</h2><ul class="p-looked">{closed.map((one) => <Item key={one.id} item={one} onDone={done} />)}</ul></>}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Item({ item, onDone }: { item: Glass; onDone(): void }) {
  const t = useText();
  const lang = useLang();
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const review = async (verdict: 'justified' | 'not_justified'): Promise<void> => {
    setWrong(note.trim() === '' ? t.review_missing : '');
    if (note.trim() === '') { document.getElementById(`note-${item.id}`)?.focus(); return; }
    if (await act.run(() => reviewGlass(item.id, verdict, note.trim())) !== undefined) onDone();
  };
  return (
    <li data-glass={item.id} data-state={item.state} class={item.state === 'open' ? 'is-glass' : ''}>
      <p class="look-line"><span>{t.review_times(clockTime(item.opened_ms, lang), clockTime(item.until_ms, lang))}</span><strong>{item.actor_name}</strong></p>
      <p>{item.reason}</p>
      <p class="quiet">{t.review_of(item.person)}</p>
      {item.state === 'open' && item.own ? <p class="quiet">{t.review_own}</p> : item.state === 'open' ? (
        <form class="p-form" onSubmit={(event) => event.preventDefault()} noValidate>
          <Field id={`note-${item.id}`} word={t.review_note} value={note} onInput={setNote} wrong={wrong} />
          <Trouble error={act.error} />
          <p class="buttons">
            <button type="button" class="secondary" disabled={act.busy} onClick={() => void review('justified')}>{t.review_justified}</button>
            <button type="button" class="secondary" disabled={act.busy} onClick={() => void review('not_justified')}>{t.review_not_justified}</button>
          </p>
        </form>
      ) : <p><span class={item.state === 'justified' ? 'tag tag-good' : 'tag tag-warn'}>{t[`verdict_${item.state}`]}</span> {item.note} <span class="quiet">{t.review_by(item.reviewer_name, clockTime(item.reviewed_ms, lang))}</span></p>}
    </li>
  );
}
