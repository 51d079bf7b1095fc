/* who.ts - whose record a page shows, and whether it may be written in: one's own and a child's, not family's or a patient's. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CarePart } from '../router';

export interface Who { person: string; name: string; write: boolean; base: string }

export const WhoContext = createContext<Who>({ person: 'me', name: '', write: true, base: '#/care' });
export const useWho = (): Who => useContext(WhoContext);
export const at = (who: Who, part: CarePart, sub = ''): string => `${who.base}/${part}${sub && `/${sub}`}`;
