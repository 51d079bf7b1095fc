#!/usr/bin/env bash
# damage.sh ZHUYI PACK - a damaged, emptied or lost file of rules makes the order check say "not checked" for every drug it could have spoken of.
set -uo pipefail
zhuyi=$1 pack=$2 dir=$(mktemp -d) failed=0
trap 'rm -rf "$dir"' EXIT
order='{"patient":{"age":50,"sex":"M","conditions":[],"allergies":[],"labs":[]},"current":[],"proposed":[{"drug":"氨氯地平","dose":5,"unit":"mg","frequency":"qd"},{"drug":"华法林","dose":3,"unit":"mg","frequency":"qd"}]}'

# expect NAME FILE SED-OR-COMMAND need DRUG…: after the change to a fresh copy each DRUG has an entry in unchecked with that need
expect() {
	local name=$1 file=$2 change=$3 need=$4 reply drug
	shift 4
	rm -rf "$dir/pack"
	cp -r "$pack" "$dir/pack"
	(cd "$dir/pack" && f=$file && eval "$change")
	reply=$(printf '%s\n' "$order" | "$zhuyi" rx --pack "$dir/pack" --jsonl 2>/dev/null)
	for drug in "$@"; do
		if ! grep -q "\"unchecked\":\[[^]]*{\"drug\":\"[^\"]*$drug[^\"]*\",\"reason\":\"[^\"]*\",\"need\":\"$need\"}" <<<"$reply"; then
			echo "not ok $name: $drug"; echo "# $reply" | cut -c1-600; failed=1
			return
		fi
	done
	if [ -n "${silent:-}" ] && grep -q "\"drug\":\"$silent\"" <<<"$reply"; then echo "not ok $name: $silent is spoken of too"; failed=1; return; fi
	echo "ok $name"
}

rules=drug_rules/interactions.tsv
silent=氨氯地平 expect "a damaged row is a gap of its own drugs" $rules 'sed -i "s/^\(warfarin-with-metronidazole\t[^\t]*\t[^\t]*\t[^\t]*\t[^\t]*\t\)warn/\1loud/" $f' rules 华法林
expect "a row without its subject is a gap of every drug" $rules 'sed -i "s/^warfarin-with-metronidazole\twarfarin\t/warfarin-with-metronidazole\tnobody\t/" $f' rules 氨氯地平 华法林
expect "a row cut off is a gap" $rules 'sed -i "s/^warfarin-with-metronidazole\t.*/warfarin-with-metronidazole\twarfarin/" $f' rules 华法林
expect "an empty file of rules" $rules ': >$f' rules 氨氯地平 华法林
expect "a file with its header only" $rules 'head -1 $f >x && mv x $f' rules 氨氯地平 华法林
expect "a file that is no UTF-8" $rules 'printf "\377" >>$f' rules 氨氯地平 华法林
expect "a file that is lost" $rules 'rm $f' rules 氨氯地平 华法林
expect "no rules at all" drug_rules 'rm -r $f' rules 氨氯地平 华法林
expect "a damaged dose row" drug_doses/base.tsv 'sed -i "s/^\(amlodipine\toral\tadult\t[^\t]*\t[^\t]*\t\)2.5/\1two/" $f' doses 氨氯地平
expect "no dose rows at all" drug_doses 'rm -r $f' doses 氨氯地平 华法林
exit $failed
