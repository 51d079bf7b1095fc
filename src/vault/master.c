#include "vault/master_int.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct master {
	unsigned char key[MASTER_BYTES];
};

enum { HEX = 2 * MASTER_BYTES, FILE_BYTES = HEX + 1, USE_ID = 1000 /* vault.c counts from 1 */ };

_Static_assert(MASTER_BYTES == crypto_kdf_KEYBYTES && MASTER_BYTES >= crypto_kdf_BYTES_MIN, "libsodium's key derivation");

static struct master *keep(const unsigned char key[MASTER_BYTES], struct fail *fail)
{
	struct master *m = sodium_init() < 0 ? NULL : sodium_malloc(sizeof *m);
	if (!m) return fail_set(fail, RC_LIMIT, "master", "no protected memory for the master key"), NULL;
	memcpy(m->key, key, sizeof m->key);
	sodium_mprotect_readonly(m);
	return m;
}

void master_forget(struct master *master)
{
	if (master) sodium_free(master);
}

/* A line of 64 hex digits. All zeros is what an empty secret or a forgotten placeholder looks like. */
struct master *master_from_line(str line, const char *what, struct fail *fail)
{
	unsigned char key[MASTER_BYTES];
	size_t n = 0;
	bool is_key = line.n == HEX && sodium_hex2bin(key, sizeof key, line.p, HEX, NULL, &n, NULL) == 0 && n == sizeof key &&
		      !sodium_is_zero(key, sizeof key);
	struct master *m = is_key ? keep(key, fail) : NULL;
	sodium_memzero(key, sizeof key);
	if (!is_key) fail_set(fail, RC_CORRUPT, "master", "%s: not a key; a master key is one line of 64 hex digits", what);
	return m;
}

/* ---- a file ---- */

static ptrdiff_t read_some(int fd, char *out, ptrdiff_t max)
{
	ptrdiff_t n = 0;
	while (n < max) {
		ssize_t got = read(fd, out + n, (size_t)(max - n));
		if (got < 0 && errno == EINTR) continue;
		if (got < 0) return -1;
		if (got == 0) break;
		n += got;
	}
	return n;
}

static bool may_be_read(int fd, const char *path, struct fail *fail)
{
	struct stat st;
	if (fstat(fd, &st) < 0) return fail_set(fail, RC_IO, "master_load", "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode)) return fail_set(fail, RC_CORRUPT, "master_load", "%s: not a key but something else than a file", path);
	return !(st.st_mode & 077) || fail_set(fail, RC_DENIED, "master_load", "%s: others may read it; chmod 600 it", path);
}

struct master *master_load(const char *path, struct fail *fail)
{
	char room[FILE_BYTES + 2]; /* one byte more than a file with \r\n has */
	struct master *m = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		if (errno != ENOENT) return fail_set(fail, RC_IO, "master_load", "%s: %s", path, strerror(errno)), NULL;
		fail_set(fail, RC_MISSING, "master_load",
			 "%s: no such file; without the master key the content of this store's people cannot be read", path);
		return NULL;
	}
	if (may_be_read(fd, path, fail)) {
		ptrdiff_t n = read_some(fd, room, (ptrdiff_t)sizeof room);
		if (n < 0) fail_set(fail, RC_IO, "master_load", "%s: %s", path, strerror(errno));
		else m = master_from_line(str_trim((str){room, n < (ptrdiff_t)sizeof room ? n : 0}), path, fail);
		sodium_memzero(room, sizeof room);
	}
	close(fd);
	return m;
}

static bool write_all(int fd, const char *p, ptrdiff_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, (size_t)n);
		if (put < 0 && errno == EINTR) continue;
		if (put < 0) return false;
		p += put;
		n -= put;
	}
	return true;
}

/* A file whose name is not on the disk is lost with the power, and with it everything written under its key. */
static bool sync_folder(const char *path)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');
	int n = slash == path ? 1 : slash ? (int)(slash - path) : 1;
	if (snprintf(folder, sizeof folder, "%.*s", n, slash ? path : ".") >= (int)sizeof folder) return errno = ENAMETOOLONG, false;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) return false;
	bool ok = fsync(fd) == 0;
	close(fd);
	return ok;
}

static bool write_new(const char *path, const char *text, ptrdiff_t n, struct fail *fail)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 && errno == EEXIST) return fail_set(fail, RC_CONFLICT, "master_create", "%s: exists; a store keeps its key", path);
	if (fd < 0) return fail_set(fail, RC_IO, "master_create", "%s: %s", path, strerror(errno));
	bool ok = fchmod(fd, 0600) == 0 && write_all(fd, text, n) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok && sync_folder(path);
	if (ok) return true;
	fail_set(fail, RC_IO, "master_create", "%s: %s", path, strerror(errno));
	unlink(path);
	return false;
}

struct master *master_create(const char *path, struct rng rng, struct fail *fail)
{
	unsigned char key[MASTER_BYTES];
	char text[FILE_BYTES + 1];
	rng.fill(rng.ctx, key, (ptrdiff_t)sizeof key);
	sodium_bin2hex(text, sizeof text, key, sizeof key);
	text[HEX] = '\n';
	struct master *m = write_new(path, text, FILE_BYTES, fail) ? keep(key, fail) : NULL;
	sodium_memzero(text, sizeof text);
	sodium_memzero(key, sizeof key);
	return m;
}

/* ---- its name and its uses ---- */

void master_subkey(unsigned char out[MASTER_BYTES], const struct master *master, uint64_t use)
{
	crypto_kdf_derive_from_key(out, MASTER_BYTES, use, "zhuyi-mk", master->key);
}

void master_id(char out[MASTER_ID_HEX + 1], const struct master *master)
{
	static const char constant[] = "zhuyi master key id 1";
	unsigned char key[MASTER_BYTES], hash[crypto_generichash_BYTES_MIN];
	master_subkey(key, master, USE_ID);
	crypto_generichash(hash, sizeof hash, (const unsigned char *)constant, sizeof constant - 1, key, sizeof key);
	sodium_bin2hex(out, MASTER_ID_HEX + 1, hash, MASTER_ID_HEX / 2);
	sodium_memzero(key, sizeof key);
}

static bool is_id(str s)
{
	for (ptrdiff_t i = 0; i < s.n; i++)
		if (!s.p[i] || !strchr("0123456789abcdef", s.p[i])) return false;
	return s.n == MASTER_ID_HEX;
}

bool master_check(const struct master *master, str kept, struct fail *fail)
{
	char id[MASTER_ID_HEX + 1];
	master_id(id, master);
	if (!is_id(kept))
		return fail_set(fail, RC_CORRUPT, "master_check", "the store does not say which master key it was made with; nothing was changed");
	return str_eq(kept, str_from(id)) || fail_set(fail, RC_DENIED, "master_check",
						      "the master key does not belong to this store (store wants key " STR_FMT
						      ", this is %s); the content of its people cannot be read without it; nothing was changed",
						      STR_ARG(kept), id);
}
