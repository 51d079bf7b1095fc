/* Choice.tsx - a few words to press. Pressed again, it is unsaid. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface ChoiceProps<V extends string> {
  word: string; options: [V, string][]; value: V | undefined; onChange(v: V | undefined): void;
  hint?: ComponentChildren; stacked?: boolean; inline?: boolean; field?: string;
}

export function Choice<V extends string>({ word, options, value, onChange, hint, stacked = false, inline = false, field }: ChoiceProps<V>) {
  const id = useId();
  return (
    <div class={inline ? 'field field-inline' : 'field'} role="group" aria-labelledby={id} data-field={field}>
      <span id={id} class="label">{word}{hint}</span>
      <span class={stacked ? 'choice choice-stacked' : 'choice'}>
        {options.map(([key, text]) => (
          <button key={key} type="button" aria-pressed={value === key} onClick={() => onChange(value === key ? undefined : key)}>{text}</button>
        ))}
      </span>
    </div>
  );
}
