/* ErrorNote.tsx - what failed, whether anything is lost, what to do. */
import type { ApiError } from '../errors';
import { errorWords } from '../errors';
import { useLang, useText } from '../i18n';
import { Icon } from './Icon';

/* `title` when there is a better one than that of the kind. */
export function ErrorNote({ error, title: own, onRetry }: { error: ApiError; title?: string; onRetry?: () => void }) {
  const t = useText();
  const { title, text, detail } = errorWords(error, t, useLang());
  const down = error.kind === 'offline' || error.kind === 'busy' || error.kind === 'server' || error.kind === 'cut';
  return (
    <div class="error-note" role="alert" data-error={error.kind}>
      <p class="error-title"><Icon name="info" /><strong>{own ?? title}</strong></p>
      <p>{text}{detail && ` ${detail}`}</p>
      {down && <p class="quiet">{t.err_urgent_hint}</p>}
      <Way error={error} />
      {onRetry && <p><button type="button" class="secondary" onClick={onRetry}>{t.retry}</button></p>}
    </div>
  );
}

/* Where what is missing can be given. */
function Way({ error }: { error: ApiError }) {
  const t = useText();
  switch (error.need) {
    case 'login': return <p><a href="#/login">{t.nav_login}</a></p>;
    case 'consent': return <p><a href="#/me/consents">{t.need_consent}</a></p>;
    default: return null;
  }
}

export function Loading() {
  const t = useText();
  return <p class="loading" role="status">{t.loading}</p>;
}
