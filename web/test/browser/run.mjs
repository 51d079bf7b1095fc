/* Browser tests against a running server.
 *   node test/browser/run.mjs --base http://127.0.0.1:8080 [--out DIR] [--doctor LOGIN:PASSWORD] [--secret BASE32]
 *                             [--administrator, --ethics, --auditor, --regulator LOGIN:PASSWORD] [--only WORD] [--pictures DIR]
 * `secret` is what the samples' authenticators hold: those of the sample hospital are all the same one, fixed and public.
 * Prints `ok name` or `not ok name: why`, last `N passed, N failed`. A failure leaves a picture in --out.
 * The asserts are about structure: which sentences a pack holds is not this test's business. */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launch, openPage } from './browser.mjs';
import access from './access.mjs';
import care from './care.mjs';
import doctor from './doctor.mjs';
import frame from './frame.mjs';
import note from './note.mjs';
import people from './people.mjs';
import pictures from './pictures.mjs';
import states from './states.mjs';
import tools from './tools.mjs';

const { values: args } = parseArgs({ options: {
  base: { type: 'string', default: 'http://127.0.0.1:8080' }, out: { type: 'string', default: '.test/browser' },
  doctor: { type: 'string', default: process.env.ZHUYI_TEST_DOCTOR ?? '' }, only: { type: 'string', default: '' },
  pictures: { type: 'string', default: '' }, secret: { type: 'string', default: 'ZHUYISAMPLEDOCTOR23456ABCDEFGH2A' },
  ...Object.fromEntries(['administrator', 'ethics', 'auditor', 'regulator'].map((role) => [role, { type: 'string', default: `${role}:zhuyi-sample` }])),
} });

const TIMEOUT_MS = 60000;   /* of a test that gives no time of its own */
const browser = await launch();
const world = { ...args, browser, base: args.base.replace(/\/+$/, '') };

async function run(name, body, timeout_ms = TIMEOUT_MS) {
  const open = [];
  const page = async (options) => { const one = await openPage(world, options); open.push(one); return one; };
  let timer;
  try {
    const late = new Promise((_, no) => { timer = setTimeout(() => no(new Error(`not done after ${timeout_ms} ms`)), timeout_ms); });
    await Promise.race([body({ page, world }), late]);
    const errors = open.flatMap((one) => one.errors);
    if (errors.length > 0) throw new Error(`the page itself failed: ${errors[0]}`);
    console.log(`ok ${name}`);
    return true;
  } catch (error) {
    console.log(`not ok ${name}: ${String(error?.message ?? error).split('\n').slice(0, 3).join(' | ')}`);
    for (const [i, one] of open.entries()) await one.screenshot({ path: `${args.out}/${name.replace(/\W+/g, '-')}-${i}.png` }).catch(() => {});
    return false;
  } finally {
    clearTimeout(timer);
    for (const one of open) await one.context().close().catch(() => {});
  }
}

try {
  if (args.pictures !== '') {
    mkdirSync(args.pictures, { recursive: true });
    await pictures(world, args.pictures);
  } else {
    mkdirSync(args.out, { recursive: true });
    const tests = [...frame, ...note, ...states, ...access, ...doctor, ...tools, ...people, ...care].filter(([name]) => name.includes(args.only));
    let passed = 0;
    for (const [name, body, timeout_ms] of tests) if (await run(name, body, timeout_ms)) passed++;
    console.log(`${passed} passed, ${tests.length - passed} failed`);
    process.exitCode = passed === tests.length ? 0 : 1;
  }
} finally {
  await browser.close();
}
