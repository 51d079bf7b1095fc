/* Writes dist/: index.html, app.js, shared.js, tools.js, people.js, app.css, tools.css, people.css, icon.svg. Nothing in them asks for another origin,
 * and nothing is inline, so `script-src 'self'; style-src 'self'` holds. */
import { build, context } from 'esbuild';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';

/* An old phone on a slow line: a page is read, not waited for. app.js, shared.js and app.css are what a question needs; tools.js
 * (calculators, order check, report) and people.js (accounts, consent, the office), each with its style sheet, are fetched when one of
 * them is opened. */
const LIMITS = [
  { files: ['app.js', 'shared.js'], bytes: 84 * 1024 }, { files: ['app.css'], bytes: 24 * 1024 },
  { files: ['tools.js', 'tools.css'], bytes: 80 * 1024 }, { files: ['people.js', 'people.css'], bytes: 128 * 1024 },
];

/* The names of texts stand three times each (zh, en, use): shortened here, 6 KB less. Only groups that
 * are never reached by a computed name (tier_, stage_, fact_, state_ are), and none the API uses. */
const TEXT_NAMES = /^(again|agree|ask|audit|author|birth|calc|cases|crisis|dev|edition|err|facts|factor|find|glass|gone|handed|handover|health|held|hold|key|kin|live|login|look|mx|nav|org|page|part|passage|proof|pw|reject|rep|repaired|reply|review|rx|sign|signup|size|take|term|theme|tok|tool|user|who|whom|why|work)_[a-z_0-9]+$/;

const watching = process.argv.includes('--watch');

const options = {
  entryPoints: [{ in: 'src/main.tsx', out: 'app' }, { in: 'src/tools.tsx', out: 'tools' }, { in: 'src/people.tsx', out: 'people' },
    { in: 'src/styles/app.css', out: 'app' }, { in: 'src/styles/tools.css', out: 'tools' }, { in: 'src/styles/people.css', out: 'people' }],
  outdir: 'dist',
  splitting: true,
  chunkNames: 'shared',   /* one: see src/shared.ts */
  bundle: true,
  minify: !watching,
  ...(watching ? {} : { mangleProps: TEXT_NAMES }),
  format: 'esm',
  /* The oldest that have <dialog>. Chrome 80 misreads a?.(...spread), which is not written here. */
  target: ['chrome80', 'safari15.4', 'firefox98'],
  supported: { 'optional-chain': true },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
await copyFile('src/index.html', 'dist/index.html');
await copyFile('src/icon.svg', 'dist/icon.svg');

if (watching) {
  await (await context(options)).watch();
} else {
  await build(options);
  const sizes = {};
  for (const name of ['index.html', 'app.js', 'shared.js', 'tools.js', 'people.js', 'app.css', 'tools.css', 'people.css', 'icon.svg']) {
    sizes[name] = (await stat(`dist/${name}`)).size;
    console.log(`${String(sizes[name]).padStart(7)}  dist/${name}`);
  }
  for (const { files, bytes } of LIMITS) {
    if (files.reduce((sum, name) => sum + sizes[name], 0) <= bytes) continue;
    console.error(`${files.join(' + ')}: over ${bytes} bytes`);
    process.exitCode = 1;
  }
}
