/* HandOver.tsx - the way to a person, always one press away. */
import { useId, useState } from 'preact/hooks';
import { handOver } from '../api';
import { asApiError, type ApiError } from '../errors';
import { useText } from '../i18n';
import type { Answer } from '../types';
import { ErrorNote } from './ErrorNote';
import { Icon } from './Icon';

export function HandOver({ answer, onAnswer }: { answer: Answer; onAnswer(answer: Answer): void }) {
  const t = useText();
  const id = useId();
  const [open, setOpen] = useState(answer.action === 'hand_over');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);

  const send = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try { onAnswer(await handOver(answer.case, note.trim())); }
    catch (problem) { setError(asApiError(problem)); setBusy(false); }
  };

  if (!open) {
    return <button type="button" class="secondary handover" onClick={() => setOpen(true)}><Icon name="doctor" />{t.handover}</button>;
  }
  return (
    <form class="handover-form" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <p class="quiet">{t.handover_explain}</p>
      <label for={id}>{t.handover_note}</label>
      <textarea id={id} rows={2} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
      {error !== null && <ErrorNote error={error} />}
      <p class="buttons">
        <button type="submit" class="primary" disabled={busy}>{t.handover_send}</button>
        <button type="button" class="link" onClick={() => setOpen(false)}>{t.cancel}</button>
      </p>
    </form>
  );
}
