import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CARE_PARTS, href, ME_PARTS, parseRoute, STAFF_PARTS, type Route } from '../../src/router';

const ROUTES: Route[] = [
  { page: 'ask' }, { page: 'case', id: '01JABC-_9' }, { page: 'cases' }, { page: 'work', id: null },
  { page: 'work', id: '01J' }, { page: 'login' }, { page: 'health' },
  { page: 'calc', id: null }, { page: 'calc', id: 'ckd-epi-2021' }, { page: 'calc', id: '4ts' }, { page: 'rx' }, { page: 'report' },
  { page: 'register' }, { page: 'password' }, { page: 'outside' }, { page: 'find' }, { page: 'matrix' }, { page: 'me', part: null },
  ...ME_PARTS.map((part): Route => ({ page: 'me', part })), { page: 'staff', part: null }, ...STAFF_PARTS.map((part): Route => ({ page: 'staff', part })),
  { page: 'person', id: '01JABC-_9' }, { page: 'care', part: null, sub: null }, { page: 'patient', id: '01JABC-_9', part: null, sub: null },
  ...CARE_PARTS.flatMap((part): Route[] => [{ page: 'care', part, sub: null }, { page: 'patient', id: '01J', part, sub: null }]),
  { page: 'care', part: 'measures', sub: 'peak_flow' }, { page: 'patient', id: '01J', part: 'measures', sub: 'bp' },
  { page: 'authorize', query: 'client_id=a%2Fb&scope=patient/*.rs&state=1' },
];

test('every route survives the way there and back', () => {
  for (const route of ROUTES) assert.deepEqual(parseRoute(href(route)), route);
});

test('an empty address asks', () => {
  for (const hash of ['', '#', '#/', '#//']) assert.deepEqual(parseRoute(hash), { page: 'ask' });
});

test('an id never reaches into another path', () => {
  for (const hash of ['#/case/../me', '#/case/a/b', '#/case/%2e%2e', '#/case/', '#/case', '#/worklist/a b', `#/case/${'x'.repeat(65)}`, '#/nothing', '#/login/x', '#/calc/../me', '#/calc/a/b', '#/calc/BMI', '#/calc/-x', '#/rx/1', '#/report/x', '#/me/no', '#/me/facts/x', '#/staff/me', '#/person', '#/person/../me', '#/person/a%2fb', '#/find/x', '#/care/no', '#/care/diary/bp', '#/care/measures/BP', '#/care/measures/bp/x', '#/care/measures/../me', '#/patient', '#/patient/a%2fb', '#/patient/01J/no', '#/patient/01J/measures/bp/x', '#/authorize']) {
    assert.equal(parseRoute(hash).page, 'missing', hash);
  }
});
