/* AuditPage.tsx - who looked at whose record, by pseudonym. */
import { useState } from 'preact/hooks';
import { getAudit } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { AuditRow } from '../people_types';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { Field, Head, Loaded } from './parts';
import { relationWord, roleWord, useActionWord } from './words';

const DAY_MS = 86400000;
const PAGE = 100;

const isoDay = (ms: number): string => {
  const date = new Date(ms);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
};

export function AuditPage() {
  const t = useText();
  const [since, setSince] = useState(() => isoDay(Date.now() - 7 * DAY_MS));
  const [glass, setGlass] = useState(false);
  const since_ms = /^\d{4}-\d\d-\d\d$/.test(since) ? new Date(`${since}T00:00:00`).getTime() : Number.NaN;
  const from = Number.isFinite(since_ms) ? since_ms : Date.now() - 7 * DAY_MS;
  const [load, retry] = useLoad(`audit ${isoDay(from)}`, () => getAudit(from));
  return (
    <>
      <Head title={t.office_audit} why={t.audit_why} />
      <div class="audit-filter">
        <Field id="audit-since" word={t.audit_since} type="date" value={since} onInput={setSince} />
        <label class="p-check"><input type="checkbox" checked={glass} onChange={(event) => setGlass(event.currentTarget.checked)} /><span>{t.audit_glass_only}</span></label>
      </div>
      <Loaded load={load} retry={retry}>{({ access, more = false }) => <Table more={more} rows={glass ? access.filter((row) => row.relation === 'glass' || row.action.startsWith('glass.')) : access} />}</Loaded>
    </>
  );
}

function Table({ rows, more }: { rows: AuditRow[]; more: boolean }) {
  const t = useText();
  const lang = useLang();
  const action = useActionWord(lang);
  const [most, setMost] = useState(PAGE);
  if (rows.length === 0) return <p class="empty">{t.audit_none}</p>;
  return (
    <>
      <p class="quiet" role="status">{t.audit_count(rows.length)} {more && t.audit_more}</p>
      <table class="p-table">
        <thead><tr><th scope="col">{t.audit_when}</th><th scope="col">{t.audit_who}</th><th scope="col">{t.audit_what}</th><th scope="col">{t.audit_whose}</th><th scope="col">{t.audit_relation}</th></tr></thead>
        <tbody>
          {rows.slice(0, most).map((row, i) => (
            <tr key={i} class={row.relation === 'glass' ? 'is-glass' : ''}>
              <td>{clockTime(row.at_ms, lang)}</td><td>{roleWord(row.role, t)} <code>{row.actor}</code></td><td>{action(row.action)}</td><td><code>{row.person}</code></td><td>{relationWord(row.relation, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && <p><button type="button" class="secondary" onClick={() => setMost(most + PAGE)}>{t.show_more}</button></p>}
    </>
  );
}
