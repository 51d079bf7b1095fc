/* Alerts.tsx - above the worklist: whose values must not wait. Nothing at all when there are none. */
import { useEffect, useState } from 'preact/hooks';
import { closeAlert, getAlerts } from '../api_care';
import type { Alert } from '../care_types';
import { Dialog } from '../components/Dialog';
import { TierMark } from '../components/Tier';
import { useText } from '../i18n_care';
import { useAct } from '../people/parts';
import { duration } from '../time';
import type { Tier } from '../types';
import { CareTrouble } from './parts';

const REFRESH_MS = 10000;
const RANK: Record<Tier, number> = { emergency: 0, urgent: 1, routine: 2, self_care: 3 };

export function Alerts() {
  const t = useText();
  const [alerts, setAlerts] = useState<Alert[]>([]);
  const [closing, setClosing] = useState<Alert | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    let alive = true;
    /* Where the list does not come, the worklist under it says so: it comes from the same place. */
    const fetchNow = (): void => { void getAlerts().then(({ alerts: fresh }) => { if (alive) setAlerts(fresh); }, () => undefined); };
    fetchNow();
    const timer = setInterval(() => { if (!document.hidden) fetchNow(); }, REFRESH_MS);
    return () => { alive = false; clearInterval(timer); };
  }, []);
  const rows = [...alerts].sort((a, b) => RANK[a.tier] - RANK[b.tier] || a.created_ms - b.created_ms);
  const closed = (alert: Alert): void => { setClosing(null); setAlerts((now) => now.filter((one) => one.id !== alert.id)); setSaid(t.care_alert_closed); };
  return (
    <>
      <p class="notice" role="status">{said}</p>
      {rows.length > 0 && (
        <section class="care-alerts" aria-labelledby="alerts" data-alerts={rows.length}>
          <h2 id="alerts">{t.care_alerts(rows.length)}</h2>
          <ol>
            {rows.map((one) => (
              <li key={one.id} data-alert={one.id} data-tier={one.tier}>
                <p class="work-top"><TierMark tier={one.tier} /><span class="quiet">{t.work_waiting(duration(one.waiting_s, t))}</span></p>
                <p class="care-alert-title">{one.title}</p>
                {one.text && <p class="quiet">{one.text}</p>}
                <p class="care-alert-do"><a href={`#/patient/${one.person}`}>{one.name || t.care_person}</a><button type="button" class="link" aria-label={`${t.care_alert_close}: ${one.title}`} onClick={() => { setSaid(''); setClosing(one); }}>{t.care_alert_close}</button></p>
              </li>
            ))}
          </ol>
        </section>
      )}
      {closing !== null && <Close alert={closing} onClosed={() => closed(closing)} onStop={() => setClosing(null)} />}
    </>
  );
}

function Close({ alert, onClosed, onStop }: { alert: Alert; onClosed(): void; onStop(): void }) {
  const t = useText();
  const act = useAct();
  const [note, setNote] = useState('');
  const [message, setMessage] = useState('');
  const [wrong, setWrong] = useState(false);
  const send = async (): Promise<void> => {
    setWrong(note.trim() === '');
    if (note.trim() === '') { document.getElementById('alert-note')?.focus(); return; }
    if (await act.run(() => closeAlert(alert.id, note.trim(), message.trim())) !== undefined) onClosed();
  };
  return (
    <Dialog title={t.care_alert_close} onClose={onStop}>
      <form onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
        <p><strong>{alert.name}</strong> {alert.title}</p>
        <div class="p-field"><label for="alert-note">{t.care_alert_note}</label><textarea id="alert-note" rows={2} autoFocus value={note} {...(wrong && { 'aria-invalid': true as const })} onInput={(event) => { setWrong(false); setNote(event.currentTarget.value); }} /></div>
        {wrong && <p class="wrong" role="alert">{t.care_alert_note_missing}</p>}
        <div class="p-field"><label for="alert-message">{t.care_alert_message}</label><textarea id="alert-message" rows={3} value={message} onInput={(event) => setMessage(event.currentTarget.value)} /></div>
        <CareTrouble error={act.error} />
        <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_alert_go}</button><button type="button" class="link" onClick={onStop}>{t.cancel}</button></p>
      </form>
    </Dialog>
  );
}
