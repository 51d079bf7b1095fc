/* wide.ts - is there room for something beside the text? The same width as in the style sheet. */
import { useEffect, useState } from 'preact/hooks';

const WIDE = '(min-width: 62em)';

export function useWide(): boolean {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const read = (): void => setWide(query.matches);
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, []);
  return wide;
}
