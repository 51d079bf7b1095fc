#include "app/house.h"

#include "base/check.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool house_id_valid(str org)
{
	for (ptrdiff_t i = 0; i < org.n; i++) {
		char c = org.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0))) return false;
	}
	return org.n >= 1 && org.n <= 40;
}

/* The first schema had one organisation, "sample", and one key without a name in it. */
static bool key_path(char out[PATH_MAX], const char *keys, str org, struct fail *fail)
{
	int n = str_eq(org, S("sample")) ? snprintf(out, PATH_MAX, "%s.key", keys)
					 : snprintf(out, PATH_MAX, "%s." STR_FMT ".key", keys, STR_ARG(org));
	return n < PATH_MAX || fail_set(fail, RC_INPUT, "house", "path too long");
}

bool houses_open(struct houses *h, struct store *store, const char *keys, bool beside, struct arena *perm, struct fail *fail)
{
	struct organisation_rows rows;
	char path[PATH_MAX];
	*h = (struct houses){.keys = keys};
	if (!store_organisations(store, &rows, perm, fail)) return false;
	if (rows.n > HOUSES_MAX) return fail_set(fail, RC_LIMIT, "houses_open", "%td organisations, at most %d are served", rows.n, HOUSES_MAX);
	h->v = ARENA_NEW(perm, struct house, HOUSES_MAX);
	for (; h->n < rows.n; h->n++) {
		const struct organisation_row *r = &rows.v[h->n];
		struct house *one = &h->v[h->n];
		struct house_name *names = ARENA_NEW(perm, struct house_name, 1);
		names->name[0] = r->name_zh, names->name[1] = r->name_en;
		*one = (struct house){.org = r->org, .fictional = r->fictional != 0};
		atomic_init(&one->names, names);
		if (!key_path(path, keys, r->org, fail) || !trail_open(&one->trail, store, r->org, path, false, beside, fail)) return false;
	}
	return true;
}

void houses_close(struct houses *h)
{
	for (int i = 0; i < h->n; i++) {
		struct house_name *names = atomic_load(&h->v[i].names), *before;
		trail_close(&h->v[i].trail);
		for (; (before = names->before); names = before) free(names); /* the first lies on the arena */
	}
	h->n = 0;
}

struct house *house_of(const struct houses *h, str org)
{
	for (int i = 0; i < h->n; i++)
		if (!org.n || str_eq(h->v[i].org, org)) return &h->v[i];
	return NULL;
}

bool house_make(struct store *store, const char *keys, str org, str zh, str en, bool fictional, int64_t now_ms, struct fail *fail)
{
	char path[PATH_MAX];
	struct organisation_row row = {org, zh, en, fictional, now_ms};
	int64_t leaves;
	if (!house_id_valid(org)) return fail_set(fail, RC_INPUT, "house_make", "an organisation's id has 1 to 40 of a-z, 0-9 and -");
	if (!zh.n || !en.n) return fail_set(fail, RC_INPUT, "house_make", "an organisation needs a name in Chinese and in English");
	if (!key_path(path, keys, org, fail) || !store_leaf_count(store, &leaves, org, fail)) return false;
	bool has_key = access(path, F_OK) == 0;
	if (leaves && !has_key) return fail_set(fail, RC_MISSING, "house_make", "%s: the key of the ledger is missing; nothing was changed", path);
	if (!store_organisation_put(store, &row, fail)) return false;
	if (has_key) return true; /* made before a crash that lost the row: the ledger is still empty */
	struct key_pair key;
	key_create(&key, rng_system());
	bool ok = key_save(&key, path, fail);
	key_forget(&key);
	return ok;
}

const struct house_name *house_names(const struct house *h)
{
	return atomic_load(&((struct house *)h)->names);
}

/* One block holds both texts. Readers may hold the old one: it is given back when the house closes. */
void house_rename(struct house *h, str zh, str en)
{
	struct house_name *fresh = malloc(sizeof *fresh + (size_t)(zh.n + en.n));
	if (!fresh) return;
	char *text = (char *)(fresh + 1);
	memcpy(text, zh.p, (size_t)zh.n);
	memcpy(text + zh.n, en.p, (size_t)en.n);
	*fresh = (struct house_name){{{text, zh.n}, {text + zh.n, en.n}}, atomic_load(&h->names)};
	atomic_store(&h->names, fresh);
}

void house_json(struct jw *w, const char *key, const struct house *h)
{
	const struct house_name *names = house_names(h);
	jw_object(w, key);
	jw_str(w, "id", h->org);
	jw_str(w, "name_zh", names->name[0]);
	jw_str(w, "name_en", names->name[1]);
	jw_bool(w, "fictional", h->fictional);
	jw_end_object(w);
}
