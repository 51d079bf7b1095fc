/* router.ts - the address after the # and what it shows. Parsing is pure; the hook listens. */
import { useEffect, useState } from 'preact/hooks';

export type Route =
  | { page: 'ask' }
  | { page: 'case'; id: string }
  | { page: 'cases' }
  | { page: 'work'; id: string | null }
  | { page: 'health' }
  | PeopleRoute
  | CareRoute
  | { page: 'calc'; id: string | null }
  | { page: 'rx' }
  | { page: 'report' }
  | { page: 'missing'; path: string };

export const ME_PARTS = ['profile', 'facts', 'family', 'consents', 'looked', 'security', 'data'] as const;
export const STAFF_PARTS = ['users', 'sessions', 'tokens', 'organisation', 'glass', 'holds', 'audit', 'statistics', 'clients'] as const;
export type MePart = typeof ME_PARTS[number];
export type StaffPart = typeof STAFF_PARTS[number];

/* Who one is and what one may: people.tsx. */
export type PeopleRoute =
  | { page: 'login' } | { page: 'register' } | { page: 'password' } | { page: 'outside' } | { page: 'find' } | { page: 'matrix' }
  | { page: 'me'; part: MePart | null }
  | { page: 'staff'; part: StaffPart | null }
  | { page: 'person'; id: string };

/* The record and the companion: care.tsx. `patient` is the same of another one, for who may read it; `sub` a kind of measurement. */
export const CARE_PARTS = ['measures', 'diary', 'timeline', 'drugs', 'plans', 'reminders', 'report', 'memory'] as const;
export type CarePart = typeof CARE_PARTS[number];
export type CareRoute =
  | { page: 'care'; part: CarePart | null; sub: string | null }
  | { page: 'patient'; id: string; part: CarePart | null; sub: string | null }
  | { page: 'authorize'; query: string };

const PLAIN = ['cases', 'health', 'rx', 'report', 'login', 'register', 'password', 'outside', 'find', 'matrix'] as const;
const within = <T extends string>(list: readonly T[], word: string): T | undefined => list.find((one) => one === word);

/* A case id is opaque, but it must not reach into another path of the API. */
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const SUB = /^[a-z][a-z_]{0,31}$/;
const CALCULATOR = /^[a-z0-9][a-z0-9-]{0,63}$/;

/* Only a kind of measurement has a page under its part. */
function careRoute(id: string | null, part: string | undefined, sub: string | undefined): CareRoute | null {
  const known = part === undefined ? null : within(CARE_PARTS, part);
  if (known === undefined || (sub !== undefined && (known !== 'measures' || !SUB.test(sub)))) return null;
  const rest = { part: known, sub: sub ?? null };
  return id === null ? { page: 'care', ...rest } : { page: 'patient', id, ...rest };
}

export function parseRoute(hash: string): Route {
  const asked = /^#\/authorize\?(.*)$/.exec(hash);
  if (asked !== null) return { page: 'authorize', query: asked[1] as string };
  const path = hash.replace(/^#/, '').replace(/^\/+/, '').replace(/\/+$/, '');
  const [first = '', second, ...rest] = path.split('/');
  const missing: Route = { page: 'missing', path };
  if (first === 'care') return (rest.length < 2 && careRoute(null, second, rest[0])) || missing;
  if (first === 'patient' && second !== undefined && ID.test(second)) return (rest.length < 3 && careRoute(second, rest[0], rest[1])) || missing;
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
  if (first === 'person') return second !== undefined && ID.test(second) ? { page: 'person', id: second } : missing;
  if (first === 'me' || first === 'staff') {
    if (second === undefined) return { page: first, part: null };
    const part = first === 'me' ? within(ME_PARTS, second) : within(STAFF_PARTS, second);
    return part === undefined ? missing : { page: first, part } as Route;
  }
  if (second !== undefined) return missing;
  const page = within(PLAIN, first);
  return first === '' ? { page: 'ask' } : page === undefined ? missing : { page };
}

export function href(route: Route): string {
  switch (route.page) {
    case 'ask': return '#/';
    case 'case': return `#/case/${route.id}`;
    case 'work': return route.id === null ? '#/worklist' : `#/worklist/${route.id}`;
    case 'calc': return route.id === null ? '#/calc' : `#/calc/${route.id}`;
    case 'person': return `#/person/${route.id}`;
    case 'me': case 'staff': return route.part === null ? `#/${route.page}` : `#/${route.page}/${route.part}`;
    case 'care': case 'patient': return ['#', route.page, ...(route.page === 'patient' ? [route.id] : []), route.part, route.sub].filter((one) => one !== null).join('/');
    case 'authorize': return `#/authorize?${route.query}`;
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
