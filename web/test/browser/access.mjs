/* Accessibility: axe, the keyboard alone, a large type, a narrow screen, no motion. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { answered, assert, ask, DESK, noSideways, PHONE } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* axe is injected past the content policy, by the debugger and not by a tag. */
export async function axe(page, what) {
  await page.evaluate(AXE);
  await page.waitForTimeout(200);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document));
  assert.ok(passes.length > 10, `${what}: axe looked at nothing`);
  const serious = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
  assert.deepEqual(serious.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 90)}`), [], what);
}

export default [
  ...['zh-CN', 'en-GB'].flatMap((lang) => [PHONE, DESK].flatMap((size) => [false, true].map((dark) =>
    [`axe: ${lang} ${size.width} ${dark ? 'dark' : 'light'}: empty, answer, reasons, passage, emergency, log-in, status`, async ({ page, world }) => {
      const one = await page({ lang, size, dark, still: true });
      await axe(one, 'empty');
      await ask(one, '布洛芬能和阿司匹林一起吃吗');
      await one.locator('.why summary').click();
      await axe(one, 'answer');
      await one.locator('.note .chip').first().click();
      await one.waitForSelector('.drawer mark');
      await axe(one, 'passage');
      await one.keyboard.press('Escape');
      await ask(one, '胸口压榨样疼出冷汗');
      await axe(one, 'emergency');
      for (const path of ['cases', 'login', 'health']) {
        await one.goto(`${world.base}/#/${path}`);
        await one.waitForSelector('main h1');
        await axe(one, path);
      }
    }]))),
  ['keyboard: from the skip link to a citation and back, the focus always visible', async ({ page }) => {
    const one = await page({ still: true });
    await one.keyboard.press('Tab');
    assert.equal(await one.evaluate(() => document.activeElement.className), 'skip');
    await one.keyboard.press('Enter');
    assert.equal(await one.evaluate(() => document.activeElement.id), 'main');
    await one.keyboard.press('Tab');
    assert.equal(await one.evaluate(() => document.activeElement.id), 'question');
    await one.keyboard.type('乙肝会传染吗');
    await one.keyboard.press('Enter');
    await answered(one, '乙肝会传染吗');
    assert.ok(await one.evaluate(() => document.activeElement.classList.contains('asked')), 'the focus is on the question asked');
    for (let i = 0; i < 12 && !await one.evaluate(() => document.activeElement.classList.contains('chip')); i++) {
      await one.keyboard.press('Tab');
      const seen = await one.evaluate(() => { const s = getComputedStyle(document.activeElement.closest('.ask-line') ?? document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; });
      assert.ok(seen, 'a focused element shows it');
    }
    assert.ok(await one.evaluate(() => document.activeElement.classList.contains('chip')), 'a citation is reached');
    await one.keyboard.press('Enter');
    await one.waitForSelector('.drawer mark');
    assert.ok(await one.evaluate(() => document.activeElement.closest('.drawer') !== null), 'the focus is in the passage');
    await one.keyboard.press('Escape');
    assert.ok(await one.evaluate(() => document.activeElement.classList.contains('chip')), 'the focus is back');
  }],
  ['live region: streamed statements are announced once each', async ({ page }) => {
    const one = await page();
    await ask(one, '感冒流鼻涕怎么办');
    const told = await one.locator('[data-live="statements"] p').allTextContents();
    const shown = await one.locator('.note .sentence').count();
    assert.ok(shown > 0);
    assert.equal(told.length, shown + 1, 'the headline and every statement, once');
  }],
  ['zoom: 200 % of 720 px, and the large type at 360 px, have no sideways scroll', async ({ page }) => {
    for (const [size, large] of [[{ width: 360, height: 400 }, false], [PHONE, true]]) {
      const one = await page({ size });
      if (large) await one.locator('.settings button').nth(1).click();
      await ask(one, '布洛芬能和阿司匹林一起吃吗');
      await one.locator('.why summary').click();
      await noSideways(one, large ? 'large type' : 'zoomed');
      await one.locator('.note .chip').first().click();
      await one.waitForSelector('.drawer mark');
      await noSideways(one, 'passage');
    }
  }],
  ['motion: with reduced motion nothing is animated', async ({ page }) => {
    const one = await page({ still: true });
    await ask(one, '乙肝会传染吗');
    await one.locator('.note .chip').first().click();
    await one.waitForSelector('.drawer');
    assert.equal(await one.locator('.drawer').evaluate((node) => getComputedStyle(node).animationName), 'none');
  }],
];
