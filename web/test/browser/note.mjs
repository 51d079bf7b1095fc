/* The answer: order, tier, citations, the passage, the reasons, history and reload. */
import { answered, assert, ask, DESK, noSideways, PHONE } from './browser.mjs';

const QUESTIONS = ['乙肝会传染吗', '高血压能吃花生吗', '感冒流鼻涕怎么办', '布洛芬能和阿司匹林一起吃吗', 'what are the symptoms of diabetes'];

const utf8 = (text) => Buffer.byteLength(text, 'utf8');

export default [
  ['note: each question has a tier line first, statements, and a source behind each', async ({ page }) => {
    for (const [i, question] of QUESTIONS.entries()) {
      const one = await page({ size: i % 2 ? DESK : PHONE, lang: /^[a-z]/.test(question) ? 'en-GB' : 'zh-CN' });
      await ask(one, question);
      const first = await one.locator('.note > *').first().getAttribute('data-tier');
      assert.match(first ?? '', /^(emergency|urgent|routine|self_care)$/, question);
      assert.ok(await one.locator('.note .sentence').count() > 0, `${question}: no statement`);
      assert.ok(await one.locator('.note .chip').count() > 0, `${question}: no citation`);
      assert.equal(await one.locator('.note .sentence .tag-warn').count(), 0, `${question}: a statement without evidence`);
      await noSideways(one, question);
    }
  }],
  ['note: chest pain with sweat is an emergency, with a number to press, before all else', async ({ page }) => {
    const one = await page({ size: PHONE });
    await ask(one, '胸口压榨样疼出冷汗');
    assert.equal(await one.locator('.note > *').first().getAttribute('data-tier'), 'emergency');
    assert.equal(await one.locator('.note .call').first().getAttribute('href'), 'tel:120');
    const { y, height } = await one.locator('.note .tier').boundingBox();
    assert.ok(y + height < PHONE.height || await one.evaluate(() => scrollY > 0), 'the emergency line is on the first screen');
  }],
  ['note: the stream comes in order, statements before the whole answer', async ({ page }) => {
    const one = await page();
    const text = await one.evaluate(async () => {
      const response = await fetch('/v1/ask', {
        method: 'POST', headers: { 'X-Zhuyi': '1', 'Content-Type': 'application/json', Accept: 'text/event-stream' },
        body: JSON.stringify({ question: '乙肝会传染吗' }),
      });
      return response.text();
    });
    const events = [...text.matchAll(/^event: ?(\w+)/gm)].map((match) => match[1]);
    assert.equal(events[0], 'case');
    assert.equal(events.at(-1), 'end');
    assert.equal(events.at(-2), 'answer');
    assert.ok(events.includes('stage') && events.includes('headline'), events.join(' '));
    assert.ok(events.indexOf('headline') < events.indexOf('statement'), 'headline before the first statement');
    assert.ok(events.lastIndexOf('statement') < events.indexOf('answer'));
  }],
  ['note: in an emergency the advice is the first thing after the case', async ({ page }) => {
    const one = await page();
    const text = await one.evaluate(async () => (await fetch('/v1/ask', {
      method: 'POST', headers: { 'X-Zhuyi': '1', 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify({ question: '胸口压榨样疼出冷汗' }),
    })).text());
    const events = [...text.matchAll(/^event: ?(\w+)/gm)].map((match) => match[1]);
    assert.deepEqual(events.slice(0, 2), ['case', 'headline']);
  }],
  ['passage: every citation marks exactly the bytes it quotes', async ({ page }) => {
    const one = await page();
    const id = await ask(one, '乙肝会传染吗');
    const answer = await one.evaluate(async (key) => (await fetch(`/v1/cases/${key}`)).json(), id);
    const chips = one.locator('.note .part .chip');
    const count = Math.min(4, await chips.count());
    assert.ok(count > 0);
    for (let i = 0; i < count; i++) {
      const sentence = await chips.nth(i).evaluate((chip) => Number(chip.closest('[data-statement]').dataset.statement));
      const number = Number(await chips.nth(i).innerText());
      const cited = answer.statements.find((s) => s.i === sentence).evidence.find((e) => e.n === number);
      await chips.nth(i).click();
      await one.locator(`.drawer [data-passage="${cited.passage}"] mark`).waitFor();
      const mark = await one.locator('.drawer mark').evaluate((node) => node.textContent);
      assert.equal(mark, cited.quote);
      assert.equal(utf8(mark), cited.end - cited.start);
      assert.equal(await one.locator('.drawer .mismatch').count(), 0);
      assert.ok(await one.locator('.drawer .meta dd').count() >= 3, 'source, edition and state are told');
      await one.keyboard.press('Escape');
      await one.waitForSelector('.drawer', { state: 'detached' });
      assert.ok(await chips.nth(i).evaluate((chip) => chip === document.activeElement), 'the focus is back on the chip');
    }
  }],
  ['passage: a sheet on a phone, neighbours one step away and back', async ({ page }) => {
    const one = await page({ size: PHONE });
    await ask(one, '乙肝会传染吗');
    await one.locator('.note .chip').first().click();
    await one.waitForSelector('.drawer-sheet mark');
    await noSideways(one, 'sheet');
    const steps = one.locator('.passage-steps .secondary:not([disabled])');
    if (await steps.count() > 0) {
      await steps.first().click();
      await one.locator('.drawer mark').waitFor({ state: 'detached' });
      await one.locator('.passage-steps .link').click();
      await one.waitForSelector('.drawer mark');
    }
    await one.mouse.click(180, 20);
    await one.waitForSelector('.drawer', { state: 'detached' });
  }],
  ['why: stages with times, terms understood, a ledger entry that verifies', async ({ page }) => {
    const one = await page();
    await ask(one, '高血压能吃花生吗');
    await one.locator('.why summary').click();
    assert.ok(await one.locator('.stages tr').count() >= 5);
    assert.ok(await one.locator('.terms li').count() >= 2);
    await one.locator('.proof button').click();
    await one.waitForSelector('[data-proof]');
    assert.equal(await one.locator('[data-proof]').getAttribute('data-proof'), 'good');
  }],
  ['case: a reload and a deep link show the same note, and the history lists it', async ({ page, world }) => {
    const one = await page();
    const id = await ask(one, '感冒流鼻涕怎么办');
    assert.ok(one.url().endsWith(`#/case/${id}`));
    const before = await one.locator('.note .part').allInnerTexts();
    await one.reload();
    assert.equal(await answered(one, '感冒流鼻涕怎么办'), id);
    assert.deepEqual(await one.locator('.note .part').allInnerTexts(), before);
    await one.goto(`${world.base}/#/cases`);
    await one.locator(`.case-list a[href="#/case/${id}"]`).click();
    assert.equal(await answered(one, '感冒流鼻涕怎么办'), id);
  }],
  ['case: another person does not see it', async ({ page, world }) => {
    const one = await page();
    const id = await ask(one, '乙肝会传染吗');
    const other = await page({ path: `#/case/${id}` });
    await other.waitForSelector('[data-error]');
    assert.equal(await other.locator('.note').count(), 0);
    await other.goto(`${world.base}/#/cases`);
    await other.waitForSelector('.empty, [data-error]');
  }],
  ['case: a second question stands under the first', async ({ page }) => {
    const one = await page();
    await ask(one, '乙肝会传染吗');
    await ask(one, '高血压能吃花生吗');
    assert.equal(await one.locator('.turn').count(), 2);
    assert.equal(await one.locator('h1').count(), 1);
    const { y } = await one.locator('.turn').last().boundingBox();
    assert.ok(y >= 0 && y < DESK.height / 2, 'the new question has come up');
  }],
];
