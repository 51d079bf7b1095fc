#include "ledger/entry.h"

#include "base/check.h"
#include "ledger/form_int.h"

#include <sodium.h>

struct salt entry_salt(struct rng rng)
{
	struct salt salt;
	rng.fill(rng.ctx, salt.b, (ptrdiff_t)sizeof salt.b);
	return salt;
}

struct hash entry_blind(const struct salt *salt, str body)
{
	struct hash h;
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, salt->b, sizeof salt->b);
	if (body.n) crypto_hash_sha256_update(&state, (const unsigned char *)body.p, (unsigned long long)body.n);
	crypto_hash_sha256_final(&state, h.b);
	return h;
}

bool entry_check(const struct entry *e, struct fail *fail)
{
	const char *field = e->index < 0 || e->index >= MERKLE_SIZE_MAX      ? "index"
			    : e->time_ms < 0 || e->time_ms > MERKLE_SIZE_MAX ? "time_ms"
			    : !form_id_valid(e->kind, 1)                     ? "kind"
			    : !form_id_valid(e->case_id, 0)                  ? "case"
									     : NULL;
	return !field || fail_set(fail, RC_INPUT, "entry_check", "a ledger entry cannot have this \"%s\"", field);
}

void entry_text(struct sb *out, const struct entry *e)
{
	ASSERT(entry_check(e, NULL));
	struct jw w = {.out = out};
	jw_object(&w, NULL);
	form_put_hex(&w, "actor", e->actor.b, HASH_BYTES);
	jw_str(&w, "case", e->case_id);
	jw_i64(&w, "index", e->index);
	jw_str(&w, "kind", e->kind);
	form_put_hex(&w, "subject", e->subject.b, HASH_BYTES);
	jw_i64(&w, "time_ms", e->time_ms);
	jw_end_object(&w);
}

void form_entry(struct form *f, struct entry *out)
{
	form_word(f, "{\"actor\":\"");
	form_hex(f, out->actor.b, HASH_BYTES);
	form_word(f, "\",\"case\":\"");
	out->case_id = form_id(f);
	form_word(f, "\",\"index\":");
	out->index = form_number(f);
	form_word(f, ",\"kind\":\"");
	out->kind = form_id(f);
	if (!out->kind.n) f->broken = true;
	form_word(f, "\",\"subject\":\"");
	form_hex(f, out->subject.b, HASH_BYTES);
	form_word(f, "\",\"time_ms\":");
	out->time_ms = form_number(f);
	form_word(f, "}");
}

bool entry_parse(struct entry *out, str text, struct fail *fail)
{
	struct form f = {.text = text};
	form_entry(&f, out);
	return form_done(&f, "entry_parse", fail);
}

struct hash entry_leaf(const struct entry *e)
{
	char room[FORM_BYTES_MAX];
	struct arena arena;
	struct sb text = form_builder(&arena, room);
	entry_text(&text, e);
	return merkle_leaf(sb_str(&text));
}
