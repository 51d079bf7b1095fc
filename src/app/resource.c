#include "app/resource_int.h"

#include "app/derived.h"

#include "fhir/text.h"

#include <sodium.h>

enum { ROWS_AT_ONCE = 500 };
enum { SIDE = 8 << 20 }; /* bytes: a resource of RESOURCE_MAX as it is and sealed, before and after */

/* ---- names ---- */

static bool name_good(str s, ptrdiff_t max, bool marks)
{
	for (ptrdiff_t i = 0; i < s.n; i++) {
		char b = s.p[i];
		bool letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
		if (!letter && !(marks && ((b >= '0' && b <= '9') || b == '-' || b == '.'))) return false;
	}
	return s.n >= 1 && s.n <= max;
}

bool resource_name_good(str type, str id)
{
	return name_good(type, RESOURCE_TYPE_MAX, false) && name_good(id, RESOURCE_ID_MAX, true);
}

static bool names_good(str type, str id, struct fail *fail)
{
	if (!name_good(type, RESOURCE_TYPE_MAX, false)) return fail_set(fail, RC_INPUT, "resource", "this is no type of resource");
	return name_good(id, RESOURCE_ID_MAX, true) || fail_set(fail, RC_INPUT, "resource", "an id has 1 to 64 of A-Z a-z 0-9 - .");
}

/* ---- rows, sealed and opened ---- */

static const char BODY[] = "resource.sealed_body", BRIEF[] = "resource.sealed_brief", PAST[] = "resource_past.sealed_body";

/* An earlier version does not open in the place of another. */
static str past_place(str id, int64_t version, struct arena *a)
{
	struct sb out = sb_new(a, id.n + 24);
	sb_add(&out, id);
	sb_byte(&out, '/');
	sb_i64(&out, version);
	return sb_str(&out);
}

static bool is_live(str state)
{
	return str_eq(state, S("live"));
}

bool resource_open(struct kept *out, const struct someone *s, const struct resource_row *r, struct arena *a, struct fail *fail)
{
	*out = (struct kept){r->type, r->id, r->version, r->updated_ms, r->at_ms, !is_live(r->state), {"", 0}};
	return out->deleted || people_unseal(s, &out->text, BODY, r->type, r->id, r->sealed_body, a, fail);
}

static bool open_past(struct kept *out, const struct someone *s, const struct past_row *r, struct arena *a, struct fail *fail)
{
	*out = (struct kept){r->type, r->id, r->version, r->updated_ms, 0, !is_live(r->state), {"", 0}};
	return out->deleted || people_unseal(s, &out->text, PAST, r->type, past_place(r->id, r->version, a), r->sealed_body, a, fail);
}

static bool open_brief(struct briefed *out, const struct someone *s, const struct brief_row *r, struct arena *a, struct fail *fail)
{
	str packed;
	*out = (struct briefed){.type = r->type, .id = r->id, .version = r->version, .updated_ms = r->updated_ms, .at_ms = r->at_ms};
	if (!people_unseal(s, &packed, BRIEF, r->type, r->id, r->sealed_brief, a, fail)) return false;
	return brief_unpack(&out->brief, packed) || fail_set(fail, RC_CORRUPT, "resource", "the brief of a resource cannot be read");
}

static bool open_briefs(struct briefeds *out, const struct someone *s, const struct brief_rows *rows, struct arena *a, struct fail *fail)
{
	*out = (struct briefeds){ARENA_NEW(a, struct briefed, rows->n + 1), 0, rows->n + 1};
	for (; out->n < rows->n; out->n++)
		if (!open_brief(&out->v[out->n], s, &rows->v[out->n], a, fail)) return false;
	return true;
}

/* ---- reading ---- */

bool resource_get(struct zhuyi *z, const struct someone *s, struct kept *out, str type, str id, struct arena *a, struct fail *fail)
{
	struct resource_row row;
	return store_resource_get(z->store, &row, s->org, s->person, type, id, a, fail) && resource_open(out, s, &row, a, fail);
}

bool resource_version(struct zhuyi *z, const struct someone *s, struct kept *out, str type, str id, int64_t version, struct arena *a,
		      struct fail *fail)
{
	struct resource_row row;
	struct past_row past;
	if (!store_resource_get(z->store, &row, s->org, s->person, type, id, a, fail)) return false;
	if (row.version == version) return resource_open(out, s, &row, a, fail);
	return store_past_get(z->store, &past, s->org, s->person, type, id, version, a, fail) && open_past(out, s, &past, a, fail);
}

bool resource_history(struct zhuyi *z, const struct someone *s, struct kepts *out, str type, str id, struct arena *a, struct fail *fail)
{
	struct resource_row row;
	struct past_rows pasts;
	*out = (struct kepts){0};
	if (!store_resource_get(z->store, &row, s->org, s->person, type, id, a, fail) || !resource_open(ARENA_PUSH(a, out), s, &row, a, fail) ||
	    !store_pasts_of(z->store, &pasts, s->org, s->person, type, id, RESOURCES_MAX, a, fail))
		return false;
	for (ptrdiff_t i = 0; i < pasts.n; i++)
		if (!open_past(ARENA_PUSH(a, out), s, &pasts.v[i], a, fail)) return false;
	return true;
}

/* A few at a time: what is sealed need not lie in memory beside what was opened. */
bool resources_of(struct zhuyi *z, const struct someone *s, struct kepts *out, str type, struct arena *a, struct fail *fail)
{
	str after = {"", 0};
	*out = (struct kepts){0};
	for (bool more = true; more;) {
		struct resource_rows rows;
		if (!store_resources_of(z->store, &rows, s->org, s->person, type, after, ROWS_AT_ONCE, a, fail)) return false;
		for (ptrdiff_t i = 0; i < rows.n; i++)
			if (!resource_open(ARENA_PUSH(a, out), s, &rows.v[i], a, fail)) return false;
		more = rows.n == ROWS_AT_ONCE;
		if (more) after = rows.v[rows.n - 1].id;
	}
	return true;
}

bool briefs_before(struct zhuyi *z, const struct someone *s, struct briefeds *out, int64_t at_ms, str type, str id, int limit, struct arena *a,
		   struct fail *fail)
{
	struct brief_rows rows;
	return store_briefs_before(z->store, &rows, s->org, s->person, at_ms, type, id, limit, a, fail) && open_briefs(out, s, &rows, a, fail);
}

bool briefs_before_of(struct zhuyi *z, const struct someone *s, struct briefeds *out, str type, int64_t at_ms, str id, int limit, struct arena *a,
		      struct fail *fail)
{
	struct brief_rows rows;
	return store_briefs_before_of(z->store, &rows, s->org, s->person, type, at_ms, id, limit, a, fail) && open_briefs(out, s, &rows, a, fail);
}

bool briefs_since(struct zhuyi *z, const struct someone *s, struct briefeds *out, str type, int64_t since_ms, int limit, struct arena *a,
		  struct fail *fail)
{
	struct brief_rows rows;
	return store_briefs_since(z->store, &rows, s->org, s->person, type, since_ms, limit, a, fail) && open_briefs(out, s, &rows, a, fail);
}

bool briefs_all(struct zhuyi *z, const struct someone *s, struct briefeds *out, struct arena *a, struct fail *fail)
{
	struct brief_rows rows;
	return store_briefs_all(z->store, &rows, s->org, s->person, RESOURCES_MAX, a, fail) && open_briefs(out, s, &rows, a, fail);
}

/* ---- what one call changed ---- */

struct change {
	str type, id;
	int64_t version;
	bool deleted;
	unsigned char hash[crypto_hash_sha256_BYTES]; /* of its bytes; of nothing when deleted */
};
struct record_changes {
	struct change *v;
	ptrdiff_t n, cap;
	struct derived_changes derived;
};

/* The brief of what counts for the facts, across the memory of one resource. */
static str counting(const struct briefed *b, struct arena *a)
{
	enum derived_role role;
	return b && derive_counts(&role, b->type, &b->brief) ? brief_pack(&b->brief, a) : (str){"", 0};
}

static void changes_facts(struct call *c, const struct change *one, const struct briefed *was, const struct briefed *is)
{
	struct derived_change d = {one->type, one->id, was ? was->at_ms : 0, is ? is->at_ms : 0, counting(was, &c->arena), counting(is, &c->arena)};
	if (d.was.n || d.is.n) *ARENA_PUSH(&c->arena, &c->changes->derived) = d;
}

/* Everything that changes in a record passes here, in the writer's transaction: `was` NULL: there was none or it was deleted; `is` NULL: deleted now. */
static bool changed(struct call *c, const struct briefed *was, const struct briefed *is, str text)
{
	if (!c->changes) c->changes = ARENA_NEW(&c->arena, struct record_changes, 1);
	struct change *one = ARENA_PUSH(&c->arena, c->changes);
	const struct briefed *any = is ? is : was;
	*one = (struct change){str_copy(&c->arena, any->type), str_copy(&c->arena, any->id), any->version + !is, !is, {0}};
	crypto_hash_sha256(one->hash, (const unsigned char *)text.p, (unsigned long long)text.n);
	changes_facts(c, one, was, is);
	return true;
}

void resource_came(struct call *c, struct briefeds *out)
{
	*out = (struct briefeds){0};
	for (ptrdiff_t i = 0; c->changes && i < c->changes->derived.n; i++) {
		const struct derived_change *d = &c->changes->derived.v[i];
		struct briefed b = {.type = d->type, .id = d->id, .at_ms = d->is_ms};
		if (d->is.n && brief_unpack(&b.brief, d->is)) *ARENA_PUSH(&c->arena, out) = b;
	}
}

bool resource_leaf(struct zhuyi *z, struct call *c, const struct someone *s)
{
	const struct record_changes *all = c->changes;
	char hex[2 * crypto_hash_sha256_BYTES + 1];
	if (!all || !all->n) return true;
	struct sb body = sb_new(&c->arena, 160 * all->n);
	struct jw w = {&body, false};
	jw_array(&w, NULL);
	for (ptrdiff_t i = 0; i < all->n; i++) {
		const struct change *one = &all->v[i];
		jw_object(&w, NULL);
		jw_str(&w, "type", one->type);
		jw_str(&w, "id", one->id);
		jw_i64(&w, "version", one->version);
		if (one->deleted) jw_bool(&w, "deleted", true);
		else jw_str(&w, "sha256", str_from(sodium_bin2hex(hex, sizeof hex, one->hash, sizeof one->hash)));
		jw_end_object(&w);
	}
	jw_end_array(&w);
	c->changes = NULL; /* one leaf for what changed so far */
	return derived_update(z, c, s, &all->derived) && person_leaf(z, c, s, S("record.changed"), sb_str(&body));
}

/* ---- how many ---- */

/* Counted once for each person since the start, then added up: it may only be too high, for what was rolled back stays counted until it is counted anew. */
static bool room_for_one(struct zhuyi *z, const struct someone *s, struct arena scratch, struct fail *fail)
{
	uint64_t who = str_hash(s->org) * 31 + str_hash(s->person);
	struct resource_count *known = &z->resources[who % RESOURCE_COUNTS];
	struct count_rows rows;
	if (known->who != who || known->n >= RESOURCES_MAX) {
		if (!store_resource_counts(z->store, &rows, s->org, s->person, &scratch, fail)) return false;
		*known = (struct resource_count){who, 0};
		for (ptrdiff_t i = 0; i < rows.n; i++) known->n += rows.v[i].n; /* deleted ones too: their earlier versions are kept */
	}
	return known->n++ < RESOURCES_MAX || fail_set(fail, RC_LIMIT, "resource", "a record holds at most %d resources", RESOURCES_MAX);
}

/* ---- writing ---- */

struct before { /* what stands there now */
	struct resource_row row;
	struct briefed brief;
	bool any, live;
};

static bool find_before(struct zhuyi *z, const struct someone *s, struct before *was, str type, str id, struct arena *a, struct fail *fail)
{
	struct fail none = {0};
	*was = (struct before){0};
	was->any = store_resource_get(z->store, &was->row, s->org, s->person, type, id, a, &none);
	if (!was->any) return none.rc == RC_MISSING || (*fail = none, false);
	const struct resource_row *r = &was->row;
	was->live = is_live(r->state);
	struct brief_row brief = {r->type, r->id, r->version, r->updated_ms, r->at_ms, r->sealed_brief};
	return !was->live || open_brief(&was->brief, s, &brief, a, fail);
}

static bool follows(struct call *c, const struct before *was, int64_t expected)
{
	int64_t version = was->live ? was->row.version : 0;
	return expected < 0 || expected == version ||
	       (expected ? fail_set(&c->rq.fail, RC_CONFLICT, "resource", "it is at version %lld, not %lld", (long long)version, (long long)expected)
			 : fail_set(&c->rq.fail, RC_CONFLICT, "resource", "there is one of this id"));
}

/* The version that stood there moves to the earlier ones, sealed for its new place. */
static bool keep_past(struct zhuyi *z, struct call *c, const struct someone *s, const struct resource_row *r, struct arena scratch)
{
	str text = {"", 0};
	if (is_live(r->state) && !people_unseal(s, &text, BODY, r->type, r->id, r->sealed_body, &scratch, &c->rq.fail)) return false;
	struct past_row past = {s->org, s->person, r->type, r->id, r->version, r->updated_ms, r->state, {"", 0}};
	past.sealed_body = people_seal(s, PAST, r->type, past_place(r->id, r->version, &scratch), text, c->rq.rng, &scratch);
	return store_past_put(z->store, &past, &c->rq.fail);
}

static bool put_row(struct zhuyi *z, struct call *c, const struct someone *s, const struct before *was, struct resource_row *row, str brief, str text,
		    struct arena scratch)
{
	if (was->any && !keep_past(z, c, s, &was->row, scratch)) return false;
	if (!was->any && !room_for_one(z, s, scratch, &c->rq.fail)) return false;
	row->sealed_brief = people_seal(s, BRIEF, row->type, row->id, brief, c->rq.rng, &scratch);
	row->sealed_body = people_seal(s, BODY, row->type, row->id, text, c->rq.rng, &scratch);
	return was->any ? store_resource_change(z->store, row, &c->rq.fail) : store_resource_put(z->store, row, &c->rq.fail);
}

static struct resource_row next_row(struct call *c, const struct someone *s, const struct before *was, str type, str id, const char *state)
{
	int64_t now = call_now(c);
	return (struct resource_row){.org = s->org,
				     .person = s->person,
				     .type = type,
				     .id = id,
				     .version = was->row.version + 1,
				     .updated_ms = now > was->row.updated_ms ? now : was->row.updated_ms,
				     .state = str_from(state)};
}

static str new_id(struct call *c)
{
	char id[27];
	ulid_make(id, call_now(c), c->rq.rng);
	return str_copy(&c->arena, str_from(id));
}

/* What is needed only while one resource is written lies at the far end of the call's memory, so that thousands of them fit into one call. */
static struct arena side_begin(struct call *c)
{
	char *end = c->arena.end, *beg = end - SIDE;
	if (beg < c->arena.beg) longjmp(*c->arena.full, 1);
	c->arena.end = beg;
	c->failed_used = c->whole.end - c->whole.beg; /* to be cleaned after the call */
	return (struct arena){beg, end, c->arena.full};
}

static void side_end(struct call *c)
{
	c->arena.end += SIDE;
}

static bool put_beside(struct zhuyi *z, struct call *c, const struct someone *s, struct kept *out, const struct put *p, struct arena side)
{
	struct before was = {0};
	struct briefed is = {0};
	if (!p->fresh && (!find_before(z, s, &was, p->type, p->id, &side, &c->rq.fail) || !follows(c, &was, p->expected))) return false;
	struct resource_row row = next_row(c, s, &was, p->type, p->id, "live");
	brief_of(&is.brief, &row.at_ms, p->resource, &side);
	str stamped = fhir_stamp(p->text, p->id, row.version, row.updated_ms, p->wants_text ? &c->arena : &side);
	is.type = p->type, is.id = p->id, is.version = row.version, is.updated_ms = row.updated_ms, is.at_ms = row.at_ms;
	*out = (struct kept){p->type, p->id, row.version, row.updated_ms, row.at_ms, false, p->wants_text ? stamped : (str){"", 0}};
	if (p->created) *p->created = !was.live;
	str brief = brief_pack(&is.brief, &side);
	return put_row(z, c, s, &was, &row, brief, stamped, side) && changed(c, was.live ? &was.brief : NULL, &is, stamped);
}

bool resource_put_parsed(struct zhuyi *z, struct call *c, const struct someone *s, struct kept *out, const struct put *given)
{
	struct put p = *given;
	if (!p.id.n) p.id = new_id(c), p.fresh = true;
	if (p.text.n > RESOURCE_MAX) return fail_set(&c->rq.fail, RC_LIMIT, "resource", "a resource has at most %d bytes", RESOURCE_MAX);
	if (!str_eq(json_str(p.resource, "resourceType"), p.type))
		return fail_set(&c->rq.fail, RC_INPUT, "resource", "resourceType is not the type it is kept as");
	if (!names_good(p.type, p.id, &c->rq.fail)) return false;
	struct arena side = side_begin(c);
	bool ok = put_beside(z, c, s, out, &p, side);
	side_end(c);
	return ok;
}

bool resource_put(struct zhuyi *z, struct call *c, const struct someone *s, struct kept *out, str type, str id, str text, int64_t expected)
{
	struct put p = {.type = type, .id = id, .text = text, .expected = expected, .wants_text = out};
	struct kept own;
	if (text.n > RESOURCE_MAX) return fail_set(&c->rq.fail, RC_LIMIT, "resource", "a resource has at most %d bytes", RESOURCE_MAX);
	if (!json_parse(&p.resource, text, FHIR_DEPTH_MAX, &c->rq.fail)) return false;
	bool ok = resource_put_parsed(z, c, s, out ? out : &own, &p);
	json_free(p.resource);
	return ok;
}

static bool delete_beside(struct zhuyi *z, struct call *c, const struct someone *s, str type, str id, int64_t expected, struct arena side)
{
	struct before was;
	struct brief none = {0};
	if (!find_before(z, s, &was, type, id, &side, &c->rq.fail)) return false;
	if (!was.live) return fail_set(&c->rq.fail, RC_MISSING, "resource", "there is no such resource");
	if (!follows(c, &was, expected)) return false;
	struct resource_row row = next_row(c, s, &was, type, id, "deleted");
	str brief = brief_pack(&none, &side);
	return put_row(z, c, s, &was, &row, brief, S(""), side) && changed(c, &was.brief, NULL, S(""));
}

bool resource_delete(struct zhuyi *z, struct call *c, const struct someone *s, str type, str id, int64_t expected)
{
	struct arena side = side_begin(c);
	bool ok = delete_beside(z, c, s, type, id, expected, side);
	side_end(c);
	return ok;
}

/* ---- whether ---- */

bool record_may_keep(struct zhuyi *z, struct call *c)
{
	bool agreed;
	if (!call_consent(z, c, c->target, &agreed)) return false;
	if (agreed) return true;
	c->need = "consent";
	return fail_set(&c->rq.fail, RC_DENIED, "record", "health information is kept only with the consent to consultation");
}
