/* HoldsPage.tsx - legal holds: set with a basis, released after a question. */
import { useState } from 'preact/hooks';
import { getHolds, releaseHold, setHold } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { Hold } from '../people_types';
import { useLoad } from '../store';
import { Field, Head, Loaded, Notice, Sure, Trouble, useAct } from './parts';
import { dayOf } from './words';

export function HoldsPage() {
  const t = useText();
  const lang = useLang();
  const [load, retry] = useLoad('holds', getHolds);
  const [said, setSaid] = useState('');
  const [leaving, setLeaving] = useState<Hold | null>(null);
  const act = useAct();
  const done = (): void => { setSaid(t.saved); retry(); };
  const release = async (hold: Hold): Promise<void> => {
    setLeaving(null);
    if (await act.run(() => releaseHold(hold.person, hold.id)) !== undefined) done();
  };
  return (
    <>
      <Head title={t.office_holds} why={t.hold_why} />
      <Notice text={said} />
      <Trouble error={act.error} />
      <Loaded load={load} retry={retry}>
        {({ holds }) => (holds.length === 0 ? <p class="empty">{t.hold_none}</p> : (
          <ul class="p-rows">
            {holds.map((one) => (
              <li key={one.id} data-hold={one.id} class={one.released_ms > 0 ? 'is-over' : ''}>
                <div>
                  <p><code>{one.person}</code></p>
                  <p>{one.reason}</p>
                  <p class="quiet">{t.hold_by(one.set_by_name, dayOf(one.set_ms, lang))}{one.released_ms > 0 && ` · ${t.hold_released(dayOf(one.released_ms, lang))}`}</p>
                </div>
                {one.released_ms === 0 && <button type="button" class="link" disabled={act.busy} onClick={() => setLeaving(one)}>{t.hold_release}</button>}
              </li>
            ))}
          </ul>
        ))}
      </Loaded>
      {load.at === 'ready' && <NewHold onDone={done} />}
      {leaving !== null && <Sure title={t.hold_release} text={t.hold_release_sure} go={t.hold_release} danger onGo={() => void release(leaving)} onClose={() => setLeaving(null)} />}
    </>
  );
}

function NewHold({ onDone }: { onDone(): void }) {
  const t = useText();
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const send = async (): Promise<void> => {
    const good = /^[A-Za-z0-9_-]{1,64}$/.test(person.trim()) && reason.trim() !== '';
    setWrong(good ? '' : t.hold_missing);
    if (!good || await act.run(() => setHold(person.trim(), reason.trim())) === undefined) return;
    setPerson('');
    setReason('');
    onDone();
  };
  return (
    <form class="p-form p-part" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <h2>{t.hold_set}</h2>
      <Field id="hold-person" word={t.hold_person} value={person} onInput={setPerson} max={64} />
      <Field id="hold-reason" word={t.hold_reason} value={reason} onInput={setReason} />
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
      <Trouble error={act.error} />
      <p class="buttons"><button type="submit" class="secondary" disabled={act.busy}>{t.hold_go}</button></p>
    </form>
  );
}
