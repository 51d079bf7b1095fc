/* CalcPage.tsx - the list of calculators, and one of them with a result that follows the hand. */
import { useMemo, useRef, useState } from 'preact/hooks';
import { calculate, getCalculator, getCalculators } from '../api_tools';
import { calcRequest, fieldMark, nothingGiven, named, type Calculator, type CalcReply, type Filled } from '../calc';
import { exampleOf } from '../calc_example';
import { CalcDetails, CalcHeadline } from '../components/CalcResult';
import { CalcField } from '../components/CalcField';
import { CalcList } from '../components/CalcList';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { Icon } from '../components/Icon';
import { Private, ToolsNav, useTitle } from '../components/Tools';
import { asApiError } from '../errors';
import { useLang, useText } from '../i18n_tools';
import { useLive } from '../live';
import { useLoad } from '../store';

const WAIT_MS = 150;

export function CalcPage({ id }: { id: string | null }) {
  return id === null ? <All /> : <Single key={id} id={id} />;
}

function All() {
  const t = useText();
  const [load, retry] = useLoad('calculators', getCalculators);
  useTitle(t.calc_title);
  return (
    <>
      <ToolsNav here="calc" />
      <h1>{t.calc_title}</h1>
      {load.at === 'loading' && <Loading />}
      {load.at === 'failed' && <ErrorNote error={asApiError(load.error)} onRetry={retry} />}
      {load.at === 'ready' && <CalcList all={load.value.calculators} />}
    </>
  );
}

function Single({ id }: { id: string }) {
  const t = useText();
  const lang = useLang();
  const [load, retry] = useLoad(`calculator ${id}`, () => getCalculator(id));
  const error = load.at === 'failed' ? asApiError(load.error) : null;
  useTitle(load.at === 'ready' ? named(load.value, lang) : t.calc_title);
  return (
    <>
      <ToolsNav here="calc" />
      {load.at !== 'ready' && <h1>{t.calc_title}</h1>}
      {load.at === 'loading' && <Loading />}
      {error !== null && (error.kind === 'missing' ? <><p>{t.calc_unknown}</p><p><a href="#/calc">{t.calc_all}</a></p></> : <ErrorNote error={error} onRetry={retry} />)}
      {load.at === 'ready' && <One calculator={load.value} />}
    </>
  );
}

function One({ calculator }: { calculator: Calculator }) {
  const t = useText();
  const lang = useLang();
  const [filled, setFilled] = useState<Filled>({});
  const [sample, setSample] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const empty = nothingGiven(filled);
  const request = useMemo(() => calcRequest(calculator, filled, lang), [calculator, filled, lang]);
  const key = empty ? '' : JSON.stringify(request);
  const [live, retry] = useLive<CalcReply>(key, WAIT_MS, (signal) => calculate(request, signal));
  const set = (input: string, given: Filled[string]): void => { setSample(false); setFilled((now) => ({ ...now, [input]: given })); };
  const goTo = (input: string): void => {
    form.current?.querySelector<HTMLElement>(`[data-field="${input}"] :is(input, select, button)`)?.focus();
  };
  const unsaid = calculator.inputs.filter((input) => input.kind === 'bool' && (filled[input.id]?.value ?? '') === '');
  const reply = empty || live.error !== null ? null : live.value;

  return (
    <article data-calculator={calculator.id}>
      <header class="calc-head">
        <p class="calc-back"><a href="#/calc"><Icon name="prev" />{t.calc_all}</a></p>
        <h1>{named(calculator, lang)}</h1>
        <p class="quiet">{lang === 'zh' ? calculator.use_zh : calculator.use_en}</p>
      </header>
      <div class="calc-work">
        <form ref={form} class="calc-form" aria-label={t.calc_inputs} autocomplete="off" onSubmit={(event) => event.preventDefault()}>
          <p class="tool-actions">
            <button type="button" class="link" onClick={() => { setFilled(exampleOf(calculator, new Date())); setSample(true); }}>{t.tool_example}</button>
            {!empty && <button type="button" class="link" onClick={() => { setFilled({}); setSample(false); }}>{t.tool_clear}</button>}
            {sample && <span class="tag tag-warn" role="status">{t.tool_example_on}</span>}
          </p>
          <div class="calc-fields">
            {calculator.inputs.map((input) => (
              <CalcField key={input.id} input={input} given={filled[input.id]} mark={fieldMark(input, reply)} onChange={(given) => set(input.id, given)} />
            ))}
          </div>
          {unsaid.length > 2 && (
            <p><button type="button" class="secondary" onClick={() => setFilled((now) => ({ ...now, ...Object.fromEntries(unsaid.map((input) => [input.id, { value: 'no' }])) }))}>{t.calc_rest_no}</button></p>
          )}
        </form>
        <CalcHeadline calculator={calculator} live={live} fresh={live.of === key} empty={empty} onRetry={retry} onGoTo={goTo} />
        <CalcDetails calculator={calculator} live={live} empty={empty} />
      </div>
      <Private />
    </article>
  );
}
