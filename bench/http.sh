#!/usr/bin/env bash
# bench/http.sh PROGRAM - the server as a whole, over loopback: memory, cold start, answers a second, what an open stream costs.
# Prints name, value, unit, tab-separated, one measurement a line. Never asserts a mark. wrk shares the cores with the server.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-build/zhuyi} seconds=${SECONDS_OF_LOAD:-10} streams=${STREAMS:-1000}
work=$(mktemp -d "${BENCH_FOLDER:-${TMPDIR:-/tmp}}/zhuyi-bench-XXXXXX")
server=

stop() {
	if [ -z "$server" ]; then return 0; fi
	kill "$server" 2>/dev/null || true
	wait "$server" 2>/dev/null || true
	server=
}
trap 'stop; rm -rf "$work"' EXIT

line() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }
# Below the range from which outgoing connections take theirs (from 32768), or a port may be taken a moment later.
free_port() { local p; while p=$((20000 + RANDOM % 12000)); (: <>"/dev/tcp/127.0.0.1/$p") 2>/dev/null; do :; done; echo "$p"; }
rss_kib() { awk '/^VmRSS/ { print $2 }' "/proc/$server/status"; }
mib() { awk -v k="$1" 'BEGIN { printf "%.1f", k / 1024 }'; }
now_us() { local t=$EPOCHREALTIME; echo $((${t/./})); }

cookie_of() { sed -n 's/^Set-Cookie: \([^;]*\).*/\1/Ip' <<<"$1" | tr -d '\r'; }

start() { # start STORE
	port=$(free_port)
	"$program" serve --store "$work/$1" --port "$port" >"$work/out" 2>"$work/err" &
	server=$!
}

until_ready() {
	for _ in $(seq 500); do
		if grep -q serves "$work/out"; then return 0; fi
		kill -0 "$server" 2>/dev/null || break
		sleep 0.01
	done
	echo "http.sh: the server does not start" >&2
	cat "$work/err" >&2
	exit 1
}

# One question through bash's own sockets: no other program between the clock and the server. Prints the status.
ask_plain() {
	local status='' body='{"question":"乙肝会传染吗"}'
	exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
	printf 'POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nX-Zhuyi: 1\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' "$port" "$(LC_ALL=C; echo ${#body})" "$body" >&3
	read -r _ status _ <&3 || true
	exec 3<&- 3>&-
	echo "$status"
}

cold_start() {
	local times=() begin
	mkfifo "$work/nothing"
	exec 9<>"$work/nothing"
	for i in 1 2 3 4 5 6 7; do
		rm -f "$work"/cold.db*
		port=$(free_port)
		begin=$(now_us)
		"$program" serve --store "$work/cold.db" --port "$port" --no-sample >"$work/out" 2>"$work/err" &
		server=$!
		until [ "$(ask_plain 2>/dev/null)" = 200 ]; do # a rest between two tries: the client must not take a core from the start it times
			kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
			read -rt 0.005 <&9 || true
		done
		times+=($(($(now_us) - begin)))
		stop
	done
	line "cold start to first answer, HTTP" "$(printf '%s\n' "${times[@]}" | sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1000 }')" ms
}

load() {
	local result
	start load.db
	until_ready
	sleep 1
	line "resident after start, idle" "$(mib "$(rss_kib)")" MiB
	COOKIE=$(cookie_of "$(curl -s -D - -H 'Content-Type: application/json' -H 'X-Zhuyi: 1' -d '{"question":"感冒了怎么办"}' "http://127.0.0.1:$port/v1/ask")")
	export COOKIE
	QUESTIONS=bench/questions.txt wrk -t2 -c64 -d3s -s bench/questions.lua "http://127.0.0.1:$port/v1/ask" >/dev/null
	result=$(QUESTIONS=bench/questions.txt wrk -t2 -c64 "-d${seconds}s" --latency -s bench/questions.lua "http://127.0.0.1:$port/v1/ask" | grep '^wrk')
	IFS=$'\t' read -r _ rate requests bad p50 p99 <<<"$result"
	line "HTTP, 64 connections kept alive" "$rate" "answers/s"
	line "HTTP, 64 connections, median" "$p50" ms
	line "HTTP, 64 connections, p99" "$p99" ms
	line "HTTP requests that failed" "$bad" "of $requests"
	sleep 1
	line "resident after load" "$(mib "$(rss_kib)")" MiB
	stop
}

idle_streams() {
	local head cookie id before after opened=0 fd status
	start streams.db
	until_ready
	head=$(curl -s -D - -H 'Content-Type: application/json' -H 'X-Zhuyi: 1' -d '{"question":"我的降压药可以停吗"}' "http://127.0.0.1:$port/v1/ask")
	cookie=$(cookie_of "$head")
	id=$(sed -n 's/.*"case":"\([0-9A-Z]*\)".*/\1/p' <<<"$head" | head -1)
	ulimit -n 8192 2>/dev/null || ulimit -n "$(ulimit -Hn)"
	before=$(rss_kib)
	for ((i = 0; i < streams; i++)); do
		exec {fd}<>"/dev/tcp/127.0.0.1/$port" || break
		printf 'GET /v1/cases/%s/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\nAccept: text/event-stream\r\n\r\n' "$id" "$port" "$cookie" >&"$fd"
		status=
		read -r -t 5 _ status _ <&"$fd" || true
		if [ "$status" = 200 ]; then opened=$((opened + 1)); fi
	done
	sleep 2
	after=$(rss_kib)
	line "idle streams opened" "$opened" "of $streams"
	if [ "$opened" -gt 0 ]; then line "one idle open stream" "$(awk -v a="$after" -v b="$before" -v n="$opened" 'BEGIN { printf "%.1f", (a - b) / n }')" KiB; fi
	stop
}

cold_start
load
idle_streams
