/* Chip.tsx - the small number behind a statement; opens the passage it rests on. */
import { useText } from '../i18n';
import { openPassage, showPassage } from '../passage';
import { useStore } from '../store';
import type { Evidence } from '../types';

export function Chip({ evidence }: { evidence: Evidence }) {
  const t = useText();
  const open = useStore(openPassage, (p) => p.evidence === evidence);
  return (
    <button
      type="button" class="chip" aria-label={t.cite(evidence.n, evidence.source)} title={evidence.source}
      aria-expanded={open} data-passage={evidence.passage}
      onClick={(event) => showPassage(evidence, event.currentTarget)}
    >{evidence.n}</button>
  );
}

/* A statement and its chips, which never stand alone at the start of a line. */
export function Chips({ list }: { list: Evidence[] }) {
  if (list.length === 0) return null;
  return <span class="chips">{'\u2060'}{list.map((one) => <Chip key={`${one.n} ${one.passage} ${one.start}`} evidence={one} />)}</span>;
}
