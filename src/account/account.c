#include "account/account.h"

#include "base/check.h"

#include <sodium.h>

static const int64_t SESSION_MS = 14 * 24 * 3600 * 1000LL; /* two weeks */
const char sample_password[] = "zhuyi-sample";

bool session_hash(unsigned char out[32], str token)
{
	if (token.n != TOKEN_HEX) return false;
	crypto_hash_sha256(out, (const unsigned char *)token.p, (unsigned long long)token.n);
	return true;
}

void session_make(char token[TOKEN_HEX + 1], struct session_row *row, str org, str person, str login, str role, int64_t now_ms, struct rng rng)
{
	unsigned char random[32];
	rng.fill(rng.ctx, random, (ptrdiff_t)sizeof random);
	sodium_bin2hex(token, TOKEN_HEX + 1, random, sizeof random);
	*row = (struct session_row){.org = org, .person = person, .login = login, .role = role, .expires_ms = now_ms + SESSION_MS};
	session_hash(row->token, (str){token, TOKEN_HEX});
}

bool session_find(struct store *store, struct session_row *row, str token, int64_t now_ms, struct arena *perm, struct fail *fail)
{
	unsigned char hash[32];
	if (!session_hash(hash, token)) return fail_set(fail, RC_MISSING, "session_find", "no session");
	if (!store->verbs->session_get(store, row, hash, perm, fail)) return false;
	return row->expires_ms > now_ms || fail_set(fail, RC_MISSING, "session_find", "the session has expired");
}

bool account_login(struct store *store, struct account_row *row, str org, str login, str password, struct arena *perm, struct fail *fail)
{
	/* An unknown name is checked against a hash of nothing, so that the answer takes as long as for a wrong password. */
	static const char nobody[crypto_pwhash_STRBYTES] =
		"$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	struct fail missing = {0};
	bool known = store->verbs->account_get(store, row, org, login, perm, &missing);
	if (!known && missing.rc != RC_MISSING) return *fail = missing, false;
	char hash[crypto_pwhash_STRBYTES] = {0}; /* libsodium reads the whole of it */
	memcpy(hash, known ? row->password.p : nobody,
	       known ? (size_t)(row->password.n < (ptrdiff_t)sizeof hash ? row->password.n : (ptrdiff_t)sizeof hash - 1) : sizeof hash);
	bool right = crypto_pwhash_str_verify(hash, password.p ? password.p : "", (unsigned long long)password.n) == 0;
	return (known && right) || fail_set(fail, RC_DENIED, "account_login", "wrong name or password");
}

static bool put(struct store *store, struct account_row row, struct rng rng, struct arena *perm, struct fail *fail)
{
	char person[27], hash[crypto_pwhash_STRBYTES];
	ulid_make(person, 0, rng);
	row.person = str_copy(perm, str_from(person));
	row.fictional = true;
	if (crypto_pwhash_str(hash, sample_password, strlen(sample_password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
			      crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return fail_set(fail, RC_LIMIT, "account_put_samples", "not enough memory to hash a password");
	row.password = str_from(hash);
	return store->verbs->account_put(store, &row, fail);
}

bool account_put_samples(struct store *store, str org, struct rng rng, struct arena *perm, struct fail *fail)
{
	return put(store,
		   (struct account_row){
			   .org = org, .login = S("patient"), .role = S("patient"), .name = {S("林小满（虚构）"), S("Lin Xiaoman (fictional)")}},
		   rng, perm, fail) &&
	       put(store,
		   (struct account_row){.org = org,
					.login = S("doctor"),
					.role = S("doctor"),
					.name = {S("陈知远（虚构）"), S("Chen Zhiyuan (fictional)")},
					.title = {S("主治医师"), S("attending physician")},
					.licence = S("SAMPLE-000001")},
		   rng, perm, fail);
}
