/* router.ts - the address after the # and what it shows. Parsing is pure; the hook listens. */
import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { page: 'ask' }
  | { page: 'case'; id: string }
  | { page: 'cases' }
  | { page: 'work'; id: string | null }
  | { page: 'login' }
  | { page: 'health' }
  | { page: 'calc'; id: string | null }
  | { page: 'rx' }
  | { page: 'report' }
  | { page: 'missing'; path: string };

/* A case id is opaque, but it must not reach into another path of the API. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const CALCULATOR = /^[a-z0-9][a-z0-9-]{0,63}$/;

export function parseRoute(hash: string): Route {
  const path = hash.replace(/^#/, '').replace(/^\/+/, '').replace(/\/+$/, '');
  const [first = '', second, ...rest] = path.split('/');
  const missing: Route = { page: 'missing', path };
  if (rest.length > 0) return missing;
  if (first === 'case') return second !== undefined && ID.test(second) ? { page: 'case', id: second } : missing;
  if (first === 'worklist') {
    if (second === undefined) return { page: 'work', id: null };
    return ID.test(second) ? { page: 'work', id: second } : missing;
  }
  if (first === 'calc') {
    if (second === undefined) return { page: 'calc', id: null };
    return CALCULATOR.test(second) ? { page: 'calc', id: second } : missing;
  }
  if (second !== undefined) return missing;
  switch (first) {
    case '': return { page: 'ask' };
    case 'cases': return { page: 'cases' };
    case 'login': return { page: 'login' };
    case 'health': return { page: 'health' };
    case 'rx': return { page: 'rx' };
    case 'report': return { page: 'report' };
    default: return missing;
  }
}

export function href(route: Route): string {
  switch (route.page) {
    case 'ask': return '#/';
    case 'case': return `#/case/${route.id}`;
    case 'work': return route.id === null ? '#/worklist' : `#/worklist/${route.id}`;
    case 'calc': return route.id === null ? '#/calc' : `#/calc/${route.id}`;
    case 'missing': return `#/${route.path}`;
    default: return `#/${route.page}`;
  }
}

export function go(route: Route): void { location.hash = href(route); }

/* Changes the address without a step in the history: the question just sent became a case. */
export function replace(route: Route): void {
  history.replaceState(null, '', href(route));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const read = (): void => setHash(location.hash);
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  return parseRoute(hash);
}
