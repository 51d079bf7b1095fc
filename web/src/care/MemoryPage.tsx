/* MemoryPage.tsx - what was noted from conversations: the words it was taken from, the question they stand in, and whether it is right. */
import { useState } from 'preact/hooks';
import { changeMemory, getMemory } from '../api_care';
import type { Memory, MemoryState } from '../care_types';
import { Icon } from '../components/Icon';
import { useLang, useText } from '../i18n_care';
import { Field, Notice, Sure, useAct } from '../people/parts';
import { useLoad } from '../store';
import { shortDay } from '../time';
import { CareHead, CareLoaded, CareTrouble, named } from './parts';
import { useWho } from './who';

export function MemoryPage() {
  const t = useText();
  const who = useWho();
  const [load, retry] = useLoad(`memory ${who.person}`, () => getMemory(who.person));
  return (
    <>
      <CareHead title={t.cpart_memory} why={t.care_memory_how} />
      <CareLoaded load={load} retry={retry}>{({ items }) => <Items first={items} />}</CareLoaded>
    </>
  );
}

function Items({ first }: { first: Memory[] }) {
  const t = useText();
  const [items, setItems] = useState(first);
  const [said, setSaid] = useState('');
  const shown = [...items].filter((one) => one.state !== 'wrong').sort((a, b) => Number(a.state !== 'proposed') - Number(b.state !== 'proposed') || b.at_ms - a.at_ms);
  const changed = (item: Memory, patch: Partial<Memory>, words: string): void => { setSaid(words); setItems((now) => now.map((one) => (one.id === item.id ? { ...one, ...patch } : one))); };
  return (
    <>
      <Notice text={said} />
      {shown.length === 0 ? <p class="empty">{t.care_memory_none}</p> : <ol class="care-memory">{shown.map((one) => <Item key={one.id} item={one} onChanged={(patch, words) => changed(one, patch, words)} />)}</ol>}
    </>
  );
}

function Item({ item, onChanged }: { item: Memory; onChanged(patch: Partial<Memory>, words: string): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const act = useAct();
  const [correcting, setCorrecting] = useState(false);
  const [text, setText] = useState(item.text);
  const [sure, setSure] = useState(false);
  const change = async (state: MemoryState, words: string, fresh = ''): Promise<void> => {
    setSure(false);
    if (await act.run(() => changeMemory(who.person, item, state, fresh)) === undefined) return;
    setCorrecting(false);
    onChanged({ state, ...(fresh && { text: fresh }) }, words);
  };
  return (
    <li data-memory={item.id} data-state={item.state}>
      <p><span class="tag care-kind">{named(`memkind_${item.kind}`, item.kind, t)}</span> <strong>{item.text}</strong>{item.state === 'confirmed' && <span class="place place-in"><Icon name="check" />{t.care_memory_confirmed}</span>}</p>
      {item.quote && <p class="quiet">{t.care_memory_said} <q>{item.quote}</q></p>}
      <p class="quiet">{shortDay(item.at_ms, lang)}{item.case && <> · <a href={`#/case/${item.case}`}>{t.care_memory_case}</a></>}</p>
      <CareTrouble error={act.error} />
      {who.write && (correcting ? (
        <form class="p-form" onSubmit={(event) => { event.preventDefault(); if (text.trim() !== '') void change('confirmed', t.care_memory_corrected, text.trim()); }} noValidate>
          <Field word={t.care_memory_correct_to} focus value={text} onInput={setText} max={200} />
          <p class="buttons"><button type="submit" class="primary" disabled={act.busy || text.trim() === ''}>{t.save}</button><button type="button" class="link" onClick={() => setCorrecting(false)}>{t.cancel}</button></p>
        </form>
      ) : (
        <p class="care-answers">
          {item.state === 'proposed' && <button type="button" class="secondary" disabled={act.busy} aria-label={`${t.care_memory_right}: ${item.text}`} onClick={() => void change('confirmed', t.care_memory_kept)}><Icon name="check" />{t.care_memory_right}</button>}
          {item.type !== 'Observation' && <button type="button" class="link" disabled={act.busy} aria-label={`${t.care_memory_correct}: ${item.text}`} onClick={() => setCorrecting(true)}>{t.care_memory_correct}</button>}
          <button type="button" class="link" disabled={act.busy} aria-label={`${t.care_memory_wrong}: ${item.text}`} onClick={() => setSure(true)}>{t.care_memory_wrong}</button>
        </p>
      ))}
      {sure && <Sure title={t.care_memory_wrong_title} text={t.care_memory_wrong_sure(item.text)} go={t.care_memory_wrong_go} danger onGo={() => void change('wrong', t.care_memory_gone)} onClose={() => setSure(false)} />}
    </li>
  );
}
