/* OrderRows.tsx - drugs as rows. Enter goes on to the next row and makes one when there is none; a line typed or pasted
 * whole is put into its cells, where it can be seen and corrected. */
import { useRef } from 'preact/hooks';
import { useLang, useText } from '../i18n_tools';
import { emptyDrug, readOrderLine, readOrderLines, ROUTE_IDS, type DrugRow } from '../order';
import { SAMPLES } from '../samples';
import { Cell, useFocusRow } from './Fields';
import { Icon } from './Icon';

interface Props { word: string; rows: DrugRow[]; onChange(rows: DrugRow[]): void }

const UNITS = ['mg', 'g', 'μg', 'ml', 'U', 'mg/kg'];
const FREQUENCIES = ['qd', 'bid', 'tid', 'qid', 'q6h', 'q8h', 'q12h', 'qn', 'qod', 'qw', 'prn'];

export function OrderRows({ word, rows, onChange }: Props) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const goTo = useRef<number | null>(null);
  useFocusRow(box, goTo);

  const change = (key: number, patch: Partial<DrugRow>): void => onChange(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  const spread = (list: DrugRow[], key: number): DrugRow[] =>
    list.map((row) => {
      const read = row.key === key && row.dose === '' && row.frequency === '' ? readOrderLine(row.drug) : null;
      if (read === null) return row;
      /* What already stands in a cell was written on purpose. */
      return { ...row, ...read, route: row.route || read.route, days: row.days || read.days };
    });
  const enter = (at: number): void => {
    const row = rows[at];
    if (row === undefined || row.drug.trim() === '') return;
    let next = spread(rows, row.key);
    if (at === rows.length - 1) next = [...next, emptyDrug()];
    goTo.current = next[at + 1]?.key ?? null;
    onChange(next);
  };
  const paste = (event: ClipboardEvent, at: number): void => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!/\n/.test(text.trim())) return;
    event.preventDefault();
    const made = readOrderLines(text).map((read) => ({ ...emptyDrug(), ...read }));
    const next = [...rows.slice(0, at), ...(rows[at]?.drug.trim() ? [rows[at] as DrugRow] : []), ...made, ...rows.slice(at + 1)];
    goTo.current = made[made.length - 1]?.key ?? null;
    onChange(next);
  };
  const remove = (at: number): void => {
    const next = rows.filter((_, i) => i !== at);
    goTo.current = (next[at] ?? next[at - 1])?.key ?? null;
    onChange(next.length === 0 ? [emptyDrug()] : next);
  };

  return (
    <div ref={box} class="tool-rows drug-rows">
      {rows.map((row, i) => (
        <div key={row.key} class="drug-row" role="group" aria-label={t.tool_row(word, i + 1)} data-row={row.key}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
            if (event.target instanceof HTMLButtonElement) return;
            event.preventDefault();
            enter(i);
          }}>
          <Cells row={row} onChange={(patch) => change(row.key, patch)} onPaste={(event) => paste(event, i)} onLeave={() => {
            const next = spread(rows, row.key);
            if (next.some((one, k) => one !== rows[k])) onChange(next);
          }} />
          <button type="button" class="plain remove" aria-label={t.tool_remove(i + 1)} onClick={() => remove(i)}><Icon name="close" /></button>
        </div>
      ))}
      <p class="rows-foot"><button type="button" class="link" onClick={() => { const row = emptyDrug(); goTo.current = row.key; onChange([...rows, row]); }}>{t.tool_add}</button></p>
    </div>
  );
}

function Cells({ row, onChange, onPaste, onLeave }:
  { row: DrugRow; onChange(patch: Partial<DrugRow>): void; onPaste(event: ClipboardEvent): void; onLeave(): void }) {
  const t = useText();
  const lang = useLang();
  const counted = SAMPLES[lang].dose_units;
  const units = [...UNITS.map((one): [string, string] => [one, one]), ...counted];
  const known = row.unit === '' || units.some(([value]) => value === row.unit);
  const knownRoute = row.route === '' || (ROUTE_IDS as readonly string[]).includes(row.route);
  return (
    <>
      <Cell word={t.rx_drug} name="drug"><input type="text" autoComplete="off" spellcheck={false} placeholder={t.rx_line} value={row.drug} onPaste={onPaste} onBlur={onLeave} onInput={(event) => onChange({ drug: event.currentTarget.value })} /></Cell>
      <Cell word={t.rx_dose} name="dose"><input type="text" inputMode="decimal" autoComplete="off" value={row.dose} onInput={(event) => onChange({ dose: event.currentTarget.value })} /></Cell>
      <Cell word={t.tool_unit} name="unit">
        <select value={row.unit} onChange={(event) => onChange({ unit: event.currentTarget.value })}>
          <option value="" />
          {!known && <option value={row.unit}>{row.unit}</option>}
          {units.map(([value, shown]) => <option key={value} value={value}>{shown}</option>)}
        </select>
      </Cell>
      <Cell word={t.rx_frequency} name="frequency"><input type="text" autoComplete="off" list="frequencies" value={row.frequency} onInput={(event) => onChange({ frequency: event.currentTarget.value })} /></Cell>
      <Cell word={t.rx_route} name="route">
        <select value={row.route} onChange={(event) => onChange({ route: event.currentTarget.value })}>
          <option value="" />
          {!knownRoute && <option value={row.route}>{row.route}</option>}
          {ROUTE_IDS.map((route) => <option key={route} value={route}>{t[`route_${route}`]}</option>)}
        </select>
      </Cell>
      <Cell word={t.rx_days} name="days"><input type="text" inputMode="numeric" autoComplete="off" value={row.days} onInput={(event) => onChange({ days: event.currentTarget.value })} /></Cell>
    </>
  );
}

export function Frequencies() {
  return <datalist id="frequencies">{FREQUENCIES.map((one) => <option key={one} value={one} />)}</datalist>;
}
