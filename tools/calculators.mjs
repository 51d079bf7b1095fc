// calculators.mjs - docs/calculators.md from the lines of `zhuyi calc --list` on standard input.
import { readFileSync } from 'node:fs';

const all = readFileSync(0, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line));
const groups = {
	general: '通用 General', emergency: '急危重症 Emergency and intensive care', cardio: '心血管 Cardiology', respiratory: '呼吸 Respiratory', gi: '消化 Gastroenterology',
	renal: '肾脏 Nephrology', endo: '内分泌 Endocrinology', neuro: '神经 Neurology', haem: '血液 Haematology', infect: '感染 Infection', surgery: '外科 Surgery',
	anaesthesia: '麻醉 Anaesthesia', obgyn: '妇产 Obstetrics and gynaecology', paeds: '儿科 Paediatrics', psych: '精神 Psychiatry', rheum: '风湿 Rheumatology',
	ortho: '骨科 Orthopaedics', nutrition: '营养 Nutrition', oncology: '肿瘤 Oncology', drug: '用药 Medication', derm: '皮肤 Dermatology',
};
const escape = s => String(s).replaceAll('|', '\\|');
const leftOut = { required: '', optional: ' *', floor: ' **', default: ' *' };

function input(i) {
	const range = i.kind === 'number' ? ` ${i.low}–${i.high} ${i.unit}`.trimEnd() : i.kind === 'choice' ? ` ${i.options.map(o => `${o.zh} ${o.en} = ${o.number}`).join('; ')}` : i.kind === 'bool' ? ' 是/否 yes/no' : ' 日期 date';
	return `${escape(i.zh)} ${escape(i.en)} (\`${i.id}\`)${leftOut[i.left_out]}:${escape(range)}`;
}

console.log(`# 计算器 / Calculators

Generated from the pack (\`tools/calculators.mjs\`); ${all.length} calculators. \\* may be left out and is then counted as absent, at its default, or unused, and the reply says so; \\*\\* without it the result is only a
lower bound and has no band. "Not checked": no second pass against the source yet.
`);
for (const [group, title] of Object.entries(groups)) {
	const here = all.filter(c => c.group === group);
	if (!here.length) continue;
	console.log(`## ${title}\n`);
	for (const c of here) {
		console.log(`### ${escape(c.zh)} / ${escape(c.en)}\n`);
		console.log(`\`${c.id}\` · ${escape(c.use_zh)} ${escape(c.use_en)}\n`);
		for (const i of c.inputs) console.log(`- ${input(i)}`);
		console.log(`- → ${c.results.map(r => `${r.zh ? `${escape(r.zh)} ${escape(r.en)} ` : ''}${r.unit || '1'}`).join('; ')}`);
		if (c.refuses.length) console.log(`- 不算 refuses: ${c.refuses.map(r => `${escape(r.zh)} (${escape(r.en)})`).join('; ')}`);
		if (c.bands.length) console.log(`- 分级 bands: ${c.bands.map(r => `${escape(r.zh)} (${escape(r.en)})`).join('; ')}`);
		if (c.note_zh) console.log(`- 注意 note: ${escape(c.note_zh)} ${escape(c.note_en)}`);
		console.log(`- 出处 source: ${escape(c.source)}${c.checked ? '' : ' — not checked'}\n`);
	}
}
const strange = all.filter(c => !groups[c.group]);
if (strange.length) {
	console.error(`unknown group: ${strange.map(c => `${c.id} (${c.group})`).join(', ')}`);
	process.exit(1);
}
