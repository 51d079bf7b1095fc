/* Sessions.tsx - where one is logged in. */
import { useState } from 'preact/hooks';
import { endSession, getSessions } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { SessionRow } from '../people_types';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { Loaded, Notice, Trouble, useAct } from './parts';
import { agentWord, roleWord } from './words';

export function Sessions() {
  const t = useText();
  const [load, retry] = useLoad('sessions', getSessions);
  const [ended, setEnded] = useState<string[]>([]);
  const act = useAct();
  const end = async (row: SessionRow): Promise<void> => {
    if (await act.run(() => endSession(row.id)) !== undefined) setEnded([...ended, row.id]);
  };
  return (
    <section class="p-part" aria-labelledby="sessions">
      <h2 id="sessions">{t.dev_title}</h2>
      <p class="quiet">{t.dev_why}</p>
      <Notice text={ended.length > 0 ? t.dev_ended : ''} />
      <Trouble error={act.error} />
      <Loaded load={load} retry={retry}>
        {({ sessions }) => <SessionList rows={sessions.filter((row) => !ended.includes(row.id))} busy={act.busy} onEnd={(row) => void end(row)} />}
      </Loaded>
    </section>
  );
}

export function SessionList({ rows, busy, onEnd }: { rows: SessionRow[]; busy: boolean; onEnd?: (row: SessionRow) => void }) {
  const t = useText();
  const lang = useLang();
  if (rows.length === 0) return <p class="quiet">{t.dev_none}</p>;
  return (
    <ul class="p-rows">
      {rows.map((row) => (
        <li key={row.id} data-session={row.id}>
          <div>
            <p>{row.name !== undefined && <strong>{row.name} </strong>}{agentWord(row.agent) || t.dev_unknown}{row.current && <span class="tag tag-good">{t.dev_here}</span>}</p>
            <p class="quiet">{[roleWord(row.role, t), t.dev_since(clockTime(row.created_ms, lang)), t.dev_until(clockTime(row.expires_ms, lang))].join(' · ')}</p>
          </div>
          {!row.current && onEnd !== undefined && <button type="button" class="link" disabled={busy} onClick={() => onEnd(row)}>{t.dev_end}</button>}
        </li>
      ))}
    </ul>
  );
}
