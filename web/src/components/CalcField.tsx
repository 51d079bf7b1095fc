/* CalcField.tsx - one input of a calculator, made from what the server says of it. */
import { useId } from 'preact/hooks';
import { labelOf, named, type CalcInput, type Given, type Mark } from '../calc';
import { useLang, useText } from '../i18n_tools';
import type { Tri } from '../order';
import { unitsFor, unitWord } from '../units';
import { Choice } from './Choice';
import { YesNo } from './Fields';

interface Props { input: CalcInput; given: Given | undefined; mark: Mark; onChange(given: Given): void }

const MANY = 5;

export function CalcField({ input, given, mark, onChange }: Props) {
  const lang = useLang();
  const t = useText();
  const word = labelOf(input, lang);
  const value = given?.value ?? '';
  const hint = mark === 'missing' ? <span class="need">{t.calc_needed}</span>
    : input.left_out !== 'required' && input.kind !== 'bool' && value === '' ? <span class="may">{t.calc_optional}</span> : null;
  switch (input.kind) {
    case 'bool':
      return <YesNo inline word={word} value={value as Tri} onChange={(v) => onChange({ value: v })} hint={hint} field={input.id} />;
    case 'choice':
      if ((input.options ?? []).length > MANY) return <SelectField input={input} word={word} value={value} hint={hint} onChange={onChange} />;
      return (
        <Choice word={word} options={(input.options ?? []).map((one): [string, string] => [one.id, named(one, lang)])}
          value={value === '' ? undefined : value} onChange={(v) => onChange({ value: v ?? '' })} hint={hint} field={input.id}
          stacked={(input.options ?? []).some((one) => named(one, lang).length > (lang === 'zh' ? 9 : 18))} />
      );
    default:
      return <TypedField input={input} word={word} given={given} mark={mark} hint={hint} onChange={onChange} />;
  }
}

interface Inner { input: CalcInput; word: string; hint: preact.ComponentChildren; onChange(given: Given): void }

function SelectField({ input, word, value, hint, onChange }: Inner & { value: string }) {
  const t = useText();
  const lang = useLang();
  const id = useId();
  return (
    <div class="field" data-field={input.id}>
      <label for={id} class="label">{word}{hint}</label>
      <select id={id} value={value} onChange={(event) => onChange({ value: event.currentTarget.value })}>
        <option value="">{t.calc_choose}</option>
        {input.options?.map((one) => <option key={one.id} value={one.id}>{named(one, lang)}</option>)}
      </select>
    </div>
  );
}

function TypedField({ input, word, given, mark, hint, onChange }: Inner & { given: Given | undefined; mark: Mark }) {
  const t = useText();
  const lang = useLang();
  const id = useId();
  const value = given?.value ?? '';
  const units = input.kind === 'number' ? unitsFor(input) : [];
  const unit = given?.unit ?? input.unit ?? '';
  const inUnit = unit === input.unit ? '' : ` ${unitWord(input.unit, lang)}`;
  const range = input.low != null && input.high != null ? `${input.low}–${input.high}${inUnit}` : '';
  const note = mark === 'wrong' ? t.calc_out(range)
    : input.left_out === 'default' && input.default !== undefined ? t.calc_default(`${input.default} ${unitWord(input.unit, lang)}`.trim())
    : range;
  const number = input.kind === 'number';
  return (
    <div class={`field ${mark === 'wrong' ? 'field-wrong' : ''}`} data-field={input.id}>
      <span class="label-line">
        <label for={id} class="label">{word}{hint}</label>
        {note !== '' && mark !== 'wrong' && <span id={`${id}-note`} class="field-note">{note}</span>}
      </span>
      <span class="with-unit">
        <input id={id} type={input.kind === 'date' ? 'date' : 'text'} {...(number ? { inputMode: 'decimal' as const } : {})} autoComplete="off" value={value}
          aria-invalid={mark === 'wrong'} {...(note === '' ? {} : { 'aria-describedby': `${id}-note` })}
          onInput={(event) => onChange({ ...given, value: event.currentTarget.value })} />
        {units.length > 1
          ? (
            <select class="unit-select" aria-label={t.calc_unit_of(word)} value={unit} onChange={(event) => onChange({ value, unit: event.currentTarget.value })}>
              {units.map((one) => <option key={one} value={one}>{unitWord(one, lang)}</option>)}
            </select>
          )
          : unitWord(unit, lang) !== '' && <span class="unit">{unitWord(unit, lang)}</span>}
      </span>
      {mark === 'wrong' && <span id={`${id}-note`} class="field-note wrong">{note}</span>}
    </div>
  );
}
