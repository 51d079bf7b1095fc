/* styled.ts - fetches a style sheet that only some pages need, once. One that does not come leaves a bare page, which can be read. */
const coming = new Map<string, Promise<void>>();

export function styled(path: string): Promise<void> {
  const before = coming.get(path);
  if (before !== undefined) return before;
  const now = new Promise<void>((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = path;
    link.onload = () => resolve();
    link.onerror = () => { coming.delete(path); link.remove(); resolve(); };
    document.head.append(link);
  });
  coming.set(path, now);
  return now;
}
