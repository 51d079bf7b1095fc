/* Tokens.tsx - tokens for programs: limited to what was chosen, shown once, revoked at once. */
import { useState } from 'preact/hooks';
import { getTokens, makeToken, revokeToken } from '../api_people';
import { useLang, useText } from '../i18n_people';
import type { TokenRow } from '../people_types';
import { useLoad } from '../store';
import { Field, Loaded, Once, Trouble, useAct } from './parts';
import { dayOf, useActionWord } from './words';

const MOST_DAYS = 365;

export function Tokens() {
  const t = useText();
  const [load, retry] = useLoad('tokens', getTokens);
  const [making, setMaking] = useState(false);
  const [fresh, setFresh] = useState('');
  const act = useAct();
  const revoke = async (row: TokenRow): Promise<void> => { if (await act.run(() => revokeToken(row.id)) !== undefined) retry(); };
  return (
    <section class="p-part" aria-labelledby="tokens">
      <h2 id="tokens">{t.tok_title}</h2>
      <p class="quiet">{t.tok_why}</p>
      {fresh !== '' && <Once why={t.tok_once} secret={fresh} field="token" onKept={() => setFresh('')} />}
      <Trouble error={act.error} />
      <Loaded load={load} retry={retry}>
        {({ tokens, scopes }) => (
          <>
            <TokenList rows={tokens} busy={act.busy} onRevoke={(row) => void revoke(row)} />
            {making ? <Make scopes={scopes} onMade={(token) => { setFresh(token); setMaking(false); retry(); }} onStop={() => setMaking(false)} />
              : scopes.length > 0 && <p><button type="button" class="secondary" onClick={() => setMaking(true)}>{t.tok_make}</button></p>}
          </>
        )}
      </Loaded>
    </section>
  );
}

export function TokenList({ rows, busy, onRevoke }: { rows: TokenRow[]; busy: boolean; onRevoke?: (row: TokenRow) => void }) {
  const t = useText();
  const lang = useLang();
  if (rows.length === 0) return <p class="quiet">{t.tok_none}</p>;
  return (
    <ul class="p-rows">
      {rows.map((row) => {
        const over = row.revoked_ms > 0 || row.expires_ms <= Date.now();
        return (
          <li key={row.id} data-token={row.id} class={over ? 'is-over' : ''}>
            <div>
              <p><strong>{row.name}</strong>{row.owner && ` · ${row.owner}`}</p>
              <p class="quiet">{row.scopes.map((one) => <code key={one}>{one} </code>)}</p>
              <p class="quiet">{row.revoked_ms > 0 ? t.tok_revoked(dayOf(row.revoked_ms, lang)) : over ? t.tok_expired : t.tok_until(dayOf(row.expires_ms, lang))}</p>
            </div>
            {!over && onRevoke !== undefined && <button type="button" class="link" disabled={busy} onClick={() => onRevoke(row)}>{t.tok_revoke}</button>}
          </li>
        );
      })}
    </ul>
  );
}

function Make({ scopes, onMade, onStop }: { scopes: string[]; onMade(token: string): void; onStop(): void }) {
  const t = useText();
  const word = useActionWord(useLang());
  const [name, setName] = useState('');
  const [days, setDays] = useState('30');
  const [chosen, setChosen] = useState<string[]>([]);
  const [wrong, setWrong] = useState('');
  const act = useAct();
  const send = async (): Promise<void> => {
    const count = Number(days);
    const good = name.trim() !== '' && chosen.length > 0 && Number.isInteger(count) && count >= 1 && count <= MOST_DAYS;
    setWrong(good ? '' : t.tok_missing);
    if (!good) return;
    const made = await act.run(() => makeToken(name.trim(), chosen, count));
    if (made !== undefined) onMade(made.token);
  };
  return (
    <form class="p-form p-box" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      <Field id="token-name" focus word={t.tok_name} value={name} onInput={setName} max={60} />
      <Field id="token-days" word={t.tok_days} mode="numeric" value={days} onInput={setDays} max={3} />
      <fieldset>
        <legend>{t.tok_scopes}</legend>
        <div class="p-scopes">
          {scopes.map((one) => (
            <label key={one} class="p-check"><input type="checkbox" checked={chosen.includes(one)} onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, one] : chosen.filter((other) => other !== one))} /><span>{word(one) !== one && `${word(one)} `}<code>{one}</code></span></label>
          ))}
        </div>
      </fieldset>
      {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
      <Trouble error={act.error} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.tok_go}</button><button type="button" class="link" onClick={onStop}>{t.cancel}</button></p>
    </form>
  );
}
