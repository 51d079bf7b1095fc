import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byTier, emptyDrug, emptyLab, emptyOrder, orderRequest, readOrderLine, readOrderLines, saidFacts, uncheckedByDrug, type RxFinding } from '../../src/order';

const LINES: [string, Partial<NonNullable<ReturnType<typeof readOrderLine>>>][] = [
  ['阿莫西林胶囊 0.5g tid 口服 7天', { drug: '阿莫西林胶囊', dose: '0.5', unit: 'g', frequency: 'tid', route: 'oral', days: '7' }],
  ['布洛芬缓释胶囊 0.3g bid po', { drug: '布洛芬缓释胶囊', dose: '0.3', unit: 'g', frequency: 'bid', route: 'oral', days: '' }],
  ['二甲双胍 500mg 每日2次', { drug: '二甲双胍', dose: '500', unit: 'mg', frequency: '每日2次' }],
  ['青霉素 80万U im q12h', { drug: '青霉素', dose: '80', unit: '万U', frequency: 'q12h', route: 'im' }],
  ['头孢曲松 2g 静滴 qd', { drug: '头孢曲松', dose: '2', unit: 'g', frequency: 'qd', route: 'infusion' }],
  ['氯化钾 1g 静推 qd', { drug: '氯化钾', dose: '1', unit: 'g', frequency: 'qd', route: 'push' }],
  ['头孢曲松 2g iv qd', { drug: '头孢曲松', dose: '2', unit: 'g', frequency: 'qd', route: 'iv' }],
  ['某某止痛丸 2粒 tid', { drug: '某某止痛丸', dose: '2', unit: '粒', frequency: 'tid' }],
  ['amoxicillin 500 mg tid oral 7 days', { drug: 'amoxicillin', dose: '500', unit: 'mg', frequency: 'tid', route: 'oral', days: '7' }],
  ['warfarin 3 mg once daily', { drug: 'warfarin', dose: '3', unit: 'mg', frequency: 'once daily' }],
  ['　氯化钾缓释片　１ｇ　tid', { drug: '氯化钾缓释片', dose: '1', unit: 'g', frequency: 'tid' }],
];

test('a line is put into its cells', () => {
  for (const [line, cells] of LINES) {
    const read = readOrderLine(line);
    assert.ok(read !== null, line);
    for (const [name, value] of Object.entries(cells)) assert.equal(read[name as keyof typeof read], value, `${line}: ${name}`);
  }
});

test('a bare name, or a strength that is part of one, stays as it is', () => {
  for (const line of ['阿莫西林', '', 'vitamin B12', '0.9%氯化钠', 'qd', '5天']) assert.equal(readOrderLine(line), null, line);
});

test('nothing of a line is lost: what was not understood stays in the name', () => {
  assert.equal(readOrderLine('阿司匹林 100mg qd 餐后')?.drug, '阿司匹林 餐后');
});

test('a pasted list becomes rows, its numbering dropped', () => {
  const rows = readOrderLines('1. 华法林 3mg qd\n2、缬沙坦 80mg qd\n\n布洛芬');
  assert.deepEqual(rows.map((row) => [row.drug, row.dose]), [['华法林', '3'], ['缬沙坦', '80'], ['布洛芬', '']]);
});

test('what was not said is not sent; none is an empty list', () => {
  const order = emptyOrder();
  assert.deepEqual(orderRequest(order, 'zh'), { lang: 'zh', patient: {}, proposed: [] });
  const said = orderRequest({
    ...order, age: ' 72 ', sex: 'female', pregnant: 'no', no_allergies: true, conditions: '高血压、房颤', no_labs: true, no_current: true,
    proposed: [{ ...emptyDrug(), drug: '布洛芬', dose: '0.3', unit: 'g' }, emptyDrug()],
  }, 'zh');
  assert.deepEqual(said, {
    lang: 'zh', patient: { age: '72', sex: 'female', pregnant: false, conditions: ['高血压', '房颤'], allergies: [], labs: [] },
    current: [], proposed: [{ drug: '布洛芬', dose: '0.3', unit: 'g' }],
  });
  const labs = orderRequest({ ...order, labs: [{ ...emptyLab(), name: 'INR', value: '2.6', date: '2026-11-01' }, emptyLab()] }, 'en')['patient'];
  assert.deepEqual(labs, { labs: [{ name: 'INR', value: '2.6', date: '2026-11-01' }] });
});

test('what was and was not said is told from the request; a man is not asked about pregnancy', () => {
  const { said, unsaid } = saidFacts(orderRequest({ ...emptyOrder(), age: '40', sex: 'male', no_allergies: true }, 'zh'));
  assert.deepEqual(said, ['age', 'sex', 'allergies']);
  assert.deepEqual(unsaid, ['weight_kg', 'egfr', 'conditions', 'labs']);
  assert.ok(saidFacts(orderRequest(emptyOrder(), 'zh')).unsaid.includes('pregnant'));
});

test('a tier that is not known is shown as a warning, never dropped', () => {
  const finding = (tier: string): RxFinding => ({ tier: tier as RxFinding['tier'], kind: 'x', drugs: [], text: '' });
  const groups = byTier(['note', 'stop', 'grave', 'warn'].map(finding));
  assert.deepEqual([groups.stop.length, groups.warn.length, groups.note.length], [1, 2, 1]);
});

test('reasons of one drug stand together', () => {
  assert.deepEqual(uncheckedByDrug([{ drug: 'a', reason: '1' }, { drug: 'b', reason: '2' }, { drug: 'a', reason: '3' }, { drug: 'a', reason: '1' }]),
    [{ drug: 'a', reasons: ['1', '3'] }, { drug: 'b', reasons: ['2'] }]);
});
