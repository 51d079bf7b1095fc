/* KeysDialog.tsx - all keys of the desk. */
import { useText } from '../i18n';
import { Dialog } from './Dialog';

export function KeysDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const keys: [string, string][] = [
    ['j', t.key_next], ['k', t.key_prev], ['e', t.key_edit], ['s', t.key_sign], ['r', t.key_reject], ['?', t.key_help],
  ];
  return (
    <Dialog title={t.work_keys} onClose={onClose}>
      <table class="keys"><tbody>{keys.map(([key, text]) => <tr key={key}><th scope="row"><kbd>{key}</kbd></th><td>{text}</td></tr>)}</tbody></table>
    </Dialog>
  );
}
