/* outside.test.ts - which answer of another place is taken. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { answerFor } from '../../src/outside';

test('only the answer this tab waits for', () => {
  assert.deepEqual(answerFor('?code=c&state=s&iss=https%3A%2F%2Fid.example', 's'), { code: 'c', state: 's', iss: 'https://id.example' });
  assert.deepEqual(answerFor('?state=s&code=c%2Bd', 's'), { code: 'c+d', state: 's' });
  assert.equal(answerFor('?code=c&state=s', 'other'), null);
  assert.equal(answerFor('?code=c&state=s', null), null);   /* a link somebody sent */
  assert.equal(answerFor('?code=c&state=', ''), null);
  assert.equal(answerFor('?error=access_denied&state=s', 's'), null);
  assert.equal(answerFor('', 's'), null);
});
