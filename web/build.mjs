/* Writes dist/: index.html, app.js, shared.js, tools.js, app.css, icon.svg. Nothing in them asks for another origin,
 * and nothing is inline, so `script-src 'self'; style-src 'self'` holds. */
import { build, context } from 'esbuild';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';

/* An old phone on a slow line: a page is read, not waited for. app.js and shared.js are what a question needs; tools.js
 * (calculators, order check, report) is fetched when one of them is opened. */
const LIMITS = [{ files: ['app.js', 'shared.js'], bytes: 82 * 1024 }, { files: ['tools.js'], bytes: 64 * 1024 }];

/* The names of texts stand three times each (zh, en, use): shortened here, 6 KB less. Only groups that
 * are never reached by a computed name (tier_, stage_, fact_, state_ are), and none the API uses. */
const TEXT_NAMES = /^(ask|author|calc|cases|crisis|edition|err|facts|handed|handover|health|held|key|live|login|nav|page|part|passage|proof|reject|rep|repaired|reply|rx|sign|size|term|theme|tool|who|why|work)_[a-z_0-9]+$/;

const watching = process.argv.includes('--watch');

const options = {
  entryPoints: [{ in: 'src/main.tsx', out: 'app' }, { in: 'src/tools.tsx', out: 'tools' }, { in: 'src/styles/app.css', out: 'app' }],
  outdir: 'dist',
  splitting: true,
  chunkNames: 'shared',
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
  for (const name of ['index.html', 'app.js', 'shared.js', 'tools.js', 'app.css', 'icon.svg']) {
    sizes[name] = (await stat(`dist/${name}`)).size;
    console.log(`${String(sizes[name]).padStart(7)}  dist/${name}`);
  }
  for (const { files, bytes } of LIMITS) {
    if (files.reduce((sum, name) => sum + sizes[name], 0) <= bytes) continue;
    console.error(`${files.join(' + ')}: over ${bytes} bytes`);
    process.exitCode = 1;
  }
}
