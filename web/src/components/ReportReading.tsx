/* ReportReading.tsx - the reading of a report: danger first, then what the values mean together, each one, and what was not read. */
import { useText, type Messages } from '../i18n_tools';
import { isCritical, isOutside, readItems, type LabPanel, type LabReply, type Report } from '../report';
import { Icon } from './Icon';
import { ReportTable } from './ReportTable';
import { TierMark } from './Tier';
import { Source } from './Tools';

function whyWord(why: string, t: Messages): string {
  return (t as unknown as Record<string, string>)[`unread_${why}`] ?? why;
}

export function ReportReading({ reply, audience }: { reply: LabReply; audience: Report['audience'] }) {
  const t = useText();
  const items = readItems(reply);
  const critical = items.filter((item) => isCritical(item.flag));
  const names = critical.map((item) => `${item.name} ${item.value} ${item.unit}`.trim()).join(t.list_comma);
  return (
    <>
      {critical.length > 0 && (
        <div class="tier tier-emergency" role="alert" data-critical={critical.length}>
          <p class="tier-line"><Icon name="alert" /><strong>{t.rep_critical}</strong></p>
          <p class="tier-do">{audience === 'doctor' ? t.rep_critical_doctor(names) : t.rep_critical_do(names)}</p>
          {audience === 'patient' && <p class="tier-calls"><a class="call" href="tel:120"><Icon name="call" />{t.call_120}</a></p>}
        </div>
      )}
      <p class="rep-summary" role="status">{items.length === 0 ? t.rep_nothing_read : t.rep_summary(items.filter((item) => isOutside(item.flag)).length, items.length)}</p>
      {reply.panels.length > 0 && (
        <section class="rep-panels" aria-labelledby="rep-panels">
          <h3 id="rep-panels">{t.rep_panels}</h3>
          <ul>{reply.panels.map((one) => <Panel key={one.id} panel={one} />)}</ul>
        </section>
      )}
      {items.length > 0 && <section aria-labelledby="rep-items"><h3 id="rep-items">{t.rep_items}</h3><ReportTable items={items} audience={audience} /></section>}
      {(reply.unread.length > 0 || reply.lines_without_result > 0) && (
        <section class="rx-unchecked" aria-labelledby="rep-unread" data-unread={reply.unread.length}>
          <h3 id="rep-unread"><Icon name="question" />{t.rep_unread}</h3>
          {reply.unread.length > 0 && <><p class="quiet">{t.rep_unread_lead}</p><ul>{reply.unread.map((one, i) => <li key={i}><strong>{one.name} {one.value}</strong> {whyWord(one.why, t)}</li>)}</ul></>}
          {reply.lines_without_result > 0 && <p class="quiet">{t.rep_lines(reply.lines_without_result)}</p>}
        </section>
      )}
      {reply.unchecked.length > 0 && (
        <section class="rx-unchecked" aria-labelledby="rep-unchecked">
          <h3 id="rep-unchecked"><Icon name="question" />{t.rep_unchecked}</h3>
          <ul>{reply.unchecked.map((one) => <li key={one}>{one}</li>)}</ul>
        </section>
      )}
    </>
  );
}

function Panel({ panel }: { panel: LabPanel }) {
  const t = useText();
  return (
    <li class={`rep-panel rep-panel-${panel.tier}`} data-panel={panel.id}>
      {panel.tier !== 'self_care' && <TierMark tier={panel.tier} />}
      <p>{panel.text}</p>
      {panel.from.length > 0 && <p class="quiet">{t.rep_from(panel.from.join(t.list_comma))}</p>}
      <Source source={panel.source.join('; ')} passage={panel.passage} />
    </li>
  );
}
