/* Writes dist/: the files of NAMES. Nothing in them asks for another origin, and nothing is inline, so `script-src 'self'; style-src 'self'` holds. */
import { build, context } from 'esbuild';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { API_NAMES, TEXT_NAMES } from './text_names.mjs';

/* An old phone on a slow line: a page is read, not waited for. app.js, shared.js and app.css are what a question needs; tools.js
 * (calculators, order check, report), people.js (accounts, consent, the office) and care.js (the health record and the companion), each
 * with its style sheet, are fetched when one of them is opened; chart.js when there is something to draw. */
const NAMES = ['index.html', 'app.js', 'shared.js', 'forms.js', 'tools.js', 'people.js', 'care.js', 'chart.js', 'app.css', 'tools.css', 'people.css', 'care.css', 'icon.svg'];
const LIMITS = [
  { files: ['app.js', 'shared.js'], bytes: 88 * 1024 }, { files: ['app.css'], bytes: 24 * 1024 },
  { files: ['tools.js', 'tools.css'], bytes: 80 * 1024 }, { files: ['people.js', 'people.css', 'forms.js'], bytes: 128 * 1024 },
  { files: ['care.js', 'care.css'], bytes: 128 * 1024 }, { files: ['chart.js'], bytes: 56 * 1024 },
];

/* What several parts have in common comes out under a name made of its bytes, which the server, which embeds the files, cannot know: it is
 * given the name of the parts it belongs to. shared.js is what the page shares with them, forms.js what people and care share without it.
 * Anything else shared would be one more file to fetch, and is an error: see src/shared.ts. */
const SHARED = { app: 'shared.js', 'care people': 'forms.js' };

const nameShared = {
  name: 'shared',
  setup(build) {
    build.onEnd(async ({ metafile }) => {
      if (metafile === undefined) return;
      const scripts = Object.entries(metafile.outputs).filter(([path]) => path.endsWith('.js'));
      const names = new Map();
      for (const [path] of scripts.filter(([, one]) => one.entryPoint === undefined)) {
        const parts = scripts.filter(([, one]) => one.entryPoint !== undefined && one.imports.some((to) => to.kind === 'import-statement' && to.path === path)).map(([name]) => name.replace(/^dist\/|\.js$/g, ''));
        const name = SHARED[parts.includes('app') ? 'app' : parts.sort().join(' ')];
        if (name === undefined || [...names.values()].includes(name)) throw new Error(`${path}: shared by ${parts.join(', ')}: ${Object.keys(metafile.outputs[path].inputs).join(', ')}`);
        names.set(path, name);
      }
      for (const [path] of scripts) {
        let code = await readFile(path, 'utf8');
        for (const [old, name] of names) code = code.replaceAll(old.replace('dist/', ''), name);
        await writeFile(path, code);
        if (names.has(path)) await rename(path, `dist/${names.get(path)}`);
      }
    });
  },
};

const watching = process.argv.includes('--watch');

const options = {
  entryPoints: [{ in: 'src/main.tsx', out: 'app' }, { in: 'src/tools.tsx', out: 'tools' }, { in: 'src/people.tsx', out: 'people' },
    { in: 'src/care.tsx', out: 'care' }, { in: 'src/chart.ts', out: 'chart' },
    { in: 'src/styles/app.css', out: 'app' }, { in: 'src/styles/tools.css', out: 'tools' }, { in: 'src/styles/people.css', out: 'people' },
    { in: 'src/styles/care.css', out: 'care' }],
  outdir: 'dist',
  splitting: true,
  metafile: true,
  plugins: [nameShared],
  bundle: true,
  minify: !watching,
  ...(watching ? {} : { mangleProps: TEXT_NAMES, reserveProps: API_NAMES }),
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
  for (const name of NAMES) {
    sizes[name] = (await stat(`dist/${name}`)).size;
    console.log(`${String(sizes[name]).padStart(7)}  dist/${name}`);
  }
  for (const { files, bytes } of LIMITS) {
    if (files.reduce((sum, name) => sum + sizes[name], 0) <= bytes) continue;
    console.error(`${files.join(' + ')}: over ${bytes} bytes`);
    process.exitCode = 1;
  }
}
