/* CalcResult.tsx - what came out: the value and what it means first, what is missing or why there is none, then the rest. */
import { labelOf, named, type CalcReply, type Calculator } from '../calc';
import { useLang, useText } from '../i18n_tools';
import type { Live } from '../live';
import { unitWord } from '../units';
import { ErrorNote } from './ErrorNote';
import { Icon } from './Icon';
import { Slow, Source } from './Tools';

interface Props { calculator: Calculator; live: Live<CalcReply>; fresh: boolean; empty: boolean; onRetry(): void; onGoTo(input: string): void }

/* The line that stays in sight while filling in. A value computed from other numbers than those on the page is dimmed. */
export function CalcHeadline({ calculator, live, fresh, empty, onRetry, onGoTo }: Props) {
  const t = useText();
  const lang = useLang();
  const reply = live.error === null && !empty ? live.value : null;
  return (
    <section class="calc-headline" aria-label={t.calc_result} data-status={reply?.status ?? 'none'} data-fresh={fresh} aria-busy={live.busy}>
      <div role="status" class="calc-said">
        {reply === null && live.error === null && <p class="quiet">{t.calc_wait}</p>}
        {reply?.status === 'ok' && (
          <>
            <p class="calc-value">{reply.lower_bound && <span class="calc-least">{t.calc_at_least}</span>}<strong>{String(reply.value)}</strong> <span>{reply.unit_text ?? unitWord(reply.unit, lang)}</span></p>
            {reply.band !== null && <p class="calc-band">{reply.band}</p>}
            {reply.lower_bound && <p class="calc-band">{t.calc_lower_bound}</p>}
          </>
        )}
        {reply?.status === 'missing' && <p class="calc-missing"><strong>{t.calc_missing(reply.missing.length)}</strong></p>}
        {(reply?.status === 'out_of_range' || reply?.status === 'unknown_calculator') && (
          <>
            <p class="calc-refused"><Icon name="alert" /><strong>{t.calc_refused}</strong></p>
            <p>{reply.why}</p>
          </>
        )}
      </div>
      {reply?.status === 'missing' && (
        <p class="calc-go">
          {calculator.inputs.filter((input) => reply.missing.includes(input.id)).map((input) => (
            <button key={input.id} type="button" class="link" onClick={() => onGoTo(input.id)}>{labelOf(input, lang)}</button>
          ))}
        </p>
      )}
      <Slow slow={live.slow} />
      {live.error !== null && <ErrorNote error={live.error} onRetry={onRetry} />}
    </section>
  );
}

export function CalcDetails({ calculator, live, empty }: { calculator: Calculator; live: Live<CalcReply>; empty: boolean }) {
  const t = useText();
  const lang = useLang();
  const reply = live.error === null && !empty ? live.value : null;
  const note = (lang === 'zh' ? calculator.note_zh : calculator.note_en) ?? '';
  const ok = reply?.status === 'ok';
  return (
    <div class="calc-details">
      {ok && (reply.more ?? []).length > 0 && (
        <>
          <h2>{t.calc_more}</h2>
          <dl class="calc-more">{reply.more?.map((one) => <div key={one.id}><dt>{one.name}</dt><dd>{String(one.value)} {one.unit_text ?? unitWord(one.unit, lang)}</dd></div>)}</dl>
        </>
      )}
      {ok && !reply.lower_bound && reply.why !== '' && <p class="calc-why" data-assumed={(reply.assumed ?? []).length}>{reply.why}</p>}
      {ok && reply.lower_bound && <p class="calc-why">{reply.why}</p>}
      {note !== '' && <p class="calc-note"><Icon name="info" /><span>{note}</span></p>}
      <Rules title={t.calc_bands} rules={calculator.bands} chosen={ok ? reply.band : null} />
      <Rules title={t.calc_refuses} rules={calculator.refuses} chosen={null} />
      <Source source={calculator.source} passage={calculator.passage} />
      {!calculator.checked && <p><span class="tag tag-warn">{t.tool_unreviewed}</span></p>}
    </div>
  );
}

function Rules({ title, rules, chosen }: { title: string; rules: { zh: string; en: string }[]; chosen: string | null }) {
  const lang = useLang();
  if (rules.length === 0) return null;
  return (
    <details class="calc-rules">
      <summary>{title}</summary>
      <ul>{rules.map((one, i) => {
        const text = named(one, lang);
        return <li key={i} {...(text === chosen ? { 'aria-current': 'true' as const } : {})}>{text}</li>;
      })}</ul>
    </details>
  );
}
