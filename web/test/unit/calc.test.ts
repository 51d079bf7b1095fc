import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byGroup, calcRequest, fieldMark, findCalculators, labelOf, type CalcBrief, type CalcInput, type CalcReply, type Calculator } from '../../src/calc';
import { exampleOf } from '../../src/calc_example';
import { unitsFor, unitWord } from '../../src/units';

const number = (id: string, unit: string, low: number, high: number, left_out: CalcInput['left_out'] = 'required'): CalcInput =>
  ({ id, zh: id, en: id, kind: 'number', left_out, unit, low, high });

const one = (id: string, zh: string, en: string, group: string, more: Partial<Calculator> = {}): Calculator => ({
  id, zh, en, group, use_zh: '', use_en: '', inputs: [], refuses: [], bands: [], source: '', passage: '', checked: true, ...more,
});

const brief = (id: string, zh: string, en: string, group: string, more: Partial<CalcBrief> = {}): CalcBrief => ({
  id, zh, en, group, use_zh: '', use_en: '', also: [], asks: [], ...more,
});

const ALL = [
  brief('bmi', '体重指数（BMI）', 'body mass index', 'general', { asks: ['体重', 'weight'] }),
  brief('ckd-epi-2021', '估算肾小球滤过率（CKD-EPI 2021）', 'eGFR, CKD-EPI 2021', 'renal', { also: ['egfr'] }),
  brief('curb-65', 'CURB-65 评分', 'CURB-65', 'respiratory', { use_zh: '肺炎严重程度' }),
  brief('mystery', '新', 'new', 'somewhere'),
];

test('a calculator is found by either name, an abbreviation, another name or what it is for', () => {
  const ids = (typed: string): string[] => findCalculators(ALL, typed).map((found) => found.id);
  assert.deepEqual(ids('肾小球'), ['ckd-epi-2021']);
  assert.deepEqual(ids('eGFR'), ['ckd-epi-2021']);
  assert.deepEqual(ids('ckd epi'), ['ckd-epi-2021']);
  assert.deepEqual(ids('ｃｕｒｂ６５'), ['curb-65']);
  assert.deepEqual(ids('肺炎'), ['curb-65']);
  assert.deepEqual(ids('mass body'), ['bmi']);
  assert.deepEqual(ids('Weight'), ['bmi']);
  assert.deepEqual(ids('nothing like it'), []);
  assert.equal(ids('  ').length, ALL.length);
});

test('groups come in the order of use, an unknown one last', () => {
  assert.deepEqual(byGroup(ALL).map(({ group }) => group), ['general', 'renal', 'respiratory', 'somewhere']);
});

test('what is sent: numbers as typed, yes and no, nothing that was not said', () => {
  const calculator = one('x', 'x', 'x', 'general', { inputs: [
    number('creatinine', 'umol/L', 5, 3000), number('ph', '', 6.5, 8), { id: 'sick', zh: '', en: '', kind: 'bool', left_out: 'optional' },
    { id: 'well', zh: '', en: '', kind: 'bool', left_out: 'optional' }, { id: 'day', zh: '', en: '', kind: 'date', left_out: 'required' },
  ] });
  const { inputs } = calcRequest(calculator, {
    creatinine: { value: ' 1.10 ', unit: 'mg/dL' }, ph: { value: '7.40' }, sick: { value: 'no' }, well: { value: '' }, day: { value: '2026-11-29' },
  }, 'zh');
  assert.deepEqual(inputs, { creatinine: { value: '1.10', unit: 'mg/dL' }, ph: { value: '7.40' }, sick: { value: false }, day: { value: '2026-11-29' } });
  /* a unit written with the number is meant */
  assert.deepEqual(calcRequest(calculator, { creatinine: { value: '1.1mg/dL' } }, 'zh').inputs, { creatinine: { value: '1.1mg/dL' } });
  assert.deepEqual(calcRequest(calculator, { creatinine: { value: '96' } }, 'zh').inputs, { creatinine: { value: '96', unit: 'umol/L' } });
});

test('a field is marked by what the reply says of it', () => {
  const reply = (more: Partial<CalcReply>): CalcReply =>
    ({ status: 'ok', value: 1, unit: '', band: null, missing: [], why: '', source: null, ...more });
  const age = number('age', 'a', 18, 120);
  assert.equal(fieldMark(age, null), '');
  assert.equal(fieldMark(age, reply({ status: 'missing', missing: ['age'] })), 'missing');
  assert.equal(fieldMark(age, reply({ status: 'out_of_range', used: [{ id: 'age', name: '', value: 12, unit_assumed: false }] })), 'wrong');
  assert.equal(fieldMark(age, reply({ status: 'out_of_range', used: [{ id: 'age', name: '', value: 40, unit_assumed: false }] })), '');
  assert.equal(fieldMark(age, reply({ assumed: ['age'] })), 'assumed');
});

test('a label begins with a capital, a symbol stays as it is', () => {
  const label = (en: string): string => labelOf({ zh: '', en }, 'en');
  assert.equal(label('serum creatinine'), 'Serum creatinine');
  for (const symbol of ['pH', 'eGFR', 'SpO2']) assert.equal(label(symbol), symbol);
});

test('an example fills what is required, inside the accepted range', () => {
  const calculator = one('x', 'x', 'x', 'general', { inputs: [
    number('age', 'a', 18, 120), number('odd', 'mm', 0.01, 4000), number('small', 'L', 3, 5), number('given', '%', 0, 1, 'default'), number('age', 'mo', 0, 24),
    { id: 'sick', zh: '', en: '', kind: 'bool', left_out: 'optional' },
    { id: 'kind', zh: '', en: '', kind: 'choice', left_out: 'required', options: [{ id: 'a', number: 1, zh: '', en: '' }] },
  ] });
  for (const input of calculator.inputs) {
    const value = exampleOf({ ...calculator, inputs: [input] }, new Date(0))[input.id]?.value ?? '';
    if (input.left_out === 'default') assert.equal(value, '');
    else if (input.kind === 'number') assert.ok(Number(value) >= (input.low ?? 0) && Number(value) <= (input.high ?? 0), `${input.id} ${value}`);
    else assert.ok(value !== '');
  }
});

test('units are shown as they are written', () => {
  const shown: [string, string][] = [
    ['umol/L', 'μmol/L'], ['mm[Hg]', 'mmHg'], ['cm[H2O]', 'cmH2O'], ['10*9/L', '×10⁹/L'], ['10*12/L', '×10¹²/L'], ['mL/min/{1.73_m2}', 'mL/min/1.73 m²'],
    ['kg/m2', 'kg/m²'], ['Cel', '°C'], ['a', 'years'], ['1', ''], ['', ''], ['u[IU]/mL', 'μIU/mL'], ['/min', '/min'], ['ug/L', 'μg/L'], ['U/L', 'U/L'],
    ['[lb_av]', 'lb'], ['[in_i]', 'in'], ['10*6/uL', '×10⁶/μL'],
  ];
  for (const [unit, text] of shown) assert.equal(unitWord(unit, 'en'), text, unit);
  assert.equal(unitWord('Cel', 'zh'), '℃');
  assert.equal(unitWord(null, 'zh'), '');
});

test('other units are offered by substance, then by unit, the declared one first', () => {
  assert.deepEqual(unitsFor(number('creatinine', 'umol/L', 0, 1)), ['umol/L', 'mg/dL']);
  assert.deepEqual(unitsFor(number('creatinine_clearance', 'mL/min', 0, 1)), ['mL/min']);
  assert.deepEqual(unitsFor(number('sodium', 'mmol/L', 0, 1)), ['mmol/L', 'meq/L']);
  assert.deepEqual(unitsFor(number('something', 'mmol/L', 0, 1)), ['mmol/L']);
  assert.deepEqual(unitsFor(number('temp', 'Cel', 0, 1)), ['Cel', '[degF]']);
  assert.deepEqual(unitsFor(number('ph', '', 0, 1)), []);
});
