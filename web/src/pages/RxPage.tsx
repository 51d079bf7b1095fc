/* RxPage.tsx - an order checked against a person: what is entered left, what was found right. After the first check every
 * change is checked again when the hand rests, and until then the old findings are marked as old. */
import { useRef, useState } from 'preact/hooks';
import { checkOrder } from '../api_tools';
import { dateText } from '../calc_example';
import { ErrorNote } from '../components/ErrorNote';
import { OrderFindings } from '../components/OrderFindings';
import { NoneButton, OrderPatient } from '../components/OrderPatient';
import { Frequencies, OrderRows } from '../components/OrderRows';
import { goToResult, Private, Slow, ToolsNav, useTitle } from '../components/Tools';
import { useLang, useText } from '../i18n_tools';
import { useAsked } from '../live';
import { emptyDrug, emptyLab, emptyOrder, hasDrugs, orderRequest, readOrderLine, type Order, type RxReply } from '../order';
import { SAMPLES } from '../samples';
import type { Lang } from '../types';


function sampleOrder(lang: Lang, today: Date): Order {
  const sample = SAMPLES[lang].rx;
  const rows = (lines: string[]) => lines.map((line) => ({ ...emptyDrug(), ...(readOrderLine(line) ?? { drug: line }) }));
  return {
    ...emptyOrder(), age: sample.age, sex: sample.sex, weight_kg: sample.weight_kg, conditions: sample.conditions, no_allergies: true,
    labs: sample.labs.map(([name, value, unit]) => ({ ...emptyLab(), name, value, unit, date: dateText(today) })),
    current: rows(sample.current), proposed: rows(sample.proposed),
  };
}

export function RxPage() {
  const t = useText();
  const lang = useLang();
  useTitle(t.rx_title);
  const [order, setOrder] = useState(emptyOrder);
  const [sample, setSample] = useState(false);
  const [wrong, setWrong] = useState(false);
  const request = orderRequest(order, lang);
  const now = JSON.stringify(request);
  const result = useRef<HTMLElement>(null);
  const { asked, live, retry, ask, forget } = useAsked<RxReply>(now, hasDrugs(order), (request, signal) => checkOrder(JSON.parse(request), signal), () => goToResult(result.current));

  const set = (patch: Partial<Order>): void => { setSample(false); setWrong(false); setOrder((old) => ({ ...old, ...patch })); };
  const check = (): void => {
    if (!hasDrugs(order)) { setWrong(true); forget(); return; }
    ask(now);
  };

  return (
    <>
      <ToolsNav here="rx" />
      <header class="calc-head"><h1>{t.rx_title}</h1><p class="quiet">{t.rx_lead}</p></header>
      <div class="rx-work">
        <form class="rx-form" aria-label={t.rx_title} autocomplete="off"
          onSubmit={(event) => { event.preventDefault(); check(); }}
          onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); check(); } }}>
          <p class="tool-actions">
            <button type="button" class="link" onClick={() => { const one = sampleOrder(lang, new Date()); setOrder(one); setSample(true); setWrong(false); ask(JSON.stringify(orderRequest(one, lang))); }}>{t.tool_example}</button>
            {hasDrugs(order) && <button type="button" class="link" onClick={() => { setOrder(emptyOrder()); setSample(false); forget(); }}>{t.tool_clear}</button>}
            {sample && <span class="tag tag-warn" role="status">{t.tool_example_on}</span>}
          </p>
          <fieldset class="tool-block">
            <legend>{t.rx_proposed}</legend>
            <OrderRows word={t.rx_proposed} rows={order.proposed} onChange={(proposed) => set({ proposed })} />
            <p class="quiet">{t.rx_hint}</p>
          </fieldset>
          <fieldset class="tool-block">
            <legend>{t.rx_current}</legend>
            <p class="rows-head"><NoneButton word={t.rx_no_current} text={t.rx_no_current} on={order.no_current} onChange={(no_current) => set({ no_current, current: [emptyDrug()] })} /></p>
            {!order.no_current && <OrderRows word={t.rx_current} rows={order.current} onChange={(current) => set({ current })} />}
          </fieldset>
          <OrderPatient order={order} onChange={set} />
          <Frequencies />
          <p class="buttons rx-go">
            <button type="submit" class="primary">{t.rx_check} <kbd>Ctrl+Enter</kbd></button>
            {wrong && <span class="wrong" role="alert">{t.rx_nothing}</span>}
          </p>
        </form>
        <section ref={result} class="rx-result" tabIndex={-1} aria-labelledby="rx-findings" aria-busy={live.busy} data-fresh={asked === now && live.of === asked}>
          <h2 id="rx-findings">{t.rx_findings}</h2>
          {asked === '' && <p class="quiet">{t.rx_before}</p>}
          {asked !== '' && live.busy && live.value === null && <p class="loading" role="status">{t.rx_busy}</p>}
          <Slow slow={live.slow} />
          {live.error !== null && <ErrorNote error={live.error} onRetry={retry} />}
          {live.value !== null && live.error === null && (asked !== now || live.of !== asked) && <p class="stale" role="status">{t.tool_stale}</p>}
          {live.value !== null && live.error === null && <OrderFindings reply={live.value} request={JSON.parse(live.of) as Record<string, unknown>} />}
        </section>
      </div>
      <Private />
    </>
  );
}
