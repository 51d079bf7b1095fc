/* EvidencePane.tsx - the right column of the desk: the passage a chip opened. */
import { useText } from '../i18n';
import { closePassage, openPassage } from '../passage';
import { useStore } from '../store';
import { PassageView } from './PassageView';

export function EvidencePane() {
  const t = useText();
  const { evidence, at } = useStore(openPassage, (p) => p);
  if (evidence === null) return <p class="quiet">{t.work_evidence_choose}</p>;
  return (
    <>
      <p class="evidence-head"><span class="chip chip-still">{evidence.n}</span> <button type="button" class="link" onClick={closePassage}>{t.close}</button></p>
      <PassageView open={{ evidence, at }} />
    </>
  );
}
