/* OrganisationPage.tsx - the names of the hospital and its departments, and how long what is kept. */
import { useState } from 'preact/hooks';
import { changeOrganisation, getOrganisation } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { Organisation, Retention } from '../people_types';
import { loadSession } from '../session';
import { useLoad } from '../store';
import { Field, Head, Loaded, Notice, Trouble, useAct } from './parts';

const CODE = /^[a-z0-9_-]{1,40}$/;

export function OrganisationPage() {
  const t = useText();
  const [load, retry] = useLoad('organisation', getOrganisation);
  const [fresh, setFresh] = useState<Organisation | null>(null);
  const [said, setSaid] = useState('');
  const changed = async (): Promise<void> => { setFresh(await getOrganisation()); setSaid(t.saved); void loadSession(); };
  return (
    <>
      <Head title={t.office_organisation} />
      <Notice text={said} />
      <Loaded load={load} retry={retry}>
        {(first) => {
          const now = fresh ?? first;
          return <><Names now={now} onChanged={changed} /><Departments now={now} onChanged={changed} /><Kept rows={now.retention ?? []} /></>;
        }}
      </Loaded>
    </>
  );
}

function Names({ now, onChanged }: { now: Organisation; onChanged(): Promise<void> }) {
  const t = useText();
  const [zh, setZh] = useState(now.name_zh);
  const [en, setEn] = useState(now.name_en);
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const send = async (): Promise<void> => {
    const missing = zh.trim() === '' || en.trim() === '';
    setWrong(missing ? t.org_missing : '');
    if (!missing) await act.run(async () => { await changeOrganisation({ name_zh: zh.trim(), name_en: en.trim() }); await onChanged(); });
  };
  return (
    <form class="p-form p-part" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <div class="p-grid">
        <Field id="org-zh" word={t.org_name_zh} value={zh} onInput={setZh} />
        <Field id="org-en" word={t.org_name_en} value={en} onInput={setEn} />
      </div>
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
      <Trouble error={act.error} />
      <p class="buttons"><button type="submit" class="secondary" disabled={act.busy}>{t.save}</button></p>
    </form>
  );
}

function Departments({ now, onChanged }: { now: Organisation; onChanged(): Promise<void> }) {
  const t = useText();
  const lang = useLang();
  const [id, setId] = useState('');
  const [zh, setZh] = useState('');
  const [en, setEn] = useState('');
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const departments = now.departments ?? [];
  const send = async (): Promise<void> => {
    const good = CODE.test(id.trim()) && zh.trim() !== '' && en.trim() !== '';
    setWrong(good ? '' : t.org_missing_id);
    if (!good) return;
    await act.run(async () => {
      await changeOrganisation({ department: { id: id.trim(), name_zh: zh.trim(), name_en: en.trim() } });
      setId(''); setZh(''); setEn('');
      await onChanged();
    });
  };
  return (
    <section class="p-part" aria-labelledby="departments">
      <h2 id="departments">{t.org_departments}</h2>
      {departments.length === 0 ? <p class="quiet">{t.org_none}</p>
        : <ul class="p-rows">{departments.map((one) => <li key={one.id} data-department={one.id}><div><p>{lang === 'zh' ? one.name_zh : one.name_en} <span class="quiet">{lang === 'zh' ? one.name_en : one.name_zh}</span></p></div><code>{one.id}</code></li>)}</ul>}
      <form class="p-form" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <h3>{t.org_department_add}</h3>
        <div class="p-grid">
          <Field id="dep-id" word={t.org_department_id} value={id} onInput={setId} max={40} />
          <Field id="dep-zh" word={t.org_name_zh} value={zh} onInput={setZh} />
          <Field id="dep-en" word={t.org_name_en} value={en} onInput={setEn} />
        </div>
        {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
        <Trouble error={act.error} />
        <p class="buttons"><button type="submit" class="secondary" disabled={act.busy}>{t.org_department_add}</button></p>
      </form>
    </section>
  );
}

function Kept({ rows }: { rows: Retention[] }) {
  const t = useText();
  const lang = useLang();
  if (rows.length === 0) return null;
  return (
    <section class="p-part" aria-labelledby="kept">
      <h2 id="kept">{t.org_retention}</h2>
      <ul class="p-rows">
        {rows.map((row, i) => (
          <li key={i}><div>{(lang === 'zh' ? row.zh : row.en) || row.class}</div><span>{row.years ? t.org_retention_years(row.years) : row.days ? t.org_retention_days(row.days) : ''}</span></li>
        ))}
      </ul>
    </section>
  );
}
