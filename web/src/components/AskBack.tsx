/* AskBack.tsx - what is still needed, each thing one press; then the same question again with it. */
import { useState } from 'preact/hooks';
import { useText } from '../i18n';
import { thread } from '../thread';
import type { AskBack as Wanted, Facts } from '../types';
import { FactField, isFact } from './Facts';

export function AskBack({ ask, onFacts }: { ask: Wanted[]; onFacts(facts: Facts): void }) {
  const t = useText();
  const [facts, setFacts] = useState<Facts>(thread.get().facts);
  const given = Object.keys(facts).length > 0;
  return (
    <form class="ask-back" aria-label={t.ask_back_title} onSubmit={(event) => { event.preventDefault(); if (given) onFacts(facts); }}>
      <h3>{t.ask_back_title}</h3>
      <div class="fields">
        {ask.map((one) => isFact(one.fact)
          ? <FactField key={one.fact} name={one.fact} label={one.text} facts={facts} onChange={setFacts} />
          : <p key={one.fact} class="ask-free">{one.text}</p>)}
      </div>
      {ask.some((one) => isFact(one.fact)) && <button type="submit" class="primary" disabled={!given}>{t.ask_back_go}</button>}
    </form>
  );
}
