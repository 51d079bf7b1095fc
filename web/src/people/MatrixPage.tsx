/* MatrixPage.tsx - who may do what: the whole table where there is room, one role's list where there is not. */
import { useState } from 'preact/hooks';
import { getMatrix } from '../api_people';
import { useLang, useText, type Messages } from '../i18n_people';
import type { Matrix, MatrixRow } from '../people_types';
import { OFFICE, session } from '../session';
import { useLoad, useStore } from '../store';
import type { Role } from '../types';
import { useWide } from '../wide';
import { Head, Loaded, Select } from './parts';
import { OfficeNav, partsOf } from './StaffPage';
import { relationWord, roleWord } from './words';

export function MatrixPage() {
  const t = useText();
  const wide = useWide();
  const role = useStore(session, (now) => now.me?.role ?? 'visitor');
  const [load, retry] = useLoad('matrix', getMatrix);
  return (
    <>
      {load.at === 'ready' && OFFICE.includes(role) && <OfficeNav parts={partsOf(role, load.value)} here="matrix" />}
      <Head title={t.office_matrix} why={t.mx_why} />
      <p class="quiet mx-legend">{t.mx_legend}</p>
      <Loaded load={load} retry={retry}>{(matrix) => (wide ? <Table matrix={matrix} /> : <OneRole matrix={matrix} first={role} />)}</Loaded>
    </>
  );
}

const cellWord = (cell: string, t: Messages): string => (cell === 'y' ? t.mx_yes : cell === 's' ? t.mx_code : cell === 'p' ? t.mx_password : t.mx_no);

/* Rows of one action stand together, in the table's order; what nobody may is left out. The words stand in an action's first row. */
function groups(rows: MatrixRow[], keep: (cells: string[]) => boolean): MatrixRow[][] {
  const words = new Map(rows.filter((row) => row.zh !== '').map((row) => [row.action, row]));
  const all = new Map<string, MatrixRow[]>();
  for (const row of rows.filter((row) => keep(row.cells)).map((one) => ({ ...one, zh: words.get(one.action)?.zh ?? '', en: words.get(one.action)?.en ?? '' }))) all.set(row.action, [...(all.get(row.action) ?? []), row]);
  return [...all.values()];
}

function Table({ matrix: { roles, rows } }: { matrix: Matrix }) {
  const t = useText();
  const lang = useLang();
  return (
    <table class="p-table mx">
      <thead><tr><th scope="col">{t.mx_action}</th><th scope="col">{t.mx_relation}</th>{roles.map((role) => <th key={role} scope="col">{roleWord(role, t)}</th>)}<th scope="col">{t.mx_scope}</th></tr></thead>
      {groups(rows, (cells) => cells.some((cell) => cell !== '-')).map((group) => (
        <tbody key={group[0]?.action}>
          {group.map((row, i) => (
            <tr key={row.relation}>
              {i === 0 && <th scope="rowgroup" rowSpan={group.length}>{lang === 'zh' ? row.zh : row.en}<br /><code>{row.action}</code></th>}
              <td>{relationWord(row.relation, t)}</td>
              {row.cells.map((cell, j) => <td key={j} class={`mx-${cell === '-' ? 'no' : cell}`}>{cell === '-' ? <span aria-label={t.mx_no}>–</span> : cellWord(cell, t)}</td>)}
              <td>{row.scope !== '-' && <code>{row.scope}</code>}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function OneRole({ matrix: { roles, rows }, first }: { matrix: Matrix; first: Role }) {
  const t = useText();
  const lang = useLang();
  const [role, setRole] = useState(roles.includes(first) ? first : roles[0] ?? 'visitor');
  const column = roles.indexOf(role);
  const shown = groups(rows, (cells) => (cells[column] ?? '-') !== '-');
  return (
    <>
      <Select word={t.mx_role} value={role} options={roles.map((one) => [one, roleWord(one, t)])} onChange={(v) => setRole(v as Role)} />
      {shown.length === 0 ? <p class="empty">{t.mx_none}</p> : (
        <ul class="p-rows mx-list">
          {shown.map((group) => (
            <li key={group[0]?.action}>
              <div>
                <p><strong>{lang === 'zh' ? group[0]?.zh : group[0]?.en}</strong></p>
                {group.map((row) => <p key={row.relation} class="quiet">{relationWord(row.relation, t)}: {cellWord(row.cells[column] ?? '-', t)}</p>)}
              </div>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
