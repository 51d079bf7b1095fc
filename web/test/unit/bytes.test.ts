import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutBytes } from '../../src/bytes';

const size = (text: string): number => new TextEncoder().encode(text).length;

test('marks the bytes cited, whatever stands before them', () => {
  for (const before of ['', '乙肝', 'a', 'é', '𠮷', 'α 乙𠮷\n', '\ufeff']) {
    for (const mark of ['会传染。', 'HBsAg', '𠮷', '≥ 7.0 mmol/L']) {
      const text = `${before}${mark}之后 after`;
      const cut = cutBytes(text, size(before), size(before) + size(mark));
      assert.deepEqual(cut, { before, mark, after: '之后 after', exact: true });
    }
  }
});

test('an offset inside a character goes outward, and says so', () => {
  const cut = cutBytes('乙肝会传染', 4, 8);
  assert.equal(cut.mark, '肝会');
  assert.equal(cut.exact, false);
});

test('every pair of offsets keeps the text whole', () => {
  const text = 'a乙é𠮷。b';
  for (let start = -2; start <= size(text) + 2; start++) {
    for (let end = -2; end <= size(text) + 2; end++) {
      const { before, mark, after } = cutBytes(text, start, end);
      assert.equal(before + mark + after, text);
      assert.ok(!(before + mark + after).includes('\ufffd'));
    }
  }
});

test('outside the text, empty, reversed, not a number', () => {
  assert.equal(cutBytes('abc', 1, 99).mark, 'bc');
  assert.equal(cutBytes('abc', 1, 99).exact, false);
  assert.equal(cutBytes('abc', 2, 2).exact, false);
  assert.equal(cutBytes('abc', 2, 1).mark, '');
  assert.equal(cutBytes('abc', NaN, 1).mark, 'a');
});
