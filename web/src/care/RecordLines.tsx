/* RecordLines.tsx - under an answer: what of the record it used, and what of the question was noted, to be confirmed on the spot. */
import { useState } from 'preact/hooks';
import { changeMemory } from '../api_care';
import { Icon } from '../components/Icon';
import { acting } from '../acting';
import { useText, type Messages } from '../i18n_care';
import { useAct } from '../people/parts';
import { useStore } from '../store';
import type { Answer, Remembered, Used } from '../types';
import { CareTrouble, named } from './parts';

/* A number alone says little: what it is of stands before it. */
const usedText = (one: Used, t: Messages): string => (!/^\d/.test(one.text) ? one.text : `${/^\d+\/\d+$/.test(one.text) ? t.mkind_bp : named(`used_${one.kind}`, one.kind, t)} ${one.text}`);

export function RecordLines({ answer }: { answer: Answer }) {
  const t = useText();
  const used = answer.used ?? [];
  return (
    <section class="record-lines" aria-label={t.care_record}>
      {used.length > 0 && <p class="quiet">{t.care_used} {used.map((one) => (one.state === 'stated' ? t.care_used_stated(usedText(one, t)) : usedText(one, t))).join(t.list_between)} <a href="#/care/timeline">{t.care_used_see}</a></p>}
      {(answer.remembered ?? []).map((one) => <Noted key={one.id} item={one} />)}
    </section>
  );
}

function Noted({ item }: { item: Remembered }) {
  const t = useText();
  const act = useAct();
  const person = useStore(acting, (now) => (now.ward ? now.person : 'me'));
  const [state, setState] = useState<'proposed' | 'confirmed' | 'wrong'>('proposed');
  const change = async (to: 'confirmed' | 'wrong'): Promise<void> => { if (await act.run(() => changeMemory(person, item, to)) !== undefined) setState(to); };
  return (
    <div class="record-noted" data-remembered={item.id} data-state={state}>
      <p><span class="quiet">{t.care_noted}</span> <span class="tag care-kind">{named(`memkind_${item.kind}`, item.kind, t)}</span><strong>{item.text}</strong></p>
      <CareTrouble error={act.error} />
      {state === 'proposed' ? (
        <p class="care-answers">
          <button type="button" class="secondary" disabled={act.busy} aria-label={`${t.care_memory_right}: ${item.text}`} onClick={() => void change('confirmed')}><Icon name="check" />{t.care_memory_right}</button>
          <button type="button" class="link" disabled={act.busy} aria-label={`${t.care_memory_wrong}: ${item.text}`} onClick={() => void change('wrong')}>{t.care_memory_wrong}</button>
          <a href="#/care/memory">{t.care_memory_correct}</a>
        </p>
      ) : <p class="notice" role="status">{state === 'confirmed' ? t.care_memory_kept : t.care_memory_gone}</p>}
    </div>
  );
}
