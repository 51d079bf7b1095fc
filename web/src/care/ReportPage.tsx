/* ReportPage.tsx - a report photographed: the picture, what was read from it beside it, and a look at each line that is not sure before anything is
 * kept. The picture is drawn on a canvas and stays on this device, but for the one request that reads it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { keepReport, readPhoto } from '../api_care';
import type { Doubt, Reading, ReportItem } from '../care_types';
import { Icon } from '../components/Icon';
import { asApiError, isAbort, type ApiError } from '../errors';
import { useLang, useText } from '../i18n_care';
import { Field, useAct } from '../people/parts';
import { unitText } from '../care_words';
import { CareHead, CareTrouble, named, QuestionCard } from './parts';
import { at, useWho } from './who';

const MOST_BYTES = 8 * 1024 * 1024;
const MOST_SIDE = 3200;   /* px: print stays readable, and an old phone is not made to send 20 MB */

interface Photo { blob: Blob; bitmap: ImageBitmap }
interface Line extends ReportItem { key: number; seen: boolean; keep: boolean }

/* As it is when that can be sent; smaller, and then always as JPEG, when not. The camera's turn is undone either way by the browser. */
async function photoOf(file: File): Promise<Photo> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const sendable = (file.type === 'image/jpeg' || file.type === 'image/png') && file.size <= MOST_BYTES && Math.max(bitmap.width, bitmap.height) <= MOST_SIDE;
  if (sendable) return { blob: file, bitmap };
  const scale = Math.min(1, MOST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
  if (blob === null || blob.size > MOST_BYTES) throw new Error('size');
  return { blob, bitmap: await createImageBitmap(blob) };
}

export function ReportPage() {
  const t = useText();
  const who = useWho();
  const [photo, setPhoto] = useState<Photo | null>(null);
  const [part, setPart] = useState(0);
  const [busy, setBusy] = useState(false);
  const [unread, setUnread] = useState('');
  const [error, setError] = useState<ApiError | null>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const [kept, setKept] = useState<number | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const read = async (one: Photo): Promise<void> => {
    abort.current = new AbortController();
    setBusy(true);
    setError(null);
    setPart(0);
    try { setReading(await readPhoto(who.person, one.blob, setPart, abort.current.signal)); }
    catch (problem) { if (!isAbort(problem)) setError(asApiError(problem)); }
    finally { setBusy(false); }
  };
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    setUnread('');
    setReading(null);
    setKept(null);
    const one = await photoOf(file).catch(() => null);
    setPhoto(one);
    if (one === null) setUnread(t.care_photo_unread);
    else await read(one);
  };
  const again = (): void => { abort.current?.abort(); setPhoto(null); setReading(null); setError(null); setKept(null); };

  if (kept !== null) {
    return (
      <>
        <CareHead title={t.cpart_report} />
        <div class="p-note" role="status" data-kept={kept}><p><strong>{t.care_report_kept(kept)}</strong></p><p class="buttons"><a href={at(who, 'timeline')}>{t.cpart_timeline}</a><button type="button" class="secondary" onClick={again}>{t.care_photo_another}</button></p></div>
      </>
    );
  }
  return (
    <>
      <CareHead title={t.cpart_report} why={t.care_photo_how} />
      {photo === null && (
        <div class="care-take">
          <label class="primary" for="photo-take">{t.care_photo_take}</label>
          <input id="photo-take" class="visually-hidden" type="file" accept="image/*" capture="environment" onChange={(event) => void take(event.currentTarget.files?.[0])} />
          <label class="secondary" for="photo-choose">{t.care_photo_choose}</label>
          <input id="photo-choose" class="visually-hidden" type="file" accept="image/jpeg,image/png,image/webp" onChange={(event) => void take(event.currentTarget.files?.[0])} />
          {unread !== '' && <p class="wrong" role="alert">{unread}</p>}
        </div>
      )}
      {busy && (
        <div class="care-progress" role="status">
          <p>{part < 1 ? t.care_photo_sending(Math.round(part * 100)) : t.care_photo_reading}</p>
          <progress max={1} {...(part < 1 && { value: part })} aria-label={t.cpart_report} />
          <p><button type="button" class="link" onClick={again}>{t.stop}</button></p>
        </div>
      )}
      {error !== null && photo !== null && <><CareTrouble error={error} onRetry={() => void read(photo)} /><p>{t.care_photo_byhand} <a href="#/report">{t.nav_tools}</a></p><p><button type="button" class="link" onClick={again}>{t.care_photo_another}</button></p></>}
      {reading !== null && photo !== null && (reading.items.length === 0
        ? <div class="p-note" data-nothing><p><strong>{t.care_photo_nothing}</strong></p><p>{t.care_photo_better}</p><p class="buttons"><button type="button" class="secondary" onClick={again}>{t.care_photo_another}</button></p></div>
        : <Check reading={reading} photo={photo} onKept={setKept} onAgain={again} />)}
    </>
  );
}

/* ---- picture and lines side by side ---- */

function Check({ reading, photo, onKept, onAgain }: { reading: Reading; photo: Photo; onKept(n: number): void; onAgain(): void }) {
  const t = useText();
  const who = useWho();
  const act = useAct();
  const [lines, setLines] = useState<Line[]>(() => reading.items.map((one, key) => ({ ...one, key, seen: one.sure, keep: true })));
  const [title, setTitle] = useState(t.care_report_title_default);
  const [date, setDate] = useState(reading.date ?? '');
  const [here, setHere] = useState<number | null>(null);
  const [wrong, setWrong] = useState('');
  const [questions, setQuestions] = useState<Doubt[]>([]);
  const change = (key: number, patch: Partial<Line>): void => { setWrong(''); setQuestions([]); setLines((now) => now.map((one) => (one.key === key ? { ...one, ...patch } : one))); };
  const open = lines.filter((one) => one.keep && !one.seen);

  const send = async (confirm: boolean): Promise<void> => {
    const taken = lines.filter((one) => one.keep);
    const bare = taken.find((one) => one.name.trim() === '' || one.value.trim() === '');
    const fault = bare !== undefined ? t.care_report_bare : open.length > 0 ? t.care_report_unseen(open.length) : taken.length === 0 ? t.care_report_empty : date === '' ? t.care_report_no_date : '';
    setWrong(fault);
    if (fault !== '') {
      if (bare !== undefined) document.getElementById(`value-${bare.key}`)?.focus();
      else if (open[0] !== undefined) document.getElementById(`value-${open[0].key}`)?.focus();
      else if (date === '') document.getElementById('report-date')?.focus();
      return;
    }
    const reply = await act.run(() => keepReport(who.person, {
      date, title: title.trim(), ...(confirm && { confirm }),
      items: taken.map((one) => ({ name: one.name.trim(), value: one.value.trim(), unit: one.unit ?? '', range: one.range ?? '', seen: one.seen })),
    }));
    if (reply === undefined) return;
    if (reply.questions.length > 0 && reply.kept === 0) { setQuestions(reply.questions); return; }
    onKept(reply.kept);
  };

  return (
    <form class="report-check" onSubmit={(event) => { event.preventDefault(); void send(false); }} noValidate>
      <Picture photo={photo} reading={reading} lines={lines} here={here} onChoose={(key) => { setHere(key); document.getElementById(`value-${key}`)?.focus(); }} />
      <div class="report-lines">
        <p role="status" data-open={open.length}>{open.length === 0 ? t.care_report_all_seen : t.care_report_look(open.length)}</p>
        <div class="p-pair">
          <Field id="report-title" word={t.care_report_title} value={title} onInput={setTitle} max={80} />
          <Field id="report-date" word={t.care_report_date} type="date" value={date} onInput={(v) => { setWrong(''); setDate(v); }} />
        </div>
        <ol>{lines.map((one) => <Item key={one.key} line={one} here={here === one.key} onHere={() => setHere(one.key)} onChange={(patch) => change(one.key, patch)} />)}</ol>
        {reading.unread > 0 && <p class="quiet">{t.care_report_unknown(reading.unread)}</p>}
        {reading.other.length > 0 && (
          <details class="care-more"><summary>{t.care_report_other(reading.other.length)}</summary><ul class="p-plain">{reading.other.map((one, i) => <li key={i}>{one}</li>)}</ul></details>
        )}
        {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
        <CareTrouble error={act.error} />
        {questions.length > 0 && <QuestionCard value={title} questions={questions} busy={act.busy} onYes={() => void send(true)} onChange={() => setQuestions([])} />}
        {questions.length === 0 && <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_report_keep(lines.filter((one) => one.keep).length)}</button><button type="button" class="link" onClick={onAgain}>{t.care_photo_another}</button></p>}
      </div>
    </form>
  );
}

function Picture({ photo, reading, lines, here, onChoose }: { photo: Photo; reading: Reading; lines: Line[]; here: number | null; onChoose(key: number): void }) {
  const t = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [near, setNear] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const width = reading.width || photo.bitmap.width;
  const height = reading.height || photo.bitmap.height;
  useEffect(() => {
    const sheet = canvas.current;
    if (sheet === null) return;
    sheet.width = photo.bitmap.width;
    sheet.height = photo.bitmap.height;
    sheet.getContext('2d')?.drawImage(photo.bitmap, 0, 0);
  }, [photo]);
  /* The line being looked at is brought into the frame. */
  useEffect(() => {
    const box = frame.current;
    const at_ = lines.find((one) => one.key === here)?.box;
    if (box === null || !at_) return;
    box.scrollTo({ left: (at_[0] / width) * box.scrollWidth - 12, top: ((at_[1] + at_[3] / 2) / height) * box.scrollHeight - box.clientHeight / 2 });
  }, [here, near]);
  return (
    <div class="report-picture">
      <div class={near ? 'report-frame is-near' : 'report-frame'} ref={frame} tabIndex={0} role="group" aria-label={t.care_photo_label}>
        <div class="report-sheet">
          <canvas ref={canvas} role="img" aria-label={t.care_photo_label} />
          <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
            {lines.map((one) => one.box && <rect key={one.key} x={one.box[0]} y={one.box[1]} width={one.box[2]} height={one.box[3]} class={`${one.seen ? 'is-seen' : 'is-unsure'}${here === one.key ? ' is-here' : ''}`} onClick={() => onChoose(one.key)} />)}
          </svg>
        </div>
      </div>
      <p><button type="button" class="link" aria-pressed={near} onClick={() => setNear(!near)}>{near ? t.care_photo_far : t.care_photo_near}</button></p>
    </div>
  );
}

function Item({ line, here, onHere, onChange }: { line: Line; here: boolean; onHere(): void; onChange(patch: Partial<Line>): void }) {
  const t = useText();
  const lang = useLang();
  const name = line.name || t.care_report_unnamed;
  return (
    <li class={`report-item${line.keep ? '' : ' is-out'}${here ? ' is-here' : ''}`} data-item={line.name} data-seen={line.seen} onFocusCapture={onHere}>
      <div class="report-row">
        <label class="cell"><span class="visually-hidden">{t.care_report_name}</span><input type="text" value={line.name} onInput={(event) => onChange({ name: event.currentTarget.value, seen: true })} /></label>
        <label class="cell"><span class="visually-hidden">{`${name}: ${t.care_report_value}`}</span><input id={`value-${line.key}`} type="text" value={line.value} onInput={(event) => onChange({ value: event.currentTarget.value, seen: true })} /></label>
        {line.sure ? <span class="quiet">{unitText(line.unit ?? '', lang)} {line.range && `(${line.range})`}</span> : (
          <span class="report-more">
            <label class="cell"><span class="visually-hidden">{`${name}: ${t.care_unit}`}</span><input type="text" placeholder={t.care_unit} value={line.unit ?? ''} onInput={(event) => onChange({ unit: event.currentTarget.value, seen: true })} /></label>
            <label class="cell"><span class="visually-hidden">{`${name}: ${t.care_report_range}`}</span><input type="text" placeholder={t.care_report_range} value={line.range ?? ''} onInput={(event) => onChange({ range: event.currentTarget.value, seen: true })} /></label>
          </span>
        )}
        <button type="button" class="plain" aria-label={line.keep ? t.care_report_drop(name) : t.care_report_take(name)} onClick={() => onChange({ keep: !line.keep })}><Icon name={line.keep ? 'close' : 'check'} /></button>
      </div>
      {line.keep && !line.seen && (
        <p class="report-unsure"><Icon name="question" /><span>{t.care_report_unsure}{(line.why_unsure ?? []).length > 0 && ` (${(line.why_unsure ?? []).map((one) => named(`doubt_${one}`, one, t)).join(t.list_between)})`}</span>
          <button type="button" class="secondary" aria-label={`${t.care_report_right}: ${name} ${line.value}`} onClick={() => onChange({ seen: true })}>{t.care_report_right}</button></p>
      )}
    </li>
  );
}

