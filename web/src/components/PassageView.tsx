/* PassageView.tsx - a passage with the cited bytes marked, its source, edition and state. */
import { useEffect, useRef } from 'preact/hooks';
import { getPassage } from '../api';
import { cutBytes } from '../bytes';
import { asApiError } from '../errors';
import { useText } from '../i18n';
import { stepTo, type OpenPassage } from '../passage';
import { useLoad } from '../store';
import type { Evidence, PassageText } from '../types';
import { ErrorNote, Loading } from './ErrorNote';
import { Icon } from './Icon';
import { stateWord } from './Why';

export function PassageView({ open }: { open: OpenPassage & { evidence: Evidence } }) {
  const [load, retry] = useLoad(open.at, () => getPassage(open.at));
  if (load.at === 'loading') return <Loading />;
  if (load.at === 'failed') return <ErrorNote error={asApiError(load.error)} onRetry={retry} />;
  const cited = open.at === open.evidence.passage;
  return (
    <div class="passage" data-passage={load.value.id} lang={load.value.lang === 'zh' ? 'zh-CN' : 'en'}>
      <Body passage={load.value} evidence={cited ? open.evidence : null} />
      <Meta passage={load.value} />
      <Steps passage={load.value} cited={cited} back={open.evidence.passage} />
    </div>
  );
}

function Body({ passage, evidence }: { passage: PassageText; evidence: Evidence | null }) {
  const t = useText();
  const mark = useRef<HTMLElement>(null);
  useEffect(() => { mark.current?.scrollIntoView({ block: 'nearest' }); }, [passage.id, evidence]);
  if (evidence === null) {
    return <><p class="quiet">{t.passage_neighbour}</p><blockquote class="passage-text">{passage.text}</blockquote></>;
  }
  /* A calculator or a rule rests on its whole passage: there is nothing to mark in it. */
  if (evidence.end === 0) return <blockquote class="passage-text">{passage.text}</blockquote>;
  const cut = cutBytes(passage.text, evidence.start, evidence.end);
  const faithful = cut.exact && (evidence.quote === '' || cut.mark === evidence.quote);
  return (
    <>
      <p class="quiet">{t.passage_cited}</p>
      <blockquote class="passage-text">{cut.before}<mark ref={mark}>{cut.mark}</mark>{cut.after}</blockquote>
      {!faithful && <p class="tag-warn mismatch"><Icon name="alert" />{t.passage_mismatch}</p>}
    </>
  );
}

function Meta({ passage }: { passage: PassageText }) {
  const t = useText();
  return (
    <dl class="meta">
      {passage.sources.map((one) => (
        <div key={one.id}><dt>{t.passage_source}</dt><dd>{one.title}<span class="quiet"> {[one.publisher, one.year].filter(Boolean).join(', ')}</span></dd></div>
      ))}
      <div><dt>{t.passage_edition}</dt><dd>{passage.edition.title} {passage.edition.version}</dd></div>
      <div><dt>{t.passage_state}</dt><dd><span class="tag tag-warn">{stateWord(passage.edition.state, t.state_unreviewed)}</span></dd></div>
      <div><dt>ID</dt><dd><code>{passage.file}:{passage.line}</code></dd></div>
    </dl>
  );
}

function Steps({ passage, cited, back }: { passage: PassageText; cited: boolean; back: string }) {
  const t = useText();
  const { prev, next } = passage.neighbours;
  return (
    <p class="passage-steps">
      <button type="button" class="secondary" disabled={prev === null} onClick={() => prev !== null && stepTo(prev)}><Icon name="prev" />{t.passage_prev}</button>
      <button type="button" class="secondary" disabled={next === null} onClick={() => next !== null && stepTo(next)}>{t.passage_next}<Icon name="next" /></button>
      {!cited && <button type="button" class="link" onClick={() => stepTo(back)}>{t.passage_back}</button>}
    </p>
  );
}
