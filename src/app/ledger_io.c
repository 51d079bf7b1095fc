/* ledger_io.c - the ledger leaves the store as text, and text is checked without a store. */
#include "app/app.h"

#include "ledger/entry.h"
#include "ledger/export.h"
#include "ledger/verify.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

struct exporting {
	struct zhuyi *z;
	struct house *house;
	struct arena *arena;
	void (*line)(void *ctx, struct zhuyi_text text);
	void *ctx;
};

static bool read_entry(void *ctx, int64_t index, struct entry *out, unsigned char leaf[HASH_BYTES])
{
	struct exporting *x = ctx;
	struct leaf_row row;
	struct fail none = {0};
	struct arena scratch = *x->arena;
	if (!store_leaf_get(x->z->store, &row, x->house->org, index, &scratch, &none) || !entry_parse(out, row.entry, &none)) return false;
	memcpy(leaf, row.hash, HASH_BYTES);
	return true;
}

static bool read_head(void *ctx, int64_t number, struct head *out)
{
	struct exporting *x = ctx;
	struct head_row row;
	struct fail none = {0};
	struct arena scratch = *x->arena;
	if (!store_head_get(x->z->store, &row, x->house->org, number, &scratch, &none)) return false;
	*out = (struct head){.organisation = x->house->org, .number = row.number, .size = row.size, .time_ms = row.time_ms};
	memcpy(out->root.b, row.root, HASH_BYTES);
	memcpy(out->signature, row.signature, SIGNATURE_BYTES);
	return true;
}

static bool write_line(void *ctx, str line)
{
	struct exporting *x = ctx;
	x->line(x->ctx, (struct zhuyi_text){line.p, (size_t)line.n});
	return true;
}

/* Up to the newest head: what is being written meanwhile is left for the next export. */
bool zhuyi_ledger_export(struct zhuyi *z, const char *organisation, void (*line)(void *ctx, struct zhuyi_text text), void *ctx, char error[256])
{
	struct fail fail = {0};
	struct head_row last = {0};
	struct house *house = house_of(&z->houses, str_from(organisation));
	if (!house) return snprintf(error, 256, z->store ? "no such organisation" : "no store"), false;
	struct arena memory = arena_create(1 << 20), arena = memory;
	if (!memory.beg) return snprintf(error, 256, "no address space"), false;
	struct exporting x = {z, house, &arena, line, ctx};
	bool any = store_head_last(z->store, &last, house->org, &arena, &fail);
	if (!any && fail.rc == RC_MISSING) fail = (struct fail){0};
	struct ledger_export_source from = {
		house->org, house->trail.key.public_key, any ? last.size : 0, any ? last.number + 1 : 0, read_entry, read_head, &x};
	bool ok = fail.rc == RC_OK && ledger_export(from, (struct ledger_export_sink){write_line, &x}, &fail);
	if (!ok) snprintf(error, 256, "%s", fail.what);
	arena_destroy(memory);
	return ok;
}

static str report_json(const struct ledger_report *r, bool intact, struct arena *a)
{
	struct sb out = sb_new(a, 4096);
	struct jw w = {&out, false};
	char hex[KEY_PUBLIC_BYTES * 2 + 1], text[LEDGER_PROBLEM_BYTES];
	jw_object(&w, NULL);
	jw_bool(&w, "intact", intact);
	jw_str(&w, "organisation", str_from(r->organisation));
	jw_str(&w, "key", str_from(sodium_bin2hex(hex, sizeof hex, r->key.b, KEY_PUBLIC_BYTES)));
	jw_i64(&w, "lines", r->lines);
	jw_i64(&w, "entries", r->entries);
	jw_i64(&w, "heads", r->heads);
	jw_i64(&w, "covered", r->covered);
	jw_i64(&w, "problems", r->problems);
	jw_array(&w, "wrong");
	for (int i = 0; i < r->n; i++) {
		ledger_problem_text(text, &r->v[i]);
		jw_str(&w, NULL, str_copy(a, str_from(text)));
	}
	jw_end_array(&w);
	jw_end_object(&w);
	return sb_str(&out);
}

int zhuyi_ledger_verify(struct zhuyi_text text, char **report, size_t *n)
{
	struct fail fail = {0};
	struct ledger_report r;
	struct arena memory = arena_create(1 << 20), arena = memory;
	if (!memory.beg || sodium_init() < 0) return -1;
	bool intact = ledger_verify_text(&r, (str){text.p, (ptrdiff_t)text.n}, (struct ledger_trust){0}, &fail);
	str json = report_json(&r, intact, &arena);
	*n = (size_t)json.n;
	*report = malloc(*n + 1);
	if (*report) memcpy(*report, json.p, *n), (*report)[*n] = 0;
	arena_destroy(memory);
	return *report ? intact : -1;
}

/* Of the organisation that has a case of this id; ids are random, no two have the same. */
static bool prove(struct zhuyi *z, str id, struct sb *out, struct arena *a, struct fail *fail)
{
	struct place_row place;
	int64_t leaf;
	for (int i = 0; i < z->houses.n; i++) {
		struct house *h = &z->houses.v[i];
		struct fail none = {0};
		if (!store_place_get(z->store, &place, h->org, id, a, &none)) continue;
		return store_decision_of_case(z->store, &leaf, h->org, place.person, id, fail) &&
		       trail_proof(&h->trail, z->store, leaf, out, a, fail);
	}
	return fail_set(fail, RC_MISSING, "ledger_prove", z->store ? "no such case" : "no store");
}

bool zhuyi_ledger_prove(struct zhuyi *z, struct zhuyi_text case_id, char **proof, size_t *n)
{
	struct fail fail = {0};
	struct arena memory = arena_create(4 << 20), arena = memory;
	struct sb out = sb_new(&arena, 4096);
	bool ok = prove(z, (str){case_id.p, (ptrdiff_t)case_id.n}, &out, &arena, &fail);
	if (!ok) {
		struct jw w = {&out, false};
		out.n = 0;
		jw_object(&w, NULL);
		jw_str(&w, "error", str_from(fail.what));
		jw_end_object(&w);
	}
	*n = (size_t)out.n;
	*proof = malloc(*n + 1);
	if (*proof) memcpy(*proof, out.p, *n), (*proof)[*n] = 0;
	arena_destroy(memory);
	return ok && *proof;
}
