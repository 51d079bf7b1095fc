/* Dialog.tsx - a modal question. Esc and the cancel button close it; focus goes back by itself. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useText } from '../i18n';
import { Icon } from './Icon';

interface Props { title: string; onClose(): void; children: ComponentChildren }

export function Dialog({ title, onClose, children }: Props) {
  const t = useText();
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={box} class="dialog" aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <header class="drawer-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="plain" aria-label={t.close} onClick={onClose}><Icon name="close" /></button>
      </header>
      {children}
    </dialog>
  );
}
