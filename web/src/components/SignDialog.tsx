/* SignDialog.tsx - the last question before a name goes under a reply, or a draft goes back. */
import { useState } from 'preact/hooks';
import { useText } from '../i18n';
import { session } from '../session';
import { useStore } from '../store';
import { Dialog } from './Dialog';

export function SignDialog({ empty, onClose, onSign }: { empty: boolean; onClose(): void; onSign(): void }) {
  const t = useText();
  const me = useStore(session, (now) => now.me);
  return (
    <Dialog title={t.sign_title} onClose={onClose}>
      <p>{empty ? t.sign_empty : t.sign_text(t.reply_by(me?.name ?? '', me?.title ?? ''))}</p>
      <p class="buttons">
        {!empty && <button type="button" class="primary" autoFocus onClick={onSign}>{t.sign_go}</button>}
        <button type="button" class="link" onClick={onClose}>{t.cancel}</button>
      </p>
    </Dialog>
  );
}

export function RejectDialog({ onClose, onReject }: { onClose(): void; onReject(why: string): void }) {
  const t = useText();
  const [why, setWhy] = useState('');
  const [wrong, setWrong] = useState(false);
  const send = (): void => { if (why.trim() === '') setWrong(true); else onReject(why.trim()); };
  return (
    <Dialog title={t.reject_title} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); send(); }}>
        <label for="reject-why">{t.reject_label}</label>
        <textarea id="reject-why" rows={4} autoFocus value={why} onInput={(event) => setWhy(event.currentTarget.value)}
          onKeyDown={(event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); } }} />
        {wrong && <p class="wrong" role="alert">{t.reject_empty}</p>}
        <p class="buttons">
          <button type="submit" class="primary">{t.reject_go} <kbd>Ctrl Enter</kbd></button>
          <button type="button" class="link" onClick={onClose}>{t.cancel}</button>
        </p>
      </form>
    </Dialog>
  );
}
