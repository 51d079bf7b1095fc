/* Accounts, consent, family, who looked, the office. Each flow on a phone in one language and on a desk in the other; every page
 * by axe and at both widths. Runs against the server, and against test/mock.mjs for what a server does not show when asked. */
import { readFileSync } from 'node:fs';
import { axe } from './access.mjs';
import { assert, DESK, noSideways, PHONE } from './browser.mjs';
import { nextCode } from './totp.mjs';

const ZH_PHONE = { lang: 'zh-CN', size: PHONE };
const EN_DESK = { lang: 'en-GB', size: DESK };
const BOTH = [ZH_PHONE, EN_DESK];
const name = ({ lang, size }) => `${lang} ${size.width}`;
const PASSWORD = 'quiet river at noon';

let count = 0;
const freshLogin = () => `t${Date.now().toString(36)}${++count}`;

export async function fillBirth(page, birth) {
  const [year, month, day] = birth.split('-');
  const field = page.locator('.birth').last();
  await field.locator('.birth-year').fill(year);
  await field.locator('.birth-month').fill(String(Number(month)));
  await field.locator('.birth-day').fill(String(Number(day)));
}

/* A new person with an account; agrees to keeping a record unless told otherwise. */
export async function register(page, world, { login = freshLogin(), who = '林测（虚构）', birth = '1975-04-09', phone = '', agree = true } = {}) {
  await page.goto(`${world.base}/#/register`);
  await page.fill('#signup-name', who);
  await fillBirth(page, birth);
  await page.fill('#signup-login', login);
  await page.fill('#signup-password', PASSWORD);
  if (phone) await page.fill('#signup-phone', phone);
  await page.waitForSelector('[data-consent="consult"]');
  if (agree) for (const key of ['consult', 'consult+']) await page.locator(`[data-consent="${key}"] input`).check();
  await page.locator('form button[type=submit]').click();
  await page.waitForSelector('.nav a[href="#/me"]');
  return login;
}

export async function enter(page, world, who) {
  const [login, password] = who.split(':');
  await page.goto(`${world.base}/#/login`);
  await page.fill('#login-name', login);
  await page.fill('#login-password', password);
  await page.press('#login-password', 'Enter');
  await page.waitForSelector('.nav a[href="#/me"]');
}

async function go(page, world, path, ready = 'main h1') {
  await page.goto(`${world.base}/#/${path}`);
  await page.waitForSelector(ready);
  await page.waitForFunction(() => document.querySelector('.loading') === null);
}

/* Takes the second step with a code when it is asked for, and again when the code was spent meanwhile. */
export async function codeStep(page, secret) {
  for (let i = 0; i < 3; i++) {
    await page.waitForSelector('#step-code');
    await page.fill('#step-code', await nextCode(secret));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#step-code') === null || document.querySelector('.step .wrong') !== null);
    if (await page.locator('#step-code').count() === 0) return;
  }
  assert.fail('no code was taken');
}

async function passwordStep(page, password = PASSWORD) {
  await page.waitForSelector('#step-password');
  await page.fill('#step-password', password);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#step-password', { state: 'detached' });
}

async function looksWell(page, what) {
  await noSideways(page, what);
  await axe(page, what);
}

async function enrol(page, world) {
  await go(page, world, 'me/security', '[data-factor]');
  await page.locator('[data-factor] .primary').click();
  await passwordStep(page);
  await page.waitForSelector('.qr path');
  const secret = (await page.locator('[data-secret="totp"]').innerText()).replace(/\s/g, '');
  await page.fill('#factor-code', await nextCode(secret));
  await page.keyboard.press('Enter');
  await page.waitForSelector('.recovery-codes li');
  return secret;
}

export default [
  ...BOTH.map((screen) => [`people: ${name(screen)}: register, faults said beforehand, a record is kept only when agreed to`, async ({ page, world }) => {
    const one = await page({ ...screen, path: '#/login' });
    await one.locator('a[href="#/register"]').click();
    await one.waitForSelector('[data-consent="consult"]');
    await looksWell(one, 'register');
    assert.equal(await one.locator('[data-consent] input:checked').count(), 0, 'nothing is agreed to beforehand');
    await one.locator('form button[type=submit]').click();
    assert.equal(await one.locator('form .wrong').count(), 4, 'each missing field says so');
    assert.equal(await one.evaluate(() => document.activeElement.id), 'signup-name');
    await looksWell(one, 'faults');
    await fillBirth(one, `${new Date().getFullYear() - 9}-01-02`);
    await one.waitForSelector('#signup-child');
    await looksWell(one, 'child');
    await register(one, world, { agree: false });
    await one.waitForSelector('.for-whom a[href="#/me/consents"]');
    await looksWell(one, 'start without consent');
    await one.locator('.nav a[href="#/me"]').click();
    await one.waitForSelector('.my-list');
    assert.equal(await one.locator('.my-list li').count(), 9);
    await looksWell(one, 'my page');
  }]),
  ['people: a log-in name taken by another is refused beside the field, and nothing typed is lost', async ({ page, world }) => {
    const first = await page();
    const login = await register(first, world);
    const second = await page({ path: '#/register', lang: 'en-GB' });
    await second.fill('#signup-name', 'Another');
    await fillBirth(second, '1990-12-31');
    await second.fill('#signup-login', login);
    await second.fill('#signup-password', PASSWORD);
    await second.locator('form button[type=submit]').click();
    await second.waitForSelector('#signup-login[aria-invalid]');
    assert.equal(await second.inputValue('#signup-login'), login);
    assert.equal(await second.inputValue('.birth-day'), '31');
  }],
  ...BOTH.map((screen) => [`people: ${name(screen)}: wrong password, then locked: the wait counts down`, async ({ page, world }) => {
    const one = await page({ ...screen, path: '#/login' });
    await one.waitForSelector('#login-name');
    await looksWell(one, 'log in');
    await one.locator('.login button').click();
    await one.waitForSelector('.login .wrong');
    await one.fill('#login-name', `nobody${freshLogin()}`);
    await one.fill('#login-password', 'not the password');
    await one.press('#login-password', 'Enter');
    await one.waitForFunction(() => document.querySelector('.login .wrong') !== null && !document.querySelector('.login button').disabled);
    await one.route('**/v1/login', (route) => route.fulfill({ status: 503, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ error: { code: 'busy', message_zh: '等', message_en: 'wait', wait_s: 3 } }) }));
    await one.press('#login-password', 'Enter');
    await one.waitForSelector('[data-wait]');
    assert.match(await one.locator('[data-wait]').innerText(), /3/);
    assert.ok(await one.locator('.login button').isDisabled());
    await looksWell(one, 'locked');
    await one.waitForSelector('[data-wait]', { state: 'detached', timeout: 6000 });
    assert.ok(await one.locator('.login button').isEnabled());
  }]),
  ...BOTH.map((screen) => [`people: ${name(screen)}: profile and facts are kept, lists take one by one`, async ({ page, world }) => {
    const one = await page(screen);
    await register(one, world);
    await go(one, world, 'me/profile', '#profile-name');
    await one.fill('#contact-name', '林二');
    await one.fill('#contact-phone', '13800000009');
    await one.locator('form button[type=submit]').click();
    await one.waitForSelector('.notice:not(:empty)');
    await looksWell(one, 'profile');
    await one.reload();
    await one.waitForSelector('#contact-name');
    assert.equal(await one.inputValue('#contact-name'), '林二');
    await go(one, world, 'me/facts', '[data-list="allergies"]');
    await one.locator('[data-list="conditions"] .none-button').click();
    const allergy = one.locator('[data-list="allergies"] input');
    await allergy.fill('青霉素, 皮试阳性');
    await allergy.press('Enter');
    await one.locator('[data-list="drugs"] input').fill('氨氯地平');
    await one.fill('#facts-weight', '61.5');
    await one.locator('form button[type=submit]').click();
    await one.waitForSelector('.notice:not(:empty)');
    await looksWell(one, 'facts');
    await one.reload();
    await one.waitForSelector('[data-list="allergies"] li');
    assert.equal(await one.locator('[data-list="allergies"] li').count(), 1, 'a comma ends nothing');
    assert.equal(await one.locator('[data-list="drugs"] li').count(), 1, 'what was typed and not added is kept too');
    assert.equal(await one.inputValue('#facts-weight'), '61.5');
    assert.equal(await one.locator('[data-list="conditions"] .none-button').getAttribute('aria-pressed'), 'true', 'none is not the same as not said');
  }]),
  ...BOTH.map((screen) => [`people: ${name(screen)}: an agreement is given, and taken back after it was said what that means`, async ({ page, world }) => {
    const one = await page(screen);
    await register(one, world);
    await go(one, world, 'me/consents', '[data-consent]');
    await looksWell(one, 'consents');
    const consult = one.locator('[data-consent="consult+"]');
    assert.equal(await consult.getAttribute('data-in-force'), 'true');
    await consult.locator('.link').click();
    await one.waitForSelector('.dialog p');
    assert.ok((await one.locator('.dialog p').first().innerText()).length > 20);
    await looksWell(one, 'take back');
    await one.locator('.dialog .primary').click();
    await one.waitForSelector('[data-consent="consult+"][data-in-force="false"]');
    assert.ok(await one.locator('.notice').innerText() !== '');
    await consult.locator('.secondary').click();
    await one.waitForSelector('[data-consent="consult+"][data-in-force="true"]');
    await one.locator('.p-more summary').last().click();
    assert.ok(await one.locator('.p-more').last().locator('li').count() >= 3, 'given, taken back, given');
  }]),
  ...BOTH.map((screen) => [`people: ${name(screen)}: a child is added, asked for, and has facts and consents of its own`, async ({ page, world }) => {
    const one = await page(screen);
    await register(one, world);
    await go(one, world, 'me/family', '#children');
    await looksWell(one, 'family');
    await one.locator('section:has(#children) .secondary').click();
    await one.fill('#child-name', '林小测（虚构）');
    await fillBirth(one, `${new Date().getFullYear() - 20}-05-06`);
    await one.locator('.p-box button[type=submit]').click();
    await one.waitForSelector('.p-box .wrong');
    await fillBirth(one, `${new Date().getFullYear() - 6}-05-06`);
    await one.locator('.p-box button[type=submit]').click();
    await one.waitForSelector('.p-agree .wrong');
    await looksWell(one, 'agreeing for a child');
    for (const box of await one.locator('.p-box [data-consent] input').all()) await box.check();
    await one.locator('.p-box button[type=submit]').click();
    await one.waitForSelector('[data-ward]');
    const child = await one.locator('[data-ward]').getAttribute('data-ward');
    await go(one, world, `person/${child}`, '.p-tabs');
    await looksWell(one, 'child');
    await one.locator('.p-tabs button').nth(1).click();
    await one.waitForSelector('[data-consent]');
    await one.locator('.p-tabs button').nth(2).click();
    await one.waitForSelector('.p-tabs');
    await one.locator('.nav a[href="#/"]').click();
    await one.waitForSelector('.whom-line select');
    await one.selectOption('.whom-line select', child);
    await looksWell(one, 'asking for a child');
    const sent = one.waitForRequest('**/v1/ask');
    await one.fill('#question', '孩子发烧 39 度怎么办');
    await one.press('#question', 'Enter');
    assert.equal((await sent).postDataJSON().person, child, 'the question is the child\'s');
    await one.waitForSelector('.note[data-case]');
    await one.locator('.nav a[href="#/cases"]').click();
    await one.waitForSelector('.case-list li');
    await one.selectOption('.whom-line select', '');
    await one.waitForSelector('.empty');
    assert.equal(await one.locator('.case-list li').count(), 0, 'and not the guardian\'s');
  }]),
  ['people: family is invited by exact log-in name, accepts, reads, and either side stops', async ({ page, world }) => {
    const [mine, theirs] = [await page(ZH_PHONE), await page(EN_DESK)];
    await register(mine, world, { who: '甲（虚构）' });
    const login = await register(theirs, world, { who: '乙（虚构）' });
    await go(mine, world, 'me/family', '#invite-login');
    await mine.fill('#invite-login', login);
    await mine.press('#invite-login', 'Enter');
    await mine.waitForSelector('fieldset .wrong');
    await mine.locator('[data-see="health"] input').check();
    await mine.press('#invite-login', 'Enter');
    await mine.waitForSelector('[data-shared][data-state="asked"]');
    assert.equal(await mine.locator('.p-seen [aria-pressed="true"]').count(), 1, 'only what was chosen is to be seen');
    await mine.locator('.p-seen [aria-pressed="false"]').click();
    await mine.waitForFunction(() => document.querySelectorAll('.p-seen [aria-pressed="true"]').length === 2);
    await looksWell(mine, 'invited');
    await go(theirs, world, 'me/family', '[data-invited]');
    await looksWell(theirs, 'invitation');
    await theirs.locator('[data-invited] .primary').click();
    await theirs.waitForSelector('[data-family]');
    await theirs.locator('[data-family] .link').first().click();
    await theirs.waitForSelector('.whom-line select');
    assert.notEqual(await theirs.inputValue('.whom-line select'), '', 'the list is the other one\'s');
    await theirs.waitForSelector('.case-list, .empty');
    await go(theirs, world, '', '#question');
    assert.equal(await theirs.locator('.whom-line').count(), 0, 'reading is not asking');
    await mine.reload();
    await mine.waitForSelector('[data-shared][data-state="active"]');
    await mine.locator('[data-shared] .link').click();
    await mine.locator('.dialog .primary').click();
    await mine.waitForSelector('[data-shared]', { state: 'detached' });
  }],
  ...BOTH.map((screen) => [`people: ${name(screen)}: second factor begun, confirmed, recovery codes kept, a recovery code lets it be removed`, async ({ page, world }) => {
    const one = await page(screen);
    const login = await register(one, world);
    await go(one, world, 'me/security', '[data-factor="off"]');
    await looksWell(one, 'security');
    await one.locator('[data-factor] .primary').click();
    await one.waitForSelector('#step-password');
    await looksWell(one, 'confirm with the password');
    await one.keyboard.press('Escape');
    await one.waitForSelector('.dialog', { state: 'detached' });
    assert.equal(await one.locator('[data-factor] [data-error]').count(), 0, 'not going on is no failure');
    await enrol(one, world);
    await looksWell(one, 'recovery codes');
    assert.equal(await one.locator('.recovery-codes li').count(), 10);
    const recovery = (await one.locator('.recovery-codes li').first().innerText()).trim();
    await one.locator('.recovery .primary').click();
    await one.waitForSelector('[data-factor="on"]');
    const later = await page(screen);
    await enter(later, world, `${login}:${PASSWORD}`);
    await go(later, world, 'me/security', '[data-factor="on"]');
    await later.locator('[data-factor] .secondary').click();
    await later.locator('.dialog .primary').click();
    await later.waitForSelector('#step-code');
    await looksWell(later, 'confirm with a code');
    await later.fill('#step-code', '000000');
    await later.keyboard.press('Enter');
    await later.waitForSelector('.step .wrong');
    await later.locator('.step-other .link').first().click();
    await later.fill('#step-code', recovery);
    await later.keyboard.press('Enter');
    await later.waitForSelector('[data-factor="off"]');
  }]),
  ...BOTH.map((screen) => [`people: ${name(screen)}: sessions are listed and ended, a token is shown once and revoked, the password changes`, async ({ page, world }) => {
    const [one, other] = [await page(screen), await page(screen)];
    const login = await register(one, world);
    await enter(other, world, `${login}:${PASSWORD}`);
    await go(one, world, 'me/security', '[data-session]');
    assert.equal(await one.locator('[data-session]').count(), 2);
    await one.locator('[data-session] .link').click();
    await one.waitForFunction(() => document.querySelectorAll('[data-session]').length === 1);
    await other.reload();
    await other.waitForSelector('.nav a[href="#/login"]');
    await one.locator('section:has(#tokens) .secondary').click();
    await one.locator('.p-box button[type=submit]').click();
    await one.waitForSelector('.p-box .wrong');
    await one.fill('#token-name', 'my program');
    await one.locator('.p-scopes input').first().check();
    await looksWell(one, 'making a token');
    await one.locator('.p-box button[type=submit]').click();
    await passwordStep(one);
    await one.waitForSelector('[data-secret="token"]');
    assert.match(await one.locator('[data-secret="token"]').innerText(), /^zt_[0-9a-f]{64}$/);
    await looksWell(one, 'a token');
    await one.locator('.once .secondary').click();
    assert.equal(await one.locator('[data-secret="token"]').count(), 0);
    await one.locator('[data-token] .link').click();
    await one.waitForSelector('[data-token].is-over');
    await one.fill('#pw-old', 'not this one');
    await one.fill('#pw-fresh', 'another quiet river');
    await one.fill('#pw-again', 'another quiet brook');
    await one.press('#pw-again', 'Enter');
    await one.waitForSelector('#pw-again[aria-invalid]');
    await one.fill('#pw-again', 'another quiet river');
    await one.press('#pw-again', 'Enter');
    await one.waitForSelector('#pw-old[aria-invalid]');
    await one.fill('#pw-old', PASSWORD);
    await one.press('#pw-old', 'Enter');
    await one.waitForFunction(() => [...document.querySelectorAll('.notice')].some((node) => node.textContent !== '') && document.querySelector('#pw-old').value === '');
  }]),
  ...BOTH.map((screen) => [`people: ${name(screen)}: all is exported in two files; then deleted, word typed, and gone`, async ({ page, world }) => {
    const one = await page(screen);
    const login = await register(one, world);
    await go(one, world, 'me/data', '#gone');
    await looksWell(one, 'take or delete');
    const files = [];
    one.on('download', (file) => files.push(file));
    await one.locator('section:has(#take) .primary').click();
    await passwordStep(one);
    await one.waitForSelector('a[download$=".html"]');
    for (let i = 0; i < 40 && files.length < 2; i++) await one.waitForTimeout(100);
    const texts = await Promise.all(files.map(async (file) => readFileSync(await file.path(), 'utf8')));
    assert.ok(texts.some((text) => /<!doctype html/i.test(text)) && texts.some((text) => /"resourceType": ?"Bundle"/.test(text)), 'both files are saved');
    await one.fill('#gone-word', 'no');
    await one.locator('.danger').click();
    await one.waitForSelector('#gone-word[aria-invalid]');
    await one.fill('#gone-word', screen.lang === 'zh-CN' ? '删除' : 'delete');
    await one.locator('.danger').click();
    await one.waitForSelector('[data-gone="deleted"]');
    await one.waitForSelector('.nav a[href="#/login"]');
    await looksWell(one, 'gone');
    await one.goto(`${world.base}/#/login`);
    await one.fill('#login-name', login);
    await one.fill('#login-password', PASSWORD);
    await one.press('#login-password', 'Enter');
    await one.waitForSelector('.login .wrong');
  }]),
  ['people: deletion that must wait says why and until when, in both languages', async ({ page, world }) => {
    for (const [screen, gone] of [[ZH_PHONE, { state: 'blocked', until_ms: Date.UTC(2041, 4, 3), why: 'signed' }], [EN_DESK, { state: 'blocked', until_ms: 0, why: 'hold' }]]) {
      const one = await page(screen);
      await register(one, world);
      await one.route('**/v1/people/me/delete', (route) => route.fulfill({ status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(gone) }));
      await go(one, world, 'me/data', '#gone-word');
      await one.fill('#gone-word', screen.lang === 'zh-CN' ? '删除' : 'delete');
      await one.press('#gone-word', 'Enter');
      await one.waitForSelector('[data-gone="blocked"]');
      const said = await one.locator('[data-gone]').innerText();
      assert.match(said, gone.until_ms > 0 ? /2041/ : /hold/);
      await looksWell(one, 'blocked');
    }
  }],
  ...BOTH.map((screen) => [`people: ${name(screen)}: a doctor finds by exact phone, is refused, opens in an emergency; the person sees who and why`, async ({ page, world }) => {
    const phone = `139${String(Date.now()).slice(-8)}`;
    const patient = await page(screen);
    await register(patient, world, { phone });
    await go(patient, world, 'me/looked', '.people-head');
    await looksWell(patient, 'nobody looked');
    const doctor = await page(screen);
    await enter(doctor, world, world.doctor);
    await go(doctor, world, 'find', '#find-text');
    await doctor.fill('#find-text', phone.slice(0, 9));
    await doctor.press('#find-text', 'Enter');
    await doctor.waitForSelector('.find-found p');
    assert.equal(await doctor.locator('[data-found]').count(), 0, 'a part of a number finds nobody');
    await doctor.fill('#find-text', phone);
    await doctor.press('#find-text', 'Enter');
    await doctor.waitForSelector('[data-found]');
    await looksWell(doctor, 'found');
    await doctor.locator('[data-found] a').click();
    await doctor.waitForSelector('[data-closed]');
    await looksWell(doctor, 'closed');
    await doctor.locator('[data-closed] button').click();
    await doctor.fill('#glass-reason', 'short');
    await doctor.locator('.dialog .primary').click();
    await doctor.waitForSelector('.dialog .wrong');
    await looksWell(doctor, 'reason');
    await doctor.fill('#glass-reason', '急诊送来时昏迷，要知道过敏和在用的药');
    await doctor.locator('.dialog .primary').first().click();
    await codeStep(doctor, world.secret);
    await doctor.waitForSelector('.record');
    await looksWell(doctor, 'opened');
    await patient.reload();
    await patient.waitForSelector('.p-looked .is-glass');
    assert.match((await patient.locator('.p-looked .is-glass').allInnerTexts()).join(' '), /急诊送来时昏迷/);
    await looksWell(patient, 'looked');
  }]),
  ['people: a doctor without a second factor is told how to get one, and nothing is signed', async ({ page, world }) => {
    const one = await page(EN_DESK);
    await register(one, world);
    await one.route('**/v1/people/me/export', (route) => route.fulfill({ status: 403, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ error: { code: 'denied', message_zh: '', message_en: '', need: 'enrol' } }) }));
    await go(one, world, 'me/data', '#take');
    await one.locator('section:has(#take) .primary').click();
    await one.waitForSelector('.dialog .primary');
    await looksWell(one, 'enrol');
    await one.locator('.dialog .primary').click();
    await one.waitForSelector('[data-factor="off"]');
  }],
  ...BOTH.map((screen) => [`people: ${name(screen)}: an administrator adds staff, who must change the one-time password; roles end, accounts close`, async ({ page, world }) => {
    const admin = await page(screen);
    await enter(admin, world, world.administrator);
    await admin.waitForSelector('.office-nav');
    await admin.waitForSelector('[data-user]');
    assert.equal(await admin.locator('.nav a[href="#/cases"]').count(), 0, 'no conversation in sight');
    await looksWell(admin, 'staff');
    const login = freshLogin();
    await admin.locator('main > p .secondary, .page .secondary').first().click();
    await admin.locator('.p-box button[type=submit]').click();
    await admin.waitForSelector('.p-box .wrong');
    await admin.fill('#user-login', login);
    await admin.fill('#user-zh', '新来（虚构）');
    await admin.fill('#user-en', 'New One (fictional)');
    await admin.fill('#role-licence', '110000000000099');
    await looksWell(admin, 'add staff');
    await admin.locator('.p-box button[type=submit]').click();
    await codeStep(admin, world.secret);
    await admin.waitForSelector('[data-secret="password"]');
    const once = await admin.locator('[data-secret="password"]').innerText();
    await looksWell(admin, 'one-time password');
    await admin.locator('.once .secondary').click();
    await admin.waitForSelector(`[data-user="${login}"]`);

    const fresh = await page(screen);
    await fresh.goto(`${world.base}/#/login`);
    await fresh.fill('#login-name', login);
    await fresh.fill('#login-password', once);
    await fresh.press('#login-password', 'Enter');
    await fresh.waitForSelector('#pw-old');
    await fresh.goto(`${world.base}/#/worklist`);
    await fresh.waitForSelector('#pw-old');
    await looksWell(fresh, 'first password');
    await fresh.fill('#pw-old', once);
    await fresh.fill('#pw-fresh', PASSWORD);
    await fresh.fill('#pw-again', PASSWORD);
    await fresh.press('#pw-again', 'Enter');
    await fresh.waitForSelector('.desk');

    const row = admin.locator(`[data-user="${login}"]`);
    await row.locator('button[aria-expanded]').click();
    await looksWell(admin, 'manage one');
    await row.locator('.user-manage > p:not(.buttons, .notice) .link').first().click();
    await admin.waitForFunction((who) => document.querySelector(`[data-user="${who}"] .user-manage > p:not(.buttons):not(.notice)`) === null, login);
    await row.locator('.user-manage .buttons .link').nth(2).click();
    await admin.locator('.dialog .primary').click();
    await admin.waitForSelector(`[data-user="${login}"].is-over`);
    await fresh.reload();
    await fresh.waitForSelector('.nav a[href="#/login"]');
  }]),
  ...BOTH.map((screen) => [`people: ${name(screen)}: sessions, tokens, hospital, emergency reviews, holds, log, statistics by role`, async ({ page, world }) => {
    const admin = await page(screen);
    await enter(admin, world, world.administrator);
    for (const part of ['sessions', 'tokens', 'organisation', 'glass']) {
      await go(admin, world, `staff/${part}`, '.people-head');
      await looksWell(admin, part);
    }
    await go(admin, world, 'staff/organisation', '#dep-id');
    const code = `d${Date.now().toString(36)}${++count}`;
    await admin.fill('#dep-id', code);
    await admin.fill('#dep-zh', '测试科');
    await admin.fill('#dep-en', 'Test department');
    await admin.press('#dep-en', 'Enter');
    await codeStep(admin, world.secret);
    await admin.waitForSelector(`[data-department="${code}"]`);
    const auditor = await page(screen);
    await enter(auditor, world, world.auditor);
    for (const part of ['audit', 'glass', 'holds', 'users', 'sessions', 'tokens', 'statistics']) {
      await go(auditor, world, `staff/${part}`, '.people-head');
      assert.equal(await auditor.locator('[data-error]').count(), 0, part);
      await looksWell(auditor, part);
    }
    await go(auditor, world, 'staff/users', '[data-user]');
    assert.equal(await auditor.locator('[data-user] button').count(), 0, 'an auditor looks on');
    await go(auditor, world, 'staff/holds', '#hold-person');
    await auditor.locator('.p-form button[type=submit]').click();
    await auditor.waitForSelector('.p-form .wrong');
    const ethics = await page(screen);
    await enter(ethics, world, world.ethics);
    await go(ethics, world, 'staff', '.office-nav [aria-current]');
    assert.equal(await ethics.locator('[data-error]').count(), 0, 'the menu leads nowhere that is closed');
    const regulator = await page(screen);
    await enter(regulator, world, world.regulator);
    await go(regulator, world, 'staff/statistics', '[data-count]');
    await looksWell(regulator, 'statistics');
  }]),
  ['people: an emergency access is reviewed with a finding, never without one', async ({ page, world }) => {
    const one = await page(EN_DESK);
    await enter(one, world, world.auditor);
    await go(one, world, 'staff/glass', '[data-glass][data-state="open"]');
    const id = await one.locator('[data-glass][data-state="open"]').first().getAttribute('data-glass');
    const item = one.locator(`[data-glass="${id}"]`);
    await item.locator('.secondary').first().click();
    await one.waitForSelector(`[data-glass="${id}"] .wrong`);
    await item.locator('input').fill('The patient could not answer; allergies mattered.');
    await item.locator('.secondary').first().click();
    if (await one.waitForSelector(`#step-code, [data-glass="${id}"][data-state="justified"]`).then((node) => node.getAttribute('id')) === 'step-code') await codeStep(one, world.secret);
    await one.waitForSelector(`[data-glass="${id}"][data-state="justified"]`);
  }],
  ...['zh-CN', 'en-GB'].flatMap((lang) => [PHONE, DESK].map((size) => [`people: ${lang} ${size.width}: who may do what: the whole table or one role`, async ({ page }) => {
    const one = await page({ lang, size, path: '#/matrix', dark: size === DESK });
    await one.waitForSelector('.mx, .mx-list');
    await looksWell(one, 'matrix');
    if (size === PHONE) {
      await one.selectOption('main select', 'doctor');
      await one.waitForSelector('.mx-list li');
      assert.ok((await one.locator('.mx-list strong').allInnerTexts()).every((words) => words.trim() !== ''), 'each action has its words');
    } else assert.ok(await one.locator('.mx thead th').count() >= 11);
  }])),
  ['people: pages of others are closed in words, not empty', async ({ page }) => {
    for (const path of ['#/me', '#/staff', '#/find', '#/me/facts']) {
      const one = await page({ path, ...ZH_PHONE });
      await one.waitForSelector('main h1');
      assert.ok((await one.locator('main').innerText()).length > 12, path);
      assert.ok(await one.locator('main a[href="#/login"]').count() > 0, path);
    }
  }],
  ['people: offline, slow and failing are said, and a retry goes on', async ({ page, world }) => {
    const one = await page(ZH_PHONE);
    await register(one, world);
    let status = 500;
    await one.route('**/v1/people/me/consents', (route) => (status === 200 ? route.continue() : status === 0 ? route.abort() : route.fulfill({ status, headers: { 'Content-Type': 'application/json' }, body: '{"error":{}}' })));
    await one.goto(`${world.base}/#/me/consents`);
    await one.waitForSelector('[data-error="server"]');
    status = 0;
    await one.locator('[data-error] button').click();
    await one.waitForSelector('[data-error="offline"]');
    await looksWell(one, 'offline');
    status = 200;
    await one.locator('[data-error] button').click();
    await one.waitForSelector('[data-consent]');
  }],
  ...BOTH.map((screen) => [`people: ${name(screen)}: away to another place and back: somebody new registers with what it said`, async ({ page, world }) => {
    const one = await page(screen);
    const ended = [];
    const registered = [];
    const say = (route, body, status = 200) => route.fulfill({ status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    await one.route('**/v1/me', async (route) => say(route, { ...await (await route.fetch()).json(), outside: { name: 'Testbund' } }));
    await one.route('**/v1/outside', (route) => say(route, { url: `${world.base}/outside?code=fresh&state=abc&iss=https%3A%2F%2Fid.example`, state: 'abc' }));
    await one.route('**/v1/outside/end', (route) => { ended.push(route.request().postDataJSON()); return say(route, { register: { ticket: 'ticket-1', name: '林测（虚构）', until_ms: Date.now() + 900000 }, return: '/' }); });
    await one.route('**/v1/register', (route) => { registered.push(route.request().postDataJSON()); return say(route, { error: { code: 'conflict', message_zh: '这个身份已经有账号了', message_en: 'an account already' } }, 409); });
    await one.goto(`${world.base}/#/login`);
    await one.reload();
    await one.locator('.login-outside button').click();
    await one.waitForSelector('#signup-name');
    assert.deepEqual(ended, [{ code: 'fresh', state: 'abc', iss: 'https://id.example' }]);
    assert.ok(!/code|state/.test(one.url()), one.url());
    assert.equal(await one.inputValue('#signup-name'), '林测（虚构）');
    assert.equal(await one.locator('#signup-login, #signup-password').count(), 0);
    await looksWell(one, 'a ticket');
    await fillBirth(one, '1975-04-09');
    await one.locator('form button[type=submit]').click();
    await one.waitForSelector('[data-error]');
    assert.deepEqual(registered, [{ name: '林测（虚构）', ticket: 'ticket-1', birth: '1975-04-09', consents: [] }]);
    await one.goBack();   /* the code is not in the history either */
    await one.waitForSelector('main');
    assert.ok(!/code=/.test(one.url()), one.url());
  }]),
  ['people: an answer of another place that this tab did not ask for is not shown to the server', async ({ page, world }) => {
    const one = await page(ZH_PHONE);
    let asked = 0;
    await one.route('**/v1/outside/end', (route) => { asked++; return route.abort(); });
    for (const said of ['code=good&state=abc', 'error=access_denied&state=abc']) {
      await one.goto(`${world.base}/outside?${said}`);
      await one.waitForSelector('main .wrong');
      assert.ok(!one.url().includes('state='), one.url());
    }
    assert.equal(asked, 0);
  }],
  ['people: keyboard alone: log in, the facts, a choice taken back; the focus is seen and comes back', async ({ page, world }) => {
    const one = await page(EN_DESK);
    const login = await register(one, world);
    await one.locator('.nav .nav-out').click();
    await one.waitForSelector('.nav a[href="#/login"]');
    await one.goto(`${world.base}/#/login`);
    await one.focus('#login-name');
    await one.keyboard.type(login);
    await one.keyboard.press('Tab');
    await one.keyboard.type(PASSWORD);
    await one.keyboard.press('Enter');
    await one.waitForSelector('.nav a[href="#/me"]');
    await go(one, world, 'me/consents', '[data-consent="consult+"] .link');
    await one.focus('[data-consent="consult+"] .link');
    await one.keyboard.press('Enter');
    await one.waitForSelector('.dialog');
    assert.ok(await one.evaluate(() => document.activeElement.closest('.dialog') !== null));
    await one.keyboard.press('Escape');
    await one.waitForSelector('.dialog', { state: 'detached' });
    assert.ok(await one.evaluate(() => document.activeElement.matches('[data-consent="consult+"] .link')), 'the focus is back');
  }],
];
