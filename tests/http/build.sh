#!/bin/sh
# build.sh OUT [compiler flags…] - the server over the fake library, for run.mjs. Run in the top folder.
set -eu
out=$1
shift
exec "${CC:-gcc}" -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wconversion -Wshadow -Wvla -Wstrict-prototypes -Werror -g -O2 "$@" -Iinclude -Isrc -o "$out" \
	tests/http/fake_zhuyi.c $(ls src/http/*.c | grep -v -e _test.c -e _fuzz.c) -lmicrohttpd -lpthread
