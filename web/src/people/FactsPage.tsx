/* FactsPage.tsx - what the next answers are checked against. Lists are pressed together one by one: a comma in a drug's name is no end of it. */
import { useId, useState } from 'preact/hooks';
import { changeFacts, getFacts } from '../api_people';
import { Choice } from '../components/Choice';
import { Icon } from '../components/Icon';
import { useLang, useText } from '../i18n_people';
import type { OwnFacts } from '../people_types';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { Field, Head, Loaded, Notice, Trouble, useAct } from './parts';

export function FactsPage({ person, name = '' }: { person: string; name?: string }) {
  const t = useText();
  const lang = useLang();
  const [load, retry] = useLoad(`facts ${person}`, () => getFacts(person));
  const own = person === 'me';
  return (
    <>
      <Head title={own ? t.my_facts : name || t.kin_facts} back={own ? '#/me' : '#/me/family'} word={own ? t.my_back : t.my_family} why={t.my_facts_use} />
      <Loaded load={load} retry={retry}>
        {({ facts, updated_ms }) => (
          <>
            {updated_ms > 0 && <p class="quiet">{t.my_facts_since(clockTime(updated_ms, lang))}</p>}
            <FactsForm person={person} facts={facts ?? {}} />
          </>
        )}
      </Loaded>
    </>
  );
}

type List = 'conditions' | 'allergies' | 'drugs';
const LISTS: List[] = ['allergies', 'drugs', 'conditions'];

/* A number stays the text that was typed: 62.50 is not 62.5, and whether it can be is the server's business. */
const number = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim().replace(',', '.'));

export function FactsForm({ person, facts }: { person: string; facts: OwnFacts }) {
  const t = useText();
  const [now, setNow] = useState(facts);
  const [weight, setWeight] = useState(facts.weight_kg?.toString() ?? '');
  const [height, setHeight] = useState(facts.height_cm?.toString() ?? '');
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const set = (patch: { [K in keyof OwnFacts]?: OwnFacts[K] | undefined }): void => {
    setSaved(false);
    setNow((was) => Object.fromEntries(Object.entries({ ...was, ...patch }).filter(([, value]) => value !== undefined)) as OwnFacts);
  };
  const send = async (): Promise<void> => { if (await act.run(() => changeFacts(person, now)) !== undefined) setSaved(true); };
  return (
    <form class="p-form" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      {LISTS.map((one) => <ListField key={one} name={one} word={t[`my_${one}`]} list={now[one]} onChange={(list) => set({ [one]: list })} />)}
      <Choice word={t.my_sex} options={[['female', t.female], ['male', t.male]]} value={now.sex === 'female' || now.sex === 'male' ? now.sex : undefined} onChange={(v) => set({ sex: v, ...(v === 'male' && { pregnant: undefined }) })} />
      {(now.pregnant !== undefined || now.sex === 'female') && (
        <Choice word={t.fact_pregnant} options={[['yes', t.yes], ['no', t.no]]} value={now.pregnant === undefined ? undefined : now.pregnant ? 'yes' : 'no'}
          onChange={(v) => set({ pregnant: v === undefined ? undefined : v === 'yes' })} />
      )}
      <div class="p-pair">
        <Field id="facts-weight" word={t.my_weight_kg} mode="text" value={weight} onInput={(v) => { setWeight(v); set({ weight_kg: number(v) }); }} />
        <Field id="facts-height" word={t.my_height_cm} mode="text" value={height} onInput={(v) => { setHeight(v); set({ height_cm: number(v) }); }} />
      </div>
      <Trouble error={act.error} />
      <Notice text={saved ? t.saved : ''} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.save}</button></p>
    </form>
  );
}

/* Nothing said is not none: `undefined` is not known, an empty list says that there is none. */
function ListField({ name, word, list, onChange }: { name: List; word: string; list: string[] | undefined; onChange(list: string[] | undefined): void }) {
  const t = useText();
  const id = useId();
  const [text, setText] = useState('');
  const add = (): void => {
    const one = text.trim();
    if (one === '') return;
    if (!list?.includes(one)) onChange([...list ?? [], one]);
    setText('');
  };
  return (
    <div class="p-field" data-list={name}>
      <label for={id}>{word}</label>
      {list !== undefined && list.length > 0 && (
        <ul class="p-pills">
          {list.map((one) => <li key={one}><span>{one}</span><button type="button" class="plain" aria-label={t.my_list_remove(one)} onClick={() => onChange(list.length === 1 ? undefined : list.filter((other) => other !== one))}><Icon name="close" /></button></li>)}
        </ul>
      )}
      <span class="p-add">
        <input id={id} type="text" autoComplete="off" value={text} placeholder={list === undefined ? t.my_list_unsaid : ''}
          onInput={(event) => setText(event.currentTarget.value)} onBlur={add}
          onKeyDown={(event) => { if (event.key === 'Enter' && !event.isComposing) { event.preventDefault(); add(); } }} />
        {text !== '' && <button type="button" class="secondary" aria-label={t.my_list_add(word)} onClick={add}>{t.my_list_go}</button>}
        {text === '' && (list === undefined || list.length === 0) && (
          <button type="button" class="none-button" aria-label={`${word}: ${t.my_list_none}`} aria-pressed={list !== undefined} onClick={() => onChange(list === undefined ? [] : undefined)}>{t.my_list_none}</button>
        )}
      </span>
    </div>
  );
}
