import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acting, actFor, askedFor } from '../../src/acting';
import { ageOf, birthOf, birthText } from '../../src/birth';
import { agentWord, matches } from '../../src/people/words';
import type { User } from '../../src/people_types';
import { endStep, step, stepUp } from '../../src/stepup';
import { base32, totp } from '../browser/totp.mjs';

const TODAY = new Date(2026, 10, 29);
const born = (text: string): string => birthOf(birthText(text), TODAY);

test('a date of birth is a day that was', () => {
  assert.equal(born('1948-03-02'), '1948-03-02');
  assert.equal(born('2024-02-29'), '2024-02-29');
  assert.equal(born('2026-11-29'), '2026-11-29', 'born today');
  for (const wrong of ['2023-02-29', '1980-13-01', '1980-00-10', '1980-04-31', '2026-11-30', '2027-01-01', '1895-01-01', '80-01-01', '', '1980', '1980-1']) assert.equal(born(wrong), '', wrong);
});

test('the age changes on the birthday, not before', () => {
  assert.equal(ageOf('2012-11-29', TODAY), 14);
  assert.equal(ageOf('2012-11-30', TODAY), 13);
  assert.equal(ageOf('2012-12-01', TODAY), 13);
  assert.equal(ageOf('2026-11-29', TODAY), 0);
  assert.equal(ageOf('2026-11-30', TODAY), -1);
});

test('a birth date is written back as it is typed', () => {
  assert.deepEqual(birthText('1948-03-02'), { year: '1948', month: '3', day: '2' });
  assert.deepEqual(birthText(''), { year: '', month: '', day: '' });
});

test('a call that needs a second step goes on after it, and ends without it', async () => {
  const first = stepUp('code');
  const second = stepUp('code');
  assert.equal(step.get().need, 'code');
  endStep(true);
  await Promise.all([first, second]);
  assert.equal(step.get().need, null);
  const left = stepUp('password');
  endStep(false);
  await assert.rejects(left, { name: 'AbortError' });
});

test('reading for family is not asking for them', () => {
  actFor({ person: 'A', name: 'a', ward: false });
  assert.equal(askedFor(), '');
  actFor({ person: 'B', name: 'b', ward: true });
  assert.equal(askedFor(), 'B');
  actFor(null);
  assert.deepEqual([askedFor(), acting.get().person], ['', '']);
});

test('a browser is named by two words, an unknown one by its own', () => {
  assert.equal(agentWord('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36'), 'Chrome, Linux');
  assert.equal(agentWord('Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile/15E148 Safari/604.1'), 'Safari, iOS');
  assert.equal(agentWord('Mozilla/5.0 (Linux; Android 13) AppleWebKit/537 Chrome/107 Mobile Safari/537 MicroMessenger/8.0'), 'WeChat, Android');
  assert.equal(agentWord('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/120 Safari/537 Edg/120'), 'Edge, Windows');
  assert.equal(agentWord('curl/8.0'), 'curl/8.0');
});

test('staff are found by any word of theirs', () => {
  const user: User = {
    person: 'p', login: 'zhou', name_zh: '周予安', name_en: 'Zhou Yu’an', state: 'active', second_factor: true, seen_ms: 0, locked_until_ms: 0,
    roles: [{ role: 'doctor', department: 'cardio', title: 'attending', licence: '110', until_ms: 0, state: 'active' }],
  };
  for (const words of ['', '周', 'ZHOU', 'cardio doctor', '110']) assert.ok(matches(user, words), words);
  assert.ok(!matches(user, 'zhou paed'));
});

/* RFC 6238, appendix B, SHA-1, the last six digits. */
test('the tests\' authenticator makes the published codes', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  assert.equal(base32(secret).toString(), '12345678901234567890');
  for (const [at_s, code] of [[59, '287082'], [1111111109, '081804'], [1234567890, '005924'], [20000000000, '353130']] as const) assert.equal(totp(secret, at_s * 1000), code);
});
