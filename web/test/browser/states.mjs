/* Empty, slow, offline, limits, errors: each has its own words and loses nothing. */
import { answered, assert, DESK, PHONE } from './browser.mjs';

const QUESTION = '感冒流鼻涕怎么办';

async function refuse(page, status, headers = {}) {
  await page.route('**/v1/ask', (route) => route.fulfill({
    status, headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ error: { code: 'x', message_zh: '', message_en: '' } }),
  }));
}

async function send(page) {
  await page.fill('#question', QUESTION);
  await page.press('#question', 'Enter');
}

export default [
  ['state: empty offers questions as quiet links that are asked with one press', async ({ page }) => {
    const one = await page({ size: PHONE });
    const link = one.locator('.examples button').first();
    const question = await link.innerText();
    await link.click();
    await answered(one, question);
  }],
  ['state: Shift+Enter is a new line, Enter sends, nothing sends an empty question', async ({ page }) => {
    const one = await page();
    await one.press('#question', 'Enter');
    assert.equal(await one.locator('.turn').count(), 0);
    await one.fill('#question', '第一行');
    await one.press('#question', 'Shift+Enter');
    await one.keyboard.type('第二行');
    assert.equal(await one.inputValue('#question'), '第一行\n第二行');
    assert.equal(await one.locator('.turn').count(), 0);
  }],
  ['state: what was typed survives a reload', async ({ page }) => {
    const one = await page();
    await one.fill('#question', QUESTION);
    await one.reload();
    await one.waitForSelector('#question');
    assert.equal(await one.inputValue('#question'), QUESTION);
  }],
  ['state: offline keeps the text and a retry answers it', async ({ page }) => {
    const one = await page({ size: PHONE });
    await one.context().setOffline(true);
    await one.waitForSelector('.offline-bar');
    await send(one);
    await one.waitForSelector('[data-error="offline"]');
    assert.equal(await one.inputValue('#question'), QUESTION);
    await one.context().setOffline(false);
    await one.locator('[data-error] button').click();
    await answered(one, QUESTION);
    assert.equal(await one.locator('.turn').count(), 1);
  }],
  ['state: 429, 413, 503 and 500 each say what to do, and keep the text', async ({ page }) => {
    const said = new Set();
    for (const [status, kind, headers] of [[429, 'limit', { 'Retry-After': '30' }], [413, 'long'], [503, 'busy'], [500, 'server']]) {
      const one = await page();
      await refuse(one, status, headers);
      await send(one);
      await one.waitForSelector(`[data-error="${kind}"]`);
      assert.equal(await one.inputValue('#question'), QUESTION);
      said.add(await one.locator('[data-error]').innerText());
      if (status === 429) assert.match(await one.locator('[data-error]').innerText(), /30/);
    }
    assert.equal(said.size, 4);
  }],
  ['state: slow says so after three seconds, and waiting can be stopped', async ({ page }) => {
    const one = await page();
    await one.route('**/v1/ask', () => {});
    await send(one);
    assert.equal(await one.locator('.slow').count(), 0);
    await one.waitForSelector('.slow', { timeout: 6000 });
    await one.locator('.slow button').click();
    assert.equal(await one.inputValue('#question'), QUESTION);
  }],
  ['state: a stream that breaks shows what came, says it may be incomplete', async ({ page }) => {
    const one = await page();
    const statement = { i: 0, text: '第一句已经核对。', kind: 'fact', part: 0, verdict: 'supported', author: 'pack', evidence: [{ n: 1, passage: 'x', start: 0, end: 1, quote: '', source: 's', year: '', state: '' }], repaired: null };
    await one.route('**/v1/ask', (route) => route.fulfill({
      status: 200, headers: { 'Content-Type': 'text/event-stream' },
      body: `event: stage\ndata: {"name":"triage","state":"done","us":1,"note":""}\n\nevent: statement\ndata: ${JSON.stringify(statement)}\n\nevent: statement\ndata: {"i":1,"te`,
    }));
    await send(one);
    await one.waitForSelector('[data-error="cut"]');
    assert.equal(await one.locator('.note-live .sentence').count(), 1);
    assert.equal(await one.inputValue('#question'), QUESTION);
  }],
  ['state: a wrong password is told, without a hint which part was wrong', async ({ page }) => {
    const one = await page({ path: '#/login', size: DESK });
    await one.fill('#login-name', 'nobody');
    await one.fill('#login-password', 'wrong-password');
    await one.press('#login-password', 'Enter');
    await one.waitForSelector('.wrong');
  }],
];
