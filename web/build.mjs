/* Writes dist/: index.html, app.js, app.css, icon.svg. Nothing in them asks for another origin,
 * and nothing is inline, so `script-src 'self'; style-src 'self'` holds. */
import { build, context } from 'esbuild';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';

const MAX_JS_BYTES = 80 * 1024;   /* an old phone on a slow line: a page is read, not waited for */

/* The names of texts stand three times each (zh, en, use): shortened here, 6 KB less. Only groups that
 * are never reached by a computed name (tier_, stage_, fact_, state_ are), and none the API uses. */
const TEXT_NAMES = /^(ask|author|cases|crisis|edition|err|facts|handed|handover|health|held|key|live|login|nav|page|part|passage|proof|reject|repaired|reply|sign|size|term|theme|who|why|work)_[a-z_0-9]+$/;

const watching = process.argv.includes('--watch');

const options = {
  entryPoints: [{ in: 'src/main.tsx', out: 'app' }, { in: 'src/styles/app.css', out: 'app' }],
  outdir: 'dist',
  bundle: true,
  minify: !watching,
  ...(watching ? {} : { mangleProps: TEXT_NAMES }),
  format: 'iife',
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
  for (const name of ['index.html', 'app.js', 'app.css', 'icon.svg']) {
    const { size } = await stat(`dist/${name}`);
    console.log(`${String(size).padStart(7)}  dist/${name}`);
    if (name === 'app.js' && size > MAX_JS_BYTES) {
      console.error(`app.js is over ${MAX_JS_BYTES} bytes`);
      process.exitCode = 1;
    }
  }
}
