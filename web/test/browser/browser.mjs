/* What every test needs: a browser, a person with a screen and a language, a question asked. */
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1280, height: 850 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.ZHUYI_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/* A new person: own cookie jar, own storage. `errors` collects what the page threw and what the
 * content policy refused; a failed request is the business of the test that provokes it. */
export async function openPage(world, { size = DESK, lang = 'zh-CN', dark = false, still = false, path = '' } = {}) {
  const context = await world.browser.newContext({
    viewport: size, locale: lang, colorScheme: dark ? 'dark' : 'light', reducedMotion: still ? 'reduce' : 'no-preference',
  });
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) page.errors.push(message.text());
  });
  page.setDefaultTimeout(15000);
  await page.goto(`${world.base}/${path}`);
  await page.waitForSelector('main');
  return page;
}

export async function ask(page, question) {
  await page.fill('#question', question);
  await page.press('#question', 'Enter');
  return answered(page, question);
}

/* Waits for the whole note of the last question; gives its case. */
export async function answered(page, question) {
  const turn = page.locator('.turn', { has: page.locator('.asked', { hasText: question }) }).last();
  const note = turn.locator('.note[data-case]');
  await note.waitFor();
  return note.getAttribute('data-case');
}

export async function login(page, world) {
  const at = world.doctor.indexOf(':');
  assert.ok(at > 0, 'no --doctor LOGIN:PASSWORD given');
  await page.goto(`${world.base}/#/login`);
  await page.fill('#login-name', world.doctor.slice(0, at));
  await page.fill('#login-password', world.doctor.slice(at + 1));
  await page.press('#login-password', 'Enter');
  await page.waitForSelector('.desk');
}

export async function noSideways(page, what) {
  const [over, who] = await page.evaluate(() => {
    const root = document.documentElement;
    const wide = [...document.querySelectorAll('main *')].find((one) => one.getBoundingClientRect().right > root.clientWidth + 1 && !one.closest('.visually-hidden'));
    return [root.scrollWidth - root.clientWidth, wide?.className ?? ''];
  });
  assert.ok(over <= 0, `${what}: ${over} px wider than the screen (${who})`);
}

export { assert };
