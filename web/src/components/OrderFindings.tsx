/* OrderFindings.tsx - what the check found: stop interrupts, warnings are shown, notes are folded. What was not checked is
 * a list of its own, and finding nothing is said with exactly what was looked at: never a bare "all right". */
import { useText, type Messages } from '../i18n_tools';
import { byTier, CREATININE, saidFacts, uncheckedByDrug, type RxFact, type RxFinding, type RxReply, type RxTier } from '../order';
import { Icon, type IconName } from './Icon';
import { Source } from './Tools';

const ICON: Record<RxTier, IconName> = { stop: 'stop', warn: 'alert', note: 'info' };

function kindWord(kind: string, t: Messages): string {
  return (t as unknown as Record<string, string>)[`xkind_${kind}`] ?? kind;
}

const factWord = (fact: RxFact, t: Messages): string => t[`fact_${fact}`];

/* `request` is what was asked; without it the medicines on record were checked against the record, and only they are named. */
export function OrderFindings({ reply, request, drugs = [], lead }: { reply: RxReply; request?: Record<string, unknown>; drugs?: string[]; lead?: string }) {
  const t = useText();
  const groups = byTier(reply.findings);
  const nothing = groups.stop.length === 0 && groups.warn.length === 0;
  return (
    <>
      <p class="rx-count" role="status" data-stop={groups.stop.length} data-warn={groups.warn.length} data-note={groups.note.length}>{t.rx_count(groups.stop.length, groups.warn.length, groups.note.length)}</p>
      {groups.stop.length > 0 && (
        <section class="rx-stop" role="alert">
          <h3><Icon name="stop" />{lead ?? t.rx_stop_lead}</h3>
          <Findings list={groups.stop} />
        </section>
      )}
      {groups.warn.length > 0 && <Findings list={groups.warn} />}
      {groups.note.length > 0 && (
        <details class="rx-notes"><summary><Icon name="info" /> {t.rx_notes(groups.note.length)}</summary><Findings list={groups.note} /></details>
      )}
      {nothing && <div class="rx-none"><p><strong>{t.rx_none}</strong></p><p>{t.rx_none_text}</p></div>}
      <Unchecked rows={reply.unchecked} />
      {request === undefined ? <OnRecord drugs={drugs} /> : <Checked request={request} />}
    </>
  );
}

function Findings({ list }: { list: RxFinding[] }) {
  const t = useText();
  return (
    <ol class="rx-findings">
      {list.map((one, i) => (
        <li key={i} class={`rx-finding is-${one.tier}`} data-tier={one.tier} data-rule={one.rule}>
          <p class="rx-line">
            <span class="rx-tier"><Icon name={ICON[one.tier] ?? 'alert'} />{t[`xtier_${one.tier}`] ?? one.tier}</span>
            <strong>{one.drugs.join(' + ')}</strong><span class="tag">{kindWord(one.kind, t)}</span>
          </p>
          <p>{one.text}</p>
          {one.action && <p class="rx-action"><span class="label">{t.rx_action}</span> {one.action}</p>}
          {one.why && <p class="quiet"><span class="label">{t.rx_why}</span> {one.why}</p>}
          <Source source={one.source ?? ''} passage={one.passage} />
        </li>
      ))}
    </ol>
  );
}

function Unchecked({ rows }: { rows: RxReply['unchecked'] }) {
  const t = useText();
  return (
    <section class="rx-unchecked" aria-labelledby="rx-unchecked" data-unchecked={rows.length}>
      <h3 id="rx-unchecked"><Icon name="question" />{t.rx_unchecked}</h3>
      {rows.length === 0 ? <p>{t.rx_unchecked_none}</p> : (
        <>
          <p class="quiet">{t.rx_unchecked_lead}</p>
          <ul>{uncheckedByDrug(rows).map(({ drug, reasons }) => (
            <li key={drug}>{drug !== '' && <strong>{drug}</strong>}{reasons.length === 1 ? <> {reasons[0]}</> : <ul>{reasons.map((one) => <li key={one}>{one}</li>)}</ul>}</li>
          ))}</ul>
        </>
      )}
    </section>
  );
}

function OnRecord({ drugs }: { drugs: string[] }) {
  const t = useText();
  return (
    <section class="rx-checked" aria-labelledby="rx-checked">
      <h3 id="rx-checked">{t.rx_checked}</h3>
      <dl class="meta"><div><dt>{t.rx_checked_drugs}</dt><dd>{drugs.join(t.list_comma)}</dd></div><div><dt>{t.rx_checked_facts}</dt><dd>{t.rx_checked_record}</dd></div></dl>
    </section>
  );
}

function Checked({ request }: { request: Record<string, unknown> }) {
  const t = useText();
  const { said, unsaid } = saidFacts(request);
  const labs = ((request['patient'] as Record<string, unknown>)['labs'] ?? []) as { name: string }[];
  const missing = unsaid.filter((fact) => fact !== 'egfr' || !labs.some((lab) => CREATININE.test(lab.name)));
  const factText = (fact: RxFact): string => (fact === 'labs' && labs.length > 0 ? `${factWord(fact, t)} (${labs.map((lab) => lab.name).join(t.list_comma)})` : factWord(fact, t));
  const drugs = [...(request['current'] as { drug: string }[] | undefined ?? []), ...(request['proposed'] as { drug: string }[])].map((one) => one.drug);
  return (
    <section class="rx-checked" aria-labelledby="rx-checked">
      <h3 id="rx-checked">{t.rx_checked}</h3>
      <dl class="meta">
        <div><dt>{t.rx_checked_drugs}</dt><dd>{drugs.join(t.list_comma)}</dd></div>
        <div><dt>{t.rx_checked_facts}</dt><dd>{said.length === 0 ? t.rx_checked_alone : said.map(factText).join(t.list_comma)}</dd></div>
        {missing.length > 0 && <div class="rx-unsaid"><dt>{t.rx_checked_not}</dt><dd>{missing.map((fact) => factWord(fact, t)).join(t.list_comma)}</dd></div>}
      </dl>
    </section>
  );
}
