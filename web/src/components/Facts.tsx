/* Facts.tsx - who this is about: fields to fill, used before asking and when something is missing. */
import { useId } from 'preact/hooks';
import { useText, type Messages } from '../i18n';
import type { Facts } from '../types';
import { Choice } from './Choice';

export type FactName = keyof Facts;
export const FACTS: FactName[] = ['age', 'sex', 'pregnant', 'breastfeeding', 'weight_kg', 'conditions', 'allergies', 'drugs'];

export const isFact = (name: string): name is FactName => (FACTS as string[]).includes(name);

export function factWord(name: FactName, t: Messages): string { return t[`fact_${name}`]; }

interface Props { name: FactName; facts: Facts; onChange(facts: Facts): void; label?: string }

export function FactField({ name, facts, onChange, label }: Props) {
  const t = useText();
  const word = label ?? factWord(name, t);
  const set = <K extends FactName>(key: K, value: Facts[K] | undefined): void => {
    const next = { ...facts };
    if (value === undefined) delete next[key];
    else next[key] = value;
    onChange(next);
  };
  switch (name) {
    case 'age': return <NumberField word={word} unit={t.unit_years} max={120} value={facts.age} onChange={(v) => set('age', v)} />;
    case 'weight_kg': return <NumberField word={word} unit={t.unit_kg} max={300} value={facts.weight_kg} onChange={(v) => set('weight_kg', v)} />;
    case 'sex':
      return <Choice word={word} options={[['female', t.female], ['male', t.male]]} value={facts.sex} onChange={(v) => set('sex', v)} />;
    case 'pregnant':
    case 'breastfeeding':
      return (
        <Choice word={word} options={[['yes', t.yes], ['no', t.no]]}
          value={facts[name] === undefined ? undefined : facts[name] ? 'yes' : 'no'}
          onChange={(v) => set(name, v === undefined ? undefined : v === 'yes')} />
      );
    default:
      return <ListField word={word} value={facts[name]} onChange={(v) => set(name, v)} />;
  }
}

function NumberField({ word, unit, max, value, onChange }:
  { word: string; unit: string; max: number; value: number | undefined; onChange(v: number | undefined): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{word}</label>
      <span class="with-unit">
        <input id={id} type="number" inputMode="decimal" min={0} max={max} step="any" value={value ?? ''}
          onInput={(event) => {
            const text = event.currentTarget.value;
            const number = Number(text);
            onChange(text === '' || !Number.isFinite(number) || number < 0 || number > max ? undefined : number);
          }} />
        <span>{unit}</span>
      </span>
    </div>
  );
}

function ListField({ word, value, onChange }: { word: string; value: string[] | undefined; onChange(v: string[] | undefined): void }) {
  const t = useText();
  const id = useId();
  return (
    <div class="field field-wide">
      <label for={id}>{word}</label>
      <input id={id} type="text" placeholder={t.several_hint} defaultValue={value?.join(', ') ?? ''}
        onInput={(event) => {
          const list = event.currentTarget.value.split(/[,，、;；\n]/).map((one) => one.trim()).filter((one) => one !== '');
          onChange(list.length === 0 ? undefined : list);
        }} />
    </div>
  );
}
