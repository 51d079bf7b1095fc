/* Why.tsx - why this answer: everything the server can show for it, folded away until asked. */
import { useLang, useText } from '../i18n';
import { allEvidence } from '../note';
import { stageTime } from '../time';
import type { Answer, Stage, TriageReason, Term, Understood } from '../types';
import { Chip } from './Chip';
import { stageWord } from './Progress';
import { ProofCheck } from './ProofCheck';

export function Why({ answer }: { answer: Answer }) {
  const t = useText();
  const evidence = allEvidence(answer);
  return (
    <details class="why">
      <summary>{t.why_title}</summary>
      <p>{answer.why} <span class="quiet">{t.why_confidence(Math.round(answer.confidence * 100))}</span></p>
      <h4>{t.why_triage}</h4>
      <Rules reasons={answer.triage?.reasons ?? []} />
      <h4>{t.why_terms}</h4>
      {answer.understood && <Terms understood={answer.understood} />}
      {evidence.length > 0 && (
        <>
          <h4>{t.why_evidence}</h4>
          <ul class="sources">
            {evidence.map((one) => (
              <li key={`${one.n} ${one.passage} ${one.start}`}><Chip evidence={one} /> <span>{one.source}{one.year && !one.source.includes(one.year) && ` (${one.year})`}</span></li>
            ))}
          </ul>
        </>
      )}
      <h4>{t.why_stages}</h4>
      <Stages stages={answer.stages ?? []} />
      {answer.leaf && (
        <>
          <h4>{t.why_ledger}</h4>
          <ProofCheck caseId={answer.case} leaf={answer.leaf} />
        </>
      )}
      {answer.edition && <Edition answer={answer} />}
    </details>
  );
}

function Edition({ answer }: { answer: Answer }) {
  const t = useText();
  const { edition } = answer;
  return <p class="quiet">{t.edition_label}: {edition?.title} {edition?.version} · {edition && stateWord(edition.state, t.state_unreviewed)}</p>;
}

/* The server names the state in English; the page says it in the person's language. */
export function stateWord(state: string, unreviewed: string): string {
  return state === 'unreviewed sample' ? unreviewed : state;
}

function Rules({ reasons }: { reasons: TriageReason[] }) {
  const t = useText();
  if (reasons.length === 0) return <p>{t.why_triage_none}</p>;
  return (
    <ul class="rules">
      {reasons.map((one, i) => (
        <li key={i}>{one.say} {one.quote && <span class="quiet">{t.why_quote} <q>{one.quote}</q></span>} <code>{one.rule}</code>{one.source && <span class="quiet"> {one.source}</span>}</li>
      ))}
    </ul>
  );
}

/* Several names of one thing in one sentence are one thing: the longest words stand for it. */
function onceEach(terms: Term[]): Term[] {
  const same = (a: Term, b: Term): boolean => a.id === b.id && a.negated === b.negated && a.past === b.past;
  return terms.filter((one, i) => !terms.some((other, k) => k !== i && same(one, other) && (other.text.length > one.text.length || (other.text.length === one.text.length && k < i))));
}

export function Terms({ understood }: { understood: Understood }) {
  const t = useText();
  return (
    <>
      {understood.terms.length === 0 ? <p>{t.why_terms_none}</p> : (
        <ul class="terms">
          {onceEach(understood.terms).map((one, i) => (
            <li key={i} class={one.negated ? 'negated' : ''}>
              {one.negated && <em>{t.term_negated} </em>}{one.past && <em>{t.term_past} </em>}{one.label || one.text}
              {one.label && one.label !== one.text && <span class="quiet"> {one.text}</span>}
            </li>
          ))}
          <li class="who">{understood.who === 'self' ? t.who_self : t.who_other}</li>
        </ul>
      )}
      {understood.unplaced.length > 0 && <p class="quiet">{t.why_unplaced}: {understood.unplaced.join(' · ')}</p>}
    </>
  );
}

function Stages({ stages }: { stages: Stage[] }) {
  const t = useText();
  useLang();
  const total = stages.reduce((sum, one) => sum + one.us, 0);
  return (
    <>
      <table class="stages">
        <tbody>
          {stages.map((one) => (
            <tr key={one.name}><th scope="row">{stageWord(one.name, t)}</th><td class="num">{stageTime(one.us)}</td><td>{one.note}</td></tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">{t.why_stages_total(stageTime(total))}</p>
    </>
  );
}
