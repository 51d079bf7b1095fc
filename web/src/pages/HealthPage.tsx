/* HealthPage.tsx - what is loaded, what was refused, which version answers. */
import { getHealth } from '../api';
import { ErrorNote, Loading } from '../components/ErrorNote';
import { Icon } from '../components/Icon';
import { stateWord } from '../components/Why';
import { asApiError } from '../errors';
import { useLang, useText } from '../i18n';
import { useLoad } from '../store';
import { duration } from '../time';
import type { Health } from '../types';

export function HealthPage() {
  const t = useText();
  const [load, retry] = useLoad('health', getHealth);
  return (
    <>
      <h1>{t.health_title}</h1>
      {load.at === 'loading' && <Loading />}
      {load.at === 'failed' && <ErrorNote error={asApiError(load.error)} onRetry={retry} />}
      {load.at === 'ready' && <Report health={load.value} />}
    </>
  );
}

function Report({ health }: { health: Health }) {
  const t = useText();
  const lang = useLang();
  const { edition } = health;
  const note = lang === 'zh' ? edition.note_zh : edition.note_en;
  return (
    <>
      <p class={`health health-${health.status}`} data-health={health.status}><Icon name={health.status === 'ok' ? 'check' : 'alert'} />{health.status === 'ok' ? t.health_ok : t.health_degraded}</p>
      <dl class="meta">
        <div><dt>{t.health_version}</dt><dd>{health.version}</dd></div>
        <div><dt>{t.health_uptime}</dt><dd>{duration(health.uptime_s, t)}</dd></div>
        <div><dt>{t.health_model}</dt><dd>{health.model === 'composer' ? t.health_composer : health.model}</dd></div>
        <div><dt>{t.health_store}</dt><dd>{health.store === 'ok' ? t.health_ok : health.store}</dd></div>
        <div><dt>{t.health_edition}</dt><dd>
          {lang === 'zh' ? edition.title_zh : edition.title_en} {edition.version} <span class="tag tag-warn">{stateWord(edition.state, t.state_unreviewed)}</span>
          <br />{t.health_loaded(edition.cards, edition.passages)}
          {note && <><br /><span class="quiet">{note}</span></>}
        </dd></div>
      </dl>
      <h2>{t.health_refused}</h2>
      <Refused rows={edition.refused} />
    </>
  );
}

function Refused({ rows }: { rows: Health['edition']['refused'] }) {
  const t = useText();
  if (rows.length === 0) return <p>{t.health_refused_none}</p>;
  return (
    <>
      <p class="quiet">{t.health_refused_note}</p>
      <table class="refused">
        <thead><tr><th scope="col">{t.health_file}</th><th scope="col">{t.health_reason}</th></tr></thead>
        <tbody>{rows.map((row, i) => <tr key={i}><td><code>{row.file}:{row.line}</code></td><td>{row.why}</td></tr>)}</tbody>
      </table>
    </>
  );
}
