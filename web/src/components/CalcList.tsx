/* CalcList.tsx - find a calculator by any of its names, or look through the groups. */
import { useRef, useState } from 'preact/hooks';
import { byGroup, findCalculators, named, type CalcBrief } from '../calc';
import { useLang, useText, type Messages } from '../i18n_tools';
import { useKeys } from '../keys';
import { useWide } from '../wide';

const OFTEN = ['ckd-epi-2021', 'cockcroft-gault', 'bmi', 'cha2ds2-vasc', 'curb-65', 'news2', 'wells-pe', 'ldl-friedewald', 'corrected-calcium'];

/* What was searched stays while a calculator is looked at and left again. */
let searched = '';

function groupWord(group: string, t: Messages): string {
  return (t as unknown as Record<string, string>)[`cgroup_${group}`] ?? t.cgroup_other;
}

export function CalcList({ all }: { all: CalcBrief[] }) {
  const t = useText();
  const wide = useWide();
  const [typed, setTyped] = useState(searched);
  const box = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => box.current?.focus() });
  if (all.length === 0) return <p class="empty">{t.calc_empty}</p>;
  const found = findCalculators(all, typed);
  const often = OFTEN.map((id) => all.find((one) => one.id === id)).filter((one) => one !== undefined);
  return (
    <>
      <form class="calc-search" role="search" onSubmit={(event) => { event.preventDefault(); if (found[0] !== undefined && typed.trim() !== '') location.hash = `#/calc/${found[0].id}`; }}>
        <label for="calc-search">{t.calc_search} <kbd aria-hidden="true">/</kbd></label>
        <input ref={box} id="calc-search" type="search" autoComplete="off" spellcheck={false} placeholder={t.calc_placeholder} value={typed}
          onInput={(event) => { searched = event.currentTarget.value; setTyped(searched); }} />
      </form>
      <p class="quiet" role="status">{typed.trim() === '' ? '' : found.length === 0 ? t.calc_none : t.calc_found(found.length)}</p>
      {typed.trim() !== '' ? <Rows rows={found} /> : (
        <>
          {often.length > 0 && <section class="calc-often" aria-labelledby="calc-often"><h2 id="calc-often">{t.calc_often}</h2><Rows rows={often} /></section>}
          <div class="calc-groups">
            {byGroup(all).map(({ group, list }) => (
              <details key={group} open={wide} data-group={group}>
                <summary><h2>{groupWord(group, t)}</h2> <span class="quiet">{list.length}</span></summary>
                <Rows rows={list} brief />
              </details>
            ))}
          </div>
        </>
      )}
    </>
  );
}

function Rows({ rows, brief = false }: { rows: CalcBrief[]; brief?: boolean }) {
  const lang = useLang();
  return (
    <ul class={brief ? 'calc-list calc-brief' : 'calc-list'}>
      {rows.map((one) => (
        <li key={one.id}><a href={`#/calc/${one.id}`}><span>{named(one, lang)}</span>{!brief && <span class="quiet">{lang === 'zh' ? one.use_zh : one.use_en}</span>}</a></li>
      ))}
    </ul>
  );
}
