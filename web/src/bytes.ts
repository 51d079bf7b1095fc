/* bytes.ts - cuts a text at UTF-8 byte offsets. JavaScript counts UTF-16 units, the evidence counts
 * bytes of the stored original; a citation must mark exactly what was cited. Pure. */

export interface Cut {
  before: string; mark: string; after: string;
  exact: boolean;   /* false: the offsets did not fall on characters, or lay outside the text */
}

export function cutBytes(text: string, start: number, end: number): Cut {
  const bytes = new TextEncoder().encode(text);
  const from = boundary(bytes, clamp(start, bytes.length), -1);
  const to = Math.max(from, boundary(bytes, clamp(end, bytes.length), 1));
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    before: decoder.decode(bytes.subarray(0, from)),
    mark: decoder.decode(bytes.subarray(from, to)),
    after: decoder.decode(bytes.subarray(to)),
    exact: from === start && to === end && from < to,
  };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.trunc(value) || 0));
}

/* Moves off the middle of a character: outward, so that nothing cited is left unmarked. */
function boundary(bytes: Uint8Array, at: number, step: -1 | 1): number {
  let i = at;
  while (i > 0 && i < bytes.length && ((bytes[i] ?? 0) & 0xc0) === 0x80) i += step;
  return i;
}
