// run.mjs ZHUYI FILE… - rows of cases/ENGINE*.jsonl through `zhuyi ENGINE --jsonl`. One TAP line a row.
// A row is a line of the engine's input with `expect` beside it: every member of `expect` must be there and equal (numbers by value, objects and arrays in part);
// NAME_contains looks for a piece of text in NAME. `about` says what the row is for.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [zhuyi, ...files] = process.argv.slice(2);

function differs(want, got, path) {
	if (want === null || typeof want !== 'object') {
		if (typeof want === 'number' && typeof got === 'number') return Math.abs(want - got) <= 1e-9 * Math.max(1, Math.abs(want)) ? '' : `${path} is ${got}, expected ${want}`;
		return want === got ? '' : `${path} is ${JSON.stringify(got)}, expected ${JSON.stringify(want)}`;
	}
	if (Array.isArray(want)) {
		for (const w of want) if (!(Array.isArray(got) && got.some(g => !differs(w, g, path)))) return `${path} has no ${JSON.stringify(w)}: ${JSON.stringify(got)}`;
		return want.length === 0 && Array.isArray(got) && got.length ? `${path} is not empty: ${JSON.stringify(got)}` : '';
	}
	for (const [key, w] of Object.entries(want)) {
		const name = key.replace(/_contains$/, '');
		const why = name !== key ? (String(got?.[name] ?? '').includes(w) ? '' : `${path}.${name} is "${got?.[name]}", without "${w}"`) : differs(w, got?.[key], `${path}.${key}`);
		if (why) return why;
	}
	return '';
}

for (const file of files) {
	const engine = basename(file).match(/^[a-z]+/)[0];
	const rows = readFileSync(file, 'utf8').split('\n').map((text, i) => [text, i + 1]).filter(([text]) => text.trim() && !text.startsWith('#'));
	const cases = rows.map(([text, line]) => ({ line, ...JSON.parse(text) }));
	const input = cases.map(({ expect, about, line, ...row }) => JSON.stringify({ ...row, id: String(line) })).join('\n') + '\n';
	const out = execFileSync(zhuyi, [engine, '--jsonl'], { input, maxBuffer: 1 << 30 }).toString().trimEnd().split('\n').map(l => JSON.parse(l));
	let failed = 0;
	cases.forEach((c, i) => {
		const why = out[i]?.id !== String(c.line) ? 'no reply' : differs(c.expect, out[i], 'reply');
		if (why) failed++, console.log(`not ok ${basename(file)}:${c.line} ${c.calculator ?? c.about ?? ''}\n# ${why}\n# ${out[i]?.why ?? ''}`);
		else console.log(`ok ${basename(file)}:${c.line} ${c.calculator ?? c.about ?? ''}`);
	});
	if (failed) process.exitCode = 1;
}
