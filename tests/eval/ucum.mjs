// tests/eval/ucum.mjs TESTS.xml ZHUYI - runs the UCUM functional tests (by their maintainers, not part of this repository) through `zhuyi units --jsonl`
// and prints passed/total by kind. A number passes when it equals the expected one at the precision the expected one is written with.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [file, zhuyi] = process.argv.slice(2);
if (!zhuyi) {
	console.error('usage: node ucum.mjs UcumFunctionalTests.xml ZHUYI');
	process.exit(2);
}
const named = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const text = s => s.replace(/&(#x?[0-9a-f]+|\w+);/gi, (all, e) => (e[0] === '#' ? String.fromCodePoint(e[1] === 'x' ? parseInt(e.slice(2), 16) : +e.slice(1)) : named[e] ?? all));
const xml = readFileSync(file, 'utf8').replace(/<!--[^]*?-->/g, '');
const kinds = { validation: 'validate', displayNameGeneration: 'display', conversion: 'convert', multiplication: 'multiply', division: 'divide' };
const cases = [];
for (const [kind, op] of Object.entries(kinds)) {
	const part = xml.match(new RegExp(`<${kind}>([^]*?)</${kind}>`))?.[1] ?? '';
	for (const [, attributes] of part.matchAll(/<case\s+([^>]*?)\/>/g)) {
		const c = { kind, op };
		for (const [, key, value] of attributes.matchAll(/([\w]+)\s*=\s*"([^"]*)"/g)) c[key] = text(value);
		cases.push(c);
	}
}

const request = {
	validate: c => ({ unit: c.unit }),
	display: c => ({ unit: c.unit }),
	convert: c => ({ value: c.value, from: c.srcUnit, to: c.dstUnit }),
	multiply: c => ({ v1: c.v1, u1: c.u1, v2: c.v2, u2: c.u2 }),
	divide: c => ({ v1: c.v1, u1: c.u1, v2: c.v2, u2: c.u2 }),
};

// A decimal as sign, digits and the power of ten of its last digit.
function decimal(s) {
	const m = /^(-?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(s);
	return { n: BigInt(m[1] + m[2] + m[3]), e: Number(m[4] ?? 0) - m[3].length };
}

// Equal when rounded half up at the last digit of the expected number.
function same(got, want) {
	const a = decimal(got), b = decimal(want);
	if (a.e >= b.e) return a.n * 10n ** BigInt(a.e - b.e) === b.n;
	const scale = 10n ** BigInt(b.e - a.e);
	return (2n * a.n + scale) / (2n * scale) === b.n;
}

const judge = {
	validate: (c, r) => r.ok === (c.valid === 'true'),
	display: (c, r) => r.ok && r.text === c.display,
	convert: (c, r) => r.ok && same(r.value, c.outcome),
	multiply: (c, r) => r.ok && same(r.value, c.vRes) && r.unit === c.uRes,
	divide: (c, r) => r.ok && same(r.value, c.vRes) && r.unit === c.uRes,
};

const input = cases.map((c, id) => JSON.stringify({ id, op: c.op, ...request[c.op](c) })).join('\n') + '\n';
const run = spawnSync(zhuyi, ['units', '--jsonl'], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
if (run.status !== 0) {
	console.error(run.stderr);
	process.exit(2);
}
const replies = run.stdout.trim().split('\n').map(s => JSON.parse(s));
let passed = 0;
const counts = {};
cases.forEach((c, i) => {
	const ok = judge[c.op](c, replies[i]);
	const count = (counts[c.kind] ??= [0, 0]);
	count[0] += ok;
	count[1]++;
	passed += ok;
	if (!ok) console.log(`# ${JSON.stringify(c)} got ${JSON.stringify(replies[i])}`);
});
for (const [kind, [good, all]] of Object.entries(counts)) console.log(`${kind}\t${good}/${all}`);
const dates = [...xml.matchAll(/<entry date="([^"]*)"/g)].map(m => m[1]);
console.log(`total\t${passed}/${cases.length}\ttests of ${dates[0]}`);
process.exit(passed === cases.length ? 0 : 1);
