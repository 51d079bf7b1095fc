/* OrderPatient.tsx - the person an order is checked against. "None" and "not said" are two things, and are kept apart. */
import { useId } from 'preact/hooks';
import { useText } from '../i18n_tools';
import { emptyLab, type LabRow, type Order } from '../order';
import { Cell, NumberField, SexField, YesNo } from './Fields';
import { Icon } from './Icon';

interface Props { order: Order; onChange(patch: Partial<Order>): void }

export function OrderPatient({ order, onChange }: Props) {
  const t = useText();
  return (
    <fieldset class="tool-block">
      <legend>{t.rx_patient}</legend>
      <div class="fields">
        <NumberField word={t.fact_age} unit={t.unit_years} value={order.age} onChange={(age) => onChange({ age })} />
        <NumberField word={t.fact_weight_kg} unit={t.unit_kg} value={order.weight_kg} onChange={(weight_kg) => onChange({ weight_kg })} />
        <NumberField word="eGFR" unit="mL/min/1.73 m²" value={order.egfr} onChange={(egfr) => onChange({ egfr })} />
        <SexField value={order.sex} onChange={(sex) => onChange({ sex })} />
        {order.sex !== 'male' && <YesNo word={t.fact_pregnant} value={order.pregnant} onChange={(pregnant) => onChange({ pregnant })} />}
        {order.sex !== 'male' && <YesNo word={t.fact_breastfeeding} value={order.breastfeeding} onChange={(breastfeeding) => onChange({ breastfeeding })} />}
        <NamesField word={t.fact_conditions} none={t.rx_no_conditions} value={order.conditions} noneSaid={order.no_conditions}
          onChange={(conditions, no_conditions) => onChange({ conditions, no_conditions })} />
        <NamesField word={t.fact_allergies} none={t.rx_no_allergies} value={order.allergies} noneSaid={order.no_allergies}
          onChange={(allergies, no_allergies) => onChange({ allergies, no_allergies })} />
      </div>
      <LabRows order={order} onChange={onChange} />
    </fieldset>
  );
}

function NamesField({ word, none, value, noneSaid, onChange }:
  { word: string; none: string; value: string; noneSaid: boolean; onChange(value: string, none: boolean): void }) {
  const t = useText();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{word}</label>
      <span class="with-none">
        <input id={id} type="text" autoComplete="off" placeholder={t.several_hint} value={value} onInput={(event) => onChange(event.currentTarget.value, false)} />
        <NoneButton word={`${word}: ${none}`} text={none} on={noneSaid && value === ''} onChange={(on) => onChange('', on)} />
      </span>
    </div>
  );
}

export function NoneButton({ word, text, on, onChange }: { word: string; text: string; on: boolean; onChange(on: boolean): void }) {
  return <button type="button" class="none-button" aria-label={word} aria-pressed={on} onClick={() => onChange(!on)}>{text}</button>;
}

function LabRows({ order, onChange }: Props) {
  const t = useText();
  const set = (key: number, patch: Partial<LabRow>): void =>
    onChange({ labs: order.labs.map((row) => (row.key === key ? { ...row, ...patch } : row)), no_labs: false });
  return (
    <div class="tool-rows lab-rows" role="group" aria-label={t.rx_labs}>
      <p class="rows-head"><strong>{t.rx_labs}</strong>{' '}
        <NoneButton word={t.rx_no_labs} text={t.rx_no_labs} on={order.no_labs} onChange={(no_labs) => onChange({ no_labs, labs: [emptyLab()] })} />
      </p>
      {!order.no_labs && (
        <>
          {order.labs.map((row, i) => (
            <div key={row.key} class="lab-row" role="group" aria-label={t.tool_row(t.rx_labs, i + 1)}>
              <Cell word={t.tool_name} name="lab"><input type="text" autoComplete="off" value={row.name} onInput={(event) => set(row.key, { name: event.currentTarget.value })} /></Cell>
              <Cell word={t.tool_value} name="value"><input type="text" inputMode="decimal" autoComplete="off" value={row.value} onInput={(event) => set(row.key, { value: event.currentTarget.value })} /></Cell>
              <Cell word={t.tool_unit} name="unit"><input type="text" autoComplete="off" list="lab-units" value={row.unit} onInput={(event) => set(row.key, { unit: event.currentTarget.value })} /></Cell>
              <Cell word={t.tool_date} name="date"><input type="date" value={row.date} onInput={(event) => set(row.key, { date: event.currentTarget.value })} /></Cell>
              <button type="button" class="plain remove" aria-label={t.tool_remove(i + 1)} onClick={() => onChange({ labs: order.labs.length > 1 ? order.labs.filter((one) => one.key !== row.key) : [emptyLab()] })}><Icon name="close" /></button>
            </div>
          ))}
          <p class="rows-foot"><button type="button" class="link" onClick={() => onChange({ labs: [...order.labs, emptyLab()] })}>{t.tool_add}</button> <span class="quiet">{t.rx_labs_hint}</span></p>
          <datalist id="lab-units">{['μmol/L', 'mmol/L', 'mg/dL', 'g/L', 'U/L', '%', '10^9/L', 's'].map((one) => <option key={one} value={one} />)}</datalist>
        </>
      )}
    </div>
  );
}
