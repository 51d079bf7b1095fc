/* The way to a doctor and back: a case waits, a doctor signs in another browser, the patient's
 * screen shows it without a reload; the desk by keyboard alone. */
import { assert, ask, DESK, login, noSideways, PHONE } from './browser.mjs';
import { codeStep } from './people.mjs';

/* Stopping one's own drug is for a doctor to say. A server that answers it at once still lets the
 * person ask for a doctor. */
const INDIVIDUAL = '我血压正常了，降压药能不能停';

export async function waitingCase(page, question = INDIVIDUAL) {
  const id = await ask(page, question);
  const note = page.locator(`.note[data-case="${id}"]`);
  if (!/held|handed_over/.test(await note.getAttribute('data-state'))) {
    await note.locator('.handover').click();
    await note.locator('.handover-form button[type=submit]').click();
  }
  await note.locator('.waiting').waitFor();
  return id;
}

async function choose(desk, world, id) {
  await desk.goto(`${world.base}/#/worklist/${id}`);
  await desk.waitForSelector(`.work-case[data-case="${id}"] #draft`);
}

export default [
  ['doctor: signs in a second browser, the patient sees the reply without a reload, and after one', async ({ page, world }) => {
    const patient = await page({ size: PHONE });
    const id = await waitingCase(patient);
    const desk = await page({ size: DESK });
    await login(desk, world);
    await desk.waitForSelector(`.work-row[data-case="${id}"]`);
    await choose(desk, world, id);
    assert.ok((await desk.inputValue('#draft')).length > 0, 'the draft is filled in');
    const text = `请先照原来的量吃，周三来门诊。${Date.now()}`;
    await desk.keyboard.press('e');
    assert.equal(await desk.evaluate(() => document.activeElement.id), 'draft');
    await desk.fill('#draft', text);
    await desk.keyboard.press('Escape');
    await desk.keyboard.press('s');
    await desk.waitForSelector('.dialog');
    await desk.keyboard.press('Enter');
    await codeStep(desk, world.secret);
    await desk.waitForSelector(`.work-row[data-case="${id}"]`, { state: 'detached' });
    await patient.waitForSelector('[data-reply="signed"]');
    assert.equal(await patient.locator('.reply-text').innerText(), text);
    await noSideways(patient, 'reply');
    await patient.reload();
    await patient.waitForSelector('[data-reply="signed"]');
    assert.equal(await patient.locator('.reply-text').innerText(), text);
  }],
  ['doctor: sends back with a reason the patient reads', async ({ page, world }) => {
    const patient = await page();
    const id = await waitingCase(patient);
    const desk = await page();
    await login(desk, world);
    await choose(desk, world, id);
    await desk.keyboard.press('r');
    await desk.waitForSelector('#reject-why');
    await desk.keyboard.press('Control+Enter');
    await desk.waitForSelector('.dialog .wrong');
    await desk.keyboard.type('这要当面量血压才能定，请来门诊。');
    await desk.keyboard.press('Control+Enter');
    await codeStep(desk, world.secret);
    await patient.waitForSelector('[data-reply="rejected"]');
    assert.match(await patient.locator('.reply-text').innerText(), /当面量血压/);
  }],
  ['doctor: j and k step, ? shows the keys, edits stay, a chip opens the evidence beside', async ({ page, world }) => {
    const patient = await page();
    const first = await waitingCase(patient);
    const other = await page();
    await waitingCase(other, '布洛芬能和阿司匹林一起吃吗');
    const desk = await page({ lang: 'en-GB' });
    await login(desk, world);
    await desk.waitForSelector('.work-row >> nth=1');
    assert.equal(await desk.evaluate(() => getComputedStyle(document.documentElement).fontSize), '15px');
    await desk.keyboard.press('?');
    assert.ok(await desk.locator('.keys tr').count() >= 6);
    await desk.keyboard.press('Escape');
    const here = () => desk.locator('.work-row[aria-current]').getAttribute('data-case');
    await desk.keyboard.press('j');
    await desk.waitForSelector('.work-row[aria-current]');
    const a = await here();
    await desk.keyboard.press('j');
    await desk.waitForFunction((was) => document.querySelector('.work-row[aria-current]')?.dataset.case !== was, a);
    await desk.keyboard.press('k');
    await desk.waitForSelector(`.work-row[aria-current][data-case="${a}"]`);
    await choose(desk, world, first);
    await desk.fill('#draft', 'half a thought');
    await desk.keyboard.press('Escape');
    await desk.goto(`${world.base}/#/worklist`);
    await choose(desk, world, first);
    assert.equal(await desk.inputValue('#draft'), 'half a thought');
    await desk.locator('.work-note .chip').first().click();
    await desk.waitForSelector('.desk-right mark');
    await noSideways(desk, 'desk');
  }],
  ['doctor: the desk holds at 360 px, and is closed to others', async ({ page, world }) => {
    const visitor = await page({ path: '#/worklist' });
    await visitor.waitForSelector('main a[href="#/login"]');
    assert.equal(await visitor.locator('.desk').count(), 0);
    const patient = await page();
    const id = await waitingCase(patient);
    const desk = await page({ size: PHONE });
    await login(desk, world);
    await noSideways(desk, 'worklist');
    await choose(desk, world, id);
    await noSideways(desk, 'case');
    await desk.locator('.nav a[href="#/me"]').click();
    await desk.locator('.my-list ~ .buttons .secondary').last().click();
    await desk.waitForSelector('.nav a[href="#/login"]');
  }],
];
