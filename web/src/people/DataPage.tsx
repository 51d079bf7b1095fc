/* DataPage.tsx - all about me in two files; or gone, after it was said exactly what that means. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { actFor } from '../acting';
import { deleteAll, exportAll } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { Deleted } from '../people_types';
import { loadSession, session } from '../session';
import { createStore, useStore } from '../store';
import { startOver } from '../thread';
import { Field, Head, Trouble, useAct } from './parts';
import { dayOf } from './words';

/* Outlives the log-out that comes with it: what happened is still to be read. */
export const ending = createStore<{ gone: Deleted | null }>({ gone: null });

export function DataPage() {
  const t = useText();
  /* staff leave by the administrator: what they signed stays theirs */
  const may = useStore(session, (now) => ['visitor', 'patient', 'guardian'].includes(now.me?.role ?? ''));
  return (
    <>
      <Head title={t.my_data} back="#/me" word={t.my_back} />
      <Take person="me" />
      {may && <DeleteMe />}
    </>
  );
}

interface File { name: string; url: string }

export function Take({ person, name }: { person: string; name?: string }) {
  const t = useText();
  const [files, setFiles] = useState<{ html: File; fhir: File } | null>(null);
  const made = useRef<string[]>([]);
  const act = useAct();
  useEffect(() => () => { for (const url of made.current) URL.revokeObjectURL(url); }, []);

  const take = async (): Promise<void> => {
    const all = await act.run(() => exportAll(person));
    if (all === undefined) return;
    const file = (end: string, type: string, text: string): File => {
      const url = URL.createObjectURL(new Blob([text], { type }));
      made.current.push(url);
      return { name: `${all.file || 'zhuyi'}.${end}`, url };
    };
    const both = { html: file('html', 'text/html;charset=utf-8', all.html), fhir: file('json', 'application/fhir+json', JSON.stringify(all.bundle, null, 1)) };
    setFiles(both);
    for (const one of [both.html, both.fhir]) save(one);
  };

  return (
    <section class="p-part" aria-labelledby="take">
      <h2 id="take">{t.take_title}</h2>
      <p>{t.take_why(name ?? t.take_you)}</p>
      <p class="quiet">{t.take_care}</p>
      <Trouble error={act.error} />
      <p class="buttons"><button type="button" class="primary" disabled={act.busy} onClick={() => void take()}>{t.take_go}</button></p>
      <div role="status">
        {files !== null && (
          <>
            <p class="notice">{t.take_done}</p>
            <ul class="p-plain">
              <li><a href={files.html.url} download={files.html.name}>{files.html.name}</a> <span class="quiet">{t.take_html}</span></li>
              <li><a href={files.fhir.url} download={files.fhir.name}>{files.fhir.name}</a> <span class="quiet">{t.take_fhir}</span></li>
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

function save(file: File): void {
  const link = document.createElement('a');
  link.href = file.url;
  link.download = file.name;
  link.click();
}

function DeleteMe() {
  const t = useText();
  return (
    <Delete person="me" title={t.gone_title} onDone={(gone) => {
      ending.set({ gone });
      actFor(null);
      startOver();
      session.set({ me: null });
      void loadSession();
    }} />
  );
}

export function Delete({ person, title, onDone }: { person: string; title: string; onDone(gone: Deleted): void }) {
  const t = useText();
  const [word, setWord] = useState('');
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const send = async (): Promise<void> => {
    const same = word.trim().toLowerCase() === t.gone_the_word;
    setWrong(same ? '' : t.gone_wrong);
    if (!same) { document.getElementById('gone-word')?.focus(); return; }
    const gone = await act.run(() => deleteAll(person));
    if (gone !== undefined) onDone(gone);
  };
  return (
    <section class="p-part p-danger" aria-labelledby="gone">
      <h2 id="gone">{title}</h2>
      <h3>{t.gone_what}</h3>
      <ol class="p-steps"><li>{t.gone_1}</li>{person === 'me' && <li>{t.gone_2}</li>}<li>{t.gone_3}</li></ol>
      <h3>{t.gone_keep_title}</h3>
      <p>{t.gone_keep}</p>
      <p><strong>{t.gone_export}</strong></p>
      <form class="p-form" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <Field id="gone-word" word={t.gone_word(t.gone_the_word)} value={word} onInput={setWord} wrong={wrong} max={12} />
        <Trouble error={act.error} />
        <p class="buttons"><button type="submit" class="primary danger" disabled={act.busy}>{title}</button></p>
      </form>
    </section>
  );
}

export function Gone({ gone }: { gone: Deleted }) {
  const t = useText();
  useEffect(() => () => ending.set({ gone: null }), []);
  return (
    <div data-gone={gone.state} role="status">
      <Head title={gone.state === 'deleted' ? t.gone_deleted : t.gone_blocked} />
      {gone.state === 'deleted' ? <p>{t.gone_deleted_text}</p> : <Blocked gone={gone} />}
      <p class="people-after"><a href="#/">{t.gone_home}</a></p>
    </div>
  );
}

/* Why it cannot be yet, and until when. */
export function Blocked({ gone }: { gone: Deleted }) {
  const t = useText();
  const lang = useLang();
  const why = lang === 'zh' ? gone.why_zh : gone.why_en;
  if (gone.until_ms === 0) return <p>{why || t.gone_blocked_hold}</p>;
  return why ? <><p>{why}</p><p>{t.gone_until(dayOf(gone.until_ms, lang))}</p></> : <p>{t.gone_blocked_keep(dayOf(gone.until_ms, lang))}</p>;
}
