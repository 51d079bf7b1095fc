#!/usr/bin/env bash
# bench/copy.sh [BUILD] [PEOPLE] - a made-up hospital of 100,000 people moved by `zhuyi store copy` from SQLite to PostgreSQL and back: time, rows a second,
# and every table's rows and hash in all three, which must be equal. About 6 GB of disk in COPY_FOLDER (/tmp), given back.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/setup.sh
build=${1:-build} people=${2:-100000}
[ -x "$build/zhuyi" ] || ./run build
need_postgres
need_packages "${BUILD_PACKAGES[@]}"
work=$(mktemp -d "${COPY_FOLDER:-/tmp}/zhuyi-copy-XXXXXX")
chmod 755 "$work"
trap 'tools/postgres stop "$work/pg" 2>/dev/null || true; rm -rf "$work"' EXIT

bash bench/compile "$build" "$work" hospital
"$work/hospital" "$work/first.db" "$work/keys" "$people" "${SEED:-1}"
database=$(tools/postgres start "$work/pg")

sums() { grep -E ' rows  [0-9a-f]{64}$' "$1"; }
move() { # move FROM TO NAME
	local began=$EPOCHREALTIME
	"$build/zhuyi" store copy "$1" "$2" >"$work/$3"
	awk -v name="$3" -v a="$began" -v b="$EPOCHREALTIME" '/ rows  [0-9a-f]+$/ { n += $2 }
		END { printf "%s\t%.1f\ts\n%s, rows a second, with reading back and comparing\t%.0f\t/s\n", name, b - a, name, n / (b - a) }' "$work/$3"
}
say "moving $people people"
move "$work/first.db" "$database" "SQLite to PostgreSQL"
move "$database" "$work/second.db" "PostgreSQL to SQLite"
for store in "$work/first.db" "$work/second.db"; do
	"$build/zhuyi" store digest --store "$store" >"$work/digest"
	sums "$work/digest" >"$store.sums"
done
sums "$work/SQLite to PostgreSQL" >"$work/there.sums"
cat "$work/first.db.sums"
for other in there.sums second.db.sums; do cmp "$work/first.db.sums" "$work/$other" || { say "the hashes differ: $other"; exit 1; }; done
say "equal in all three"
