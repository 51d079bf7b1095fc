/* PassageDrawer.tsx - the passage beside the text on a wide screen, as a sheet over it on a narrow one.
 * The native dialog does focus, Esc and what lies behind; we only choose modal or not. */
import { useEffect, useRef } from 'preact/hooks';
import { useText } from '../i18n';
import { closePassage, openPassage } from '../passage';
import { useStore } from '../store';
import { useWide } from '../wide';
import { Icon } from './Icon';
import { PassageView } from './PassageView';

export function PassageDrawer() {
  const open = useStore(openPassage, (p) => p);
  const wide = useWide();
  if (open.evidence === null) return null;
  return <Drawer key={String(wide)} wide={wide} />;
}

function Drawer({ wide }: { wide: boolean }) {
  const t = useText();
  const box = useRef<HTMLDialogElement>(null);
  const { evidence, at } = useStore(openPassage, (p) => p);

  useEffect(() => {
    if (wide) box.current?.show();
    else box.current?.showModal();
    document.documentElement.dataset['drawer'] = wide ? 'side' : 'sheet';
    return () => { delete document.documentElement.dataset['drawer']; };
  }, [wide]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => { if (event.key === 'Escape') closePassage(); };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  if (evidence === null) return null;
  return (
    <dialog
      ref={box} class={wide ? 'drawer' : 'drawer drawer-sheet'} aria-labelledby="passage-title"
      onCancel={(event) => { event.preventDefault(); closePassage(); }}
      onClick={(event) => { if (!wide && event.target === box.current) closePassage(); }}
    >
      <div class="drawer-inside">
        <header class="drawer-head">
          <h2 id="passage-title">{evidence.n > 0 && <span class="chip chip-still">{evidence.n}</span>}{t.passage_title}</h2>
          <button type="button" class="plain" aria-label={t.close} onClick={closePassage}><Icon name="close" /></button>
        </header>
        <PassageView open={{ evidence, at }} />
      </div>
    </dialog>
  );
}
