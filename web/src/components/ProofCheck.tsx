/* ProofCheck.tsx - the ledger entry of a case, and a check that does not trust the server. */
import { useState } from 'preact/hooks';
import { getProof, proofPath } from '../api';
import { asApiError, type ApiError } from '../errors';
import { useText } from '../i18n';
import { verifyProof, type Verdict } from '../proof';
import type { Leaf } from '../types';
import { ErrorNote } from './ErrorNote';
import { Icon } from './Icon';

type State = { at: 'idle' | 'busy' } | { at: 'done'; verdict: Verdict; size: number } | { at: 'failed'; error: ApiError };

export function ProofCheck({ caseId, leaf }: { caseId: string; leaf: Leaf }) {
  const t = useText();
  const [state, setState] = useState<State>({ at: 'idle' });

  const check = async (): Promise<void> => {
    setState({ at: 'busy' });
    try {
      const proof = await getProof(caseId);
      setState({ at: 'done', verdict: await verifyProof(proof, globalThis.crypto?.subtle), size: proof.size });
    } catch (error) { setState({ at: 'failed', error: asApiError(error) }); }
  };

  const words = { good: t.proof_good, bad: t.proof_bad, unable: t.proof_unable };
  return (
    <div class="proof">
      <p>{t.why_leaf(leaf.index)} <code title={leaf.root}>{leaf.root.slice(0, 16)}</code></p>
      <p class="buttons">
        <button type="button" class="link" onClick={() => void check()} disabled={state.at === 'busy'}>{t.proof_check}</button>
        <a href={proofPath(caseId)} target="_blank" rel="noreferrer">{t.proof_raw}</a>
      </p>
      <div role="status">
        {state.at === 'busy' && <p>{t.proof_busy}</p>}
        {state.at === 'done' && (
          <p class={`proof-${state.verdict}`} data-proof={state.verdict}>
            <Icon name={state.verdict === 'good' ? 'check' : 'alert'} />{words[state.verdict]} {t.proof_size(state.size)}
          </p>
        )}
      </div>
      {state.at === 'failed' && <ErrorNote error={state.error} />}
    </div>
  );
}
