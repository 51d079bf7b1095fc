/* Bundles every *.test.ts, then lets node's own test runner run them. */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';

const tests = readdirSync('test/unit').filter((name) => name.endsWith('.test.ts'));
rmSync('.test', { recursive: true, force: true });
await build({
  entryPoints: tests.map((name) => `test/unit/${name}`), outdir: '.test', outExtension: { '.js': '.mjs' },
  bundle: true, format: 'esm', platform: 'node', target: 'node18', jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'warning',
});
const { status } = spawnSync(process.execPath, ['--test', ...tests.map((name) => `.test/${name.replace('.ts', '.mjs')}`)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
