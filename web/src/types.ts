/* types.ts - the shapes the HTTP API speaks. The server may add fields; it never renames one. */

export type Lang = 'zh' | 'en';
export type Tier = 'emergency' | 'urgent' | 'routine' | 'self_care';
export type CaseState = 'answered' | 'held' | 'signed' | 'rejected' | 'asked_back' | 'handed_over';
export type Action = 'answer' | 'ask_back' | 'hold' | 'hand_over' | 'refuse';
export type Role = 'visitor' | 'patient' | 'guardian' | 'doctor' | 'pharmacist' | 'ethics' | 'administrator' | 'auditor' | 'regulator';
export type StageName =
  'triage' | 'understand' | 'recall' | 'plan' | 'draft' | 'guard' | 'gate' | 'deliver' | 'ledger';

/* start and end are UTF-8 byte offsets into the text of the passage. */
export interface Evidence {
  n: number; passage: string; start: number; end: number;
  quote: string; source: string; year: string; state: string;
}

export interface Statement {
  i: number; text: string;
  kind: 'fact' | 'advice' | 'warning' | 'value' | 'notice';
  part: number;
  verdict: 'supported' | 'contradicted' | 'unsupported' | 'not_a_claim';
  author: 'pack' | 'calculator' | 'model' | 'doctor';
  evidence: Evidence[];
  repaired: null | 'replaced' | 'added';
}

export interface Part { section: string; title: string; about: string; statements: number[] }
export interface Headline { text: string; do: string; stop?: boolean; evidence?: Evidence[] }
export interface HeadlineEvent { tier: Tier; level: number; crisis: boolean; stop?: boolean; text: string; do: string }
export interface Stage { name: StageName; us: number; note: string }
export interface AskBack { fact: string; text: string }
export interface Held { reason: string; meanwhile: string }
export interface Reply { by: string; title: string; text: string; signed_ms: number; verdict: 'signed' | 'rejected' }

export interface Term {
  text: string; id: string; kind: string; negated: boolean; past: boolean; label: string;
}
export interface Understood {
  who: 'self' | 'other'; age_y?: number | null; sex?: string | null;
  terms: Term[]; intents: string[]; unplaced: string[];
}
export interface TriageReason { rule: string; quote: string; say: string; source: string }
export interface EditionRef { id: string; title: string; version: string; state: string }
export interface Leaf { index: number; root: string }

export interface Answer {
  case: string; lang: Lang; question: string; created_ms: number; ai: boolean;
  state: CaseState; tier: Tier; level: number; crisis: boolean; action: Action;
  headline: Headline; parts: Part[]; statements: Statement[];
  answer: string; confidence: number; why: string;
  ask: AskBack[]; not_checked: string[];
  held: Held | null; reply: Reply | null;
  understood?: Understood;
  triage?: { reasons: TriageReason[]; department: { id: string; name: string }[] };
  stages?: Stage[];
  edition?: EditionRef;
  leaf?: Leaf | null;
  /* what of the person's record was used, and what of this question was noted, to be confirmed */
  used?: Used[];
  remembered?: Remembered[];
}

export interface Used { kind: string; text: string; state: 'told' | 'stated' | 'record' }
export interface Remembered { type: string; id: string; kind: string; text: string; quote: string }

export interface Facts {
  age?: number; sex?: 'female' | 'male'; pregnant?: boolean; breastfeeding?: boolean;
  weight_kg?: number; conditions?: string[]; allergies?: string[]; drugs?: string[];
}

/* How far the second step was taken: 0 not, 1 password, 2 code; it holds until `until_ms`. */
export interface Step { level: number; until_ms: number }
export interface Account { login: string; roles: Role[]; password?: boolean; second_factor: boolean; must_change: boolean; step: Step }

export interface Me {
  role: Role; name: string; title: string; fictional: boolean;
  organisation: { name_zh: string; name_en: string; fictional: boolean };
  person: string;
  account: Account | null;
  /* purposes without which nothing is kept */
  consents_missing: string[];
  /* another place to log in at, when the hospital has one */
  outside: { name: string } | null;
}

export interface Health {
  status: 'ok' | 'degraded'; version: string; uptime_s: number;
  edition: {
    id: string; title_zh: string; title_en: string; version: string; state: string;
    note_zh: string; note_en: string; cards: number; passages: number;
    refused: { file: string; line: number; why: string }[];
  };
  model: string; store: string;
}

export interface PassageText {
  id: string; text: string; title: string; section: string; lang: Lang; file: string; line: number;
  sources: { id: string; kind: string; title: string; publisher: string; year: string }[];
  edition: EditionRef;
  neighbours: { prev: string | null; next: string | null };
}

export interface CaseRow {
  case: string; question: string; tier: Tier; state: CaseState; created_ms: number; updated_ms: number;
}
export interface WorkRow {
  case: string; question: string; tier: Tier; state: CaseState; why: string;
  created_ms: number; waiting_s: number; who: string;
}
export interface StateEvent { case: string; state: CaseState; reply: Reply | null }
export interface Proof {
  index: number; size: number; leaf_hash: string; root: string; path: string[];
  head?: Record<string, unknown>;
}
