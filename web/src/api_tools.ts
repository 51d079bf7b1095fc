/* api_tools.ts - the engines behind the tools: computed, nothing kept. */
import { json, post } from './api';
import type { CalcBrief, CalcReply, CalcRequest, Calculator } from './calc';
import type { RxReply } from './order';
import type { LabReply } from './report';

export const calculate = (request: CalcRequest, signal: AbortSignal): Promise<CalcReply> => post('/v1/calc', request, signal);
export const checkOrder = (request: unknown, signal: AbortSignal): Promise<RxReply> => post('/v1/rx', request, signal);
export const readReport = (request: unknown, signal: AbortSignal): Promise<LabReply> => post('/v1/labs', request, signal);

/* What the server says changes only with the edition: fetched once while the page is open. */
const kept = new Map<string, Promise<unknown>>();

function once<T>(path: string): Promise<T> {
  const known = kept.get(path) as Promise<T> | undefined;
  if (known !== undefined) return known;
  const fresh = json<T>(path).catch((error: unknown) => { kept.delete(path); throw error; });
  kept.set(path, fresh);
  return fresh;
}

export const getCalculators = (): Promise<{ calculators: CalcBrief[] }> => once('/v1/calculators');
export const getCalculator = (id: string): Promise<Calculator> => once(`/v1/calculators/${encodeURIComponent(id)}`);
