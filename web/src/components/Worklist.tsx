/* Worklist.tsx - the cases that wait, most urgent first (the server's order). */
import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../i18n';
import { stateName } from '../pages/CasesPage';
import { duration } from '../time';
import type { WorkRow } from '../types';
import { TierMark } from './Tier';

export function Worklist({ rows, chosen }: { rows: WorkRow[]; chosen: string | null }) {
  const t = useText();
  if (rows.length === 0) return <p class="empty">{t.work_empty}</p>;
  return <ol class="worklist">{rows.map((row) => <Row key={row.case} row={row} chosen={row.case === chosen} />)}</ol>;
}

function Row({ row, chosen }: { row: WorkRow; chosen: boolean }) {
  const t = useText();
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => { if (chosen) link.current?.scrollIntoView({ block: 'nearest' }); }, [chosen]);
  return (
    <li>
      <a ref={link} class="work-row" href={`#/worklist/${row.case}`} {...(chosen ? { 'aria-current': 'true' as const } : {})} data-case={row.case}>
        <span class="work-top"><TierMark tier={row.tier} /><span class="quiet">{t.work_waiting(duration(row.waiting_s, t))}</span></span>
        <span class="work-question">{row.question}</span>
        <span class="quiet">{[row.who, stateName(row.state, t)].filter(Boolean).join(' · ')}</span>
      </a>
    </li>
  );
}
