/* api_care.ts - one function per route about the record and the companion. `person` is an id, or `me`. */
import { json, post } from './api';
import { ApiError, kindOfStatus } from './errors';
import type {
  Alert, Authorize, Cabinet, Client, CsvKept, DiaryEntry, DiaryKept, DrugKept, Feed, Kept, KeptItem, KindRow, KnownPlan, MeasureKind, Memory, MemoryState, NewDrug,
  NewMeasure, NewReminder, Notice, NoticeState, Plans, Reading, Reminder, Series, Timeline, Week, Doubt,
} from './care_types';

const id = encodeURIComponent;
const of = (person: string, what: string): string => `/v1/people/${id(person)}/${what}`;
const query = (words: Record<string, string | number | undefined>): string => {
  const text = Object.entries(words).filter(([, one]) => one !== undefined && one !== '').map(([key, one]) => `${key}=${id(String(one))}`).join('&');
  return text && `?${text}`;
};
type Done = Record<string, never>;

/* ---- the whole record ---- */
export const getTimeline = (person: string, before: string, count: number, type: string): Promise<Timeline> => json(of(person, `timeline${query({ before, count, type })}`));
export const getEntry = (person: string, type: string, entry: string): Promise<{ resource: Record<string, unknown> }> => json(of(person, `record${query({ type, id: entry })}`));
export const deleteEntry = (person: string, type: string, entry: string): Promise<Done> => post(of(person, 'record/delete'), { type, id: entry });

/* ---- measurements, diary ---- */
export const getKinds = (person: string): Promise<{ kinds: KindRow[] }> => json(of(person, 'measures'));
export const getSeries = (person: string, kind: MeasureKind, since_ms: number): Promise<Series> => json(of(person, `measures${query({ kind, since_ms: Math.round(since_ms) })}`));
export const addMeasure = (person: string, measure: NewMeasure): Promise<Kept> => post(of(person, 'measures'), measure);
export const addCsv = (person: string, csv: string, kind: MeasureKind | '', confirm: boolean): Promise<CsvKept> =>
  post(of(person, 'measures/csv'), { csv, ...(kind && { kind }), ...(confirm && { confirm }) });
export const getDiary = (person: string): Promise<{ entries: DiaryEntry[] }> => json(of(person, 'diary'));
export const addDiary = (person: string, text: string, mood: number | null): Promise<DiaryKept> => post(of(person, 'diary'), { text, ...(mood !== null && { mood }) });

/* ---- medicines, plans ---- */
export const getCabinet = (person: string): Promise<Cabinet> => json(of(person, 'cabinet'));
export const addDrug = (person: string, drug: NewDrug): Promise<DrugKept> => post(of(person, 'cabinet'), drug);
export const stopDrug = (person: string, drug: string, why: string): Promise<Done> => post(of(person, 'cabinet/stop'), { id: drug, ...(why && { why }) });
export const getKnownPlans = (): Promise<{ plans: KnownPlan[] }> => json('/v1/care/plans');
export const getPlans = (person: string): Promise<Plans> => json(of(person, 'plans'));
export const startPlan = (person: string, plan: string, values: Record<string, unknown>, remind: boolean): Promise<{ id: string }> => post(of(person, 'plans'), { plan, values, remind });
export const endPlan = (person: string, plan: string, why: string): Promise<Done> => post(of(person, 'plans/end'), { id: plan, ...(why && { why }) });

/* ---- reminders, notices, the week ---- */
export const getReminders = (person: string): Promise<{ reminders: Reminder[] }> => json(of(person, 'reminders'));
export const putReminder = (person: string, reminder: NewReminder | { id: string; state: Reminder['state'] }): Promise<{ id: string; next_ms: number }> => post(of(person, 'reminders'), reminder);
export const getNotices = (person: string, since_ms: number): Promise<{ notices: Notice[]; unread: number }> => json(of(person, `notices${query({ since_ms: Math.round(since_ms) })}`));
export const answerNotice = (person: string, notice: string, state: NoticeState): Promise<Done> => post(of(person, 'notices'), { id: notice, state });
export const getFeeds = (person: string): Promise<{ feeds: Feed[] }> => json(of(person, 'calendar'));
export const makeFeed = (person: string): Promise<{ id: string; path: string }> => post(of(person, 'calendar'), {});
export const revokeFeed = (person: string, feed: string): Promise<Done> => post(of(person, 'calendar/revoke'), { id: feed });
export const getWeek = (person: string, from: string): Promise<Week> => json(of(person, `week${query({ from })}`));

/* ---- a report as a picture ---- */
/* Sent as it is, with how much has gone: only the old kind of request says that. */
export function readPhoto(person: string, photo: Blob, onPart: (part: number) => void, signal: AbortSignal): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', of(person, 'report'));
    request.setRequestHeader('X-Zhuyi', '1');
    request.setRequestHeader('Content-Type', photo.type);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Accept-Language', document.documentElement.lang);
    request.responseType = 'json';
    request.upload.onprogress = (event) => { if (event.lengthComputable) onPart(event.loaded / event.total); };
    request.onerror = () => reject(new ApiError('offline', 0, { zh: '', en: '' }));
    request.onabort = () => reject(new DOMException('', 'AbortError'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300 && request.response !== null) { resolve(request.response as Reading); return; }
      const error = (request.response as { error?: { message_zh?: string; message_en?: string; need?: 'consent' } } | null)?.error ?? {};
      reject(new ApiError(kindOfStatus(request.status), request.status, { zh: error.message_zh ?? '', en: error.message_en ?? '' }, null, error.need ?? ''));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(photo);
  });
}
export const keepReport = (person: string, report: { date: string; title: string; items: KeptItem[]; confirm?: boolean }): Promise<{ id?: string; kept: number; questions: Doubt[] }> =>
  post(of(person, 'report/keep'), report);

/* ---- what was noted ---- */
export const getMemory = (person: string): Promise<{ items: Memory[] }> => json(of(person, 'memory'));
export const changeMemory = (person: string, { type, id: entry }: { type: string; id: string }, state: MemoryState, text = ''): Promise<Done> =>
  post(of(person, 'memory'), { type, id: entry, state, ...(text && { text }) });

/* ---- doctors, the office, programs ---- */
export const getAlerts = (): Promise<{ alerts: Alert[] }> => json('/v1/alerts');
export const closeAlert = (alert: string, note: string, message: string): Promise<Done> => post(`/v1/alerts/${id(alert)}/close`, { note, ...(message && { message }) });
export const getClients = (): Promise<{ clients: Client[] }> => json('/v1/clients');
export const makeClient = (name: string, redirects: string[], scopes: string[]): Promise<{ id: string; secret?: string }> => post('/v1/clients', { name, redirects, scopes });
export const endClient = (client: string): Promise<Done> => post(`/v1/clients/${id(client)}/end`, {});
export const getAuthorize = (asked: string): Promise<Authorize> => json(`/v1/authorize?${asked}`);
export const answerAuthorize = (asked: Record<string, string>, allow: boolean, person: string): Promise<{ redirect: string }> =>
  post('/v1/authorize', { ...asked, allow, ...(person && { person }) });
