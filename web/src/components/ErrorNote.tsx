/* ErrorNote.tsx - what failed, whether anything is lost, what to do. */
import type { ApiError } from '../errors';
import { errorWords } from '../errors';
import { useLang, useText } from '../i18n';
import { Icon } from './Icon';

export function ErrorNote({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
  const t = useText();
  const { title, text, detail } = errorWords(error, t, useLang());
  const down = error.kind === 'offline' || error.kind === 'busy' || error.kind === 'server' || error.kind === 'cut';
  return (
    <div class="error-note" role="alert" data-error={error.kind}>
      <p class="error-title"><Icon name="info" /><strong>{title}</strong></p>
      <p>{text}{detail && ` ${detail}`}</p>
      {down && <p class="quiet">{t.err_urgent_hint}</p>}
      {onRetry && <p><button type="button" class="secondary" onClick={onRetry}>{t.retry}</button></p>}
    </div>
  );
}

export function Loading() {
  const t = useText();
  return <p class="loading" role="status">{t.loading}</p>;
}
