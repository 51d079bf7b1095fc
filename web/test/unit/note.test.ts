import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffSentences } from '../../src/diff';
import { questionLang } from '../../src/lang';
import { allEvidence, isUnverified, noteParts } from '../../src/note';
import type { Answer, Statement } from '../../src/types';

const said = (i: number, more: Partial<Statement> = {}): Statement => ({
  i, text: `s${i}`, kind: 'fact', part: 0, verdict: 'supported', author: 'pack', repaired: null,
  evidence: [{ n: i + 1, passage: 'p', start: i, end: i + 1, quote: '', source: '', year: '', state: '' }], ...more,
});
const answer = (tier: Answer['tier'], sections: string[], statements: Statement[]): Answer => ({
  tier, statements, headline: { text: '', do: '' },
  parts: sections.map((section, i) => ({ section, title: '', about: '', statements: [i] })),
} as unknown as Answer);
const order = (one: Answer): string[] => noteParts(one).map((part) => part.section);

test('answers first, in the order asked, then do, red flags, not known', () => {
  const list = ['not_known', 'redflags', 'diet', 'do', 'cure'];
  assert.deepEqual(order(answer('routine', list, list.map((_, i) => said(i)))), ['diet', 'cure', 'do', 'redflags', 'not_known']);
});

test('in an emergency what to do comes first', () => {
  assert.deepEqual(order(answer('emergency', ['what', 'do'], [said(0), said(1)])), ['do', 'what']);
});

test('a contradicted sentence is never shown, one without evidence is marked, none is lost', () => {
  const one = answer('routine', ['what'], [said(0, { verdict: 'contradicted' }), said(1)]);
  assert.deepEqual(noteParts(one).flatMap((part) => part.statements.map((s) => s.i)), [1]);
  assert.equal(isUnverified(said(0, { evidence: [] })), true);
  assert.equal(isUnverified(said(0, { verdict: 'unsupported' })), true);
  assert.equal(isUnverified(said(0, { evidence: [], kind: 'notice' })), false);
  assert.equal(isUnverified(said(0)), false);
});

test('each cited range once', () => {
  assert.deepEqual(allEvidence(answer('routine', ['a', 'b'], [said(1), said(0), said(0)])).map((e) => e.n), [1, 2]);
});

test('the language of a question', () => {
  assert.equal(questionLang('HPV 阳性怎么办', 'en'), 'zh');
  assert.equal(questionLang('HPV', 'zh'), 'zh');
  assert.equal(questionLang('what are the symptoms of diabetes', 'zh'), 'en');
});

test('a diff keeps both texts whole', () => {
  const [before, after] = ['先停药。多喝水。3.5 天后复查。', '不要停药。多喝水。3.5 天后复查。有事来。'];
  const changes = diffSentences(before, after);
  assert.equal(changes.filter((c) => c.op !== 'gone').map((c) => c.text).join(''), after);
  assert.equal(changes.filter((c) => c.op !== 'new').map((c) => c.text).join(''), before);
  assert.equal(changes.filter((c) => c.op === 'same').map((c) => c.text).join(''), '多喝水。3.5 天后复查。');
});
