/* Csv.tsx - readings from another program, a line each; what was not taken is said line by line. */
import { useState } from 'preact/hooks';
import { addCsv } from '../api_care';
import type { CsvKept, MeasureKind } from '../care_types';
import { useLang, useText } from '../i18n_care';
import { Select, useAct } from '../people/parts';
import { KIND_NAMES } from './kinds';
import { CareTrouble } from './parts';
import { useWho } from './who';

const byLine = <T extends { line: number }>(rows: T[]): T[] => [...rows].sort((a, b) => a.line - b.line);

export function Csv({ onKept }: { onKept(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const [kind, setKind] = useState<MeasureKind | ''>('');
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [done, setDone] = useState<CsvKept | null>(null);
  const act = useAct();

  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setDone(null);
    setName(file.name);
    setText(await file.text());
  };
  const send = async (confirm: boolean): Promise<void> => {
    const reply = await act.run(() => addCsv(who.person, text, kind, confirm));
    if (reply === undefined) return;
    setDone(reply);
    if (reply.kept > 0) onKept();
  };
  const why = (one: { why_zh: string; why_en: string }): string => (lang === 'zh' ? one.why_zh : one.why_en);

  return (
    <details class="p-more" data-csv>
      <summary>{t.care_csv}</summary>
      <form class="p-form" onSubmit={(event) => { event.preventDefault(); void send(false); }} noValidate>
        <p class="quiet">{t.care_csv_how}</p>
        <Select word={t.care_csv_kind} value={kind} options={[['', t.care_csv_kind_in], ...KIND_NAMES.map((one): [string, string] => [one, t[`mkind_${one}`]])]} onChange={(v) => setKind(v as MeasureKind | '')} />
        <div class="p-field">
          <label for="csv-file">{t.care_csv_file}</label>
          <input id="csv-file" type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void take(event.currentTarget.files?.[0])} />
        </div>
        <div class="p-field">
          <label for="csv-text">{t.care_csv_text}</label>
          <textarea id="csv-text" rows={4} spellcheck={false} value={text} onInput={(event) => { setText(event.currentTarget.value); setDone(null); }} />
        </div>
        <CareTrouble error={act.error} />
        <p class="buttons"><button type="submit" class="secondary" disabled={act.busy || text.trim() === ''}>{t.care_csv_go}</button></p>
      </form>
      {done !== null && (
        <div role="status" class="csv-done" data-kept={done.kept} data-refused={done.refused_n}>
          <p><strong>{t.care_csv_done(done.kept, done.same)}</strong>{name && <span class="quiet"> {name}</span>}</p>
          {done.refused.length > 0 && <><h3>{t.care_csv_refused(done.refused_n)}</h3><ul class="csv-lines">{byLine(done.refused).map((one) => <li key={one.line}><span class="csv-line">{t.care_csv_line(one.line)}</span> {why(one)}</li>)}</ul></>}
          {done.questioned.length > 0 && (
            <>
              <h3>{t.care_csv_questioned(done.questioned_n)}</h3>
              <ul class="csv-lines">{byLine(done.questioned).map((one, i) => <li key={i}><span class="csv-line">{t.care_csv_line(one.line)}</span> {why(one)}</li>)}</ul>
              <p class="buttons"><button type="button" class="secondary" disabled={act.busy} onClick={() => void send(true)}>{t.care_csv_confirm}</button></p>
            </>
          )}
        </div>
      )}
    </details>
  );
}
