#include "ledger/head.h"

#include "base/check.h"
#include "ledger/form_int.h"

#include <sodium.h>

_Static_assert(SIGNATURE_BYTES == crypto_sign_BYTES, "libsodium's Ed25519");

bool head_check(const struct head *h, struct fail *fail)
{
	const char *field = !form_id_valid(h->organisation, 1)               ? "organisation"
			    : h->number < 0 || h->number > MERKLE_SIZE_MAX   ? "number"
			    : h->size < 0 || h->size > MERKLE_SIZE_MAX       ? "size"
			    : h->time_ms < 0 || h->time_ms > MERKLE_SIZE_MAX ? "time_ms"
									     : NULL;
	return !field || fail_set(fail, RC_INPUT, "head_check", "a ledger head cannot have this \"%s\"", field);
}

static void put(struct sb *out, const struct head *h, bool with_signature)
{
	struct jw w = {.out = out};
	jw_object(&w, NULL);
	jw_i64(&w, "number", h->number);
	jw_str(&w, "organisation", h->organisation);
	form_put_hex(&w, "root", h->root.b, HASH_BYTES);
	if (with_signature) form_put_hex(&w, "signature", h->signature, SIGNATURE_BYTES);
	jw_i64(&w, "size", h->size);
	jw_i64(&w, "time_ms", h->time_ms);
	jw_end_object(&w);
}

static void put_signed_bytes(struct sb *out, const struct head *h)
{
	sb_add(out, S("zhuyi ledger head 1\n"));
	put(out, h, false);
}

bool head_sign(struct head *h, const struct key_pair *key, struct fail *fail)
{
	char room[FORM_BYTES_MAX];
	struct arena arena;
	struct sb bytes = form_builder(&arena, room);
	if (!head_check(h, fail)) return false;
	put_signed_bytes(&bytes, h);
	crypto_sign_detached(h->signature, NULL, (const unsigned char *)bytes.p, (unsigned long long)bytes.n, key->secret);
	return true;
}

bool head_verify(const struct head *h, const struct public_key *key)
{
	char room[FORM_BYTES_MAX];
	struct arena arena;
	struct sb bytes = form_builder(&arena, room);
	if (!head_check(h, NULL)) return false;
	put_signed_bytes(&bytes, h);
	return crypto_sign_verify_detached(h->signature, (const unsigned char *)bytes.p, (unsigned long long)bytes.n, key->b) == 0;
}

void head_write(struct sb *out, const struct head *h)
{
	ASSERT(head_check(h, NULL));
	put(out, h, true);
}

void form_head(struct form *f, struct head *out)
{
	form_word(f, "{\"number\":");
	out->number = form_number(f);
	form_word(f, ",\"organisation\":\"");
	out->organisation = form_id(f);
	if (!out->organisation.n) f->broken = true;
	form_word(f, "\",\"root\":\"");
	form_hex(f, out->root.b, HASH_BYTES);
	form_word(f, "\",\"signature\":\"");
	form_hex(f, out->signature, SIGNATURE_BYTES);
	form_word(f, "\",\"size\":");
	out->size = form_number(f);
	form_word(f, ",\"time_ms\":");
	out->time_ms = form_number(f);
	form_word(f, "}");
}

bool head_parse(struct head *out, str text, struct fail *fail)
{
	struct form f = {.text = text};
	form_head(&f, out);
	return form_done(&f, "head_parse", fail);
}

struct hash head_log_id(str organisation, const struct public_key *key)
{
	static const char title[] = "zhuyi ledger log 1\n";
	struct hash h;
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)title, sizeof title - 1);
	if (organisation.n) crypto_hash_sha256_update(&state, (const unsigned char *)organisation.p, (unsigned long long)organisation.n);
	crypto_hash_sha256_update(&state, (const unsigned char *)"\n", 1); /* no id holds one, so the two parts cannot run into each other */
	crypto_hash_sha256_update(&state, key->b, sizeof key->b);
	crypto_hash_sha256_final(&state, h.b);
	return h;
}
