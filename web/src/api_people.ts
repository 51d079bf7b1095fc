/* api_people.ts - one function per route about people. A call that needs a second step waits for it in api.ts. */
import { json, post } from './api';
import type {
  AuditRow, Consents, Counts, Deleted, Department, Export, Found, Glass, Hold, Kin, Kind, Looked, Matrix, NewUser, Organisation, OwnFacts, Profile,
  Purpose, Registration, Relation, RoleGrant, SessionRow, TokenRow, User,
} from './people_types';
import type { CaseRow, Me, Role, Step } from './types';

const id = encodeURIComponent;
const of = (person: string, what = ''): string => `/v1/people/${id(person)}${what}`;
type Done = Record<string, never>;
type Nullable<T> = { [K in keyof T]: T[K] | null };

/* ---- getting in ---- */
export const login = (name: string, password: string): Promise<Me> => post('/v1/login', { login: name, password });
export const register = (who: Registration): Promise<Me> => post('/v1/register', who);
export const changePassword = (old: string, fresh: string): Promise<unknown> => post('/v1/password', { old, new: fresh });
export const takeStep = (proof: { code: string } | { password: string }): Promise<Step> => post('/v1/step', proof);
export const beginFactor = (): Promise<{ secret: string; uri: string }> => post('/v1/totp', {});
export const confirmFactor = (code: string): Promise<{ recovery: string[] }> => post('/v1/totp/confirm', { code });
export const removeFactor = (): Promise<Done> => post('/v1/totp/remove', {});
export const changeRole = (role: Role): Promise<Me> => post('/v1/role', { role });
export const getSessions = (): Promise<{ sessions: SessionRow[] }> => json('/v1/sessions');
export const endSession = (session: string): Promise<Done> => post(`/v1/sessions/${id(session)}/end`, {});
export const getTokens = (): Promise<{ tokens: TokenRow[]; scopes: string[] }> => json('/v1/tokens');
export const makeToken = (name: string, scopes: string[], days: number): Promise<TokenRow & { token: string }> => post('/v1/tokens', { name, scopes, days });
export const revokeToken = (token: string): Promise<Done> => post(`/v1/tokens/${id(token)}/revoke`, {});

/* ---- a person: `me`, a child, family, a patient ---- */
export const getPeople = (): Promise<{ people: Kin[] }> => json('/v1/people');
export const makeWard = (name: string, birth: string, sex: string): Promise<{ person: string }> =>
  post('/v1/people', { name, birth, ...(sex && { sex }), consents: [{ purpose: 'consult', sensitive: false }, { purpose: 'consult', sensitive: true }] });
/* What is not known is null there and '' here, and '' is sent as null: it clears. */
export async function getProfile(person: string): Promise<Profile> {
  const told = await json<Nullable<Profile>>(of(person));
  const { name, phone, relation } = told.emergency ?? { name: '', phone: '', relation: '' };
  return {
    person: told.person ?? '', name: told.name ?? '', birth: told.birth ?? '', sex: told.sex ?? '', phone: told.phone ?? '',
    emergency: told.emergency === null ? null : { name: name ?? '', phone: phone ?? '', relation: relation ?? '' },
  };
}
export function changeProfile(person: string, { name, birth, sex, phone, emergency }: Omit<Profile, 'person'>): Promise<unknown> {
  const contact = emergency === null || Object.values(emergency).every((one) => one === '') ? null
    : { name: emergency.name || null, phone: emergency.phone || null, relation: emergency.relation || null };
  return post(of(person), { name, birth, sex: sex || null, phone: phone || null, emergency: contact });
}
export const getFacts = (person: string): Promise<{ facts: OwnFacts; updated_ms: number }> => json(of(person, '/facts'));
export const changeFacts = (person: string, facts: OwnFacts): Promise<unknown> => post(of(person, '/facts'), { facts });
export const getCasesOf = (person: string): Promise<{ cases: CaseRow[] }> => json(`/v1/cases?person=${id(person)}`);
export const getConsents = (person: string): Promise<Consents> => json(of(person, '/consents'));
export const giveConsent = (person: string, purpose: Purpose, sensitive: boolean, other = ''): Promise<{ id: string }> =>
  post(of(person, '/consents'), { purpose, sensitive, ...(other && { other }) });
export const withdrawConsent = (person: string, consent: string): Promise<Done> => post(of(person, '/withdraw'), { consent });
export const getLooked = (person: string): Promise<{ access: Looked[] }> => json(of(person, '/access'));
export const getRelations = (person: string): Promise<{ relations: Relation[] }> => json(of(person, '/relations'));
export const askRelation = (person: string, kind: Kind, login: string): Promise<Done> => post(of(person, '/relations'), { kind, login });
export const acceptRelation = (inviting: string, me: string, kind: Kind): Promise<Done> => post(of(inviting, '/relations/accept'), { other: me, kind });
export const endRelation = (person: string, { other, kind, side }: Pick<Relation, 'other' | 'kind' | 'side'>): Promise<Done> =>
  post(of(person, '/relations/end'), { other, kind, side });
export const exportAll = (person: string): Promise<Export> => json(of(person, '/export'));
export const deleteAll = (person: string): Promise<Deleted> => post(of(person, '/delete'), { confirm: 'delete' });

/* ---- doctors ---- */
export const findPeople = (by: { phone: string } | { name: string }): Promise<{ people: Found[] }> => post('/v1/people/find', by);
export const openGlass = (person: string, reason: string): Promise<{ id: string; until_ms: number }> => post(of(person, '/glass'), { reason });

/* ---- who runs the place ---- */
export const getGlass = (): Promise<{ items: Glass[] }> => json('/v1/glass');
export const reviewGlass = (glass: string, verdict: 'justified' | 'not_justified', note: string): Promise<Done> => post(`/v1/glass/${id(glass)}/review`, { verdict, note });
export const getUsers = (): Promise<{ users: User[] }> => json('/v1/users');
export const makeUser = (user: NewUser): Promise<{ person: string; password: string }> => post('/v1/users', user);
export const changeUser = (person: string, change: { state: User['state'] } | { role: RoleGrant }): Promise<unknown> => post(`/v1/users/${id(person)}`, change);
export const resetUser = (person: string, what: 'password' | 'second_factor' | 'lock'): Promise<{ password?: string }> => post(`/v1/users/${id(person)}/reset`, { what });
export const endUserSessions = (person: string): Promise<Done> => post(`/v1/users/${id(person)}/end`, {});
export const getAllSessions = (): Promise<{ sessions: SessionRow[] }> => json('/v1/organisation/sessions');
export const getAllTokens = (): Promise<{ tokens: TokenRow[] }> => json('/v1/organisation/tokens');
export const revokeAnyToken = (token: string): Promise<Done> => post(`/v1/organisation/tokens/${id(token)}/revoke`, {});
export const getOrganisation = (): Promise<Organisation> => json('/v1/organisation');
export const changeOrganisation = (change: { name_zh?: string; name_en?: string; department?: Department }): Promise<unknown> => post('/v1/organisation', change);
export const getHolds = (): Promise<{ holds: Hold[] }> => json('/v1/holds');
export const setHold = (person: string, reason: string): Promise<{ id: string }> => post(of(person, '/hold'), { reason });
export const releaseHold = (person: string, hold: string): Promise<Done> => post(of(person, '/release'), { hold });
export const getAudit = (since_ms: number): Promise<{ access: AuditRow[]; more?: boolean }> => json(`/v1/audit?since_ms=${since_ms}`);
export const getStatistics = (): Promise<Counts> => json('/v1/statistics');

/* The table of who may do what changes only with the program: fetched once while the page is open. */
let matrix: Promise<Matrix> | null = null;
export function getMatrix(): Promise<Matrix> {
  matrix ??= json<Matrix>('/v1/matrix').catch((error: unknown) => { matrix = null; throw error; });
  return matrix;
}
