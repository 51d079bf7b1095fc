/* note.ts - orders an answer as a doctor's note: the answers in the order asked, then what to do,
 * then when to come sooner, then what is not known. Pure. */
import type { Answer, Evidence, Part, Statement } from './types';

export interface NotePart { section: string; title: string; about: string; statements: Statement[] }

const LAST = ['do', 'redflags', 'not_known'];

export function noteParts(answer: Answer): NotePart[] {
  const parts = answer.parts.map((part) => fill(part, answer.statements));
  const placed = new Set(answer.parts.flatMap((part) => part.statements));
  const loose = answer.statements.filter((one, i) => !placed.has(i) && speakable(one));
  if (loose.length > 0) parts.push({ section: '', title: '', about: '', statements: loose });
  return parts
    .filter((part) => part.statements.length > 0)
    .map((part, i) => ({ part, order: first(part.section, answer.tier) ? -1 : LAST.indexOf(part.section) + 1, i }))
    .sort((a, b) => a.order - b.order || a.i - b.i)
    .map(({ part }) => part);
}

/* In an emergency what to do stands before any explanation. */
function first(section: string, tier: Answer['tier']): boolean { return tier === 'emergency' && section === 'do'; }

function fill(part: Part, all: Statement[]): NotePart {
  const statements = part.statements.map((i) => all[i]).filter((one): one is Statement => one !== undefined && speakable(one));
  return { section: part.section, title: part.title, about: part.about, statements };
}

/* A sentence its own evidence contradicts is never shown, whatever the server sent. */
function speakable(statement: Statement): boolean { return statement.verdict !== 'contradicted'; }

/* A medical sentence with nothing behind it is marked: silence must not look like support. */
export function isUnverified(statement: Statement): boolean {
  if (statement.kind === 'notice' || statement.verdict === 'not_a_claim') return false;
  return statement.verdict === 'unsupported'
    || (statement.evidence.length === 0 && statement.author !== 'calculator' && statement.author !== 'doctor');
}

/* Parts of a note still streaming: titles are not known yet, the order is that of arrival. */
export function streamingParts(statements: Statement[]): Statement[][] {
  const groups = new Map<number, Statement[]>();
  for (const one of statements.filter(speakable)) groups.set(one.part, [...(groups.get(one.part) ?? []), one]);
  return [...groups.values()];
}

/* Each cited range once, by its number. */
export function allEvidence(answer: Answer): Evidence[] {
  const seen = new Map<string, Evidence>();
  const every = [...(answer.headline.evidence ?? []), ...answer.statements.flatMap((one) => one.evidence)];
  for (const one of every) {
    const key = `${one.passage} ${one.start} ${one.end}`;
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()].sort((a, b) => a.n - b.n);
}
