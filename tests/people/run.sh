#!/usr/bin/env bash
# run.sh BUILD sqlite|postgresql [walk|attack|faults …]: the tests of people over HTTP, each on a new store with two hospitals. Prints TAP.
# ONLY=PART,… in the environment: only those parts of attack. Needs node; Python, or PostgreSQL's server and psql. Everything lies in a folder of its own that is removed at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ $# -ge 2 ] || { echo "usage: tests/people/run.sh BUILD sqlite|postgresql [walk|attack|faults …]" >&2; exit 2; }
zhuyi=$1/zhuyi on=$2
shift 2
[ $# -gt 0 ] || set -- walk attack faults
[ -x "$zhuyi" ] || { echo "run.sh: no program $zhuyi" >&2; exit 2; }
dir=$(mktemp -d) cluster= server= code=0
clean() {
	[ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
	[ -z "$cluster" ] || tools/postgres stop "$cluster" || true
	rm -rf "$dir"
}
trap clean EXIT
if [ "$on" = postgresql ]; then
	cluster=$(mktemp -d)
	tools/postgres start "$cluster" >"$dir/address"
fi

place() { # place NAME: where the store of that test lies
	if [ -z "$cluster" ]; then echo "$dir/$1.db"; return; fi
	psql -X -q -d "$(cat "$dir/address")" -c "CREATE DATABASE $1" >&2
	echo "postgresql:///$1?host=$cluster&user=zhuyi"
}

# Below 32768, from where on the system gives ports to outgoing connections.
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 12000))
		(: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
	done
}

administrator() { # administrator STORE KEYS ARG…: the first password
	"$zhuyi" user add boss --role administrator --name-zh 管理员 --name-en Administrator --store "$1" --keys "$2" "${@:3}" 2>>"$dir/setup"
}

on_a_server() { # on_a_server NAME: NAME.mjs against a server of its own
	local store keys=$dir/$1 one two port
	store=$(place "$1")
	one=$(administrator "$store" "$keys")
	"$zhuyi" organisation add second --name-zh 第二医院 --name-en "Second Hospital" --store "$store" --keys "$keys" >>"$dir/setup" 2>&1
	two=$(administrator "$store" "$keys" --organisation second)
	port=$(free_port)
	"$zhuyi" serve --port "$port" --guess-rate 100000 --log-requests --store "$store" --keys "$keys" >"$dir/$1.out" 2>"$dir/$1.err" &
	server=$!
	for _ in $(seq 200); do ! grep -q '^zhuyi serves' "$dir/$1.out" && kill -0 $server 2>/dev/null && sleep 0.05 || break; done
	set -- "$1" --base "http://127.0.0.1:$port" --store "$store" --admin "boss:$one" --second "second:boss:$two"
	[ "$1" = walk ] || set -- "$@" --log "$dir/$1.err" ${ONLY:+--only "$ONLY"}
	node "tests/people/$1.mjs" "${@:2}" || code=1
	kill -TERM $server 2>/dev/null || true
	if wait $server; then echo "ok $1: the server ended well"; else echo "not ok $1: the server ended well"; tail -20 "$dir/$1.err"; code=1; fi
	server=
}

for part; do
	case $part in
	walk | attack) on_a_server "$part" ;;
	faults) node tests/people/faults.mjs --zhuyi "$zhuyi" --store "$(place faults)" --keys "$dir/faults" ${cluster:+--postgres "$cluster"} || code=1 ;;
	*) echo "run.sh: what is $part?" >&2; exit 2 ;;
	esac
done
exit $code
