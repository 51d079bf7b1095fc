/* DiaryPage.tsx - how the day was, in one's own words. What sounds urgent is answered before anything else. */
import { useRef, useState } from 'preact/hooks';
import { addDiary, deleteEntry, getDiary } from '../api_care';
import type { DiaryEntry, DiaryKept } from '../care_types';
import { Choice } from '../components/Choice';
import { Icon } from '../components/Icon';
import { Tier } from '../components/Tier';
import { useLang, useText } from '../i18n_care';
import { Notice, Sure, useAct } from '../people/parts';
import { useLoad } from '../store';
import { clockTime } from '../time';
import { CareHead, CareLoaded, CareTrouble, named } from './parts';
import { useWho } from './who';

const MOODS = ['1', '2', '3', '4', '5'] as const;
const PAGE = 30;

export function DiaryPage() {
  const t = useText();
  const who = useWho();
  const [fresh, setFresh] = useState(0);
  const [load, retry] = useLoad(`diary ${who.person} ${fresh}`, () => getDiary(who.person));
  return (
    <>
      <CareHead title={t.cpart_diary} />
      {who.write && <Write onKept={() => setFresh(fresh + 1)} />}
      <CareLoaded load={load} retry={retry}>{({ entries }) => <Entries entries={entries} onGone={() => setFresh(fresh + 1)} />}</CareLoaded>
    </>
  );
}

function Write({ onKept }: { onKept(): void }) {
  const t = useText();
  const who = useWho();
  const [text, setText] = useState('');
  const [mood, setMood] = useState<string | undefined>(undefined);
  const [kept, setKept] = useState<DiaryKept | null>(null);
  const [wrong, setWrong] = useState(false);
  const answer = useRef<HTMLDivElement>(null);
  const act = useAct();
  const send = async (): Promise<void> => {
    setWrong(text.trim() === '');
    if (text.trim() === '') { document.getElementById('diary-text')?.focus(); return; }
    const reply = await act.run(() => addDiary(who.person, text.trim(), mood === undefined ? null : Number(mood)));
    if (reply === undefined) return;
    setKept(reply);
    setText('');
    setMood(undefined);
    onKept();
    if (reply.tier !== null && reply.tier !== 'self_care') setTimeout(() => answer.current?.focus(), 0);
  };
  const urgent = kept !== null && kept.tier !== null && kept.tier !== 'self_care';
  return (
    <form class="p-form care-diary" onSubmit={(event) => { event.preventDefault(); void send(); }} noValidate>
      {urgent && kept.tier !== null && <div ref={answer} tabIndex={-1} role="alert" class="care-advice" data-advice={kept.tier}><Tier tier={kept.tier} crisis={kept.crisis} text={kept.headline} todo={kept.act} /></div>}
      <div class="p-field">
        <label for="diary-text">{t.care_diary_text}</label>
        <textarea id="diary-text" rows={4} maxLength={4000} value={text} {...(wrong && { 'aria-invalid': true as const, 'aria-errormessage': 'diary-wrong' })} onInput={(event) => { setWrong(false); setText(event.currentTarget.value); }} />
        {wrong && <p class="wrong" id="diary-wrong" role="alert">{t.care_diary_missing}</p>}
      </div>
      <Choice word={t.care_mood} options={MOODS.map((one): [string, string] => [one, t[`mood_${one}`]])} value={mood} onChange={setMood} />
      <CareTrouble error={act.error} />
      <Notice text={kept !== null ? t.care_diary_kept : ''} />
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_diary_go}</button></p>
    </form>
  );
}

function Entries({ entries, onGone }: { entries: DiaryEntry[]; onGone(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const act = useAct();
  const [most, setMost] = useState(PAGE);
  const [leaving, setLeaving] = useState<DiaryEntry | null>(null);
  if (entries.length === 0) return <p class="empty">{t.care_diary_none}</p>;
  const drop = async (entry: DiaryEntry): Promise<void> => {
    setLeaving(null);
    if (await act.run(() => deleteEntry(who.person, 'Observation', entry.id)) !== undefined) onGone();
  };
  return (
    <>
      <CareTrouble error={act.error} />
      <ol class="care-entries">
        {entries.slice(0, most).map((one) => (
          <li key={one.id}>
            <p class="care-under"><span class="quiet"><time dateTime={new Date(one.at_ms).toISOString()}>{clockTime(one.at_ms, lang)}</time>{one.mood ? ` · ${named(`mood_${one.mood}`, String(one.mood), t)}` : ''}</span>
              {who.write && <button type="button" class="plain" aria-label={`${t.care_delete}: ${clockTime(one.at_ms, lang)}`} onClick={() => setLeaving(one)}><Icon name="close" /></button>}</p>
            <p class="care-said">{one.text}</p>
          </li>
        ))}
      </ol>
      {entries.length > most && <p><button type="button" class="secondary" onClick={() => setMost(most + PAGE)}>{t.show_more}</button></p>}
      {leaving !== null && <Sure title={t.care_delete_title} text={t.care_delete_sure([...leaving.text].slice(0, 40).join(''))} go={t.care_delete} danger onGo={() => void drop(leaving)} onClose={() => setLeaving(null)} />}
    </>
  );
}
