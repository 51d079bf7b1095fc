/* care_types.ts - the shapes of the API about the record and the companion. A value stays the text it came in; a text in both languages is
 * `…_zh` and `…_en`. */
import type { RxFinding, RxReply } from './order';
import type { Tier } from './types';

export type MeasureKind = 'bp' | 'glucose' | 'weight' | 'hr' | 'spo2' | 'temp' | 'sleep' | 'steps' | 'waist' | 'peak_flow' | 'height';
export type Origin = 'stated' | 'typed' | 'photo' | 'device' | 'csv';
export type Numberish = string | number | null;
export interface Both { text_zh: string; text_en: string }

/* `as`: the value in the unit of the series, when it was typed in another `unit`. */
export interface Point { id: string; at_ms: number; v: string[]; unit?: string; as?: Numberish[]; note?: string; origin?: Origin; context?: string }
/* Of one of the numbers (`name`), in one circumstance (`context`) or in any; an open edge does not belong to it: below 135. */
export interface Band { name: string; context?: string; low?: Numberish; high?: Numberish; low_open?: boolean; high_open?: boolean; text?: string }
export interface DrugChange { at_ms: number; text: string; what: 'start' | 'stop' }
export interface Series { kind: MeasureKind; unit: string; points: Point[]; band: Band[]; band_source?: string | null; drugs: DrugChange[] }
export interface KindRow { kind: MeasureKind; n: number; last: { at_ms: number; v: string[]; unit?: string } }

export interface NewMeasure { kind: MeasureKind; v: string[]; at_ms?: number; unit?: string; context?: string; note?: string; confirm?: boolean }
export interface Doubt extends Both { code: string }
export interface Advice extends Both { tier: Tier; source?: string | null }
export interface Kept { kept: boolean; id?: string; questions: Doubt[]; advice: Advice | null; alert: boolean }
export interface CsvKept {
  kept: number; same: number;
  refused: { line: number; why_zh: string; why_en: string }[];
  questioned: { line: number; why_zh: string; why_en: string }[];
  refused_n: number; questioned_n: number;
}

export interface DiaryEntry { id: string; at_ms: number; text: string; mood?: number | null }
export interface DiaryKept { id: string; tier: Tier | null; headline: string; act: string; crisis: boolean }

export interface Entry { type: string; id: string; version?: number | string; at_ms: number; title: string; value?: string | null; unit?: string | null; status?: string | null; origin?: Origin | null; kind?: string; verified?: string }
export interface Timeline { entries: Entry[]; next: string | null }

export interface Drug {
  id: string; drug: string; dose?: string | null; unit?: string | null; frequency?: string | null; route?: string | null; text?: string | null;
  from?: string | null; until?: string | null; state: 'active' | 'stopped'; origin?: Origin | null; known?: boolean;
}
export interface Cabinet extends RxReply { drugs: Drug[] }
export interface NewDrug { drug: string; dose?: string; unit?: string; frequency?: string; route?: string; from?: string; remind?: boolean; confirm?: boolean }
export interface DrugKept { kept: boolean; id?: string; findings: RxFinding[]; unchecked: RxReply['unchecked']; alert: boolean }

export interface Ask { name: string; title: string; kind: 'date' | 'number' | 'yes' | 'choice'; must: boolean; unit?: string; low?: Numberish; high?: Numberish; choices?: { value: string; text: string }[] }
export interface KnownPlan { id: string; title: string; text: string; for: string; source: string; asks: Ask[] }
export interface Target { kind: string; name?: string; context: string; limit: string; text: string; source: string }
export interface Task { id: string; title: string; text: string; every: string; next_ms: number | null; done: number; missed: number }
export interface Plan {
  id: string; plan: string; title: string; since: string; until?: string | null; state: 'active';
  text: string; not_for: string;
  targets: Target[]; tasks: Task[]; stop: { sign: string; text: string; tier: Tier; source: string }[]; tips: { title: string; text: string }[];
}
/* One that ended is told in short. */
export type PlanRow = Plan | (Pick<Plan, 'id' | 'plan' | 'title' | 'since' | 'until'> & { state: 'ended' });
export const isFollowed = (one: PlanRow): one is Plan => one.state === 'active';
export interface Plans { plans: PlanRow[]; fits: string[] }

export type RemindKind = 'drug' | 'measure' | 'visit' | 'vaccine' | 'other';
export interface Reminder {
  id: string; kind: RemindKind; title: string; times: string[]; days?: number[] | null; every_days?: number | null; every_weeks?: number | null; every_months?: number | null; dates?: string[] | null; from?: string | null; until?: string | null;
  zone_min?: number; state: 'active' | 'paused' | 'ended'; next_ms: number | null; about?: About | null;
}
/* Of a reminder: its kind, when it was due, whether it comes late (late), how many before it were missed, and what it is itself about (of). */
export interface About {
  drug?: string; measure?: string; plan?: string; reminder?: string; kind?: string; due_ms?: number; late?: boolean; missed?: number; of?: About | null;
}
export type NewReminder = Pick<Reminder, 'kind' | 'title' | 'times'> & { id?: string; days?: number[]; every_days?: number; until?: string | null; about?: About };

export type NoticeState = 'new' | 'seen' | 'done' | 'skipped';
export interface Notice { id: string; kind: 'reminder' | 'alert' | 'summary' | 'doctor'; at_ms: number; state: NoticeState; title: string; text?: string | null; tier?: Tier | null; about?: About | null }
export interface Feed { id: string; lang: string; created_ms: number }

export interface WeekLine extends Both { kind: string; evidence?: { type: string; id: string }[] }
export interface Week {
  from: string; until: string; lines: WeekLine[];
  measures: { kind: MeasureKind; n: number; mean: Numberish | Numberish[]; min?: Numberish | Numberish[]; max?: Numberish | Numberish[]; in_band_percent?: number | null }[];
  adherence: { title: string; due: number; done: number; skipped: number; missed: number }[];
  quiet: boolean;
}

export interface Alert { id: string; person: string; name: string; tier: Tier; created_ms: number; waiting_s: number; title: string; text: string; rule?: string; source?: string | null }

export interface ReportItem {
  name: string; code?: string | null; value: string; unit?: string | null; range?: string | null; flag?: string | null; text?: string | null;
  sure: boolean; why_unsure?: string[]; box?: [number, number, number, number] | null;
}
export interface Reading { reading?: string; items: ReportItem[]; other: string[]; date?: string | null; unread: number; width: number; height: number }
export interface KeptItem { name: string; value: string; unit: string; range: string; seen: boolean }

export type MemoryState = 'proposed' | 'confirmed' | 'wrong';
export interface Memory { type: string; id: string; kind: string; text: string; quote?: string | null; case?: string | null; at_ms: number; state: MemoryState }

export interface Client { id: string; name: string; redirects: string[]; scopes: string[]; created_ms: number; state: 'active' | 'ended' }
/* What a program asks for: `type` a kind of resource or *, and what it may do with it in words. `error`: it cannot have it, and is told so. */
export interface Scope { scope: string; type: string; may_zh: string[]; may_en: string[] }
export interface Authorize { client: string; redirect: string; error?: string; scopes: Scope[]; minutes: number }
