/* chart.ts - draws one series over time with uPlot, in a file of its own: value, target band, when drugs changed. Readable without colour: lines
 * differ by dash, points by shape, the band by its dashed edges, a change of drugs by a numbered upright line. */
import uPlot from 'uplot';

export interface Ink { line: string; ink: string; quiet: string; grid: string; band: string; edge: string; paper: string; font: string }
export interface Plot {
  at_s: number[];
  series: { label: string; values: (number | null)[] }[];
  bands: { low: number | null; high: number | null }[];
  marks: { at_s: number; text: string }[];
  from_s: number; until_s: number;
  day(ms: number): string;        /* how a day is written under the chart */
  onCursor(index: number | null): void;
}
export interface Drawn { resize(width: number): void; point(index: number): void; end(): void }

const HEIGHT = 260;
const DASH = [[], [6, 4]];
const MISSED = 3;   /* a pause of more than so many usual pauses is a gap, not a line across it */
const LEAST_GAP_S = 2 * 86400;

function gapOf(at_s: number[]): number {
  const pauses = at_s.slice(1).map((one, i) => one - (at_s[i] as number)).sort((a, b) => a - b);
  return Math.max(LEAST_GAP_S, MISSED * (pauses[pauses.length >> 1] ?? 0));
}

/* The axis holds every value and every edge of the band, with a little air. */
function range(plot: Plot): [number, number] {
  const all = [...plot.series.flatMap((one) => one.values), ...plot.bands.flatMap(({ low, high }) => [low, high])].filter((one): one is number => one !== null);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const air = Math.max((high - low) * 0.12, Math.abs(high) * 0.02, 0.5);
  return [Math.max(0, low - air), high + air];
}

export function draw(box: HTMLElement, plot: Plot, ink: Ink, width: number): Drawn {
  const ratio = devicePixelRatio || 1;
  const gap_s = gapOf(plot.at_s);

  const gaps: uPlot.Series.GapsRefiner = (u, _, from, until) => {
    const out: [number, number][] = [];
    for (let i = from + 1; i <= until; i++) {
      const [before, after] = [plot.at_s[i - 1] as number, plot.at_s[i] as number];
      if (after - before > gap_s) out.push([Math.round(u.valToPos(before, 'x', true)), Math.round(u.valToPos(after, 'x', true))]);
    }
    return out;
  };

  const band = (u: uPlot): void => {
    const { ctx, bbox } = u;
    ctx.save();
    for (const { low, high } of plot.bands) {
      const [least, most] = [u.scales['y']?.min ?? 0, u.scales['y']?.max ?? 1];
      const top = u.valToPos(high ?? most, 'y', true);
      const bottom = u.valToPos(low ?? least, 'y', true);
      ctx.fillStyle = ink.band;
      ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
      ctx.strokeStyle = ink.edge;
      ctx.lineWidth = ratio;
      ctx.setLineDash([2 * ratio, 3 * ratio]);
      for (const [edge, y] of [[high, top], [low, bottom]] as const) {
        if (edge === null) continue;
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
      }
    }
    ctx.restore();
  };

  const marks = (u: uPlot): void => {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = ink.ink;
    ctx.fillStyle = ink.ink;
    ctx.lineWidth = ratio;
    ctx.font = `600 ${11 * ratio}px ${ink.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'middle';
    for (const { at_s, text } of plot.marks) {
      const x = Math.round(u.valToPos(at_s, 'x', true));
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      const r = 8 * ratio;
      const y = bbox.top + r + ratio;
      ctx.setLineDash([ratio, 2 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, y + r);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.fill();
      ctx.fillStyle = ink.paper;
      ctx.fillText(text, x, y);
      ctx.fillStyle = ink.ink;
    }
    ctx.restore();
  };

  /* The second number is a hollow square, the first a full disc. */
  const points = (u: uPlot, at: number): boolean => {
    const { ctx } = u;
    const size = (plot.at_s.length > 60 ? 2.5 : 3.5) * ratio;
    ctx.save();
    ctx.fillStyle = at === 1 ? ink.line : ink.paper;
    ctx.strokeStyle = ink.line;
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash([]);
    for (const [i, value] of (plot.series[at - 1]?.values ?? []).entries()) {
      if (value === null) continue;
      const x = u.valToPos(plot.at_s[i] as number, 'x', true);
      const y = u.valToPos(value, 'y', true);
      ctx.beginPath();
      if (at === 1) ctx.arc(x, y, size, 0, 2 * Math.PI);
      else ctx.rect(x - size, y - size, 2 * size, 2 * size);
      ctx.fill();
      ctx.stroke();
    }
    ctx.restore();
    return false;
  };

  const axis: uPlot.Axis = { stroke: ink.quiet, font: `12px ${ink.font}`, grid: { stroke: ink.grid, width: 1 }, ticks: { stroke: ink.grid, width: 1, size: 4 } };
  const u = new uPlot({
    width, height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 12, fill: 'transparent', stroke: ink.ink, width: 2 } },
    scales: { x: { time: true, range: () => [plot.from_s, plot.until_s] }, y: { range: () => range(plot) } },
    axes: [
      { ...axis, space: 64, values: (_, splits) => splits.map((one, i) => { const word = plot.day(one * 1000); return i > 0 && plot.day((splits[i - 1] as number) * 1000) === word ? '' : word; }) },
      { ...axis, size: 44, values: (_, splits) => splits.map((one) => String(Number(one.toFixed(2)))) },
    ],
    series: [{}, ...plot.series.map((one, i): uPlot.Series => ({ label: one.label, stroke: ink.line, width: 1.75, dash: DASH[i] ?? [], gaps, points: { show: points } }))],
    hooks: { drawClear: [band], draw: [marks], setCursor: [(one) => plot.onCursor(one.cursor.idx ?? null)] },
  }, [plot.at_s, ...plot.series.map((one) => one.values)], box);

  return {
    resize: (to) => u.setSize({ width: to, height: HEIGHT }),
    point(index) {
      const x = plot.at_s[index];
      const y = plot.series[0]?.values[index];
      if (x !== undefined) u.setCursor({ left: u.valToPos(x, 'x'), top: y === null || y === undefined ? 0 : u.valToPos(y, 'y') });
    },
    end: () => u.destroy(),
  };
}
