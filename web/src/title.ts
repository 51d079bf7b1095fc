/* title.ts - what the tab is called. */
import { useEffect } from 'preact/hooks';
import { useText } from './i18n';

/* '' is the start; null: another part of the page says it. */
export function useTitle(name: string | null): void {
  const { product_full } = useText();
  useEffect(() => {
    if (name !== null) document.title = name === '' ? product_full : `${name} - ${product_full}`;
  }, [name, product_full]);
}
