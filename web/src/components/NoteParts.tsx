/* NoteParts.tsx - the parts of an answer, in the order of note.ts. */
import type { Messages } from '../i18n';
import { useText } from '../i18n';
import type { NotePart } from '../note';
import type { Statement } from '../types';
import { Icon } from './Icon';
import { Sentence } from './Sentence';

const MOST_DO = 5;
const MOST_SIGNS = 3;

function heading(part: NotePart, t: Messages): string {
  if (part.section === 'do') return part.title || t.part_do;
  if (part.section === 'redflags') return part.title || t.part_redflags;
  if (part.section === 'not_known') return part.title || t.part_not_known;
  return [part.about, part.title].filter((one) => one !== '').join(' · ');
}

const isList = (section: string): boolean => ['do', 'redflags', 'not_known'].includes(section);

export function NoteParts({ parts, detail = false }: { parts: NotePart[]; detail?: boolean }) {
  const t = useText();
  return (
    <>
      {parts.map((part, i) => {
        const title = heading(part, t);
        return (
          <section key={i} class={`part part-${isList(part.section) ? part.section : 'answer'}`}>
            {title !== '' && <h3>{title}</h3>}
            {isList(part.section)
              ? <Points section={part.section} statements={part.statements} detail={detail} />
              : <p>{part.statements.map((one) => <Sentence key={one.i} statement={one} detail={detail} />)}</p>}
          </section>
        );
      })}
    </>
  );
}

/* At most five points and three signs are said at once; the rest is one press away, never lost. */
function Points({ section, statements, detail }: { section: string; statements: Statement[]; detail: boolean }) {
  const most = section === 'redflags' ? MOST_SIGNS : MOST_DO;
  const rest = statements.slice(most);
  return (
    <>
      <List section={section} statements={statements.slice(0, most)} detail={detail} />
      {rest.length > 0 && (
        <details class="more">
          <summary>+{rest.length}</summary>
          <List section={section} statements={rest} detail={detail} />
        </details>
      )}
    </>
  );
}

function List({ section, statements, detail }: { section: string; statements: Statement[]; detail: boolean }) {
  return (
    <ul class="points">
      {statements.map((one) => (
        <li key={one.i} class={one.kind === 'warning' ? 'point-warning' : ''}>
          <Icon name={section === 'redflags' || one.kind === 'warning' ? 'alert' : section === 'not_known' ? 'question' : 'check'} />
          <Sentence statement={one} detail={detail} />
        </li>
      ))}
    </ul>
  );
}
