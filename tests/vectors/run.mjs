// node tests/vectors/run.mjs ZHUYI [PACK]: the 506 vectors through `zhuyi calc --jsonl`, TAP on standard output.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { map } from './map.mjs';
import { explained } from './explained.mjs';

const EXPLAINED_MAX = 10; // each with its primary source in explained.mjs; more than this means that the mapping or a calculator is wrong
const [zhuyi, pack] = process.argv.slice(2);
if (!zhuyi) {
	console.error('usage: node tests/vectors/run.mjs ZHUYI [PACK]');
	process.exit(2);
}

const lines = readFileSync(new URL('calc_vectors_train.jsonl', import.meta.url), 'utf8').trim().split('\n');
const vectors = lines.map(line => ({ ...JSON.parse(line), decimals: (/"expected_value": -?\d+\.?(\d*)/.exec(line)[1].replace(/^0$/, '')).length }));

const pick = (of, p) => (typeof of === 'function' ? of(p) : of);

// The inputs of one vector, and the parameters that the table does not know.
function translate(entry, p) {
	const inputs = { ...entry.add, ...entry.all?.(p) }, unknown = [];
	if (typeof entry.drop === 'string') return { inputs, unknown };
	for (const [name, value] of Object.entries(p)) {
		const to = entry.put?.[name];
		if (typeof to === 'function') Object.assign(inputs, to(value, p));
		else if (Array.isArray(to)) inputs[to[0]] = { value, unit: to[1] };
		else if (to) inputs[to] = value;
		else if (!entry.uses?.includes(name) && !(entry.drop && name in entry.drop)) unknown.push(name);
	}
	return { inputs, unknown };
}

function ask(requests) {
	const input = requests.map(r => JSON.stringify(r)).join('\n') + '\n';
	const run = spawnSync(zhuyi, ['calc', '--jsonl', ...(pack ? ['--pack', pack] : [])], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
	if (run.status !== 0) throw new Error(`${zhuyi} calc --jsonl ended with ${run.status}: ${run.stderr}`);
	return run.stdout.trim().split('\n').map(line => JSON.parse(line));
}

const round = (x, digits) => Math.sign(x) * Math.round(Math.abs(x) * 10 ** digits + 1e-9) / 10 ** digits;

// Empty when the reply is what the vector expects, else what is wrong.
function wrong(vector, entry, unknown, reply) {
	if (unknown.length) return `the table does not know ${unknown}`;
	if (reply.status !== 'ok') return `${reply.status}: ${reply.why ?? ''} ${reply.missing ?? ''}`;
	if (reply.ignored?.length) return `ignored: ${reply.ignored}`;
	const out = pick(entry.out ?? 'value', vector.params);
	const got = out === 'value' ? reply.value : reply.more.find(m => m.id === out)?.value;
	const rounded = round(Number(got), vector.decimals);
	return rounded >= vector.lower_limit - 1e-9 && rounded <= vector.upper_limit + 1e-9 ? '' : `${got} instead of ${vector.expected_value}`;
}

const asked = vectors.map(v => ({ entry: map[v.tool_id], ...(map[v.tool_id] ? translate(map[v.tool_id], v.params) : { inputs: {}, unknown: ['tool'] }) }));
const replies = ask(asked.map((a, i) => ({ id: String(i), lang: 'en', calculator: a.entry ? pick(a.entry.to, vectors[i].params) : '', inputs: a.inputs })));

let n = 0, passed = 0, misses = 0, bad = 0;
const say = (ok, text) => {
	console.log(`${ok ? 'ok' : 'not ok'} ${++n} ${text}`);
	if (!ok) bad++;
};
vectors.forEach((v, i) => {
	const why = wrong(v, asked[i].entry, asked[i].unknown, replies[i]), known = explained[v.case_id];
	if (why && known) {
		misses++;
		console.log(`# explained miss ${v.case_id}: ${why.trim()}; ${known.because} (${known.source})`);
	} else {
		if (!why) passed++;
		say(!why && !known, `${v.case_id}${why ? ` - ${why.trim()}` : known ? ' - passes, the explanation is stale' : ''}`);
	}
});
const tools = new Set(vectors.map(v => v.tool_id));
say(tools.size === Object.keys(map).length && [...tools].every(t => map[t]), `the table has the ${tools.size} tools`);
say(misses <= EXPLAINED_MAX, `${misses} misses explained by the primary source, at most ${EXPLAINED_MAX}`);
console.log(`# ${passed} of ${vectors.length} vectors`);
process.exit(bad ? 1 : 0);
