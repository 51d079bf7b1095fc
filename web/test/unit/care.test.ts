import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysOf, isKind, KIND_NAMES, KINDS, localText, numberOf, numberText, placeOf, valueText } from '../../src/care/kinds';
import { unitText } from '../../src/care_words';
import { careEn } from '../../src/messages/care_en';
import { careZh } from '../../src/messages/care_zh';

const BP = [{ name: 'sys', low: null, high: '135' }, { name: 'dia', low: null, high: '85' }];

test('every kind, part, circumstance and unit has its words', () => {
  for (const kind of KIND_NAMES) {
    const spec = KINDS[kind];
    for (const key of [`mkind_${kind}`, ...spec.parts.map((one) => `mpart_${one}`), ...(spec.contexts ?? []).map((one) => `mctx_${one}`)]) assert.ok(key in careZh && key in careEn, key);
    for (const unit of spec.units) for (const lang of ['zh', 'en'] as const) assert.doesNotMatch(unitText(unit, lang), /[[\]{}]/, unit);
  }
  assert.ok(isKind('bp') && !isKind('constructor') && !isKind('diary'));
});

test('a number is read as it is typed on a phone, and nothing else is a number', () => {
  for (const [typed, read] of [['128', '128'], [' 6.10 ', '6.10'], ['６．１', '6.1'], ['36,5', '36.5'], ['36。5', '36.5'], ['', ''], ['128/82', ''], ['-5', ''], ['1e3', ''], ['.5', ''], ['5.', ''], ['abc', '']] as const) {
    assert.equal(numberText(typed), read, typed);
  }
  assert.equal(valueText(['128', '82']), '128/82');
});

test('where a reading stands: both edges belong to the target, above anywhere comes first, unknown is not "on target"', () => {
  const parts = KINDS.bp.parts;
  assert.equal(placeOf(['135', '85'], BP, parts), 'in');
  assert.equal(placeOf(['136', '85'], BP, parts), 'above');
  assert.equal(placeOf(['120', '86'], BP, parts), 'above');
  assert.equal(placeOf(['128', '82'], [], parts), 'unknown');
  assert.equal(placeOf(['128', 'x'], BP, parts), 'in');
  assert.equal(placeOf(['x', 'x'], BP, parts), 'unknown');
  const glucose = [{ name: 'value', low: '4.4', high: 7 }];
  assert.equal(placeOf(['4.4'], glucose, ['value']), 'in');
  assert.equal(placeOf(['4.3'], glucose, ['value']), 'below');
  assert.equal(placeOf(['7.1'], glucose, ['value']), 'above');
  assert.equal(placeOf(['6'], [{ name: 'glucose', low: 4, high: 7 }], ['value']), 'in');   /* one number, one band: whatever it is called */
  assert.equal(placeOf(['90', '86'], [{ name: 'sys', low: 100, high: 135 }, { name: 'dia', low: 60, high: 85 }], parts), 'above');
  assert.equal(placeOf(['90', '70'], [{ name: 'sys', low: 100, high: 135 }, { name: 'dia', low: 60, high: 85 }], parts), 'below');
  const open = [{ name: 'sys', context: '', low: null, high: 135, high_open: true }];
  assert.equal(placeOf(['135', '80'], open, parts), 'above');   /* below 135 */
  assert.equal(placeOf(['134', '80'], open, parts), 'in');
  const meals = [{ name: 'glucose', context: 'fasting', low: 4.4, high: 7 }, { name: 'glucose', context: 'after_meal', low: null, high: 10 }];
  assert.equal(placeOf(['8.2'], meals, ['value'], 'fasting'), 'above');
  assert.equal(placeOf(['8.2'], meals, ['value'], 'after_meal'), 'in');
  assert.equal(placeOf(['8.2'], meals, ['value']), 'unknown');   /* neither says anything of a reading at any time */
  assert.equal(placeOf(['60'], [{ name: 'gain', context: '', low: null, high: 2 }], ['value']), 'unknown');
  assert.equal(numberOf(''), null);
});

test('a time in a field is the reader’s own', () => {
  const at = new Date(2026, 10, 3, 7, 5).getTime();
  assert.equal(localText(at), '2026-11-03T07:05');
  assert.equal(new Date(localText(at)).getTime(), at);
  assert.equal(daysOf('y'), 365);
});

