#!/usr/bin/env bash
# tests/cli/run.sh PROGRAM - the command line and the server from outside, as a person or a script meets them. Prints "ok NAME" or "not ok NAME".
# Needs bash, coreutils, curl and node (only to look into JSON). Everything it writes lies in one temporary folder.
set -uo pipefail
program=$(realpath "${1:?usage: tests/cli/run.sh PROGRAM}")
cd "$(dirname "$0")/../.."
pack=$PWD/packs/general-practice
work=$(mktemp -d "${TMPDIR:-/tmp}/zhuyi-cli-XXXXXX")
servers=() failed=0 server='' port=''

finish() {
	local s
	for s in "${servers[@]}"; do kill -9 "$s" 2>/dev/null; done
	wait 2>/dev/null
	if mountpoint -q "$work/small" 2>/dev/null; then umount "$work/small"; fi
	rm -rf "$work"
}
trap finish EXIT

report() { # report STATUS NAME [WHY]
	if [ "$1" = 0 ]; then echo "ok $2"; else
		echo "not ok $2"
		failed=1
		if [ -n "${3:-}" ]; then printf '%s\n' "$3" | cut -c1-400 | head -12 | sed 's/^/# /'; fi
	fi
}
skip() { echo "ok $1 # SKIP $2"; }
check() { # check NAME COMMAND…: the command succeeds
	local name=$1 out
	shift
	out=$("$@" 2>&1)
	report $? "$name" "$out"
}
exits() { # exits STATUS NAME COMMAND…
	local want=$1 name=$2 out got
	shift 2
	out=$("$@" 2>&1 </dev/null)
	got=$?
	report "$((got != want))" "$name" "exit status $got, expected $want: $out"
}

# js FILE EXPRESSION: the expression over L, the lines of the file as JSON, must be true. Throws on a line that is no JSON.
js() {
	node -e '
		const L = require("fs").readFileSync(process.argv[1], "utf8").split("\n").filter(Boolean).map(s => JSON.parse(s));
		const ok = (new Function("L", "return (" + process.argv[2] + ")"))(L);
		if (ok !== true) { console.log("got " + ok + ": " + JSON.stringify(L).slice(0, 600)); process.exit(1); }' "$1" "$2"
}
# value FILE EXPRESSION: prints it.
value() { node -e 'const L = require("fs").readFileSync(process.argv[1], "utf8").split("\n").filter(Boolean).map(s => JSON.parse(s)); console.log((new Function("L", "return (" + process.argv[2] + ")"))(L))' "$1" "$2"; }

# ---- ask and triage ----

jsonl() { # jsonl ENGINE NAME: from $work/NAME.in to $work/NAME.out; exit status 0 is part of every such test
	"$program" "$1" --pack "$pack" --jsonl <"$work/$2.in" >"$work/$2.out" 2>"$work/$2.err"
	local status=$?
	if [ $status != 0 ]; then report 1 "$1 --jsonl exits with 0 ($2)" "exit status $status: $(cat "$work/$2.err")"; fi
}

test_ask() {
	"$program" ask --pack "$pack" 乙肝会传染吗 >"$work/text" 2>"$work/err"
	report $? "ask TEXT exits with 0"
	check "ask TEXT answers in plain text" grep -q 乙肝 "$work/text"
	report "$(grep -cE '^\{|"statements"|\\n' "$work/text")" "ask TEXT prints no JSON" "$(head -3 "$work/text")"
	report "$([ -s "$work/err" ]; echo $((1 - $?)))" "ask TEXT says nothing on standard error" "$(cat "$work/err")"
	"$program" ask --json --pack "$pack" 'Is hepatitis B contagious?' >"$work/json"
	check "ask --json prints one object" js "$work/json" 'L.length === 1 && L[0].lang === "en" && L[0].action === "answer" && typeof L[0].answer === "string" && L[0].answer.length > 0'
	check "ask --json cites every medical statement by its bytes" js "$work/json" 'L[0].statements.length > 0 && L[0].statements.filter(s => s.kind !== "notice").every(s => s.evidence.length > 0 && s.evidence.every(e => e.end > e.start && Buffer.byteLength(e.quote) === e.end - e.start && e.source))'
	check "ask --json has the fields of the contract" js "$work/json" '["tier", "action", "answer", "statements", "ask", "confidence", "why"].every(k => k in L[0]) && L[0].confidence >= 0 && L[0].confidence <= 1'
	"$program" ask --json --pack "$pack" '我爸突然胸口像压了块石头，满头冷汗' >"$work/json"
	check "an emergency is handed over, and said first" js "$work/json" 'L[0].tier === "emergency" && L[0].action === "hand_over" && L[0].answer.startsWith(L[0].headline.text)'
	exits 2 "ask with an empty question" "$program" ask --pack "$pack" ''
	exits 2 "ask with a question that is too long" "$program" ask --pack "$pack" "$(printf '头痛%.0s' {1..1400})"
	exits 2 "ask with invalid UTF-8" "$program" ask --pack "$pack" $'\xff\xfe'
	check "ask TEXT takes quotes, backslashes and line breaks" "$program" ask --pack "$pack" $'"高血压"\\怎么办\n\t要吃药吗'
	"$program" triage --pack "$pack" '我不想活了' >"$work/text"
	check "triage TEXT prints the tier" grep -qx emergency "$work/text"
}

test_ask_jsonl() {
	cat >"$work/a.in" <<'IN'
{"id":"s-1","question":"乙肝会传染吗"}
{"id":7,"question":"Is hepatitis B contagious?"}
{"question":"感冒怎么办"}
{"id":-1.5,"question":"高血压吃什么药","lang":"en"}
{"id":"","question":"Can I drink alcohol with gout?","lang":"zh"}
{"id":"\u4e2d\n\"x\"","question":"胸口压榨样疼痛，出冷汗","colour":"red","extra":{"a":[1,2]}}

{"id":null,"question":"痛风能喝啤酒吗"}
IN
	printf '\r\n{"id":"crlf","question":"湿疹怎么办"}\r\n{"id":"last","question":"便秘怎么办"}' >>"$work/a.in"
	jsonl ask a
	check "ask --jsonl answers each line in order" js "$work/a.out" 'L.length === 9 && L.every(o => o.answer && o.tier && o.action)'
	check "ids of strings and numbers come back, a missing one is null" js "$work/a.out" 'JSON.stringify(L.map(o => o.id)) === JSON.stringify(["s-1", 7, null, -1.5, "", "中\n\"x\"", null, "crlf", "last"])'
	check "lang chooses the language of the answer" js "$work/a.out" 'L[3].lang === "en" && /[a-z]{4}/.test(L[3].answer) && L[4].lang === "zh" && /[\u4e00-\u9fff]{4}/.test(L[4].answer)'
	check "the language is else that of the question" js "$work/a.out" 'L[0].lang === "zh" && L[1].lang === "en"'
	report "$([ -s "$work/a.err" ]; echo $((1 - $?)))" "ask --jsonl says nothing on standard error" "$(head -3 "$work/a.err")"
}

test_ids() {
	printf '%s\n' '{"id":9007199254740993,"question":"头痛"}' '{"id":123456789012345678901234567890,"question":"头痛"}' '{"id":1e400,"question":"头痛"}' '{"id":0.1,"question":"头痛"}' '{"id":true,"question":"头痛"}' '{"id":[1],"question":"头痛"}' >"$work/ids.in"
	jsonl ask ids
	local got
	got=$(grep -oE '^\{"id":[^,]*' "$work/ids.out" | cut -c7- | tr '\n' ' ')
	report "$([ "$got" = '9007199254740993 123456789012345678901234567890 1e400 0.1 null null ' ]; echo $?)" "numbers as ids come back as they were written" "$got"
	check "whatever the id, the reply is JSON" js "$work/ids.out" 'L.length === 6'
}

test_unreadable() {
	{
		printf '%s\n' 'not json' '{"id":1,"question":"头痛"' '[]' '"头痛"' '{"id":5}' '{"id":6,"question":3}' '{"id":7,"question":"  "}' '{"id":8,"question":"头痛","lang":"fr"}' '{"id":9,"question":"头痛","facts":[]}'
		printf '\xff\xfe{"id":10}\n{"id":11,"question":"\xe5\xa4"}\n'
		printf '{"id":12,"question":"a\0b"}\n'
		printf '{"id":13,"question":"%s"}\n' "$(printf '头痛%.0s' {1..1400})"
		printf '%s\n' '{"id":14,"question":"头痛","audience":"nurse"}' "{'id':15,'question':'x'}" '{"id":16,"question":"头痛"} trailing' '{"id":17,"question":"感冒怎么办"}'
	} >"$work/bad.in"
	jsonl ask bad
	check "each unreadable line has its error, and the next is read" js "$work/bad.out" 'L.length === 17 && L.slice(0, 16).every(o => o.error && typeof o.error.code === "string" && typeof o.error.message === "string") && !L[16].error && L[16].id === 17'
	check "errors name their line" js "$work/bad.out" 'L.slice(0, 16).every((o, i) => o.error.line === i + 1)'
	check "a line that cannot be parsed has id null" js "$work/bad.out" '[0, 1, 2, 3, 9, 10, 11, 14, 15].every(i => L[i].id === null)'
	check "a line that can be parsed keeps its id" js "$work/bad.out" '[4, 5, 6, 7, 8, 12, 13].every(i => L[i].id === i + 1)'
	printf '\n\n\n' >"$work/empty.in"
	jsonl ask empty
	report "$(wc -c <"$work/empty.out")" "empty lines give nothing"
	: >"$work/nothing.in"
	jsonl ask nothing
	report "$(wc -c <"$work/nothing.out")" "an empty input gives nothing"
	check "an empty line still counts" bash -c "printf '\n\nx\n' | '$program' ask --pack '$pack' --jsonl | grep -q '\"line\":3'"
}

test_large() {
	node -e '
		const big = "x".repeat(10 << 20), deep = "[".repeat(100000) + "]".repeat(100000);
		console.log(JSON.stringify({id: 1, question: big}));
		console.log(JSON.stringify({id: 2, question: "头痛", note: big}));
		console.log("{\"id\":3,\"question\":\"头痛\",\"x\":" + deep + "}");
		console.log("[".repeat(1000000));
		console.log(JSON.stringify({id: 5, question: "头痛", many: Array(200000).fill(0)}));
		console.log(" ".repeat(5 << 20) + JSON.stringify({id: 6, question: "感冒怎么办"}));' >"$work/large.in"
	jsonl ask large
	check "10 MB lines and deep JSON give an answer or an error each, in order" js "$work/large.out" 'L.length === 6 && L[0].error && L[2].error && L[3].error && L[5].id === 6 && !L[5].error'
	check "a large unknown field is ignored" js "$work/large.out" 'L[1].id === 2 && !L[1].error && L[4].id === 5 && !L[4].error'
}

test_facts() {
	cat >"$work/facts.in" <<'IN'
{"id":1,"question":"宝宝发烧38.2度","facts":{"age":"0.15"}}
{"id":2,"question":"宝宝发烧38.2度","facts":{"age":0.15}}
{"id":3,"question":"能吃布洛芬吗","facts":{"age":30,"sex":"f","pregnant":true}}
{"id":4,"question":"能吃布洛芬吗","facts":{"age":30,"sex":"m"}}
{"id":5,"question":"能吃布洛芬吗","facts":{"age":"60","drugs":["华法林"]}}
{"id":6,"question":"感冒怎么办","facts":{"age":{},"sex":5,"drugs":"x","labs":[null,{}],"vitals":[],"unknown":1}}
{"id":7,"question":"那能吃药吗","history":[{"role":"user","text":"我怀孕8周了，感冒"},{"role":"assistant","text":"…"}]}
IN
	jsonl ask facts
	check "numbers as strings mean the same" js "$work/facts.out" 'L[0].tier === L[1].tier && L[0].answer === L[1].answer && L[0].understood.age_y === L[1].understood.age_y'
	check "a fever at two months is not self-care" js "$work/facts.out" '["urgent", "emergency"].includes(L[0].tier)'
	check "facts change the answer" js "$work/facts.out" 'L[2].answer !== L[3].answer && L[4].answer !== L[3].answer && L[2].understood.pregnant === true && L[3].understood.sex === "male"'
	check "facts of the wrong kind are no reason to refuse" js "$work/facts.out" '!L[5].error && L[5].answer.length > 0'
	check "history is read" js "$work/facts.out" 'L[6].understood.pregnant === true'
}

test_triage_jsonl() {
	cat >"$work/t.in" <<'IN'
{"id":"a","text":"突然一只眼睛看不见了，像拉了窗帘"}
{"id":2,"text":"头有点胀痛","age":"28","sex":"f"}
{"text":"我不想活了"}
{"id":4,"text":"baby has a fever of 38.5","age":0.1,"lang":"en"}
{"id":5,"text":""}
nonsense
{"id":7,"text":"头痛","pregnant":true,"vitals":{"sbp":"170","dbp":110},"colour":1}
IN
	jsonl triage t
	check "triage --jsonl answers in order with the fields of the contract" js "$work/t.out" 'L.length === 7 && [0, 1, 2, 3, 6].every(i => ["tier", "level", "crisis", "reasons", "department", "ask"].every(k => k in L[i]))'
	check "triage names the rule, the quote and the source" js "$work/t.out" 'L[0].tier === "emergency" && L[0].level === 1 && L[0].reasons.length > 0 && L[0].reasons.every(r => r.rule && r.source) && L[0].department.length > 0'
	check "triage knows a crisis" js "$work/t.out" 'L[2].crisis === true && L[2].tier === "emergency" && L[2].id === null && L[1].crisis === false'
	check "triage reads ids, and errors have their line" js "$work/t.out" 'L[0].id === "a" && L[1].id === 2 && L[4].error.line === 5 && L[4].id === 5 && L[5].error.line === 6 && L[5].id === null'
	check "triage weighs age and vitals" js "$work/t.out" '["urgent", "emergency"].includes(L[3].tier) && ["urgent", "emergency"].includes(L[6].tier)'
}

# ---- help ----

test_units() {
	cat >"$work/u.in" <<'IN'
{"id":1,"op":"convert","value":"0.1","from":"g","to":"mg"}
{"id":2,"value":7.0,"from":"毫摩尔/升","to":"毫克/分升","substance":"血糖"}
{"id":3,"op":"convert","value":{"value":"36.50","unit":"摄氏度"},"to":"华氏度"}
{"id":4,"op":"validate","unit":"mg/dL"}
{"id":5,"op":"validate","unit":"毫克"}
{"id":6,"op":"validate","unit":""}
{"id":7,"op":"commensurable","from":"U/L","to":"[IU]/L"}
{"id":8,"op":"commensurable","from":"U/L","to":"IU/L"}
{"id":9,"op":"display","unit":"mg/dL"}
{"id":10,"op":"multiply","value":"5","unit":"mg/kg","value2":"70","unit2":"公斤"}
{"id":11,"op":"divide","v1":"1","u1":"[lb_av]/h","v2":"1","u2":"kg/s"}
{"id":12,"value":"5","from":"mg/dL","to":"mmol/L","lang":"zh"}
{"id":13,"value":"5","from":"mg/dL","to":"mmol/L","substance":"unobtainium"}
{"id":14,"value":"4","from":"mEq/L","to":"mmol/L"}
{"id":15,"op":"stir"}
{"id":16,"from":"g","to":"mg"}
{"id":17,"value":[1],"from":{},"to":7}
{"id":18,"value":"6.5","from":"%","to":"mmol/mol","substance":"HbA1c"}
{"id":19,"value":"500","from":"MG","to":"g"}
{"id":20,"value":"5","from":"MG","to":"G","strict":true}
{"id":21,"value":"6.5","from":"%","to":"mmol/mol"}
IN
	jsonl units u
	check "units --jsonl answers each line in order" js "$work/u.out" 'L.length === 21 && L.every((o, i) => o.id === i + 1)'
	check "decimals stay decimals" js "$work/u.out" 'L[0].ok && L[0].value === "100" && L[1].value === "126.1092" && L[1].unit === "mg/dL" && L[2].value === "97.7"'
	check "validate judges strict UCUM only" js "$work/u.out" 'L[3].ok === true && L[4].ok === false && L[4].why && L[4].ucum === "mg" && L[5].ok === false'
	check "U and IU are apart in UCUM and one in everyday spelling" js "$work/u.out" 'L[6].ok === false && L[7].ok === true'
	check "units have a long form, products and quotients" js "$work/u.out" 'L[8].text === "(milligram) / (deciliter)" && L[9].value === "350" && L[9].unit === "mg" && L[10].unit === "" && L[10].value.startsWith("0.00012599788055555555555")'
	check "what cannot be converted says why" js "$work/u.out" '!L[11].ok && /物质/.test(L[11].why) && !L[12].ok && L[12].why === "unknown substance" && L[13].ok && /eq/.test(L[13].note) && !L[15].ok && !L[16].ok'
	check "an unknown op is an error" js "$work/u.out" 'L[14].error.code === "input"'
	check "HbA1c follows its own equation" js "$work/u.out" 'Math.round(L[17].value) === 48'
	check "capitals are read as clinicians mean them, unless strict" js "$work/u.out" 'L[18].value === "0.5" && /MG/.test(L[18].note) && L[19].value === "5000000"'
	check "two scales of one fraction are pointed out" js "$work/u.out" '/HbA1c/.test(L[20].note)'
	"$program" units --pack "$pack" 5.6 mmol/L mg/dL --substance glucose >"$work/text"
	check "units VALUE FROM TO prints the value" grep -qx 100.88736 "$work/text"
	check "a negative value is no option" "$program" units --pack "$pack" -40 ℃ ℉
	exits 2 "units that do not go together" "$program" units --pack "$pack" 1 kg s
	exits 2 "units with too few arguments" "$program" units --pack "$pack" 1 kg
}

test_labs() {
	printf '姓名：甲 性别：女 年龄：45岁\n血红蛋白 HGB\t98 ↓\tg/L\t115-150\n某某蛋白 3.2 ng/mL 0-5\n' >"$work/report.txt"
	check "labs reads a report" bash -c '"$1" labs --pack "$2" "$3" | grep -q "血红蛋白 98 g/L：低于参考范围"' _ "$program" "$pack" "$work/report.txt"
	check "labs says what it does not know" bash -c '"$1" labs --pack "$2" "$3" | grep -q "某某蛋白.*没有解读"' _ "$program" "$pack" "$work/report.txt"
	check "labs for a doctor is terse" bash -c '"$1" labs --doctor --pack "$2" - <"$3" | grep -q "血红蛋白 98 g/L L \[115-150"' _ "$program" "$pack" "$work/report.txt"
	exits 1 "labs of a file that is not there" "$program" labs --pack "$pack" "$work/none.txt"
	exits 2 "labs without a file" "$program" labs --pack "$pack"
	exits 2 "labs with an age that is none" "$program" labs --age young --pack "$pack" "$work/report.txt"
	printf '%s\n' '{"id":1,"items":[{"name":"K","value":"6.3","unit":"mmol/L"}]}' '{"id":2,"items":[]}' '{"id":3,"report":"ALT 20 U/L 9-50"}' >"$work/labs.in"
	jsonl labs labs
	check "labs --jsonl answers each line in order" js "$work/labs.out" 'L.length === 3 && L[0].id === 1 && L[0].items[0].flag === "critical_high" && L[0].tier === "emergency" && L[1].error.code === "input" && L[2].items[0].flag === "normal"'
}

# What is there but cannot be used is refused, or named: nothing is left out without a word.
test_engines_odd() {
	cat >"$work/oc.in" <<'IN'
{"id":1,"calculator":"bmi","inputs":[70,170]}
{"id":2,"calculator":"bmi","inputs":{"weight":70,"height":170},"lang":"fr"}
{"facts":{"id":12},"id":13,"calculator":"bmi","inputs":{"weight":70,"height":170}}
{"id":4,"calculator":"bmi"}
IN
	jsonl calc oc
	check "calc refuses inputs that are no object, and an unknown language" js "$work/oc.out" 'L[0].error.code === "input" && /inputs/.test(L[0].error.message) && L[1].error.code === "input" && /lang/.test(L[1].error.message) && L[3].status === "missing"'
	check "the id is that of the line, not of something inside" js "$work/oc.out" 'L[2].id === 13'
	cat >"$work/ou.in" <<'IN'
{"id":1,"value":5,"from":"mg","to":"g","lang":"fr"}
{"id":2,"value":"５.６","from":"mg","to":"g"}
{"id":3,"value":5.6,"from":"mmol/L","to":"mg/dL","substance":{"name":"glucose"}}
{"id":4,"op":"display","unit":["mg"]}
{"id":5,"value":5,"from":"mg","to":"g","strict":"yes"}
{"id":6,"op":["display"],"unit":"mg"}
{"id":7,"value":"5","from":"mg","to":["g"]}
IN
	jsonl units ou
	check "units reads full width, and refuses what it cannot use" js "$work/ou.out" '[0, 2, 4, 5].every(i => L[i].error?.code === "input") && L[1].value === "0.0056" && L[3].ok === false && L[6].ok === false && L[6].why === "no unit"'
	cat >"$work/ol.in" <<'IN'
{"id":1,"patient":[],"items":[{"name":"K","value":4}]}
{"id":2,"patient":{"conditions":"透析"},"items":[{"name":"K","value":4}]}
{"id":3,"items":"x","report":"血红蛋白 98 g/L"}
{"id":4,"patient":{"age":"6个月","sex":"男"},"items":[{"name":"血红蛋白","value":105,"unit":"g/L"}]}
{"id":5,"patient":{"age":"abc","sex":"m"},"lang":"zh","items":[{"name":"K","value":4}]}
{"id":6,"patient":{"age":40,"sex":"m"},"items":[{"name":"血糖","value":1e308},{"name":"血糖","value":-5,"unit":"mmol/L"},{"name":"血糖","value":56e-1,"unit":"mmol/L"},{"name":"BE","value":-2,"unit":"mmol/L"}]}
{"id":7,"patient":{"age":40,"sex":"m"},"items":[{"name":"血糖","value":"5.0","unit":"mmol/L","range":"看不懂"},{"name":"K","value":4,"range":{"low":3.5}}]}
{"id":8,"report":"今天天气很好"}
{"id":9,"patient":{"age":40,"sex":"f","pregnant":"yes"},"items":[{"name":"Hb","value":105,"unit":"g/L"}]}
{"id":10,"report":["x"],"items":[{"name":"K","value":4}]}
IN
	jsonl labs ol
	check "labs refuses a person, a list or a report of another shape" js "$work/ol.out" '[0, 1, 2, 9].every(i => L[i].error?.code === "input")'
	check "labs reads an age with its unit, and names one it cannot read" js "$work/ol.out" '!/没有年龄/.test(L[3].summary) && L[3].items[0].used_range.high < 175 && /年龄/.test(L[4].unchecked.join()) && /abc/.test(L[4].unchecked.join())'
	check "a power of ten is read whole, an impossible result not at all" js "$work/ol.out" 'L[5].items[0].flag === "unknown" && L[5].items[1].flag === "unknown" && L[5].unread.length === 2 && L[5].items[2].flag === "normal" && L[5].items[3].flag === "normal" && L[5].tier !== "emergency"'
	check "a printed range that cannot be read is named" js "$work/ol.out" 'L[6].unchecked.filter(s => /血糖|K/.test(s)).length === 2'
	cat >"$work/os.in" <<'IN'
{"id":1,"patient":{"age":66,"sex":"男"},"items":[{"name":"血红蛋白","value":12.5},{"name":"血钾","value":"6.2 ↑","unit":"mmol/L"}]}
{"id":2,"patient":{"age":28,"sex":"f","pregnant":true,"weeks":30},"lang":"zh","items":[{"name":"空腹血糖","value":5.0,"unit":"mmol/L"}]}
IN
	jsonl labs os
	check "labs shows no unit that it does not trust, and no arrow before a unit" js "$work/os.out" '/血红蛋白 12.5：不能判断高低，/.test(L[0].items[0].text) && /血钾 6.2 mmol/.test(L[0].items[1].text)'
	check "what is normal for others is not said in pregnancy" js "$work/os.out" '/非孕期/.test(L[1].summary) && !/每年查一次/.test(L[1].summary)'
	check "a report of which nothing could be read is not for self care" js "$work/ol.out" 'L[7].items.length === 0 && L[7].tier === "routine"'
	check "pregnant may be said in a word" js "$work/ol.out" '!/115/.test(L[8].items[0].used_range.text)'
	cat >"$work/or.in" <<'IN'
{"id":1,"proposed":["华法林"],"lang":"fr"}
{"id":2,"proposed":["华法林"],"date":"昨天"}
{"id":3,"patient":{"age":300,"sex":"男","weight_kg":-60,"egfr":-5,"conditions":[],"allergies":[],"labs":[]},"current":[],"proposed":[{"drug":"布洛芬","dose":"0.2","unit":"g","frequency":"bid","route":"乱写","days":"很久"}]}
{"id":4,"patient":{"age":70,"sex":"男","conditions":[],"allergies":[],"labs":[{"name":"钾","value":">6.5","unit":"mmol/L"},{"name":"血肌酐","value":"120","unit":"umol/L","date":"不知道"},{"name":"INR","days_ago":2}]},"current":[{"drug":"华法林","end":"很久以前"}],"proposed":["螺内酯"]}
{"id":5,"order":["x"],"proposed":["华法林"]}
IN
	jsonl rx or
	check "rx refuses an unknown language, a day that is none and an order that is no text" js "$work/or.out" '[0, 1, 4].every(i => L[i].error?.code === "input")'
	check "rx uses no impossible fact and names it" js "$work/or.out" '!L[2].findings.some(f => f.rule === "nsaid-nonaspirin-renal") && ["300", "-60", "-5"].every(v => L[2].unchecked.some(u => u.drug === v))'
	check "rx names a route and a duration it cannot read" js "$work/or.out" 'L[2].unchecked.some(u => /途径/.test(u.reason)) && L[2].unchecked.some(u => /疗程/.test(u.reason))'
	check "rx names a result or a day it cannot read" js "$work/or.out" 'L[3].unchecked.some(u => u.drug === "钾") && L[3].unchecked.some(u => u.drug === "血肌酐") && !L[3].unchecked.some(u => u.drug === "INR") && L[3].unchecked.some(u => u.drug === "华法林" && /停药/.test(u.reason))'
	cat >"$work/ot.in" <<'IN'
{"id":1,"text":"发烧","age":"2个月","vitals":{"temp":"39℃"}}
{"id":2,"text":"头痛","age":300,"conditions":"某某怪病"}
{"id":3,"text":"头痛","lang":"fr"}
IN
	jsonl triage ot
	check "triage reads the age of an infant, names what it cannot use, refuses an unknown language" js "$work/ot.out" 'L[0].tier === "emergency" && L[1].unchecked.some(u => /300/.test(u)) && L[1].unchecked.includes("某某怪病") && L[2].error.code === "input"'
	cat >"$work/ow.in" <<'IN'
{"id":1,"calculator":"bmi","lang":"zh","inputs":{"weight":"70 mmol/L","height":170}}
{"id":2,"calculator":"eGFR","lang":"zh","inputs":{"age":10,"sex":"男","creatinine":60}}
IN
	jsonl calc ow
	check "the reasons of calc are in the language asked for" js "$work/ow.out" '!/different/.test(L[0].why) && /岁之内|岁）/.test(L[1].why)'
	node -e 'console.log(JSON.stringify({id: "big", items: Array(400).fill({name: "肝".repeat(33000), value: "5", unit: "g/L"})}))' >"$work/om.in"
	jsonl labs om
	check "a line that needs too much memory keeps its id" js "$work/om.out" 'L[0].id === "big" && L[0].error.code === "limit"'
	"$program" calc --pack "$pack" bmi 体重=70kg 身高=170cm 体重指树=3 >"$work/text"
	check "calc NAME says what it did not use" grep -q 体重指树 "$work/text"
	exits 2 "calc NAME with inputs missing" "$program" calc --pack "$pack" bmi 体重=70kg
	printf '血红蛋白 HGB 98 g/L 110-150\n' >"$work/report.txt"
	check "labs takes an age below one" bash -c '"$1" labs --age .5 --sex m --pack "$2" "$3" >/dev/null' _ "$program" "$pack" "$work/report.txt"
}

test_help() {
	local c
	exits 2 "no command" "$program"
	exits 0 "--help" "$program" --help
	exits 0 "help" "$program" help
	exits 0 "version" "$program" version
	exits 0 "--version" "$program" --version
	for c in ask triage serve pack ledger help completion man version; do
		"$program" help "$c" >"$work/help1"
		report $? "help $c"
		"$program" "$c" --help >"$work/help2"
		report $? "$c --help"
		check "both helps on $c are one" cmp "$work/help1" "$work/help2"
		report "$(head -1 "$work/help1" | grep -q "^usage: zhuyi $c"; echo $?)" "help $c begins with its usage" "$(head -1 "$work/help1")"
		report "$("$program" help | grep -qE "^ +$c "; echo $?)" "help lists $c"
	done
	exits 2 "unknown command" "$program" frobnicate
	exits 2 "help on an unknown command" "$program" help frobnicate
	for c in ask triage serve; do exits 2 "unknown option of $c" "$program" "$c" --frobnicate x; done
	exits 2 "pack without lint" "$program" pack
	exits 2 "unknown option of pack" "$program" pack lint --frobnicate "$pack"
	exits 2 "ledger without a verb" "$program" ledger
	exits 2 "unknown option of ledger" "$program" ledger head --frobnicate
	exits 2 "unknown verb of ledger" "$program" ledger burn
	exits 2 "an option without its value" "$program" ask --pack
	exits 2 "a port that is no number" "$program" serve --port x
	exits 2 "unknown shell" "$program" completion fish
	exits 1 "a pack that is not there" "$program" ask --pack "$work/none" 头痛
	report "$([ -z "$("$program" ask --frobnicate x 2>/dev/null)" ]; echo $?)" "a usage error prints nothing on standard output"
	"$program" completion bash >"$work/completion"
	check "the completion parses" bash -n "$work/completion"
	check "the completion completes" bash -c "source '$work/completion'; COMP_WORDS=(zhuyi as); COMP_CWORD=1; _zhuyi; [ \"\${COMPREPLY[*]}\" = ask ] && COMP_WORDS=(zhuyi ask --js); COMP_CWORD=2; _zhuyi; [[ \"\${COMPREPLY[*]}\" == *--jsonl* ]]"
	"$program" man >"$work/zhuyi.1"
	if command -v man >/dev/null; then
		man --warnings=all -l "$work/zhuyi.1" >"$work/man.txt" 2>"$work/man.err" </dev/null
		report $? "the manual page renders" "$(cat "$work/man.err")"
		report "$([ -s "$work/man.err" ]; echo $((1 - $?)))" "the manual page renders without a warning" "$(cat "$work/man.err")"
		check "the manual page names every command" bash -c "for c in ask triage serve pack ledger completion; do col -b <'$work/man.txt' 2>/dev/null | grep -qE \"zhuyi +\$c\" || exit 1; done"
	else skip "the manual page renders" "man is not installed"; fi
	check "a closed pipe ends quietly" bash -c "for i in 1 2 3 4 5 6 7 8; do echo '{\"question\":\"头痛\"}'; done | '$program' ask --pack '$pack' --jsonl | head -1 >/dev/null"
}

# ---- the server ----

# Below the range from which outgoing connections take theirs (from 32768), or a port may be taken a moment later.
free_port() { local p; while p=$((20000 + RANDOM % 12000)); (: <>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done; echo "$p"; }

serve() { # serve STORE [OPTION…]: sets server and port; false when it does not come up
	local store=$1
	shift
	port=$(free_port)
	: >"$work/serve.out"
	"$program" serve --pack "$pack" --store "$store" --port "$port" "$@" >"$work/serve.out" 2>"$work/serve.err" &
	server=$!
	servers+=("$server")
	for _ in $(seq 500); do
		if grep -q serves "$work/serve.out"; then return 0; fi
		kill -0 "$server" 2>/dev/null || return 1
		sleep 0.02
	done
	return 1
}
ends() { # ends SIGNAL: sends it and waits; `ended` is the exit status, or "hangs"
	kill "-$1" "$server"
	for _ in $(seq 600); do kill -0 "$server" 2>/dev/null || break; sleep 0.02; done
	ended=hangs
	if kill -0 "$server" 2>/dev/null; then kill -9 "$server"; wait "$server" 2>/dev/null; else
		wait "$server" 2>/dev/null
		ended=$?
	fi
}
api() { curl -s -m 20 -H 'Content-Type: application/json' -H 'X-Zhuyi: 1' -w '\n%{http_code}\n' "$@"; } # the body, then the status on a line of its own
url() { echo "http://127.0.0.1:$port$1"; }
ask_once() { curl -s -m 20 -o "${2:-/dev/null}" -w '%{http_code}' -b "$work/jar" -c "$work/jar" -H 'Content-Type: application/json' -H 'X-Zhuyi: 1' -d "{\"question\":\"$1\"}" "$(url /v1/ask)"; }

test_server_and_ledger() {
	local store=$work/z.db q case_id status n
	rm -f "$work/jar"
	serve "$store" || { report 1 "the server starts" "$(cat "$work/serve.err")"; return; }
	report 0 "the server starts"
	curl -s "$(url /healthz)" >"$work/health"
	check "/healthz is ok" js "$work/health" 'L[0].status === "ok" && L[0].store === "ok" && L[0].edition.refused.length === 0'
	for q in 乙肝会传染吗 我的降压药可以停吗 胸口压榨样疼痛出冷汗 感冒怎么办 'Can I eat grapefruit with amlodipine?'; do
		status=$(ask_once "$q" "$work/answer")
		[ "$status" = 200 ] || report 1 "ask over HTTP" "$q: $status"
	done
	case_id=$(value "$work/answer" 'L[0].case')
	check "an answer over HTTP names its leaf" js "$work/answer" 'L[0].leaf.index === 4 && /^[0-9a-f]{64}$/.test(L[0].leaf.root)'
	exits 1 "a second server on the same store is refused" "$program" serve --pack "$pack" --store "$store" --port "$(free_port)"
	check "the first server does not mind" curl -sf -o /dev/null "$(url /healthz)"
	ends TERM
	report "$([ "$ended" = 0 ]; echo $?)" "SIGTERM ends an idle server with 0" "$ended $(cat "$work/serve.err")"
	ledger_of "$store" "$case_id"
	read_only_store "$store" "$case_id"
}

ledger_of() { # ledger_of STORE CASE
	local i at
	"$program" ledger export --store "$1" --pack "$pack" >"$work/export"
	report $? "ledger export"
	check "ledger export is JSON Lines" js "$work/export" 'L.length > 5'
	"$program" ledger verify "$work/export" >"$work/verdict"
	report $? "ledger verify accepts an intact export" "$(cat "$work/verdict")"
	check "ledger verify counts the entries" js "$work/verdict" 'L[0].intact === true && L[0].entries === 5 && L[0].covered === 5 && L[0].problems === 0 && L[0].wrong.length === 0'
	check "ledger verify - reads standard input" bash -c "'$program' ledger verify - <'$work/export' >/dev/null"
	check "no question and no answer stands in the export" bash -c "! grep -qE '乙肝|降压药|grapefruit' '$work/export'"
	"$program" ledger head --store "$1" --pack "$pack" >"$work/head"
	report $? "ledger head"
	check "ledger head shows the newest head" js "$work/head" 'L[0].size === 5 && /^[0-9a-f]{64}$/.test(L[0].root) && /^[0-9a-f]{128}$/.test(L[0].signature)'
	"$program" ledger prove "$2" --store "$1" --pack "$pack" >"$work/proof"
	report $? "ledger prove CASE"
	check "ledger prove prints JSON" js "$work/proof" 'L.length === 1 && !L[0].error'
	exits 1 "ledger prove on an unknown case" "$program" ledger prove 01ARZ3NDEKTSV4RRFFQ69G5FAV --store "$1" --pack "$pack"
	exits 1 "ledger verify on a file that is not there" "$program" ledger verify "$work/none"
	exits 1 "ledger head on a store that is not there" "$program" ledger head --store "$work/none.db" --pack "$pack"
	report "$([ ! -e "$work/none.db" ]; echo $?)" "looking for a store does not make one"
	local lines wrong=0 bytes
	lines=$(wc -l <"$work/export")
	for ((i = 1; i <= lines; i++)); do # one byte in the middle of each line
		bytes=$(head -n "$i" "$work/export" | wc -c)
		at=$((bytes - $(sed -n "${i}p" "$work/export" | wc -c) / 2))
		change_byte "$work/export" "$at" "$work/changed"
		"$program" ledger verify "$work/changed" >"$work/verdict" && wrong=$i
		js "$work/verdict" "L[0].intact === false && L[0].problems > 0 && L[0].wrong.length > 0 && L[0].wrong.some(w => /\\b$i\\b/.test(w) || /\\b$((i - 1))\\b/.test(w) || /\\b$((i - 2))\\b/.test(w))" >"$work/why" || wrong=$i
		[ $wrong = 0 ] || break
	done
	report "$wrong" "one changed byte is found and named, on every line" "line $wrong: $(cat "$work/verdict")"
	sed '3d' "$work/export" >"$work/changed"
	exits 1 "a line left out is found" "$program" ledger verify "$work/changed"
	awk 'NR == 2 { kept = $0; next } { print } NR == 3 { print kept }' "$work/export" >"$work/changed"
	exits 1 "two lines swapped are found" "$program" ledger verify "$work/changed"
	head -c -20 "$work/export" >"$work/changed"
	exits 1 "an export cut short is found" "$program" ledger verify "$work/changed"
	: >"$work/changed"
	exits 1 "an empty export is no export" "$program" ledger verify "$work/changed"
	head -c 100000 /dev/urandom >"$work/changed"
	exits 1 "noise is no export" "$program" ledger verify "$work/changed"
	change_store_byte "$1" "$2"
}

change_byte() { # change_byte FILE OFFSET OUT: another character at that byte
	node -e 'const fs = require("fs"), b = fs.readFileSync(process.argv[1]), i = +process.argv[2]; b[i] = b[i] === 0x31 ? 0x32 : 0x31; fs.writeFileSync(process.argv[3], b)' "$@"
}

# The same in the store itself: a case's stored answer is changed behind the server's back.
change_store_byte() { # change_store_byte STORE CASE
	cp "$1" "$work/tampered.db"
	cp "$1.key" "$work/tampered.db.key" 2>/dev/null
	local at
	at=$("$program" ledger export --store "$1" --pack "$pack" | sed -n '2p' | grep -oE '"[0-9a-f]{64}"' | head -1 | tr -d '"')
	at=$(LC_ALL=C grep -obUa "$at" "$work/tampered.db" 2>/dev/null | head -1 | cut -d: -f1)
	if [ -z "$at" ]; then skip "a changed byte in the store is found" "the entry is not stored as text"; return; fi
	change_byte "$work/tampered.db" "$((at + 5))" "$work/tampered2.db"
	cp "$work/tampered.db.key" "$work/tampered2.db.key" 2>/dev/null
	"$program" ledger export --store "$work/tampered2.db" --pack "$pack" >"$work/changed" 2>"$work/why" && "$program" ledger verify "$work/changed" >>"$work/why" 2>&1
	report "$(($? == 0))" "a changed byte in the store is found by export or verify" "$(cat "$work/why")"
}

read_only_store() { # read_only_store STORE CASE
	local status before
	before=$(cat "$1" | sha256sum)
	serve "$1" --read-only || { report 1 "a read-only server starts" "$(cat "$work/serve.err")"; return; }
	report 0 "a read-only server starts"
	curl -s "$(url /healthz)" >"$work/health"
	check "/healthz says read-only" js "$work/health" 'L[0].store === "read-only"'
	status=$(ask_once 感冒怎么办 "$work/answer")
	report "$([ "$status" = 503 ]; echo $?)" "a read-only server refuses a question with 503" "$status $(cat "$work/answer")"
	status=$(curl -s -o "$work/answer" -w '%{http_code}' -b "$work/jar" "$(url "/v1/cases/$2")")
	report "$([ "$status" = 200 ]; echo $?)" "a read-only server shows a case" "$status $(cat "$work/answer")"
	ends TERM
	report "$([ "$before" = "$(cat "$1" | sha256sum)" ]; echo $?)" "a read-only server leaves the store as it was"
}

# ---- packs ----

test_pack() {
	local copy=$work/pack card
	exits 0 "pack lint finds nothing in the pack" "$program" pack lint "$pack"
	exits 2 "pack lint on what is no pack" "$program" pack lint "$work"
	cp -r "$pack" "$copy"
	local table=$copy/redflags.tsv
	[ -e "$table" ] || table=$(find "$copy/redflags" -name '*.tsv' | sort | head -1)
	local name=${table#"$copy/"}
	awk -F'\t' -v OFS='\t' 'NR == 3 { $2 = "soon" } NR == 5 { print $0 "\tmore"; next } { print }' "$table" >"$work/table" && cp "$work/table" "$table"
	card=$copy/cards/gout.md
	sed -i '0,/^- .*\]$/s/^\(- .*\) \[[^]]*\]$/\1/' "$card"
	local line
	line=$(grep -nE '^- ' "$card" | head -1 | cut -d: -f1)
	printf '\xff\xfe\n' >>"$copy/cards/hypertension.md"
	"$program" pack lint "$copy" >"$work/lint" 2>/dev/null
	report "$(($? != 1))" "pack lint on a damaged pack exits with 1"
	check "pack lint names the row with an unknown tier" grep -q "^$name:3: " "$work/lint"
	check "pack lint names the row with too many cells" grep -q "^$name:5: " "$work/lint"
	check "pack lint names the sentence without a source" grep -q "^cards/gout.md:$line: " "$work/lint"
	check "pack lint names the file that is not UTF-8" grep -qE "^cards/hypertension.md:$(grep -c '' "$copy/cards/hypertension.md"): " "$work/lint"
	pack=$copy serve "$work/damaged.db" || { report 1 "a server with a damaged pack starts" "$(cat "$work/serve.err")"; return; }
	report 0 "a server with a damaged pack starts"
	curl -s "$(url /healthz)" >"$work/health"
	check "/healthz lists what was not loaded" js "$work/health" "L[0].status === 'degraded' && L[0].edition.refused.some(r => r.file === '$name' && r.line === 3 && r.why) && L[0].edition.refused.some(r => r.file === 'cards/gout.md')"
	rm -f "$work/jar"
	report "$([ "$(ask_once 乙肝会传染吗)" = 200 ]; echo $?)" "a server with a damaged pack answers from the rest"
	ends TERM
	rm -r "$copy"
}

# ---- what can go wrong ----

# Asks again and again as one visitor; each acknowledged case goes to FILE. Ends when the server does, or at $work/enough.
load() { # load FILE JAR
	local id answer
	while [ ! -e "$work/enough" ]; do
		answer=$(curl -s -m 10 -b "$2" -c "$2" -H 'Content-Type: application/json' -H 'X-Zhuyi: 1' -d '{"question":"高血压能吃西柚吗，还能喝酒吗"}' "$(url /v1/ask)") || return 0
		case $answer in *'"leaf":{'*'}}') id=${answer#*'"case":"'}; echo "${id%%\"*}" >>"$1" ;; esac
	done
}
load_all() { # load_all PREFIX: four visitors at once, in the background
	local i
	rm -f "$work/enough"
	loaders=()
	for i in 1 2 3 4; do
		: >"$work/$1.$i"
		rm -f "$work/$1.jar$i"
		load "$work/$1.$i" "$work/$1.jar$i" 2>/dev/null &
		loaders+=($!)
	done
}
acknowledged() { cat "$work/$1".[1-4] | wc -l; }
missing() { # missing PREFIX: how many acknowledged cases the server does not know any more
	local i lost=0
	for i in 1 2 3 4; do
		[ -s "$work/$1.$i" ] || continue
		sed "s|.*|url = \"$(url /v1/cases/)&\"\noutput = /dev/null|" "$work/$1.$i" >"$work/urls"
		lost=$((lost + $(curl -s -m 60 -b "$work/$1.jar$i" -w '%{http_code}\n' -K "$work/urls" | grep -vc '^200$')))
	done
	echo "$lost"
}
verifies() { # verifies STORE LEAST: the ledger is intact and has at least so many entries
	"$program" ledger export --store "$1" --pack "$pack" >"$work/export" 2>"$work/why" && "$program" ledger verify "$work/export" >"$work/verdict" &&
		js "$work/verdict" "L[0].intact && L[0].entries >= $2"
}

test_kill() {
	local round store n lost=0 all=0
	for round in 1 2 3; do
		store=$work/kill$round.db
		serve "$store" || { report 1 "the server starts" "$(cat "$work/serve.err")"; return; }
		load_all kill
		sleep "1.$((RANDOM % 10))"
		kill -9 "$server"
		wait "$server" "${loaders[@]}" 2>/dev/null
		n=$(acknowledged kill)
		all=$((all + n))
		serve "$store" || { report 1 "the server starts again after kill -9" "$(cat "$work/serve.err")"; return; }
		lost=$((lost + $(missing kill)))
		ends TERM
		check "the ledger verifies after kill -9 ($n cases)" verifies "$store" "$n"
	done
	report "$((lost != 0 || all == 0))" "every case acknowledged before kill -9 is still there ($all)" "$lost are missing"
}

test_sigterm() {
	local store=$work/term.db n
	serve "$store" || { report 1 "the server starts" "$(cat "$work/serve.err")"; return; }
	load_all term
	sleep 1.5
	ends TERM
	: >"$work/enough"
	wait "${loaders[@]}" 2>/dev/null
	n=$(acknowledged term)
	report "$([ "$ended" = 0 ]; echo $?)" "SIGTERM during load ends with 0" "$ended; $(tail -3 "$work/serve.err")"
	check "the ledger verifies after SIGTERM ($n cases)" verifies "$store" "$n"
	serve "$store" || { report 1 "the server starts again" "$(cat "$work/serve.err")"; return; }
	report "$([ "$n" -gt 0 ] && [ "$(missing term)" = 0 ]; echo $?)" "every case acknowledged before SIGTERM is still there ($n)"
	ends TERM
}

test_full_disk() {
	local small=$work/small status='' n=0 i
	if [ "$(id -u)" != 0 ]; then skip "a full disk" "needs root for a small tmpfs"; return; fi
	mkdir -p "$small"
	if ! mount -t tmpfs -o size=2m tmpfs "$small" 2>/dev/null; then skip "a full disk" "this system does not let a tmpfs be mounted"; return; fi
	serve "$small/z.db" || { report 1 "a server starts on a small disk" "$(cat "$work/serve.err")"; umount "$small"; return; }
	rm -f "$work/jar"
	: >"$work/small.cases"
	for ((i = 0; i < 2000; i++)); do
		status=$(ask_once 高血压能吃西柚吗 "$work/answer")
		[ "$status" = 200 ] || break
		value "$work/answer" 'L[0].case' >>"$work/small.cases" 2>/dev/null || true
		[ $i -gt 0 ] || dd if=/dev/zero of="$small/filler" bs=4096 count=$(($(df --output=avail -k "$small" | tail -1) / 4 - 40)) 2>/dev/null
	done
	n=$(wc -l <"$work/small.cases")
	report "$([ "$status" = 503 ]; echo $?)" "a full disk refuses a question with 503" "after $n: $status $(cat "$work/answer")"
	check "a full disk: the reason stands in the reply" js "$work/answer" 'L[0].error.code === "io" && L[0].error.message_zh.length > 0'
	check "a full disk does not end the server" curl -sf -o /dev/null "$(url /healthz)"
	status=$(curl -s -o /dev/null -w '%{http_code}' -b "$work/jar" "$(url "/v1/cases/$(tail -1 "$work/small.cases")")")
	report "$([ "$status" = 200 ]; echo $?)" "a full disk: the last acknowledged case is still shown" "$status"
	rm -f "$small/filler"
	report "$([ "$(ask_once 感冒怎么办 "$work/answer")" = 200 ]; echo $?)" "once there is room again questions are answered" "$(cat "$work/answer")"
	ends TERM
	report "$([ "$ended" = 0 ]; echo $?)" "a server that met a full disk ends with 0" "$ended"
	check "the ledger verifies after a full disk" verifies "$small/z.db" "$n"
	umount "$small"
}

test_store_odd() {
	head -c 20000 /dev/urandom >"$work/noise.db"
	exits 1 "a store that is no store is refused" timeout 20 "$program" serve --pack "$pack" --store "$work/noise.db" --port "$(free_port)"
	exits 1 "a store in a folder that is not there is refused" timeout 20 "$program" serve --pack "$pack" --store "$work/no/where.db" --port "$(free_port)"
	mkdir -p "$work/folder.db"
	exits 1 "a folder is no store" timeout 20 "$program" serve --pack "$pack" --store "$work/folder.db" --port "$(free_port)"
	serve "$work/port.db" || { report 1 "the server starts" "$(cat "$work/serve.err")"; return; }
	exits 1 "a port that is taken is refused" timeout 20 "$program" serve --pack "$pack" --store "$work/other.db" --port "$port"
	ends TERM
}

for t in test_ask test_ask_jsonl test_ids test_unreadable test_large test_facts test_triage_jsonl test_units test_labs test_engines_odd test_help test_server_and_ledger test_pack test_store_odd test_kill test_sigterm test_full_disk; do
	case " ${ONLY:-$t} " in *" $t "*) $t ;; esac
done
exit $failed
