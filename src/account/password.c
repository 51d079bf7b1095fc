#include "account/password.h"

#include "account/password_int.h"
#include "account/password_rules.h"
#include "base/check.h"

#include <pthread.h>
#include <sodium.h>
#include <sys/mman.h>
#include <time.h>

_Static_assert(PASSWORD_HASH == crypto_pwhash_STRBYTES, "libsodium's Argon2id");

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t given_back = PTHREAD_COND_INITIALIZER;
static int running;

bool password_turn_take(int64_t wait_ms, struct fail *fail)
{
	struct timespec end;
	clock_gettime(CLOCK_MONOTONIC, &end);
	int64_t ns = end.tv_nsec + (wait_ms > 0 ? wait_ms : 0) % 1000 * 1000000;
	end.tv_sec += (wait_ms > 0 ? wait_ms : 0) / 1000 + ns / 1000000000;
	end.tv_nsec = ns % 1000000000;
	int why = 0;
	pthread_mutex_lock(&lock);
	while (running == PASSWORD_AT_ONCE && why == 0) why = pthread_cond_clockwait(&given_back, &lock, CLOCK_MONOTONIC, &end);
	bool mine = running < PASSWORD_AT_ONCE; /* also when it came free in the last moment */
	if (mine) running++;
	pthread_mutex_unlock(&lock);
	return mine || fail_set(fail, RC_BUSY, "password", "many people are logging in; try again in a moment");
}

void password_turn_give(void)
{
	pthread_mutex_lock(&lock);
	ASSERT(running > 0);
	running--;
	pthread_cond_signal(&given_back);
	pthread_mutex_unlock(&lock);
}

static void forget(str text)
{
	sodium_memzero((char *)(uintptr_t)text.p, (size_t)text.n);
}

bool password_hash(char out[PASSWORD_HASH], str password, int64_t wait_ms, struct arena scratch, struct fail *fail)
{
	str nfc;
	if (password.n > PASSWORD_BYTES_MAX || !password_nfc(&nfc, password, &scratch))
		return fail_set(fail, RC_INPUT, "password_hash", "the password is too long or not text");
	bool ok = password_turn_take(wait_ms, fail);
	if (ok) {
		ok = crypto_pwhash_str(out, nfc.p, (unsigned long long)nfc.n, crypto_pwhash_OPSLIMIT_INTERACTIVE,
				       crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
		password_turn_give();
		if (!ok) fail_set(fail, RC_LIMIT, "password_hash", "not enough memory to hash a password");
	}
	forget(nfc);
	return ok;
}

/* libsodium reads all of PASSWORD_HASH bytes. */
static bool copy_hash(char out[PASSWORD_HASH], str hash)
{
	memset(out, 0, PASSWORD_HASH);
	if (hash.n <= 0 || hash.n >= PASSWORD_HASH) return false;
	memcpy(out, hash.p, (size_t)hash.n);
	return true;
}

static int rehash(const char hash[PASSWORD_HASH]) /* -1: not a hash */
{
	return crypto_pwhash_str_needs_rehash(hash, crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
}

/* libsodium says "no match" also when it gets no memory; that must not count as a wrong password. */
static bool is_memory_left(void)
{
	size_t bytes = crypto_pwhash_MEMLIMIT_INTERACTIVE + (1 << 20);
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) return false;
	munmap(p, bytes);
	return true;
}

static bool verify(str hash, str nfc, struct fail *fail)
{
	char room[PASSWORD_HASH];
	if (!copy_hash(room, hash) || rehash(room) < 0) return fail_set(fail, RC_CORRUPT, "password_verify", "credential.password: not a hash");
	if (!is_memory_left()) return fail_set(fail, RC_LIMIT, "password_verify", "not enough memory to check a password");
	return crypto_pwhash_str_verify(room, nfc.p, (unsigned long long)nfc.n) == 0 ||
	       fail_set(fail, RC_DENIED, "password_verify", "wrong name or password");
}

bool password_verify(str hash, str password, int64_t wait_ms, struct arena scratch, struct fail *fail)
{
	/* A hash nobody knows the password of, made with the same work: an unknown name takes as long as a wrong password. */
	static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	str nfc;
	if (password.n > PASSWORD_BYTES_MAX || !password_nfc(&nfc, password, &scratch))
		return fail_set(fail, RC_DENIED, "password_verify", "wrong name or password");
	bool ok = password_turn_take(wait_ms, fail);
	if (ok) {
		ok = verify(hash.n ? hash : S(nobody), nfc, fail) && hash.n > 0;
		password_turn_give();
	}
	forget(nfc);
	return ok || fail_set(fail, RC_DENIED, "password_verify", "wrong name or password");
}

bool password_needs_rehash(str hash)
{
	char room[PASSWORD_HASH];
	return hash.n > 0 && (!copy_hash(room, hash) || rehash(room) != 0);
}
