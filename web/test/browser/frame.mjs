/* The frame: what is always visible, what is remembered, where addresses lead. */
import { assert, ask, DESK, noSideways, PHONE } from './browser.mjs';

export default [
  ['frame: says it is an AI, shows 120 and the state of the content, in both languages', async ({ page }) => {
    for (const lang of ['zh-CN', 'en-GB']) {
      for (const size of [PHONE, DESK]) {
        const one = await page({ lang, size });
        assert.match(await one.locator('.ai-tag').innerText(), /AI/);
        assert.equal(await one.locator('.emergency-call').getAttribute('href'), 'tel:120');
        await one.waitForFunction(() => document.querySelector('.banner')?.textContent.length > 5);
        assert.equal(await one.locator('html').getAttribute('lang'), lang === 'zh-CN' ? 'zh-CN' : 'en');
        await one.mouse.wheel(0, 4000);
        assert.ok(await one.locator('.ai-tag').isVisible() && await one.locator('.emergency-call').isVisible());
        await noSideways(one, `${lang} ${size.width}`);
      }
    }
  }],
  ['frame: language, type size and theme are chosen by the browser, then remembered', async ({ page }) => {
    const one = await page({ lang: 'en-GB', dark: true });
    const root = one.locator('html');
    assert.equal(await root.getAttribute('data-theme'), 'dark');
    assert.equal(await one.evaluate(() => getComputedStyle(document.documentElement).fontSize), '17px');
    const buttons = one.locator('.settings button');
    for (const i of [0, 1, 2]) await buttons.nth(i).click();
    await one.reload();
    await one.waitForSelector('main');
    assert.equal(await root.getAttribute('lang'), 'zh-CN');
    assert.equal(await root.getAttribute('data-theme'), 'light');
    assert.equal(await one.evaluate(() => getComputedStyle(document.documentElement).fontSize), '21px');
  }],
  ['frame: nothing is asked of another origin', async ({ page, world }) => {
    const one = await page();
    const foreign = [];
    one.on('request', (request) => { if (!request.url().startsWith(world.base) && !request.url().startsWith('data:')) foreign.push(request.url()); });
    await one.goto(`${world.base}/`);
    await ask(one, '乙肝会传染吗');
    assert.deepEqual(foreign, []);
  }],
  ['frame: status page shows version, content and what was refused', async ({ page }) => {
    const one = await page({ path: '#/health', size: PHONE });
    await one.waitForSelector('[data-health]');
    assert.match(await one.locator('.meta').innerText(), /\d+\.\d+/);
    await noSideways(one, 'health');
  }],
  ['frame: an unknown address and an unknown case say so', async ({ page, world }) => {
    const one = await page({ path: '#/no/such' });
    assert.ok((await one.locator('h1').innerText()).length > 2);
    await one.goto(`${world.base}/#/case/01JNOSUCHCASE0000000000000`);
    await one.waitForSelector('[data-error]');
    assert.match(await one.locator('[data-error]').getAttribute('data-error'), /missing|denied/);
  }],
];
