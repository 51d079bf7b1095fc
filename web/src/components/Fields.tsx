/* Fields.tsx - the fields the tools are made of. Nothing is filled in for a person: pressed again, a choice is unsaid. */
import type { ComponentChildren, RefObject } from 'preact';
import { useId, useLayoutEffect } from 'preact/hooks';
import { useText } from '../i18n_tools';
import type { Tri } from '../order';
import { Choice } from './Choice';

export function YesNo({ word, value, onChange, hint, field, inline = false }:
  { word: string; value: Tri; onChange(v: Tri): void; hint?: ComponentChildren; field?: string; inline?: boolean }) {
  const t = useText();
  return (
    <Choice word={word} options={[['yes', t.yes], ['no', t.no]]} value={value === '' ? undefined : value} onChange={(v) => onChange(v ?? '')}
      hint={hint} inline={inline} {...(field === undefined ? {} : { field })} />
  );
}

export function SexField({ value, onChange }: { value: 'female' | 'male' | ''; onChange(v: 'female' | 'male' | ''): void }) {
  const t = useText();
  return (
    <Choice word={t.fact_sex} options={[['female', t.female], ['male', t.male]]} value={value === '' ? undefined : value}
      onChange={(v) => onChange(v ?? '')} />
  );
}

/* A number stays the text that was typed: 1.10 is not 1.1, and a comma is the server's business. */
export function NumberField({ word, unit, value, onChange }: { word: string; unit: string; value: string; onChange(v: string): void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{word}</label>
      <span class="with-unit">
        <input id={id} type="text" inputMode="decimal" autoComplete="off" value={value} onInput={(event) => onChange(event.currentTarget.value)} />
        {unit !== '' && <span>{unit}</span>}
      </span>
    </div>
  );
}

/* One of a row: its label stands above it on a phone, once above the column on a wide page. */
export function Cell({ word, name, children }: { word: string; name: string; children: ComponentChildren }) {
  return <label class={`cell cell-${name}`}><span class="cell-word">{word}</span>{children}</label>;
}

/* The row to be written in next, which is drawn only with the next rendering: the wish stays until it is there. */
export function useFocusRow(box: RefObject<HTMLElement>, goTo: { current: number | null }): void {
  useLayoutEffect(() => {
    const field = goTo.current === null ? null : box.current?.querySelector<HTMLElement>(`[data-row="${goTo.current}"] input`) ?? null;
    if (field === null) return;
    goTo.current = null;
    field.focus();
  });
}
