/* ReportForm.tsx - a report pasted as text or typed in rows, whose it is and whom the reading is for. */
import { useRef } from 'preact/hooks';
import { useText } from '../i18n_tools';
import { emptyRow, type Report, type ReportRow } from '../report';
import { Choice } from './Choice';
import { Cell, NumberField, SexField, useFocusRow, YesNo } from './Fields';
import { Icon } from './Icon';

interface Props { report: Report; onChange(patch: Partial<Report>): void }

export function ReportForm({ report, onChange }: Props) {
  const t = useText();
  return (
    <>
      <div class="fields">
        <Choice word={t.rep_how} options={[['text', t.rep_as_text], ['rows', t.rep_as_rows]]} value={report.how} onChange={(how) => { if (how !== undefined) onChange({ how }); }} />
        <Choice word={t.rep_for} options={[['patient', t.tool_patient], ['doctor', t.tool_doctor]]} value={report.audience} onChange={(audience) => { if (audience !== undefined) onChange({ audience }); }} />
      </div>
      {report.how === 'text' ? (
        <>
          <label for="report-text">{t.rep_text}</label>
          <textarea id="report-text" rows={8} autoComplete="off" spellcheck={false} placeholder={t.rep_placeholder} value={report.text}
            onInput={(event) => onChange({ text: event.currentTarget.value })} />
        </>
      ) : <Rows rows={report.rows} onChange={(rows) => onChange({ rows })} />}
      <fieldset class="tool-block">
        <legend>{t.rep_who}</legend>
        <div class="fields">
          <NumberField word={t.fact_age} unit={t.unit_years} value={report.age} onChange={(age) => onChange({ age })} />
          <SexField value={report.sex} onChange={(sex) => onChange({ sex })} />
          {report.sex !== 'male' && <YesNo word={t.fact_pregnant} value={report.pregnant} onChange={(pregnant) => onChange({ pregnant })} />}
        </div>
      </fieldset>
    </>
  );
}

function Rows({ rows, onChange }: { rows: ReportRow[]; onChange(rows: ReportRow[]): void }) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const goTo = useRef<number | null>(null);
  useFocusRow(box, goTo);
  const set = (key: number, patch: Partial<ReportRow>): void => onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  const add = (): void => { const row = emptyRow(); goTo.current = row.key; onChange([...rows, row]); };
  const cell = (row: ReportRow, field: 'name' | 'value' | 'unit' | 'range' | 'previous', word: string) => (
    <Cell word={word} name={field}>
      <input type="text" autoComplete="off" {...(field === 'value' || field === 'previous' ? { inputMode: 'decimal' as const } : {})} value={row[field]}
        onInput={(event) => set(row.key, { [field]: event.currentTarget.value })} />
    </Cell>
  );
  return (
    <div ref={box} class="tool-rows result-rows" role="group" aria-label={t.rep_rows}>
      {rows.map((row, i) => (
        <div key={row.key} class="result-row" role="group" aria-label={t.tool_row(t.rep_rows, i + 1)} data-row={row.key}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || !(event.target instanceof HTMLInputElement)) return;
            event.preventDefault();
            const next = rows[i + 1];
            if (next === undefined) { if (row.name.trim() !== '') add(); }
            else box.current?.querySelector<HTMLElement>(`[data-row="${next.key}"] input`)?.focus();
          }}>
          {cell(row, 'name', t.tool_name)}{cell(row, 'value', t.tool_value)}{cell(row, 'unit', t.tool_unit)}{cell(row, 'range', t.rep_range)}{cell(row, 'previous', t.rep_previous)}
          <button type="button" class="plain remove" aria-label={t.tool_remove(i + 1)} onClick={() => onChange(rows.length > 1 ? rows.filter((one) => one.key !== row.key) : [emptyRow()])}><Icon name="close" /></button>
        </div>
      ))}
      <p class="rows-foot"><button type="button" class="link" onClick={add}>{t.tool_add}</button></p>
    </div>
  );
}
