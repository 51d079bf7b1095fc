/* ReportTable.tsx - each result with the range it was judged by, its flag as arrow and word, and where it went since last
 * time. Drawn so that it can be read printed in black. */
import { useLang, useText, type Messages } from '../i18n_tools';
import { changeText, inOrder, isCritical, numberOf, placeOf, type Delta, type Flag, type LabItem, type Report } from '../report';
import { unitWord } from '../units';
import { Icon, type IconName } from './Icon';

const ICON: Record<Flag, IconName> = {
  low: 'down', critical_low: 'down', high: 'up', critical_high: 'up', normal: 'check', abnormal: 'alert', unknown: 'question',
};

export const flagWord = (flag: Flag, t: Messages): string => t[`flag_${flag}`] ?? flag;

export function FlagMark({ flag }: { flag: Flag }) {
  const t = useText();
  return <span class={`flag flag-${flag}`}>{isCritical(flag) && <Icon name="alert" />}<Icon name={ICON[flag] ?? 'question'} />{flagWord(flag, t)}</span>;
}

export function ReportTable({ items, audience }: { items: LabItem[]; audience: Report['audience'] }) {
  const t = useText();
  const trend = items.some((item) => item.delta !== undefined);
  return (
    <table class={`rep-table ${trend ? 'rep-with-trend' : ''}`}>
      <thead><tr>
        <th scope="col">{t.rep_item}</th><th scope="col">{t.tool_value}</th><th scope="col">{t.rep_flag}</th><th scope="col">{t.rep_range}</th>
        {trend && <th scope="col">{t.rep_trend}</th>}
      </tr></thead>
      {inOrder(items, audience).map((item, i) => <Row key={i} item={item} trend={trend} />)}
    </table>
  );
}

function Row({ item, trend }: { item: LabItem; trend: boolean }) {
  const t = useText();
  const lang = useLang();
  const { used_range: range } = item;
  const at = numberOf(item.value);
  /* The limits are given in the unit of the range; a picture is drawn only when both are the same number line. */
  const place = at === null || range.from === 'none' ? null : placeOf(at, range.low, range.high);
  return (
    <tbody class={`rep-row rep-${item.flag}`} data-flag={item.flag}>
      <tr>
        <th scope="row">{item.name}</th>
        <td class="rep-value"><strong>{item.value}</strong> <span class="unit">{unitWord(item.unit, lang)}</span>{item.unit_assumed && <span class="quiet rep-assumed">{t.rep_unit_assumed}</span>}</td>
        <td><FlagMark flag={item.flag} /></td>
        <td class="rep-range">
          {range.from === 'none' ? <span class="quiet">{t.rep_no_range}</span> : <>{range.text} <span class="quiet">{range.from === 'report' ? t.rep_from_report : t.rep_from_pack}</span></>}
          {place !== null && agrees(item.flag, place) && <RangeLine place={place} />}
        </td>
        {trend && <td class="rep-trend">{item.delta !== undefined && <Trend delta={item.delta} value={item.value} low={range.low} high={range.high} />}</td>}
      </tr>
      {item.text !== '' && (
        <tr class="rep-reading"><td colSpan={trend ? 5 : 4}><p>{item.text}</p>{item.source.length > 0 && <details class="rep-source"><summary>{t.tool_source}</summary><ul>{[...new Set(item.source)].map((one) => <li key={one}>{one}</li>)}</ul></details>}</td></tr>
      )}
    </tbody>
  );
}

/* The server compared after converting units; a drawing that says something else would be of another unit. */
function agrees(flag: Flag, place: number): boolean {
  const side = place < 0.25 ? 'low' : place > 0.75 ? 'high' : 'normal';
  return flag.endsWith(side);
}

function RangeLine({ place }: { place: number }) {
  const x = 2 + 92 * place;
  return (
    <svg class="range-line" viewBox="0 0 96 12" width="96" height="12" aria-hidden="true" focusable="false">
      <path d="M2 6h92" /><path class="range-band" d="M25 6h46" /><path d="M25 2v8M71 2v8" />
      <circle cx={x} cy="6" r="3.5" />
    </svg>
  );
}

/* From what to what, as numbers; the small line is only the same once more. */
function Trend({ delta, value, low, high }: { delta: Delta; value: string; low: number | null; high: number | null }) {
  const t = useText();
  const from = numberOf(delta.previous), to = numberOf(value);
  const arrow = delta.direction === 'up' ? '↑' : delta.direction === 'down' ? '↓' : delta.direction === 'same' ? '→' : '';
  return (
    <>
      <span class="trend-said">{t.rep_was(delta.previous)}{delta.date ? ` (${delta.date})` : ''} {arrow} {delta.change !== null && changeText(delta.change)}{delta.percent !== null && delta.percent !== 0 && ` (${changeText(Math.round(delta.percent))} %)`}</span>
      {from !== null && to !== null && <Spark from={from} to={to} low={low} high={high} />}
    </>
  );
}

function Spark({ from, to, low, high }: { from: number; to: number; low: number | null; high: number | null }) {
  const known = [from, to, low, high].filter((one): one is number => one !== null);
  const least = Math.min(...known), most = Math.max(...known);
  const y = (value: number): number => (most === least ? 14 : 25 - 22 * (value - least) / (most - least));
  return (
    <svg class="spark" viewBox="0 0 72 28" width="72" height="28" aria-hidden="true" focusable="false">
      {low !== null && high !== null && <rect x="0" y={y(high)} width="72" height={Math.max(1, y(low) - y(high))} />}
      <path d={`M8 ${y(from)}L64 ${y(to)}`} /><circle class="spark-old" cx="8" cy={y(from)} r="3" /><circle cx="64" cy={y(to)} r="3.5" />
    </svg>
  );
}
