# setup.sh - sourced by run and check: what must be installed, and how the two halves (page, program) are built.

BUILD_PACKAGES=(gcc libc6-dev g++ meson ninja-build pkg-config libmicrohttpd-dev libjson-c-dev libsqlite3-dev libsodium-dev libgnutls28-dev libcurl4-gnutls-dev libutf8proc-dev libstemmer-dev libopencc-dev libicu-dev libexpat1-dev libgmp-dev libpq-dev libtesseract-dev libleptonica-dev libseccomp-dev tesseract-ocr tesseract-ocr-chi-sim nodejs)
CHECK_PACKAGES=(clang clang-format libclang-rt-14-dev llvm-14 libcmocka-dev chromium fonts-noto-cjk fonts-noto-color-emoji man-db curl postgresql-15)

say() { printf '== %s\n' "$*" >&2; }

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
		say "root or sudo is needed to install: $*"; exit 1; fi
}

is_installed() { dpkg-query -W -f '${db:Status-Abbrev}\n' "$1" 2>/dev/null | grep -q '^ii'; }

# Installs the packages that are missing, in one go. npm comes with nodejs on some systems and as a package of its own on Debian.
need_packages() {
	local missing=() name
	for name in "$@"; do is_installed "$name" || missing+=("$name"); done
	case " $* " in *" nodejs "*) command -v npm >/dev/null || missing+=(npm) ;; esac
	[ ${#missing[@]} -gt 0 ] || return 0
	say "installing: ${missing[*]}"
	as_root apt-get update -qq
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# PostgreSQL for the tests, which start a cluster of their own (tools/postgres): Debian's package shall neither make nor start one. Before need_packages.
need_postgres() {
	local conf=/etc/postgresql-common/createcluster.conf
	is_installed postgresql-15 && return 0
	need_packages postgresql-common
	grep -q '^create_main_cluster *= *false' $conf 2>/dev/null || echo 'create_main_cluster = false' | as_root tee -a $conf >/dev/null
	need_packages postgresql-15
}

# The page: rebuilt when a source is newer than what was built.
build_page() {
	local built=web/dist/app.js
	if [ -e "$built" ] && [ -z "$(find web/src web/package-lock.json web/build.mjs web/text_names.mjs -newer "$built" -print -quit 2>/dev/null)" ]; then return 0; fi
	page_tools
	say "building the page"
	(cd web && npm run --silent build)
}

page_tools() { npm_tools web; }
oidc_tools() { npm_tools tests/oidc; }

# npm_tools FOLDER: what its lock file names, fetched when missing or older than the lock file.
npm_tools() {
	if [ -e "$1/node_modules/.package-lock.json" ] && [ ! "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]; then return 0; fi
	say "fetching what $1 needs from npm"
	(cd "$1" && npm ci --silent --no-progress)
	touch "$1/node_modules/.package-lock.json"
}

# The validator of FHIR bundles, for tests only.
fhir_tools() { npm_tools tests/fhir; }

# Another program's reader of calendars, for tests only.
calendar_tools() { npm_tools tests/calendar; }

# build_program DIR [meson options]: configures once, then builds.
build_program() {
	local dir=$1
	shift
	[ -e "$dir/build.ninja" ] || meson setup "$dir" "$@" >"$dir.log" 2>&1 || { cat "$dir.log" >&2; return 1; }
	rm -f "$dir.log"
	ninja -C "$dir" --quiet >&2
}
