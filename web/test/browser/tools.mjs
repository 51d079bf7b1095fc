/* The three tools: calculators, order check, report. Asserts are about structure; which calculators, rules and
 * readings a pack holds is not this test's business. A server without an engine skips what needs it, and says so. */
import { axe } from './access.mjs';
import { assert, DESK, noSideways, PHONE } from './browser.mjs';

const SCREENS = ['zh-CN', 'en-GB'].flatMap((lang) => [PHONE, DESK].map((size) => ({ lang, size })));
const name = ({ lang, size }) => `${lang} ${size.width}`;
const EGFR = '#/calc/ckd-epi-2021';

/* Whether the server has an engine: an empty body is refused by one that exists. */
async function has(world, path) {
  const response = await fetch(`${world.base}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Zhuyi': '1' }, body: '{}' });
  if (response.status === 404) console.log(`# ${path} is not served here: not tested`);
  return response.status !== 404;
}

const example = (page) => page.locator('.tool-actions .link').first().click();
const field = (page, id) => page.locator(`[data-field="${id}"]`);
const focusSeen = (page) => page.evaluate(() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
});

async function tabTo(page, wanted, most = 60) {
  for (let i = 0; i < most; i++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${wanted} is not reached with Tab`);
}

async function answer(page, path, body, status = 200) {
  await page.route(`**${path}`, (route) => route.fulfill({ status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }));
}

const RX = {
  findings: [
    { tier: 'stop', kind: 'interaction', rule: 'a', drugs: ['A', 'B'], text: 'text of a stop', why: 'w', action: 'do', source: 'S (2020)', passage: 'x/y' },
    { tier: 'warn', kind: 'age', rule: 'b', drugs: ['B'], text: 'text of a warning', why: '', action: '', source: 'S (2020)', passage: 'x/y' },
    { tier: 'note', kind: 'monitoring', rule: 'c', drugs: ['B'], text: 'text of a note', why: '', action: '', source: 'S (2020)', passage: 'x/y' },
  ],
  unchecked: [{ drug: 'C', reason: 'not in the pack' }, { drug: 'A, B', reason: 'allergies not given', need: 'allergies' }],
};
const row = (more) => ({
  name: 'K', code: 'k', flag: 'normal', value: '4.2', unit: 'mmol/L', used_range: { from: 'report', text: '3.5-5.3', low: 3.5, high: 5.3 }, text: 'a reading',
  source: ['S'], ...more,
});
const LABS = {
  tier: 'emergency',
  items: [
    row({ name: 'NA', flag: 'low', value: '130', used_range: { from: 'pack', text: '135-145', low: 135, high: 145 }, delta: { previous: '138', change: -8, percent: -5.8, direction: 'down' } }),
    row({ flag: 'critical_high', value: '6.8' }), row({ name: 'CL', value: '103', used_range: { from: 'none', text: '', low: null, high: null } }),
    row({ name: 'XYZ', code: null, flag: 'unknown', value: '3.1', used_range: { from: 'none', text: '', low: null, high: null } }),
  ],
  panels: [{ id: 'p', kind: 'panel', text: 'together they mean', tier: 'urgent', source: ['S'], passage: 'x/y', from: ['K', 'NA'] }],
  unread: [{ name: 'XYZ', value: '3.1', why: 'name' }], lines_without_result: 2, unchecked: ['age not given'], summary: '',
};

export default [
  ...SCREENS.map((screen) => [`tools: ${name(screen)}: calculators by name and group, one worked out, its source opened`, async ({ page, world }) => {
    const one = await page({ ...screen, still: true, dark: screen.size === DESK });
    await one.locator('.nav a[href="#/calc"]').click();
    await one.waitForSelector('.calc-list a');
    await noSideways(one, 'list');
    await axe(one, 'list');
    await one.fill('#calc-search', 'eGFR');
    await one.locator('.calc-list a[href="#/calc/ckd-epi-2021"]').click();
    await one.waitForSelector('[data-calculator="ckd-epi-2021"]');
    await example(one);
    await one.waitForSelector('.calc-headline[data-status="ok"][data-fresh="true"]');
    assert.match(await one.locator('.calc-value').innerText(), /\d/);
    assert.ok((await one.locator('.calc-band').innerText()).length > 3);
    await axe(one, 'result');
    await noSideways(one, 'result');
    await one.locator('.calc-rules summary').first().click();
    assert.equal(await one.locator('.calc-rules [aria-current]').count(), 1, 'the band that holds is marked');
    await one.locator('.calc-details .tool-source button').click();
    await one.waitForSelector('.drawer .passage-text');
    assert.equal(await one.locator('.drawer mark').count(), 0, 'the whole passage is meant');
    await axe(one, 'passage');
    await noSideways(one, 'passage');
    assert.equal(new URL(one.url()).origin, new URL(world.base).origin);
  }]),

  ['tools: a calculator says what is missing, leads there, and follows the unit', async ({ page }) => {
    const one = await page({ path: EGFR });
    await one.waitForSelector('.calc-form');
    assert.equal(await one.locator('.need').count(), 0, 'an empty form is no reproach');
    await field(one, 'age').locator('input').fill('58');
    await one.waitForSelector('[data-status="missing"]');
    assert.equal(await one.locator('.need').count(), 2);
    await one.locator('.calc-go button').last().click();
    assert.ok(await one.evaluate(() => document.activeElement.closest('[data-field="creatinine"]') !== null));
    await one.keyboard.type('1.10');
    await field(one, 'creatinine').locator('select').selectOption('mg/dL');
    await field(one, 'sex').locator('button').first().click();
    await one.waitForSelector('[data-status="ok"][data-fresh="true"]');
    const value = Number(await one.locator('.calc-value strong').innerText());
    assert.ok(value > 70 && value < 85, `1.10 mg/dL of a man of 58 gives ${value}`);
    assert.equal(await field(one, 'creatinine').locator('input').inputValue(), '1.10', 'the number stays as typed');
  }],
  ['tools: a calculator refuses with the reason, and names a value outside its range', async ({ page }) => {
    const one = await page({ path: EGFR });
    await one.waitForSelector('.calc-form');
    await example(one);
    await one.waitForSelector('[data-status="ok"]');
    await field(one, 'dialysis').locator('button').first().click();
    await one.waitForSelector('[data-status="out_of_range"]');
    assert.equal(await one.locator('.calc-value').count(), 0, 'no number beside a refusal');
    await field(one, 'dialysis').locator('button').nth(1).click();
    await field(one, 'age').locator('input').fill('9');
    await one.waitForSelector('[data-field="age"] .field-note.wrong');
    assert.equal(await field(one, 'age').locator('input').getAttribute('aria-invalid'), 'true');
  }],
  ['tools: offline, broken and slow calculators show no old number', async ({ page }) => {
    const one = await page({ path: EGFR });
    await one.waitForSelector('.calc-form');
    await example(one);
    await one.waitForSelector('[data-status="ok"]');
    await one.context().setOffline(true);
    await field(one, 'age').locator('input').fill('60');
    await one.waitForSelector('.calc-headline [data-error="offline"]');
    assert.equal(await one.locator('.calc-value').count(), 0);
    await one.context().setOffline(false);
    await one.locator('.calc-headline [data-error] button').click();
    await one.waitForSelector('[data-status="ok"][data-fresh="true"]');
    await one.route('**/v1/calc', () => {});
    await field(one, 'age').locator('input').fill('61');
    assert.equal(await one.locator('.calc-headline').getAttribute('data-fresh'), 'false', 'the old value is marked as old');
    await one.waitForSelector('.calc-headline .slow', { timeout: 6000 });
  }],
  ['tools: of requests that overlap only the last one counts', async ({ page }) => {
    const one = await page({ path: EGFR });
    await one.waitForSelector('.calc-form');
    await example(one);
    await one.waitForSelector('[data-status="ok"]');
    let sent = 0;
    await one.route('**/v1/calc', async (route) => { sent++; const age = Number(JSON.parse(route.request().postData()).inputs.age.value); if (age < 60) await new Promise((done) => setTimeout(done, 900)); await route.continue().catch(() => {}); });
    const age = field(one, 'age').locator('input');
    await age.fill('20');
    await one.waitForTimeout(250);
    await age.fill('80');
    await one.waitForSelector('[data-status="ok"][data-fresh="true"]');
    const value = await one.locator('.calc-value strong').innerText();
    await one.waitForTimeout(1200);
    assert.equal(await one.locator('.calc-value strong').innerText(), value);
    assert.equal(sent, 2, 'what is typed in one go is asked once');
  }],
  ['tools: an unknown calculator and an empty list say so', async ({ page, world }) => {
    const one = await page({ path: '#/calc/no-such' });
    await one.waitForSelector('main a[href="#/calc"]');
    const two = await page();
    await answer(two, '/v1/calculators', { calculators: [] });
    await two.goto(`${world.base}/#/calc`);
    await two.waitForSelector('.empty');
    await one.goto(`${world.base}/#/calc`);
    await one.fill('#calc-search', 'qqqqqq');
    await one.waitForFunction(() => document.querySelectorAll('.calc-list a').length === 0);
  }],
  ['tools: the file they come in cannot be had: said, and fetched again', async ({ page, world }) => {
    const one = await page();
    await one.route('**/tools.js', (route) => route.abort());
    await one.locator('.nav a[href="#/calc"]').click();
    await one.waitForSelector('main [data-error="offline"]');
    await one.unroute('**/tools.js');
    await one.goto(`${world.base}/#/`);
    await one.reload();
    await one.locator('.nav a[href="#/calc"]').click();
    await one.waitForSelector('.calc-list a');
  }],

  ...SCREENS.map((screen) => [`tools: ${name(screen)}: order check groups what it found and lists what it could not`, async ({ page }) => {
    const one = await page({ ...screen, still: true, path: '#/rx', dark: screen.size === PHONE });
    await answer(one, '/v1/rx', RX);
    await one.waitForSelector('.rx-form');
    await axe(one, 'empty');
    await noSideways(one, 'empty');
    await example(one);
    await one.waitForSelector('.rx-count');
    assert.equal(await one.locator('.rx-stop[role="alert"] [data-tier="stop"]').count(), 1);
    assert.ok(await one.locator('[data-tier="warn"]').isVisible());
    assert.ok(!await one.locator('[data-tier="note"]').isVisible(), 'a note is folded');
    assert.equal(await one.locator('[data-unchecked="2"] li').count(), 2);
    for (const drug of ['A', 'B', 'C']) assert.ok((await one.locator('.rx-result').innerText()).includes(drug));
    await one.waitForFunction(() => document.activeElement.closest('.rx-result') !== null);
    await axe(one, 'findings');
    await noSideways(one, 'findings');
  }]),
  ['tools: nothing found is never a bare "all right"', async ({ page }) => {
    const one = await page({ path: '#/rx', lang: 'en-GB' });
    await answer(one, '/v1/rx', { findings: [], unchecked: [] });
    await one.waitForSelector('.rx-form');
    await one.locator('.rx-go button').click();
    await one.waitForSelector('.rx-go .wrong');
    await one.locator('.drug-row .cell-drug input').first().fill('amoxicillin');
    await one.locator('.rx-go button').click();
    await one.waitForSelector('.rx-none');
    assert.match(await one.locator('.rx-checked').innerText(), /amoxicillin/);
    for (const fact of ['Age', 'Allergies', 'eGFR', 'Pregnant']) assert.ok((await one.locator('.rx-unsaid').innerText()).includes(fact), `${fact} was not given, and that is said`);
  }],
  ['tools: order check by keyboard alone: a line into cells, a new row, check, to the findings', async ({ page }) => {
    const one = await page({ path: '#/rx', still: true, lang: 'en-GB' });
    const asked = [];
    await one.route('**/v1/rx', (route) => { asked.push(JSON.parse(route.request().postData())); return route.fulfill({ status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(RX) }); });
    await one.waitForSelector('.rx-form');
    await tabTo(one, '.cell-drug input');
    assert.ok(await focusSeen(one), 'the focus shows');
    await one.keyboard.type('ibuprofen 400 mg tid oral 5 days');
    await one.keyboard.press('Enter');
    await one.waitForFunction(() => document.activeElement.closest('.drug-row')?.matches(':nth-child(2)'));
    await one.keyboard.type('warfarin');
    await one.keyboard.press('Tab');
    await one.keyboard.type('3');
    await one.keyboard.press('Tab');
    await one.keyboard.type('mg');
    await one.keyboard.press('Control+Enter');
    await one.waitForSelector('.rx-count');
    assert.deepEqual(asked[0].proposed, [
      { drug: 'ibuprofen', dose: '400', unit: 'mg', frequency: 'tid', route: 'oral', days: '5' }, { drug: 'warfarin', dose: '3', unit: 'mg' },
    ]);
    await one.waitForFunction(() => document.activeElement.matches('.rx-result'));
    await tabTo(one, '.rx-result summary');
    await one.keyboard.press('Enter');
    assert.ok(await one.locator('[data-tier="note"]').isVisible());
    assert.ok(await focusSeen(one), 'the focus shows');
  }],
  ['tools: a changed order marks the findings as old, then checks again by itself', async ({ page }) => {
    const one = await page({ path: '#/rx' });
    let asked = 0;
    await one.route('**/v1/rx', (route) => { asked++; return route.fulfill({ status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(RX) }); });
    await one.waitForSelector('.rx-form');
    await example(one);
    await one.waitForSelector('.rx-result[data-fresh="true"]');
    await one.locator('.drug-row .cell-dose input').first().fill('0.6');
    await one.waitForSelector('.stale');
    await one.waitForSelector('.rx-result[data-fresh="true"]');
    assert.equal(asked, 2);
    assert.equal(await one.locator('.stale').count(), 0);
  }],
  ['tools: order check and report: refused, offline and slow lose nothing and show nothing old', async ({ page, world }) => {
    for (const [path, api, ready, typed] of [['#/rx', '/v1/rx', '.rx-form', '.cell-drug input'], ['#/report', '/v1/labs', '.rep-form', '#report-text']]) {
      const one = await page({ path, size: PHONE });
      await one.waitForSelector(ready);
      await answer(one, api, { error: { code: 'busy', message_zh: '', message_en: '' } }, 503);
      await one.locator(typed).first().fill('WBC 12.3 10^9/L 3.5-9.5');
      await one.locator('.rx-go .primary').click();
      await one.waitForSelector('main [data-error="busy"]');
      await one.unroute(`**${api}`);
      await one.context().setOffline(true);
      await one.locator('main [data-error] button').click();
      await one.waitForSelector('main [data-error="offline"]');
      assert.ok((await one.locator(typed).first().inputValue()).includes('WBC'));
      await one.context().setOffline(false);
      await one.route(`**${api}`, () => {});
      await one.locator('main [data-error] button').click();
      await one.waitForSelector('main .slow', { timeout: 6000 });
      await one.goto(`${world.base}/#/`);
    }
  }],

  ...SCREENS.map((screen) => [`tools: ${name(screen)}: report marks by arrow and word, critical first, unread listed`, async ({ page }) => {
    const one = await page({ ...screen, still: true, path: '#/report', dark: screen.size === PHONE });
    await answer(one, '/v1/labs', LABS);
    await one.waitForSelector('.rep-form');
    await axe(one, 'empty');
    await example(one);
    await one.waitForSelector('.rep-table');
    assert.equal(await one.locator('[data-critical="1"][role="alert"]').count(), 1);
    assert.equal(await one.locator('.rep-row').first().getAttribute('data-flag'), 'critical_high', 'a patient reads the danger first');
    for (const flag of await one.locator('.flag').all()) {
      assert.ok((await flag.innerText()).trim().length > 1 && await flag.locator('svg').count() > 0, 'a word and an arrow');
    }
    assert.match(await one.locator('.rep-trend .trend-said').first().innerText(), /138.*−8/s);
    assert.equal(await one.locator('[data-panel="p"]').count(), 1);
    assert.equal(await one.locator('[data-unread="1"] li').count(), 1);
    assert.ok(!(await one.locator('.rep-table').innerText()).includes('XYZ'));
    await axe(one, 'reading');
    await noSideways(one, 'reading');
    await one.locator('.rep-form .choice button').nth(1).click();
    await one.waitForSelector('.result-row');
    await noSideways(one, 'rows');
    await axe(one, 'rows');
  }]),
  ['tools: report: no red without a critical value, and nothing read says so', async ({ page }) => {
    const one = await page({ path: '#/report' });
    await answer(one, '/v1/labs', { ...LABS, tier: 'routine', items: [row({ flag: 'high', value: '5.4' })], unread: [] });
    await one.waitForSelector('.rep-form');
    await example(one);
    await one.waitForSelector('.rep-table');
    assert.equal(await one.locator('.tier-emergency, .flag-critical_high').count(), 0);
    await one.unroute('**/v1/labs');
    await answer(one, '/v1/labs', { ...LABS, items: [], panels: [], unread: [], unchecked: [] });
    await one.fill('#report-text', 'nothing');
    await one.waitForFunction(() => document.querySelectorAll('.rep-table').length === 0 && document.querySelector('.rep-summary') !== null);
  }],
  ['tools: large type at 360 px and a doctor of 200 % zoom have no sideways scroll', async ({ page }) => {
    for (const [path, ready] of [[EGFR, '.calc-form'], ['#/rx', '.rx-form'], ['#/report', '.rep-form']]) {
      const one = await page({ path, size: PHONE, lang: 'en-GB' });
      await answer(one, '/v1/rx', RX);
      await answer(one, '/v1/labs', LABS);
      await one.waitForSelector(ready);
      await one.locator('.settings button').nth(1).click();
      await example(one);
      await one.waitForTimeout(600);
      await noSideways(one, path);
      await one.setViewportSize({ width: 640, height: 425 });
      await noSideways(one, `${path} zoomed`);
    }
  }],

  ['tools: the engines of this server: an example of the order check', async ({ page, world }) => {
    if (!await has(world, '/v1/rx')) return;
    for (const lang of ['zh-CN', 'en-GB']) {
      const one = await page({ path: '#/rx', lang });
      await one.waitForSelector('.rx-form');
      await example(one);
      await one.waitForSelector('.rx-count');
      assert.ok(Number(await one.locator('.rx-count').getAttribute('data-stop')) > 0, `${lang}: warfarin with ibuprofen stops`);
      assert.ok(Number(await one.locator('[data-unchecked]').getAttribute('data-unchecked')) > 0, `${lang}: the invented pill is not checked`);
      await one.locator('.rx-stop .tool-source button').first().click();
      await one.waitForSelector('.drawer .passage-text');
    }
  }],
  ['tools: the engines of this server: an example of the report', async ({ page, world }) => {
    if (!await has(world, '/v1/labs')) return;
    for (const lang of ['zh-CN', 'en-GB']) {
      const one = await page({ path: '#/report', lang });
      await one.waitForSelector('.rep-form');
      await example(one);
      await one.waitForSelector('.rep-table');
      assert.equal(await one.locator('[data-critical="1"]').count(), 1, `${lang}: potassium of 6.8`);
      assert.ok(await one.locator('[data-flag="low"]').count() > 0);
      assert.ok(await one.locator('[data-unread] li').count() > 0, `${lang}: the invented marker is not read`);
    }
  }],
];
