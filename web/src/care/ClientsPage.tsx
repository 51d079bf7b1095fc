/* ClientsPage.tsx - programs of others that may ask a person for the record: who may ask at all is the administrator's to say, what is given the person's. */
import { useState } from 'preact/hooks';
import { endClient, getClients, makeClient } from '../api_care';
import type { Client } from '../care_types';
import { useLang, useText } from '../i18n_care';
import { Field, Head, Loaded, Notice, Once, Sure, Trouble, useAct } from '../people/parts';
import { useLoad } from '../store';
import { dayOf } from '../time';

const SCOPES = ['launch/patient', 'patient/*.rs', 'patient/Observation.rs', 'patient/MedicationStatement.rs', 'patient/Condition.rs', 'patient/AllergyIntolerance.rs', 'patient/*.cruds', 'openid', 'fhirUser', 'offline_access'] as const;

export function ClientsPage() {
  const t = useText();
  const [fresh, setFresh] = useState(0);
  const [said, setSaid] = useState('');
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  const [load, retry] = useLoad(`clients ${fresh}`, getClients);
  const changed = (words: string): void => { setSaid(words); setFresh(fresh + 1); };
  return (
    <>
      <Head title={t.care_clients} why={t.care_clients_why} />
      <Notice text={said} />
      {made !== null && <Once why={made.secret ? t.care_client_secret : t.care_client_id} secret={made.secret || made.id} field="client" onKept={() => setMade(null)} />}
      {adding ? <Add onMade={(one) => { setAdding(false); setMade(one); changed(t.care_client_made); }} onStop={() => setAdding(false)} />
        : <p class="buttons"><button type="button" class="primary" onClick={() => setAdding(true)}>{t.care_client_add}</button></p>}
      <Loaded load={load} retry={retry}>
        {({ clients }) => (clients.length === 0 ? <p class="empty">{t.care_clients_none}</p> : <ul class="p-rows">{clients.map((one) => <Row key={one.id} client={one} onEnded={() => changed(t.care_client_ended)} />)}</ul>)}
      </Loaded>
    </>
  );
}

function Row({ client, onEnded }: { client: Client; onEnded(): void }) {
  const t = useText();
  const lang = useLang();
  const act = useAct();
  const [sure, setSure] = useState(false);
  const over = client.state !== 'active';
  const end = async (): Promise<void> => { setSure(false); if (await act.run(() => endClient(client.id)) !== undefined) onEnded(); };
  return (
    <li data-client={client.id} class={over ? 'is-over' : ''}>
      <div>
        <p><strong>{client.name}</strong>{over && <span class="tag">{t.care_client_over}</span>} <span class="quiet">{dayOf(client.created_ms, lang)}</span></p>
        <p class="quiet"><code>{client.id}</code></p>
        <p class="quiet">{client.redirects.join(' ')}</p>
        <p class="quiet">{client.scopes.join(' ')}</p>
        <Trouble error={act.error} />
      </div>
      {!over && <button type="button" class="link" disabled={act.busy} aria-label={`${t.care_client_end}: ${client.name}`} onClick={() => setSure(true)}>{t.care_client_end}</button>}
      {sure && <Sure title={t.care_client_end} text={t.care_client_end_sure(client.name)} go={t.care_client_end} danger onGo={() => void end()} onClose={() => setSure(false)} />}
    </li>
  );
}

function Add({ onMade, onStop }: { onMade(one: { id: string; secret: string }): void; onStop(): void }) {
  const t = useText();
  const act = useAct();
  const [name, setName] = useState('');
  const [redirects, setRedirects] = useState('');
  const [scopes, setScopes] = useState<string[]>(['launch/patient', 'patient/*.rs']);
  const [wrong, setWrong] = useState('');
  const send = async (): Promise<void> => {
    const list = redirects.split(/\s+/).filter(Boolean);
    const fault = name.trim() === '' ? t.care_client_no_name : list.length === 0 || !list.every((one) => URL.canParse ? URL.canParse(one) : /^[a-z][\w+.-]*:\S+$/i.test(one)) ? t.care_client_no_redirect : scopes.length === 0 ? t.care_client_no_scope : '';
    setWrong(fault);
    if (fault !== '') return;
    const made = await act.run(() => makeClient(name.trim(), list, scopes));
    if (made !== undefined) onMade({ id: made.id, secret: made.secret ?? '' });
  };
  return (
    <form class="p-form p-box" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <h2>{t.care_client_add}</h2>
      <Field id="client-name" focus word={t.care_client_name} value={name} onInput={setName} max={80} />
      <div class="p-field"><label for="client-redirects">{t.care_client_redirects}</label><textarea id="client-redirects" rows={2} spellcheck={false} value={redirects} onInput={(event) => setRedirects(event.currentTarget.value)} /></div>
      <fieldset><legend>{t.care_client_scopes}</legend><div class="p-scopes">{SCOPES.map((one) => <label key={one} class="p-check"><input type="checkbox" checked={scopes.includes(one)} onChange={(event) => setScopes(event.currentTarget.checked ? [...scopes, one] : scopes.filter((each) => each !== one))} /><span><code>{one}</code></span></label>)}</div></fieldset>
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
      <Trouble error={act.error} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_client_go}</button><button type="button" class="link" onClick={onStop}>{t.cancel}</button></p>
    </form>
  );
}
