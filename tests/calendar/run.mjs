// run.mjs --sample PROGRAM [COUNT [SEED]]: reads our calendars with another program's reader (ical.js) and compares when things fall due. Prints TAP.
import { spawnSync } from 'node:child_process';
import ICAL from 'ical.js';

const [, , flag, program, count = '200', seed = '1'] = process.argv;
if (flag !== '--sample' || !program) {
	console.error('usage: run.mjs --sample PROGRAM [COUNT [SEED]]');
	process.exit(2);
}
const made = spawnSync(program, [count, seed], { encoding: 'utf8', maxBuffer: 1 << 28 });
if (made.status !== 0) throw new Error(made.stderr);
const samples = made.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));

let number = 0;
let bad = 0;
function ok(name, problems) {
	console.log(`${problems.length ? 'not ok' : 'ok'} ${++number} - ${name}`);
	for (const p of problems.slice(0, 5)) console.log(`# ${p}`);
	bad += problems.length ? 1 : 0;
}

// RFC 5545, 3.1: every line ends in CRLF and has at most 75 octets, and a fold cuts no character.
function lines(s) {
	const whole = Buffer.from(s.ics);
	const problems = [];
	if (!s.ics.endsWith('\r\n') || s.ics.replaceAll('\r\n', '').match(/[\r\n]/)) problems.push('an end of line that is not CRLF');
	for (const line of s.ics.slice(0, -2).split('\r\n')) {
		if (Buffer.byteLength(line) > 75) problems.push(`a long line: ${line}`);
		if (line.includes('\ufffd') || !line.trim()) problems.push('a cut character or an empty line');
	}
	if (whole.toString('utf8') !== s.ics) problems.push('no UTF-8');
	return problems;
}

function times(event, s) {
	const out = [];
	const iterator = event.iterator();
	for (let t = iterator.next(); t && out.length <= 3000; t = iterator.next()) {
		const ms = t.toUnixTime() * 1000;
		if (ms >= s.until_ms || (!s.all && ms > s.due.at(-1))) break;
		out.push(ms);
	}
	return out;
}

function compare(s) {
	ICAL.TimezoneService.reset();
	const calendar = new ICAL.Component(ICAL.parse(s.ics));
	const problems = [];
	for (const name of ['version', 'prodid', 'method', 'calscale'])
		if (!calendar.getFirstPropertyValue(name)) problems.push(`no ${name}`);
	for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
	const uids = new Set();
	const found = [];
	for (const component of calendar.getAllSubcomponents('vevent')) {
		const event = new ICAL.Event(component);
		if (uids.has(event.uid)) problems.push(`twice: ${event.uid}`);
		uids.add(event.uid);
		if (event.summary !== s.title) problems.push(`title ${JSON.stringify(event.summary)}`);
		if (!component.getFirstPropertyValue('dtstamp')) problems.push('no DTSTAMP');
		const alarm = component.getFirstSubcomponent('valarm');
		if (alarm?.getFirstPropertyValue('action') !== 'DISPLAY') problems.push('no alarm');
		const rule = component.getFirstPropertyValue('rrule');
		const first = event.startDate.toUnixTime() * 1000;
		if (rule && event.iterator().next().toUnixTime() * 1000 !== first) problems.push('begins with what is no occurrence');
		found.push(...(rule ? times(event, s) : first < s.until_ms ? [first] : []));
	}
	found.sort((a, b) => a - b);
	const at = s.due.findIndex((ms, i) => ms !== found[i]);
	if (at >= 0 || found.length !== s.due.length)
		problems.push(
			`${found.length} instead of ${s.due.length}; the first that differs: ${new Date(found[at] ?? 0).toISOString()} instead of ` +
				`${new Date(s.due[at] ?? 0).toISOString()}`,
			JSON.stringify(s.schedule),
		);
	return problems;
}

ok('there are as many as asked for', samples.length === Number(count) ? [] : [`${samples.length}`]);
ok('lines', samples.flatMap(lines));
const kinds = ['every_days', 'every_weeks', 'every_months', 'dates'];
for (const kind of kinds) {
	const some = samples.filter((s) => kind in s.schedule);
	ok(`${some.length} of ${kind}: ${some.reduce((n, s) => n + s.due.length, 0)} times`, some.length ? some.flatMap(compare) : ['none']);
}
console.log(`1..${number}`);
process.exit(bad ? 1 : 0);
