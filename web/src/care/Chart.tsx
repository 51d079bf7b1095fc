/* Chart.tsx - one kind of measurement over time. The picture is for the eye; the same stands in a line while one moves along it with the arrows,
 * and in a table. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Series } from '../care_types';
import type { Drawn, Ink } from '../chart';
import { useLang, useText } from '../i18n_care';
import { isDark, prefs } from '../prefs';
import { useLoad, useStore } from '../store';
import { clockTime, shortDay } from '../time';
import { DAY_MS, isAbsolute, KINDS, numberOf, placeOf, valueText } from './kinds';
import { unitText } from '../care_words';
import { named } from './parts';

function inkOf(box: HTMLElement): Ink {
  const style = getComputedStyle(box);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return { line: of('--accent'), ink: of('--ink'), quiet: of('--ink-2'), grid: of('--line'), band: of('--accent-wash'), edge: of('--line-strong'), paper: of('--sheet'), font: style.fontFamily };
}

/* A change on the same day of several drugs is one line in the picture. */
export function marksOf(series: Series): { at_ms: number; texts: { text: string; what: 'start' | 'stop' }[] }[] {
  const days = new Map<number, { at_ms: number; texts: { text: string; what: 'start' | 'stop' }[] }>();
  for (const one of [...series.drugs].sort((a, b) => a.at_ms - b.at_ms)) {
    const day = Math.floor(one.at_ms / DAY_MS);
    const known = days.get(day) ?? { at_ms: one.at_ms, texts: [] };
    known.texts.push({ text: one.text, what: one.what });
    days.set(day, known);
  }
  return [...days.values()];
}

export function Chart({ series, from_ms, until_ms }: { series: Series; from_ms: number; until_ms: number }) {
  const t = useText();
  const lang = useLang();
  const dark = useStore(prefs, (one) => `${isDark(one.theme)} ${one.size}`);
  const [load] = useLoad('chart', () => import('../chart'));
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const [index, setIndex] = useState<number | null>(null);
  const spec = KINDS[series.kind];
  const points = useMemo(() => [...series.points].sort((a, b) => a.at_ms - b.at_ms), [series]);
  const band = series.band.filter(isAbsolute);
  const marks = marksOf(series).filter((one) => one.at_ms >= from_ms && one.at_ms <= until_ms);

  useEffect(() => {
    const here = box.current;
    if (load.at !== 'ready' || here === null || points.length === 0) return undefined;
    setIndex(null);
    const day = new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { month: lang === 'zh' ? 'numeric' : 'short', day: 'numeric' });
    const one = load.value.draw(here, {
      at_s: points.map((point) => point.at_ms / 1000),
      series: spec.parts.map((part, i) => ({ label: named(`mpart_${part}`, part, t), values: points.map((point) => numberOf((point.as ?? point.v)[i])) })),
      bands: band.map(({ low, high }) => ({ low: numberOf(low), high: numberOf(high) })).filter(({ low, high }) => low !== null || high !== null),
      marks: marks.map((mark, i) => ({ at_s: mark.at_ms / 1000, text: String(i + 1) })),
      from_s: from_ms / 1000, until_s: until_ms / 1000,
      day: (ms) => day.format(ms), onCursor: setIndex,
    }, inkOf(here), here.clientWidth);
    drawn.current = one;
    const watch = new ResizeObserver(() => { if (here.clientWidth > 0) one.resize(here.clientWidth); });
    watch.observe(here);
    return () => { watch.disconnect(); drawn.current = null; one.end(); };
  }, [load.at, series, lang, dark, from_ms]);

  if (load.at === 'failed') return <p class="quiet">{t.care_chart_failed}</p>;
  const move = (to: number): void => { const next = Math.min(points.length - 1, Math.max(0, to)); setIndex(next); drawn.current?.point(next); };
  const keys: Record<string, () => void> = {
    ArrowLeft: () => move((index ?? points.length) - 1), ArrowRight: () => move((index ?? -1) + 1), Home: () => move(0), End: () => move(points.length - 1),
  };
  const here = index === null ? undefined : points[index];
  const unit = unitText(series.unit, lang);
  const say = (point: typeof here): string => {
    if (point === undefined) return '';
    const place = placeOf(point.as ?? point.v, series.band, spec.parts, point.context);
    return [clockTime(point.at_ms, lang), `${valueText(point.v)} ${point.unit ? unitText(point.unit, lang) : unit}`, place === 'unknown' ? '' : t[`place_${place}`]].filter(Boolean).join(' · ');
  };
  const last = points[points.length - 1];
  return (
    <figure class="chart">
      <div class="chart-box" ref={box} role="img" tabIndex={0} aria-label={t.care_chart_label(named(`mkind_${series.kind}`, series.kind, t), points.length, say(last))} aria-describedby="chart-how"
        onKeyDown={(event) => { const act = keys[event.key]; if (act !== undefined) { event.preventDefault(); act(); } }} />
      <p class="chart-now" role="status">{say(here) || say(last)}</p>
      <figcaption>
        <ul class="chart-legend">
          {spec.parts.map((part, i) => spec.parts.length > 1 && <li key={part}><Sample second={i === 1} />{named(`mpart_${part}`, part, t)}</li>)}
          {band.length > 0 && <li><i class="chart-band" />{t.care_band}: {band.map((one) => bandText(one, spec.parts.length > 1, t)).join(t.list_between)} {unit}</li>}
        </ul>
        {band.length > 0 && series.band_source && <p class="quiet care-source"><span class="label">{t.care_source}</span> {series.band_source}</p>}
        {marks.length > 0 && (
          <ol class="chart-marks">
            {marks.map((mark, i) => (
              <li key={mark.at_ms}><span class="chart-mark" aria-hidden="true">{i + 1}</span><span>{shortDay(mark.at_ms, lang)} {mark.texts.map((one) => (one.what === 'start' ? t.care_drug_start(one.text) : t.care_drug_stop(one.text))).join(t.list_between)}</span></li>
            ))}
          </ol>
        )}
        <p class="quiet chart-how" id="chart-how">{t.care_chart_how}</p>
      </figcaption>
    </figure>
  );
}

function bandText(one: Series['band'][number], several: boolean, t: ReturnType<typeof useText>): string {
  const low = numberOf(one.low);
  const high = numberOf(one.high);
  const span = one.text || (low !== null && high !== null ? `${one.low}–${one.high}` : high !== null ? `≤ ${one.high}` : `≥ ${one.low}`);
  return [one.context ? named(`mctx_${one.context}`, one.context, t) : '', several ? named(`mpart_${one.name}`, one.name, t) : '', span].filter(Boolean).join(' ');
}

function Sample({ second }: { second: boolean }) {
  return (
    <svg class="chart-sample" viewBox="0 0 34 12" width="34" height="12" aria-hidden="true" focusable="false">
      <path d="M0 6h34" fill="none" stroke="currentColor" stroke-width="1.75" stroke-dasharray={second ? '6 4' : 'none'} />
      {second ? <rect x="13.500" y="2.500" width="7" height="7" class="chart-hollow" /> : <circle cx="17" cy="6" r="3.500" fill="currentColor" />}
    </svg>
  );
}
