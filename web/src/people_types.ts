/* people_types.ts - the shapes of the API about people: who one is, what one may, who looked. */
import type { Role } from './types';

export type Purpose = 'consult' | 'avatar' | 'family' | 'research' | 'labelling';
export type Kind = 'guardian' | 'family' | 'contact';

/* Words to agree to, in force now. Health information is agreed to separately. */
export interface Words { purpose: Purpose; sensitive: boolean; edition: string; text_zh: string; text_en: string }
export interface PurposeNow extends Omit<Words, 'edition'> { edition?: string; in_force: boolean }
export interface Consent {
  id: string; purpose: Purpose; sensitive: boolean; other: string; edition: string; given_ms: number; given_by: string; withdrawn_ms: number;
}
export interface Consents { consents: Consent[]; purposes: PurposeNow[] }

export interface Registration {
  login?: string; password?: string; ticket?: string; name: string; birth: string; sex?: 'female' | 'male'; phone?: string;
  consents: { purpose: Purpose; sensitive: boolean }[];
}

export interface Profile {
  person: string; name: string; birth: string; sex: string; phone: string;
  emergency: { name: string; phone: string; relation: string } | null;
}

export interface OwnFacts {
  sex?: string; birth?: string; weight_kg?: number | string; height_cm?: number | string; pregnant?: boolean;
  conditions?: string[]; allergies?: string[]; drugs?: string[];
}

export interface Kin { person: string; relation: 'self' | 'ward' | 'family'; name: string; birth: string; age_y: number | null }

/* side `by`: the other one may act for or read this person; `for`: the other way round. */
export interface Relation {
  other: string; name: string; side: 'by' | 'for'; kind: Kind; state: 'asked' | 'active' | 'ended'; since_ms: number; until_ms: number;
}

export interface Looked {
  at_ms: number; name: string; title: string; role: Role; action: string; relation: string; case: string; reason: string;
}

export interface SessionRow {
  id: string; created_ms: number; expires_ms: number; agent: string; role: Role; current?: boolean; person?: string; name?: string;
}
export interface TokenRow {
  id: string; name: string; scopes: string[]; role: Role; created_ms: number; expires_ms: number; revoked_ms: number; person?: string; owner?: string;
}

export interface Found { person: string; relation: string; kind: string; name?: string }

export interface Glass {
  id: string; person: string; actor_name: string; own?: boolean; opened_ms: number; until_ms: number; state: 'open' | 'justified' | 'not_justified';
  reason: string; reviewer_name: string; reviewed_ms: number; note: string;
}

export interface RoleGrant { role: Role; department: string; title: string; licence: string; until_ms: number; state: 'active' | 'ended' }
export interface User {
  person: string; login: string; name_zh: string; name_en: string; state: 'active' | 'disabled'; second_factor: boolean;
  roles: RoleGrant[]; seen_ms: number; locked_until_ms: number;
}
export interface NewUser {
  login: string; name_zh: string; name_en: string; role: Role; department?: string; title?: string; licence?: string; until_ms?: number;
}

export interface Department { id: string; name_zh: string; name_en: string }
export interface Retention { class?: string; years?: number; days?: number; zh?: string; en?: string }
export interface Organisation {
  id: string; name_zh: string; name_en: string; fictional: boolean; departments?: Department[]; retention?: Retention[]; consents?: Words[];
}

export interface Hold { id: string; person: string; set_ms: number; set_by_name: string; released_ms: number; reason: string }
export interface AuditRow { at_ms: number; person: string; actor: string; role: Role; action: string; relation: string }
export type Counts = Record<string, number | Record<string, number>>;

export interface MatrixRow { action: string; relation: string; scope: string; zh: string; en: string; cells: string[] }
export interface Matrix { roles: Role[]; rows: MatrixRow[] }

export interface Deleted { state: 'deleted' | 'blocked'; until_ms: number; why: string; why_zh?: string; why_en?: string }
export interface Export { bundle: unknown; html: string; file: string }
