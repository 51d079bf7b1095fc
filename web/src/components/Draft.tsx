/* Draft.tsx - the reply a doctor edits and signs, or sends back. Edits stay while stepping with j and k. */
import { useRef, useState } from 'preact/hooks';
import { rejectCase, signCase } from '../api';
import { asApiError, isAbort, type ApiError } from '../errors';
import { useText } from '../i18n';
import { useKeys } from '../keys';
import type { Answer } from '../types';
import { Diff } from './Diff';
import { ErrorNote } from './ErrorNote';
import { Icon } from './Icon';
import { RejectDialog, SignDialog } from './SignDialog';

const edits = new Map<string, string>();

interface Props { answer: Answer; onSettled(id: string, words: string): void; onStale(): void }

export function Draft({ answer, onSettled, onStale }: Props) {
  const t = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(edits.get(answer.case) ?? answer.answer);
  const [asking, setAsking] = useState<'' | 'sign' | 'reject'>('');
  const [error, setError] = useState<ApiError | null>(null);
  const changed = text !== answer.answer;

  const edit = (next: string): void => { setText(next); edits.set(answer.case, next); };
  const settle = async (act: () => Promise<Answer>, words: string): Promise<void> => {
    setAsking('');
    setError(null);
    try {
      await act();
      edits.delete(answer.case);
      onSettled(answer.case, words);
    } catch (problem) {
      if (isAbort(problem)) return;   /* the second step was not taken: nothing is signed */
      const failure = asApiError(problem);
      setError(failure);
      if (failure.kind === 'conflict') onStale();
    }
  };
  useKeys({ e: () => area.current?.focus(), s: () => setAsking('sign'), r: () => setAsking('reject') });

  return (
    <section class="draft">
      <h3><label for="draft">{t.work_draft_label}</label>{changed && <span class="tag">{t.work_changed}</span>}</h3>
      <textarea id="draft" ref={area} rows={Math.min(14, Math.max(5, Math.ceil(text.length / 26) + text.split('\n').length))} value={text}
        onInput={(event) => edit(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === 'Escape') event.currentTarget.blur(); }} />
      {changed && <Diff before={answer.answer} after={text} />}
      {error !== null && <ErrorNote error={error} />}
      <p class="buttons">
        <button type="button" class="primary" onClick={() => setAsking('sign')}><Icon name="sign" />{t.work_sign} <kbd>s</kbd></button>
        <button type="button" class="secondary" onClick={() => setAsking('reject')}>{t.work_reject} <kbd>r</kbd></button>
        {changed && <button type="button" class="link" onClick={() => edit(answer.answer)}>{t.work_reset}</button>}
      </p>
      {asking === 'sign' && <SignDialog empty={text.trim() === ''} onClose={() => setAsking('')} onSign={() => void settle(() => signCase(answer.case, text.trim()), t.signed_notice)} />}
      {asking === 'reject' && <RejectDialog onClose={() => setAsking('')} onReject={(why) => void settle(() => rejectCase(answer.case, why), t.rejected_notice)} />}
    </section>
  );
}
