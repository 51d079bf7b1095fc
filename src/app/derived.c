#include "app/derived.h"

static const char KIND[] = "derived";

static bool keep(struct zhuyi *z, struct call *c, const struct someone *s, const struct derived *d, int64_t version)
{
	return people_item_put(&z->people, s, str_from(KIND), S(""), call_now(c), version, derive_pack(d, &c->arena), c->rq.rng, &c->arena,
			       &c->rq.fail);
}

/* From nothing: every brief once. */
static bool draw(struct zhuyi *z, const struct someone *s, struct derived *out, struct arena *a, struct fail *fail)
{
	struct briefeds all;
	*out = (struct derived){0};
	if (!briefs_all(z, s, &all, a, fail)) return false;
	for (ptrdiff_t i = 0; i < all.n; i++) derive_add(out, all.v[i].type, all.v[i].id, all.v[i].at_ms, &all.v[i].brief, a);
	return true;
}

/* What is kept; *version 0: nothing yet. */
static bool kept(struct zhuyi *z, const struct someone *s, struct derived *out, int64_t *version, struct arena *a, struct fail *fail)
{
	str packed;
	struct item_row row;
	struct fail none = {0};
	*version = 0;
	*out = (struct derived){0};
	if (!people_item_get(&z->people, s, &packed, &row, str_from(KIND), S(""), a, &none)) return none.rc == RC_MISSING || (*fail = none, false);
	*version = row.version;
	return derive_unpack(out, packed, a) || fail_set(fail, RC_CORRUPT, "derived", "the facts drawn from a record cannot be read");
}

bool derived_read(struct zhuyi *z, const struct someone *s, struct derived *out, struct arena *a, struct fail *fail)
{
	int64_t version;
	return kept(z, s, out, &version, a, fail) && (version || draw(z, s, out, a, fail));
}

/* False: what took the place of the newest result is not known here. */
static bool apply(struct derived *d, const struct derived_change *x, struct arena *a)
{
	struct brief was, is;
	bool had = brief_unpack(&was, x->was), has = brief_unpack(&is, x->is), stale = false;
	derive_remove(d, x->type, x->id, &stale);
	if (stale && !(had && has && derive_replaces(&was, x->was_ms, &is, x->is_ms))) return false;
	if (has) derive_add(d, x->type, x->id, x->is_ms, &is, a);
	return true;
}

bool derived_update(struct zhuyi *z, struct call *c, const struct someone *s, const struct derived_changes *changes)
{
	struct derived d;
	int64_t version;
	if (!changes->n) return true;
	if (!kept(z, s, &d, &version, &c->arena, &c->rq.fail)) return false;
	bool known = version > 0;
	for (ptrdiff_t i = 0; known && i < changes->n; i++) known = apply(&d, &changes->v[i], &c->arena);
	return (known || draw(z, s, &d, &c->arena, &c->rq.fail)) && keep(z, c, s, &d, version + 1);
}
