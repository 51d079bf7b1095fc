/* PlansPage.tsx - plans of care: those one follows, with targets, what to do next and when to stop; those that fit. */
import { useState } from 'preact/hooks';
import { endPlan, getKnownPlans, getPlans, startPlan } from '../api_care';
import { isFollowed } from '../care_types';
import type { KnownPlan, Plan, Plans, Target } from '../care_types';
import { Choice } from '../components/Choice';
import { Dialog } from '../components/Dialog';
import { Icon } from '../components/Icon';
import { useLang, useText, type Messages } from '../i18n_care';
import { Field, Notice, useAct } from '../people/parts';
import { useLoad } from '../store';
import { shortDay } from '../time';
import { unitText } from '../care_words';
import { CareHead, CareLoaded, CareTrouble, named, SourceLine } from './parts';
import { useWho } from './who';

interface Both { own: Plans; known: KnownPlan[] }

export function PlansPage() {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const load_ = async (): Promise<Both> => { const [own, known] = await Promise.all([getPlans(who.person), getKnownPlans()]); return { own, known: known.plans }; };
  const [load, retry] = useLoad(`plans ${who.person} ${lang}`, load_);
  const [fresh, setFresh] = useState<{ of: string; value: Both } | null>(null);
  const [said, setSaid] = useState('');
  const act = useAct();
  const changed = async (words: string): Promise<void> => {
    const value = await act.run(load_);
    if (value !== undefined) setFresh({ of: lang, value });
    setSaid(words);
  };
  return (
    <>
      <CareHead title={t.cpart_plans} />
      <CareLoaded load={load} retry={retry}>
        {(first) => {
          const { own, known } = fresh?.of === lang ? fresh.value : first;
          const active = own.plans.filter(isFollowed);
          const ended = own.plans.filter((one) => !isFollowed(one));
          const fits = known.filter((one) => own.fits.includes(one.id) && !active.some((mine) => mine.plan === one.id));
          const others = known.filter((one) => !fits.includes(one) && !active.some((mine) => mine.plan === one.id));
          return (
            <>
              <Notice text={said} />
              <CareTrouble error={act.error} />
              {active.map((one) => <Following key={one.id} plan={one} onEnded={() => void changed(t.care_plan_ended)} />)}
              {active.length === 0 && <p class="empty">{t.care_plans_none}</p>}
              {who.write && fits.length > 0 && <section class="p-part" aria-labelledby="fits"><h2 id="fits">{t.care_plans_fit}</h2>{fits.map((one) => <Known key={one.id} plan={one} onStarted={() => void changed(t.care_plan_started)} />)}</section>}
              {who.write && others.length > 0 && <details class="p-more"><summary>{t.care_plans_others(others.length)}</summary>{others.map((one) => <Known key={one.id} plan={one} onStarted={() => void changed(t.care_plan_started)} />)}</details>}
              {ended.length > 0 && <details class="p-more"><summary>{t.care_plans_ended(ended.length)}</summary><ul class="p-plain">{ended.map((one) => <li key={one.id}>{one.title} <span class="quiet">{t.care_span(one.since, one.until ?? '')}</span></li>)}</ul></details>}
            </>
          );
        }}
      </CareLoaded>
    </>
  );
}

const targetName = (one: Target, t: Messages): string =>
  [one.context ? named(`mctx_${one.context}`, one.context, t) : '', one.name && one.name !== 'value' ? named(`mpart_${one.name}`, one.name, t) : named(`mkind_${one.kind}`, one.kind, t)].filter(Boolean).join(' ');

function Following({ plan, onEnded }: { plan: Plan; onEnded(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const act = useAct();
  const [ending, setEnding] = useState(false);
  const [why, setWhy] = useState('');
  const end = async (): Promise<void> => {
    if (await act.run(() => endPlan(who.person, plan.id, why.trim())) === undefined) return;
    setEnding(false);
    onEnded();
  };
  return (
    <article class="care-plan" data-plan={plan.plan} aria-labelledby={`plan-${plan.id}`}>
      <h2 id={`plan-${plan.id}`}>{plan.title} <span class="quiet">{t.care_since(plan.since)}</span></h2>
      {plan.stop.length > 0 && (
        <section class="care-stop">
          <h3><Icon name="alert" />{t.care_plan_stop}</h3>
          <ul>{plan.stop.map((one, i) => <li key={i}><strong>{one.sign}</strong> {one.text}<SourceLine source={one.source} /></li>)}</ul>
        </section>
      )}
      {plan.targets.length > 0 && <><h3>{t.care_plan_targets}</h3><ul class="care-lines">{plan.targets.map((one, i) => <li key={i}><strong>{targetName(one, t)} {one.limit}</strong> {one.text}<SourceLine source={one.source} /></li>)}</ul></>}
      {plan.tasks.length > 0 && (
        <>
          <h3>{t.care_plan_tasks}</h3>
          <ul class="p-rows">
            {[...plan.tasks].sort((a, b) => (a.next_ms ?? Infinity) - (b.next_ms ?? Infinity)).map((one) => (
              <li key={one.id}><div><p>{one.title} <span class="quiet">{one.every}</span></p>{one.text && <p class="quiet">{one.text}</p>}{one.missed > 0 && <p class="quiet">{t.care_week_missed(one.missed)}</p>}</div>{one.next_ms !== null && <span>{shortDay(one.next_ms, lang)}</span>}</li>
            ))}
          </ul>
        </>
      )}
      {plan.tips.length > 0 && <><h3>{t.care_plan_tips}</h3><ul class="care-lines">{plan.tips.map((one, i) => <li key={i}><strong>{one.title}</strong> {one.text}</li>)}</ul></>}
      {plan.not_for && <p class="quiet">{t.care_plan_not_for} {plan.not_for}</p>}
      {who.write && <p><button type="button" class="link" onClick={() => setEnding(true)}>{t.care_plan_end}</button></p>}
      {ending && (
        <Dialog title={t.care_plan_end_title(plan.title)} onClose={() => setEnding(false)}>
          <form onSubmit={(event) => { event.preventDefault(); void end(); }} noValidate>
            <p>{t.care_plan_end_sure}</p>
            <Field word={t.care_why} value={why} onInput={setWhy} max={200} />
            <CareTrouble error={act.error} />
            <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_plan_end}</button><button type="button" class="link" onClick={() => setEnding(false)}>{t.cancel}</button></p>
          </form>
        </Dialog>
      )}
    </article>
  );
}

/* What a plan asks before it starts: a number, a yes or no, or one of a few. An answer left out is not known. */
function Known({ plan, onStarted }: { plan: KnownPlan; onStarted(): void }) {
  const t = useText();
  const lang = useLang();
  const who = useWho();
  const act = useAct();
  const [open, setOpen] = useState(false);
  const [values, setValues] = useState<Record<string, string>>({});
  const [remind, setRemind] = useState(true);
  const set = (name: string, v: string | undefined): void => setValues((now) => { const next = { ...now }; if (v === undefined || v === '') delete next[name]; else next[name] = v; return next; });
  const asked = (name: string) => plan.asks.find((one) => one.name === name);
  const [wrong, setWrong] = useState('');
  const start = async (): Promise<void> => {
    const missing = plan.asks.filter((one) => one.must && !values[one.name]?.trim());
    setWrong(missing.length > 0 ? t.care_plan_missing(missing.map((one) => one.title).join(t.list_between)) : '');
    if (missing.length > 0) return;
    const answers = Object.fromEntries(Object.entries(values).map(([name, v]) => [name, asked(name)?.kind === 'yes' ? v === 'yes' : v.trim()]));
    if (await act.run(() => startPlan(who.person, plan.id, answers, remind)) !== undefined) onStarted();
  };
  return (
    <div class="p-box care-known" data-known={plan.id}>
      <h3>{plan.title}</h3>
      <p>{plan.text}</p>
      {plan.for && <p class="quiet">{t.care_plan_for} {plan.for}</p>}
      <SourceLine source={plan.source} />
      {!open ? <p class="buttons"><button type="button" class="secondary" aria-label={`${t.care_plan_start}: ${plan.title}`} onClick={() => setOpen(true)}>{t.care_plan_start}</button></p> : (
        <form class="p-form" onSubmit={(event) => { event.preventDefault(); void start(); }} noValidate>
          {plan.asks.map((one) => {
            if (one.kind === 'yes') return <Choice key={one.name} word={one.title} options={[['yes', t.yes], ['no', t.no]]} value={values[one.name]} onChange={(v) => set(one.name, v)} />;
            if (one.kind === 'choice') return <Choice key={one.name} word={one.title} stacked options={(one.choices ?? []).map((each): [string, string] => [each.value, each.text])} value={values[one.name]} onChange={(v) => set(one.name, v)} />;
            return <Field key={one.name} id={`ask-${one.name}`} word={one.unit ? `${one.title} (${unitText(one.unit, lang)})` : one.title} mode="text" {...(one.kind === 'date' && { type: 'date' })} value={values[one.name] ?? ''} onInput={(v) => set(one.name, v)} />;
          })}
          <label class="p-check"><input type="checkbox" checked={remind} onChange={(event) => setRemind(event.currentTarget.checked)} /><span>{t.care_plan_remind}</span></label>
          {wrong !== '' && <p class="wrong" role="alert">{wrong}</p>}
          <CareTrouble error={act.error} />
          <p class="buttons"><button type="submit" class="primary" disabled={act.busy}>{t.care_plan_start}</button><button type="button" class="link" onClick={() => setOpen(false)}>{t.cancel}</button></p>
        </form>
      )}
    </div>
  );
}
