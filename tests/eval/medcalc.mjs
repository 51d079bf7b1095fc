// MedCalc from structured inputs: node tests/eval/medcalc.mjs FILE.jsonl ZHUYI [PACK]
//
// FILE holds one row a calculator with "Calculator Name", "Relevant Entities", "Lower Limit", "Upper Limit" (that data is not part of this tree).
// The name goes in as calculator, each entity by its own name as input: [value, unit] as {value, unit}, everything else as it stands.
// The whole translation is these three rules:
//   1. [text, number, unit] (a named dose) is two inputs: NAME = text, "NAME dose" = {value: number, unit}.
//   2. A count "per volume" may be written as the bare volume: the units in COUNTS mean "/unit".
//   3. The main output is compared, unless only another output has the unit the question asks for ("in mg/dL").
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";

const [file, zhuyi, pack] = process.argv.slice(2);
if (!file || !zhuyi) {
	console.error("usage: node tests/eval/medcalc.mjs FILE.jsonl ZHUYI [PACK]");
	process.exit(2);
}

const COUNTS = { "µL": "/uL", "mm^3": "/mm3" };

function inputsOf(entities) {
	const inputs = {};
	for (const [name, v] of Object.entries(entities)) {
		if (!Array.isArray(v)) inputs[name] = v;
		else if (v.length === 3) {
			inputs[name] = v[0];
			inputs[name + " dose"] = { value: v[1], unit: v[2] };
		} else inputs[name] = { value: v[0], unit: COUNTS[v[1]] && /count/i.test(name) ? COUNTS[v[1]] : v[1] };
	}
	return inputs;
}

function answerOf(row, reply) {
	const asked = [...(row.Question ?? "").matchAll(/\bin (?:terms of )?(\S+)/g)].map((m) => m[1].replace(/[.,?]+$/, ""));
	if (asked.includes(reply.unit)) return reply.value;
	return (reply.more ?? []).find((o) => asked.includes(o.unit))?.value ?? reply.value;
}

const numbers = (text) => String(text).match(/\d+/g)?.map(Number) ?? [];

function right(row, value) {
	const low = row["Lower Limit"], high = row["Upper Limit"];
	if (row["Output Type"] !== "date") return typeof value === "number" && value >= Number(low) && value <= Number(high);
	if (low.includes("/")) {
		const [m, d, y] = numbers(low);
		return String(value) === `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
	}
	return numbers(value).join() === numbers(low).join(); // weeks and days
}

const rows = readFileSync(file, "utf8").trim().split("\n").map((l) => JSON.parse(l));
const lines = rows.map((r) => JSON.stringify({ id: r.id, lang: "en", calculator: r["Calculator Name"], inputs: inputsOf(r["Relevant Entities"]) }));
const run = spawnSync(zhuyi, ["calc", "--jsonl", ...(pack ? ["--pack", pack] : [])], { input: lines.join("\n") + "\n", encoding: "utf8", maxBuffer: 1 << 28 });
if (run.status !== 0) {
	console.error(run.stderr);
	process.exit(1);
}
const replies = run.stdout.trim().split("\n").map((l) => JSON.parse(l));
let passed = 0;
rows.forEach((row, i) => {
	const reply = replies[i], value = answerOf(row, reply);
	if (reply.status === "ok" && right(row, value)) passed++;
	else console.log(`miss ${row.id} ${row["Calculator Name"]}: ${reply.status} ${value} (wanted ${row["Lower Limit"]} to ${row["Upper Limit"]}) missing [${reply.missing}] ignored [${reply.ignored}] ${reply.why ?? ""}`);
	if (process.env.IGNORED && reply.ignored?.length) console.log(`ignored ${row.id} ${row["Calculator Name"]}: ${reply.ignored}`);
});
console.log(`medcalc ${passed}/${rows.length}`);
process.exit(passed === rows.length ? 0 : 1);
