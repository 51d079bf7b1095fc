/* Sentence.tsx - one statement with what stands behind it. */
import { useText } from '../i18n';
import { isUnverified } from '../note';
import type { Statement } from '../types';
import { Chips } from './Chip';

export function Sentence({ statement, detail = false }: { statement: Statement; detail?: boolean }) {
  const t = useText();
  return (
    <span class={`sentence kind-${statement.kind}`} data-statement={statement.i}>
      {statement.text}
      <Chips list={statement.evidence} />
      {isUnverified(statement) && <span class="tag tag-warn">{t.unverified}</span>}
      {detail && <Origin statement={statement} />}
      {' '}
    </span>
  );
}

/* For the doctor: who wrote it, and whether the guard had to step in. */
function Origin({ statement }: { statement: Statement }) {
  const t = useText();
  return (
    <>
      {statement.author === 'model' && <span class="tag">{t.author_model}</span>}
      {statement.author === 'calculator' && <span class="tag">{t.author_calculator}</span>}
      {statement.repaired === 'replaced' && <span class="tag">{t.repaired_replaced}</span>}
      {statement.repaired === 'added' && <span class="tag">{t.repaired_added}</span>}
    </>
  );
}
