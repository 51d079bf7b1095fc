/* CabinetPage.tsx - the medicines in use, what the order check says of them together, one more, one less. The check and its words are those of the
 * tools, fetched with them. */
import { useRef, useState } from 'preact/hooks';
import { addDrug, getCabinet, stopDrug } from '../api_care';
import { DRUG_UNITS, FREQUENCIES } from '../care_words';
import type { Cabinet, Drug, DrugKept, NewDrug } from '../care_types';
import { Dialog } from '../components/Dialog';
import { Icon } from '../components/Icon';
import { asApiError } from '../errors';
import { useLang, useText, type Messages } from '../i18n_care';
import { Field, Notice, useAct } from '../people/parts';
import { useLoad } from '../store';
import { styled } from '../styled';
import { dayText } from './kinds';
import { CareHead, CareLoaded, CareTrouble, named } from './parts';
import { useWho } from './who';

const useTools = () => useLoad('tools', async () => (await Promise.all([import('../tools'), styled('/tools.css')]))[0]);

export function CabinetPage() {
  const t = useText();
  const who = useWho();
  const [load, retry] = useLoad(`cabinet ${who.person}`, () => getCabinet(who.person));
  const [fresh, setFresh] = useState<Cabinet | null>(null);
  const [said, setSaid] = useState('');
  const act = useAct();
  const changed = async (words: string): Promise<void> => {
    const now = await act.run(() => getCabinet(who.person));
    if (now !== undefined) setFresh(now);
    setSaid(words);
  };
  return (
    <>
      <CareHead title={t.cpart_drugs} />
      <CareLoaded load={load} retry={retry}>
        {(first) => {
          const now = fresh ?? first;
          const active = now.drugs.filter((one) => one.state === 'active');
          const stopped = now.drugs.filter((one) => one.state !== 'active');
          return (
            <>
              <Notice text={said} />
              <CareTrouble error={act.error} />
              {active.length === 0 ? <p class="empty">{t.care_drugs_none}</p> : <ul class="p-rows care-drugs">{active.map((one) => <Row key={one.id} drug={one} onStopped={(words) => void changed(words)} />)}</ul>}
              {active.length > 0 && <section class="care-part" aria-labelledby="together"><h2 id="together">{t.care_together}</h2><Findings reply={now} active={active} /></section>}
              {who.write && <Add onKept={(words) => void changed(words)} />}
              {stopped.length > 0 && <details class="p-more"><summary>{t.care_drugs_stopped(stopped.length)}</summary><ul class="p-rows">{stopped.map((one) => <Row key={one.id} drug={one} onStopped={() => undefined} />)}</ul></details>}
            </>
          );
        }}
      </CareLoaded>
    </>
  );
}

/* 5 mg, once daily, by mouth */
function howText(drug: Drug, t: Messages): string {
  const parts = [[drug.dose, drug.unit].filter(Boolean).join(' '), drug.frequency ? named(`freq_${drug.frequency.toLowerCase()}`, drug.frequency, t) : '', drug.route ? named(`way_${drug.route}`, drug.route, t) : ''];
  const text = parts.filter(Boolean).join(t.list_between);
  return text || drug.text || '';
}

function Row({ drug, onStopped }: { drug: Drug; onStopped(words: string): void }) {
  const t = useText();
  const who = useWho();
  const act = useAct();
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState('');
  const stop = async (): Promise<void> => {
    if (await act.run(() => stopDrug(who.person, drug.id, why.trim())) === undefined) return;
    setAsking(false);
    onStopped(t.care_drug_stopped(drug.drug));
  };
  return (
    <li data-drug={drug.drug} data-state={drug.state}>
      <div>
        <p><strong>{drug.drug}</strong> {howText(drug, t)}</p>
        <p class="quiet">{[drug.from ? t.care_since(drug.from) : '', drug.until ? t.care_until(drug.until) : '', drug.origin && drug.origin !== 'typed' ? named(`origin_${drug.origin}`, drug.origin, t) : ''].filter(Boolean).join(' · ')}</p>
        {drug.known === false && drug.state === 'active' && <p class="care-unknown"><Icon name="question" />{t.care_drug_unknown}</p>}
      </div>
      {who.write && drug.state === 'active' && <button type="button" class="link" aria-label={`${t.care_drug_stop_go}: ${drug.drug}`} onClick={() => setAsking(true)}>{t.care_drug_stop_go}</button>}
      {asking && (
        <Dialog title={t.care_drug_stop_title(drug.drug)} onClose={() => setAsking(false)}>
          <form onSubmit={(event) => { event.preventDefault(); void stop(); }} noValidate>
            <p>{t.care_drug_stop_sure}</p>
            <Field word={t.care_why} value={why} onInput={setWhy} max={200} />
            <CareTrouble error={act.error} />
            <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_drug_stop_go}</button><button type="button" class="link" onClick={() => setAsking(false)}>{t.cancel}</button></p>
          </form>
        </Dialog>
      )}
    </li>
  );
}

function Findings({ reply, active }: { reply: Pick<Cabinet, 'findings' | 'unchecked'>; active: { drug: string }[] }) {
  const t = useText();
  const [load, retry] = useTools();
  if (load.at === 'failed') return <CareTrouble error={asApiError(load.error)} onRetry={retry} />;
  if (load.at === 'loading') return null;
  const { OrderFindings } = load.value;
  return <OrderFindings reply={reply} drugs={active.map((one) => one.drug)} lead={t.care_clash_lead} />;
}

/* ---- one more ---- */

const EMPTY = { drug: '', dose: '', unit: '', frequency: '', from: '' };

function Add({ onKept }: { onKept(words: string): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const [text, setText] = useState(EMPTY);
  const [remind, setRemind] = useState(false);
  const [wrong, setWrong] = useState('');
  const [clash, setClash] = useState<DrugKept | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const act = useAct();
  const set = (key: keyof typeof EMPTY) => (v: string): void => { setWrong(''); setText({ ...text, [key]: v }); };
  const send = async (confirm: boolean): Promise<void> => {
    if (text.drug.trim() === '') { setWrong(t.care_drug_missing); form.current?.querySelector('input')?.focus(); return; }
    const drug: NewDrug = { drug: text.drug.trim(), ...(remind && { remind }), ...(confirm && { confirm }), from: text.from || dayText(Date.now()) };
    for (const key of ['dose', 'unit', 'frequency'] as const) if (text[key].trim() !== '') drug[key] = text[key].trim();
    const reply = await act.run(() => addDrug(who.person, drug));
    if (reply === undefined) return;
    if (!reply.kept) { setClash(reply); return; }
    setClash(null);
    setText(EMPTY);
    setRemind(false);
    onKept(reply.alert ? t.care_drug_kept_alert(drug.drug) : t.care_drug_kept(drug.drug));
  };
  return (
    <form class="p-form p-box care-drug-add" ref={form} onSubmit={(event) => { event.preventDefault(); void send(false); }} noValidate>
      <h2>{t.care_drug_add}</h2>
      <Field id="drug-name" word={t.care_drug_name} hint={t.care_drug_name_hint} value={text.drug} onInput={set('drug')} wrong={wrong} max={120} />
      <div class="p-grid">
        <div class="p-pair">
          <div class="p-field"><label for="drug-dose">{t.care_drug_dose}</label><input id="drug-dose" type="text" inputMode="decimal" autoComplete="off" value={text.dose} onInput={(event) => set('dose')(event.currentTarget.value)} /></div>
          <div class="p-field"><label for="drug-unit">{t.care_unit}</label><input id="drug-unit" type="text" autoComplete="off" list="drug-units" value={text.unit} onInput={(event) => set('unit')(event.currentTarget.value)} /><datalist id="drug-units">{DRUG_UNITS[lang].map((one) => <option key={one} value={one} />)}</datalist></div>
        </div>
        <div class="p-field"><label for="drug-often">{t.care_drug_often}</label><input id="drug-often" type="text" autoComplete="off" list="drug-oftens" value={text.frequency} onInput={(event) => set('frequency')(event.currentTarget.value)} /><datalist id="drug-oftens">{FREQUENCIES[lang].map((one) => <option key={one} value={one} />)}</datalist></div>
        <Field id="drug-from" word={t.care_drug_from} type="date" value={text.from || dayText(Date.now())} onInput={set('from')} />
      </div>
      <label class="p-check"><input type="checkbox" checked={remind} onChange={(event) => setRemind(event.currentTarget.checked)} /><span>{t.care_drug_remind}</span></label>
      {clash === null && <CareTrouble error={act.error} />}
      <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_drug_go}</button></p>
      {clash !== null && (
        <Dialog title={t.care_clash_title(text.drug.trim())} onClose={() => setClash(null)}>
          <div data-clash><Findings reply={clash} active={[{ drug: text.drug.trim() }]} /></div>
          <p><strong>{t.care_clash_what}</strong></p>
          <CareTrouble error={act.error} />
          <p class="buttons">
            <button type="button" class="primary" autoFocus onClick={() => setClash(null)}>{t.care_clash_no}</button>
            <button type="button" class="link" disabled={act.busy} onClick={() => void send(true)}>{t.care_clash_yes}</button>
          </p>
        </Dialog>
      )}
    </form>
  );
}
