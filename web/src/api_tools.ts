/* api_tools.ts - the engines behind the tools: computed, nothing kept. */
import { json, post } from './api';
import type { CalcReply, CalcRequest, Calculator } from './calc';
import type { RxReply } from './order';
import type { LabReply } from './report';

export const calculate = (request: CalcRequest, signal: AbortSignal): Promise<CalcReply> => post('/v1/calc', request, signal);
export const checkOrder = (request: unknown, signal: AbortSignal): Promise<RxReply> => post('/v1/rx', request, signal);
export const readReport = (request: unknown, signal: AbortSignal): Promise<LabReply> => post('/v1/labs', request, signal);

let list: Promise<{ calculators: Calculator[] }> | null = null;

/* The list changes only with the edition: fetched once while the page is open. */
export function getCalculators(): Promise<{ calculators: Calculator[] }> {
  list ??= json<{ calculators: Calculator[] }>('/v1/calculators').catch((error: unknown) => { list = null; throw error; });
  return list;
}

