/* Pictures for the documentation. */
import { ask, DESK, login, openPage, PHONE } from './browser.mjs';
import { waitingCase } from './doctor.mjs';
import { codeStep, enter, register } from './people.mjs';

async function shoot(world, dir, name, options, act) {
  const page = await openPage(world, { still: true, ...options });
  await act(page);
  await page.evaluate((selector) => (selector ? document.querySelector(selector).scrollIntoView() : scrollTo(0, 0)), options.from ?? '');
  await page.mouse.move(0, 0);   /* over nothing */
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${dir}/${name}.png` });
  await page.context().close();
  console.log(`${dir}/${name}.png`);
}

async function passage(page, question) {
  await ask(page, question);
  await page.locator('.note .part .chip').first().click();
  await page.waitForSelector('.drawer mark');
}

async function example(page, ready, done) {
  await page.waitForSelector(ready);
  await page.locator('.tool-actions .link').first().click();
  await page.waitForSelector(done);
}

/* Six weeks of a person with high blood pressure, one week missed; as the pages would send it. */
async function sixWeeks(page, world) {
  const DAY_MS = 86400000;
  await register(page, world);
  await page.evaluate(async (day) => {
    const post = (path, body) => fetch(path, { method: 'POST', headers: { 'X-Zhuyi': '1', 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    await post('/v1/people/me/facts', { facts: { conditions: ['高血压'], allergies: [] } });
    await post('/v1/people/me/plans', { plan: 'hypertension', values: {}, remind: true });
    for (let d = 42; d > 0; d--) {
      if (d > 11 && d < 20) continue;
      await post('/v1/people/me/measures', { kind: 'bp', v: [String(152 - Math.round((42 - d) / 2.4) + (d % 4)), String(94 - Math.round((42 - d) / 4) + (d % 3))], at_ms: Date.now() - d * day });
    }
    await post('/v1/people/me/cabinet', { drug: '氨氯地平', dose: '5', unit: 'mg', frequency: 'qd', route: '口服' });
    await post('/v1/people/me/measures', { kind: 'bp', v: ['134', '82'] });
  }, DAY_MS);
}

async function careOf(page, world, part, ready) {
  await sixWeeks(page, world);
  await page.goto(`${world.base}/#/${part}`);
  await page.waitForSelector(ready);
  await page.waitForTimeout(800);
}

export default async function pictures(world, dir) {
  const tall = { width: 360, height: 900 };
  for (const [name, size] of [['360', tall], ['1280', DESK]]) {
    await shoot(world, dir, `start-zh-${name}`, { size }, async () => {});
    await shoot(world, dir, `patient-zh-${name}`, { size }, (page) => ask(page, '乙肝会传染吗'));
    await shoot(world, dir, `patient-en-${name}`, { size, lang: 'en-GB' }, (page) => ask(page, 'what are the symptoms of diabetes'));
    await shoot(world, dir, `passage-${name}`, { size }, (page) => passage(page, '乙肝会传染吗'));
    await shoot(world, dir, `emergency-${name}`, { size }, (page) => ask(page, '胸口压榨样疼出冷汗'));
    await shoot(world, dir, `dark-${name}`, { size, dark: true }, (page) => ask(page, '布洛芬能和阿司匹林一起吃吗'));
  }
  await shoot(world, dir, 'health-zh-360', { size: tall }, (page) => careOf(page, world, 'care', 'main h1'));
  await shoot(world, dir, 'pressure-en-1280', { size: DESK, lang: 'en-GB' }, (page) => careOf(page, world, 'care/measures/bp', '.u-over, canvas'));
  await shoot(world, dir, 'calc-zh-1280', { size: DESK, path: '#/calc/ckd-epi-2021' }, (page) => example(page, '.calc-form', '[data-status="ok"]'));
  await shoot(world, dir, 'rx-zh-1280', { size: DESK, path: '#/rx' }, (page) => example(page, '.rx-form', '.rx-count'));
  await shoot(world, dir, 'report-zh-360', { size: tall, path: '#/report', from: '.rep-result' }, (page) => example(page, '.rep-form', '.rep-table'));
  await shoot(world, dir, 'held-360', { size: PHONE }, (page) => waitingCase(page));
  await shoot(world, dir, 'my-page-zh-360', { size: tall }, async (page) => {
    await register(page, world, { who: '林秀英（虚构）', birth: '1958-04-09' });
    await page.goto(`${world.base}/#/me`);
    await page.waitForSelector('.my-list');
  });
  if (world.doctor === '') { console.log('no --doctor: the worklist is not pictured'); return; }
  await shoot(world, dir, 'worklist-1280', { size: DESK }, async (page) => {
    await login(page, world);
    await page.waitForSelector('.work-row');
    await page.keyboard.press('j');
    await page.locator('.work-note .chip').first().click();
    await page.waitForSelector('.desk-right mark');
  });
  await shoot(world, dir, 'looked-en-1280', { size: DESK, lang: 'en-GB' }, async (page) => {
    const phone = `139${String(Date.now()).slice(-8)}`;
    await register(page, world, { who: 'Mary Linden (fictional)', birth: '1958-04-09', phone });
    const desk = await openPage(world, { lang: 'en-GB' });
    await enter(desk, world, world.doctor);
    await desk.goto(`${world.base}/#/find`);
    await desk.fill('#find-text', phone);
    await desk.press('#find-text', 'Enter');
    await desk.locator('[data-found] a').click();
    await desk.locator('[data-closed] button').click();
    await desk.fill('#glass-reason', 'Brought in unconscious; allergies and medicines must be known now.');
    await desk.locator('.dialog .primary').click();
    await codeStep(desk, world.secret);
    await desk.waitForSelector('.record');
    await desk.context().close();
    await page.goto(`${world.base}/#/me/looked`);
    await page.waitForSelector('.p-looked .is-glass');
  });
}
