/* diff.ts - longest common run of sentences between two texts. Pure; a note is short, so n*m is fine. */

export interface Change { op: 'same' | 'gone' | 'new'; text: string }

export function sentences(text: string): string[] {
  return text.match(/[^。；？\n.?;]*(?:[。；？]|[.?;](?=\s|$)|\n|$|[.?;])\s*/g)?.filter((one) => one !== '') ?? [];
}

export function diffSentences(before: string, after: string): Change[] {
  const a = sentences(before);
  const b = sentences(after);
  const same = (i: number, j: number): boolean => (a[i] ?? '').trim() === (b[j] ?? '').trim();
  const length: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number): number => length[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = length[i];
      if (row !== undefined) row[j] = same(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(i, j)) { out.push({ op: 'same', text: b[j] ?? '' }); i++; j++; }
    else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) out.push({ op: 'gone', text: a[i++] ?? '' });
    else out.push({ op: 'new', text: b[j++] ?? '' });
  }
  return out;
}
