import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeText, emptyReport, emptyRow, hasResults, inOrder, numberOf, placeOf, readItems, reportRequest, type LabItem, type LabReply } from '../../src/report';

const item = (name: string, flag: LabItem['flag']): LabItem => ({
  name, code: null, flag, value: '1', unit: '', used_range: { from: 'none', text: '', low: null, high: null }, text: '', source: [],
});

test('text or rows, only what was said', () => {
  const report = { ...emptyReport(), text: ' WBC 12 ', age: '58', sex: 'male' as const };
  assert.deepEqual(reportRequest(report, 'zh'), { lang: 'zh', audience: 'patient', patient: { age: '58', sex: 'male' }, report: ' WBC 12 ' });
  const rows = { ...emptyReport(), how: 'rows' as const, pregnant: 'yes' as const, rows: [{ ...emptyRow(), name: 'K', value: '6.80', range: '3.5-5.3', previous: '5.1' }, emptyRow()] };
  assert.deepEqual(reportRequest(rows, 'en'), {
    lang: 'en', audience: 'patient', patient: { pregnant: true }, items: [{ name: 'K', value: '6.80', range: '3.5-5.3', previous: '5.1' }],
  });
  assert.equal(hasResults(emptyReport()), false);
  assert.equal(hasResults(rows), true);
});

test('only a plain number has a place on a line', () => {
  const cases: [string, number | null][] = [['12.3', 12.3], ['12.3 ↑', 12.3], ['<0.01', null], ['1:160', null], ['阳性', null], ['+', null], ['6.8H', 6.8], ['', null]];
  for (const [text, number] of cases) assert.equal(numberOf(text), number, text);
});

test('the middle half of the line is the range; what lies beyond stays at the end', () => {
  assert.equal(placeOf(5, 4, 6), 0.5);
  assert.equal(placeOf(4, 4, 6), 0.25);
  assert.equal(placeOf(6, 4, 6), 0.75);
  assert.equal(placeOf(600, 4, 6), 0.97);
  assert.equal(placeOf(0, 4, 6), 0.03);
  assert.equal(placeOf(5.2, null, 5.2), 0.75);
  assert.equal(placeOf(90, 90, null), 0.25);
  assert.equal(placeOf(1, null, null), null);
});

test('a change has a sign and three figures', () => {
  assert.deepEqual([12, -26, 0, 0.30000000000000004, -1.23456].map(changeText), ['+12', '−26', '0', '+0.3', '−1.23']);
});

test('a patient reads what matters first, a doctor the order of the report', () => {
  const items = [item('a', 'normal'), item('b', 'high'), item('c', 'critical_low'), item('d', 'unknown')];
  assert.deepEqual(inOrder(items, 'patient').map(({ name }) => name), ['c', 'b', 'd', 'a']);
  assert.deepEqual(inOrder(items, 'doctor').map(({ name }) => name), ['a', 'b', 'c', 'd']);
});

test('an unknown test that lies outside its printed range stays in the table', () => {
  const reply: LabReply = {
    tier: 'routine', items: [item('a', 'unknown'), item('b', 'high'), item('c', 'unknown')], panels: [],
    unread: [{ name: 'a', value: '1', why: 'name' }, { name: 'b', value: '1', why: 'ambiguous' }], lines_without_result: 0, unchecked: [],
  };
  assert.deepEqual(readItems(reply).map(({ name }) => name), ['b', 'c']);
});
