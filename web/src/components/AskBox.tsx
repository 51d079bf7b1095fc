/* AskBox.tsx - where a question is written. What is typed survives a failure, an offline spell and a reload. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useText } from '../i18n';
import { session } from '../session';
import { useStore } from '../store';
import { ask, setDraft, setFacts, thread } from '../thread';
import { FACTS, FactField } from './Facts';
import { Icon } from './Icon';

const MOST_ROWS = 8;

export function AskBox({ more }: { more: boolean }) {
  const t = useText();
  const draft = useStore(thread, (now) => now.draft);
  const busy = useStore(thread, (now) => now.turns.some((turn) => turn.phase === 'waiting'));
  const online = useStore(session, (now) => now.online);
  const box = useRef<HTMLTextAreaElement>(null);

  const least = more ? 1 : 2;
  useEffect(() => { fit(box.current, least); }, [draft, least]);

  const send = (): void => { if (!busy && draft.trim() !== '') void ask(draft); };
  return (
    <form class="ask-box" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <label for="question" class="visually-hidden">{t.ask_label}</label>
      <div class="ask-line">
        <textarea
          id="question" ref={box} rows={least} value={draft} placeholder={more ? t.ask_more : t.ask_placeholder}
          aria-describedby="ask-hint" enterkeyhint="send"
          onInput={(event) => setDraft(event.currentTarget.value)}
          onKeyDown={(event) => {
            /* Enter while an input method is composing chooses a word; it must not send. */
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="primary send" disabled={busy || draft.trim() === ''} aria-label={t.ask_send}><Icon name="send" /></button>
      </div>
      <div class="ask-under">
        {!more && <WhoFor />}
        <p id="ask-hint" class={online ? 'quiet hint hint-keys' : 'quiet hint'}>{online ? t.ask_hint : t.offline_bar}</p>
      </div>
      {!more && <Kept />}
    </form>
  );
}

/* What a visitor agrees to by asking stands here, before the question is sent. */
function Kept() {
  const t = useText();
  const visitor = useStore(session, (now) => now.me !== null && now.me.account === null);
  return visitor ? <p class="quiet kept">{t.ask_kept} <a href="#/me/consents">{t.ask_kept_more}</a></p> : null;
}

function WhoFor() {
  const t = useText();
  const facts = useStore(thread, (now) => now.facts);
  const [open, setOpen] = useState(false);
  return (
    <details class="who-for" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.facts_add}</summary>
      {open && (
        <>
          <div class="fields">{FACTS.map((name) => <FactField key={name} name={name} facts={facts} onChange={setFacts} />)}</div>
          <p class="quiet">{t.facts_note}</p>
        </>
      )}
    </details>
  );
}

function fit(area: HTMLTextAreaElement | null, least: number): void {
  if (area === null) return;
  const lines = area.value.split('\n').length + Math.floor(area.value.length / 30);
  area.rows = Math.min(MOST_ROWS, Math.max(least, lines));
}
