/* asked.ts - what a program of others asked for, kept over the log-in that comes in between: in this tab only. */
const ASKED = 'zhuyi.authorize';

export function keepAsked(query: string): void {
  try { sessionStorage.setItem(ASKED, query); } catch { /* not allowed here: the program has to ask again */ }
}

/* Once. */
export function takeAsked(): string | null {
  try {
    const query = sessionStorage.getItem(ASKED);
    sessionStorage.removeItem(ASKED);
    return query;
  } catch { return null; }
}
